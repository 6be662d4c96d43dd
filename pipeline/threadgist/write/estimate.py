"""How long a run of a language model will take, and the speed it was last seen at."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from threadgist.errors import OutputError, SourceError
from threadgist.outputs import write_whole
from threadgist.records import WriterInfo
from threadgist.stored import parse, read_bytes
from threadgist.write.model import Completion

# A generated token costs about three of a prompt where one process does both (llama.cpp and torch on a CPU).
GENERATED_WEIGHT: Final = 3
# Fewer calls tell no speed.
LEAST_CALLS: Final = 4
_FILE: Final = "writer-speed.json"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What writing will ask of a model; `seconds` is None where its speed is unknown, `cost` where prices are."""

    calls: int
    prompt_tokens: int
    tokens: int
    seconds: float | None
    cost: float | None = None

    def __str__(self) -> str:
        said = (
            f"about {self.calls:,} calls, {self.prompt_tokens:,} tokens to read and {self.tokens:,} to write"
        )
        if self.cost is not None:
            said += f", which cost {self.cost:.4f} at the prices given"
        if self.seconds is None:
            return f"{said}; how fast the model is here is not known yet"
        return f"{said}; at the speed last measured {_spoken(self.seconds)} to {_spoken(2 * self.seconds)}"


class Speeds:
    """The speed of each model on this machine, kept beside the vectors; a file that cannot be used is no speed."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / _FILE if folder is not None else None

    def get(self, info: WriterInfo) -> float | None:
        """Return tokens a second, generated ones weighed, None where no run has shown it."""
        return max(0.0, self._read().get(_key(info), 0.0)) or None

    def keep(self, info: WriterInfo, completions: Iterable[Completion], seconds: float) -> None:
        """Keep the speed of a round of calls, unless the backend counts no tokens or too few were made to tell."""
        weighted = [
            answer.prompt_tokens + GENERATED_WEIGHT * answer.tokens
            for answer in completions
            if answer.error is None and answer.prompt_tokens is not None and answer.tokens is not None
        ]
        if self._path is None or len(weighted) < LEAST_CALLS or seconds <= 0:
            return
        speeds = self._read() | {_key(info): round(sum(weighted) / seconds, 1)}
        # A speed that is not kept costs the next run its estimate, and nothing else.
        with suppress(OutputError):
            write_whole(self._path.parent, {_FILE: json.dumps(speeds, sort_keys=True)}, lasting=False)

    def _read(self) -> dict[str, float]:
        with suppress(SourceError, ValueError):
            return parse(read_bytes(self._path), dict[str, float]) if self._path is not None else {}
        return {}


def _key(info: WriterInfo) -> str:
    return "|".join((info.name, info.backend, info.recipe))


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5_400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3_600:.1f} h"
