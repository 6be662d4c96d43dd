"""What a language model is to us: prompts in, one completion for each, in order; within bounds on calls and time."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar

from threadgist.progress import UNWATCHED, Told
from threadgist.records import Floats, WriterInfo

# Gives `(n, d)` float32 unit vectors of texts, from the encoder of the digest.
Encode: TypeAlias = Callable[[Sequence[str]], Floats]
T = TypeVar("T")

# The `error` of a call that was never made; what a backend says of its own errors is another sentence.
BUDGET: Final = "not asked: the bound on calls or seconds was reached"
FIRST_CHUNK: Final = 4
# A prompt with comments in it is no longer than this, however much the model takes: long prompts are read less well.
LONGEST: Final = 12_000
# Where nobody says how many tokens a model takes at once.
CONTEXT: Final = 8_192
# Servers' tokens are only guessed at: prompts are planned for this share of what a model takes.
FILLED: Final = 0.85
# What our own words in a prompt take, at most.
OWN_TOKENS: Final = 1_800


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

    def complete(self, requests: Sequence[Request], progress: Told = UNWATCHED.done) -> list[Completion]:
        """Return one completion for each request, in order; a call that failed for good carries its `error`.

        `progress` is told how many are done so far. Raises ModelError: nothing can be completed at all: no such model,
        no such server, a refused key.
        """


def room(model: LanguageModel, answer: int) -> int:
    """Return how many tokens of comments a prompt may have where its answer may take `answer`."""
    return max(256, int(FILLED * (model.context or CONTEXT)) - answer - OWN_TOKENS)


def portions(
    items: Sequence[T], tokens: Sequence[int], most: int, *, evenly: bool = False
) -> list[tuple[T, ...]]:
    """Part items of so many `tokens` into rows of at most `most`, `evenly` or not; a longer one stands alone."""
    total = sum(tokens)
    rows = max(1, -(-total // max(1, most))) if evenly else 1
    parted: list[tuple[T, ...]] = [()]
    filled = 0
    for item, size in zip(items, tokens, strict=True):
        full = filled + size > most or (filled >= total / rows and len(parted) < rows)
        if parted[-1] and full:
            parted.append(())
            filled = 0
        parted[-1] += (item,)
        filled += size
    return parted


class Budget:
    """How many calls may still be made, and until when (from the first call on); shared by all that write in a run."""

    def __init__(self, max_calls: int | None = None, max_seconds: float | None = None) -> None:
        self._lock = threading.Lock()
        self._left = inf if max_calls is None else max_calls
        self._seconds = inf if max_seconds is None else max_seconds
        self._until: float | None = None

    def take(self, wanted: int) -> int:
        """Return how many of `wanted` calls may be made now, and count them as made."""
        with self._lock:
            now = time.monotonic()
            if self._until is None:
                self._until = now + self._seconds
            granted = 0 if now >= self._until else int(min(wanted, self._left))
            self._left -= granted
            return granted

    def seconds_left(self) -> float:
        """Return how long calls may still be made; `inf` where there is no bound."""
        with self._lock:
            return self._seconds if self._until is None else max(0.0, self._until - time.monotonic())


def complete(
    model: LanguageModel, requests: Sequence[Request], budget: Budget, progress: Told = UNWATCHED.done
) -> list[Completion]:
    """Make calls in order until the budget is spent; those that were not made carry the error `BUDGET`.

    Without a bound on seconds all requests go to the model at once; with one in portions that, at the speed seen so
    far, end in time. Raises ModelError: the model cannot complete anything at all.
    """
    done: list[Completion] = []
    portion = len(requests) if budget.seconds_left() == inf else FIRST_CHUNK
    spent = 0.0

    def counted(count: int) -> None:
        progress(len(done) + count)

    while granted := budget.take(min(portion, len(requests) - len(done))):
        chunk = list(requests[len(done) : len(done) + granted])
        began = time.monotonic()
        answers = model.complete(chunk, counted)
        spent += time.monotonic() - began
        assert len(answers) == len(chunk), f"{len(chunk)} requests, {len(answers)} completions"
        done += answers
        if (left := budget.seconds_left()) < inf:
            # Half of what would fit: a slow portion must not overrun by much.
            portion = max(1, int(left / max(spent / len(done), 1e-6) / 2))
    return [*done, *[Completion("", error=BUDGET)] * (len(requests) - len(done))]
