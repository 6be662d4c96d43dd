"""Small charts of a family's share over time, as numbers that the template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from threadgist.compare.records import Comparison, Family
from threadgist.pages.words import day_range, utc
from threadgist.printable import one_line

__all__ = ["Spark", "sparks"]

WIDTH: Final = 240
HEIGHT: Final = 64
MARGIN: Final = 6
FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Spark:
    """One family over time: `points` of events that have it, `whiskers` of chance, `ticks` of events without it."""

    heading: str
    number: int
    points: tuple[tuple[float, float], ...]
    whiskers: tuple[tuple[float, float, float], ...]
    peak: str
    ticks: tuple[float, ...]


def sparks(comparison: Comparison, families: Sequence[Family]) -> tuple[tuple[Spark, ...], str]:
    """Return a chart for each family and the days they span; nothing where an event is undated or there are but two.

    All charts have the same scale.
    """
    begun: dict[str, datetime] = {e.id: utc(e.first_at) for e in comparison.events if e.first_at is not None}
    if len(begun) < max(FEWEST, len(comparison.events)) or not families:
        return (), ""
    first, last = min(begun.values()), max(begun.values())
    length = (last - first).total_seconds()
    if length <= 0:
        return (), ""
    top = max(cell.high for family in families for cell in family.cells)

    def across(event: str) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (begun[event] - first).total_seconds() / length, 1)

    def down(share: float) -> float:
        return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share / top, 1)

    found: list[Spark] = []
    order = sorted(begun, key=lambda event: (begun[event], int(event[1:])))
    for number, family in enumerate(families, 1):
        cells = {cell.event: cell for cell in family.cells}
        found.append(
            Spark(
                heading=one_line(family.heading),
                number=number,
                points=tuple((across(event), down(cells[event].share)) for event in order if event in cells),
                whiskers=tuple(
                    (across(event), down(cells[event].high), down(cells[event].low))
                    for event in order
                    if event in cells
                ),
                peak=f"{round(max(cell.share for cell in family.cells) * 100)}%",
                ticks=tuple(across(event) for event in order if event not in cells),
            )
        )
    return tuple(found), day_range(first, last)
