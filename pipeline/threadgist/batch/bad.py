"""What is found among threads and is none: it is recorded as a failed thread, and the others are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from threadgist.batch.jobs import Job, folder_name


_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class Bad:
    """A folder, a file or a row: where it is, and what is wrong with it, with the way out."""

    place: str
    problem: str

    def job(self) -> Job:
        """Return the job that fails with the problem."""
        return Job(
            folder=folder_name(self.place, Path(self.place).name),
            source=self.place,
            kind="file",
            place=self.place,
            problem=self.problem,
        )


class BadRows:
    """The bad rows of one file: the first hundred one by one, the others by their number."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._named: list[Bad] = []
        self._more = 0

    def add(self, line: int, problem: str) -> None:
        """Note what is wrong with a line (counted from 1; 0: with the file)."""
        place = f"{self._path}: line {line:,}" if line else str(self._path)
        if line and len(self._named) >= _NAMED:
            self._more += 1
        else:
            self._named.append(Bad(place, f"{place}: {problem}"))

    def __iter__(self) -> Iterator[Bad]:
        yield from self._named
        if self._more:
            place = f"{self._path}: other rows"
            yield Bad(place, f"{place}: {self._more:,} more rows are bad; correct those named before")
