"""What a language model is to us: prompts in, one completion for each, in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from threadgist.records import WriterInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Gives `(n, d)` float32 unit vectors of texts, from the encoder of the digest.
Encode: TypeAlias = "Callable[[Sequence[str]], NDArray[np.float32]]"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call: how the answer must begin, how long it may be, what ends it, the JSON Schema it must fit. Greedy."""

    messages: tuple[Message, ...]
    prefill: str = ""
    max_tokens: int = 96
    stop: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back: `text` without the prefill. `error` says why there is none, in one line, where the call failed.

    `cut` is set where `max_tokens` ended it. Token counts are None where the backend does not say.
    """

    text: str
    cut: bool = False
    prompt_tokens: int | None = None
    tokens: int | None = None
    error: str | None = None


class LanguageModel(Protocol):
    """What completes prompts. Making one is cheap: weights are loaded, or a server asked, by the first `complete`.

    Safe to call from several threads at once: calls in flight share the model's batches.
    """

    @property
    def info(self) -> WriterInfo:
        """Which model this is, for the digest's provenance."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What did not go as asked, in sentences: a server without JSON schemas, a device that is not there."""

    @property
    def context(self) -> int | None:
        """How many tokens it takes at once, prompt and answer; None where nobody says."""

    def count_tokens(self, text: str) -> int:
        """Count (or, for a server, estimate) the tokens of a text."""

    def complete(
        self, requests: Sequence[Request], progress: Callable[[int], None] | None = None
    ) -> list[Completion]:
        """Return one completion for each request, in order; a call that failed for good carries its `error`.

        `progress` is told how many are done so far. Raises ModelError: nothing can be completed at all: no such model,
        no such server, a refused key.
        """
