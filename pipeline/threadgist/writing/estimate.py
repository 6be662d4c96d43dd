"""How long a run of a language model will take, and the speed it was last seen at."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from threadgist.errors import OutputError, SourceError
from threadgist.outputs import write_whole
from threadgist.stored import parse, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from threadgist.records import WriterInfo
    from threadgist.write.model import Completion, LanguageModel, Request

__all__ = ["Estimate", "Speeds", "measure"]

# A generated token costs about three of a prompt where one process does both (llama.cpp and torch on a CPU).
GENERATED_WEIGHT: Final = 3
SENTENCE_TOKENS: Final = 32
JSON_TOKENS: Final = 45
_FILE: Final = "writer-speed.json"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What writing will ask of a model; `seconds` is None where its speed was never seen on this machine.

    `calls` is the least: sentences that fail are asked for once more, and "In short" takes up to six calls.
    """

    calls: int
    prompt_tokens: int
    tokens: int
    seconds: float | None

    def __str__(self) -> str:
        said = (
            f"{self.calls:,} calls, about {self.prompt_tokens:,} tokens to read and {self.tokens:,} to write, "
            "and up to as many again for second tries"
        )
        if self.seconds is None:
            return f"{said}; how fast the model is here is not known yet"
        return f"{said}; at the speed last measured {_spoken(self.seconds)} to {_spoken(2 * self.seconds)}"


def measure(model: LanguageModel, requests: Iterable[Request], speed: float | None) -> Estimate:
    """Count the tokens of requests.

    Args:
        model: Counts them.
        requests: What will be asked.
        speed: Tokens a second, those that are generated counting `GENERATED_WEIGHT` times, where it is known.
    """
    calls = prompt = tokens = 0
    for request in requests:
        calls += 1
        prompt += sum(model.count_tokens(message.content) for message in request.messages)
        expected = JSON_TOKENS * len(request.schema["required"]) if request.schema else SENTENCE_TOKENS
        tokens += min(request.max_tokens, expected)
    weighted = prompt + GENERATED_WEIGHT * tokens
    return Estimate(calls, prompt, tokens, weighted / speed if speed else None)


class Speeds:
    """The speed of each model on this machine, kept beside the vectors; a file that cannot be used is no speed."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / _FILE if folder is not None else None

    def get(self, info: WriterInfo) -> float | None:
        """Return tokens a second as `measure` weighs them, None where no run has shown it."""
        value = self._read().get(_key(info))
        return value if value is not None and value > 0 else None

    def keep(self, info: WriterInfo, completions: Iterable[Completion], seconds: float) -> None:
        """Keep the speed of a round of calls, unless the backend counts no tokens or too few were made to tell."""
        counted = [
            (answer.prompt_tokens, answer.tokens)
            for answer in completions
            if answer.error is None and answer.prompt_tokens is not None and answer.tokens is not None
        ]
        weighted = sum(prompt + GENERATED_WEIGHT * tokens for prompt, tokens in counted)
        if self._path is None or len(counted) < 4 or seconds <= 0:
            return
        speeds = self._read() | {_key(info): round(weighted / seconds, 1)}
        # A speed that is not kept costs the next run its estimate, and nothing else.
        with suppress(OutputError):
            write_whole(self._path.parent, {_FILE: json.dumps(speeds, sort_keys=True)}, lasting=False)

    def _read(self) -> dict[str, float]:
        if self._path is None:
            return {}
        try:
            return parse(read_bytes(self._path), dict[str, float])
        except (OSError, SourceError, ValueError):
            return {}


def _key(info: WriterInfo) -> str:
    return "|".join((info.name, info.backend, info.recipe))


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5_400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3_600:.1f} h"
