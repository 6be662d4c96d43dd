"""What an evaluation gives back: figures of systems on subsets of a set of data. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass


NOT_SCORABLE = float("nan")


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one system on one subset: means over `items` threads, in the order to print them.

    A figure that could not be computed is NaN, never 0. `own` tells configurations of ours from baselines; the figures
    of a `relative` score are shares above or below those of another one.
    """

    system: str
    subset: str
    items: int
    figures: tuple[tuple[str, float], ...]
    own: bool = True
    relative: bool = False

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
