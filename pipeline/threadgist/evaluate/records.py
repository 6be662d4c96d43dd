"""What an evaluation gives back: figures of systems on subsets of a set of data. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadgist.records import Thread
    from threadgist.settings import Settings

__all__ = ["NOT_SCORABLE", "Report", "Score", "Summarised", "Variant"]

NOT_SCORABLE = float("nan")


@dataclass(frozen=True, slots=True)
class Variant:
    """One configuration under test, and what to call it."""

    name: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one system on one subset: means over `items` threads, in the order to print them.

    A figure that could not be computed is NaN, never 0. `own` tells configurations of ours from baselines.
    """

    system: str
    subset: str
    items: int
    figures: tuple[tuple[str, float], ...]
    own: bool = True

    def figure(self, name: str) -> float:
        """Return one figure, NaN where this system has none of that name."""
        return dict(self.figures).get(name, NOT_SCORABLE)


@dataclass(frozen=True, slots=True)
class Report:
    """All that one suite found. `notes` say how it was measured, `broken` what must never happen.

    `command` repeats the run; anything in `broken` (a bullet that is not grounded, a comment that nobody accounts
    for) fails it, whatever the figures.
    """

    suite: str
    scores: tuple[Score, ...]
    notes: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    command: str = ""


@dataclass(frozen=True, slots=True)
class Summarised:
    """A thread and the summaries that people wrote of it.

    `belongs` is False where the words of a summary say that it is one of another thread.
    """

    thread: Thread
    references: tuple[str, ...]
    subset: str
    belongs: bool = True
