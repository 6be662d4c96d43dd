"""Means that leave out what could not be scored, and say NaN where nothing could."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from threadgist.evaluate.records import NOT_SCORABLE, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


ALL = "all"


def mean(values: Iterable[float]) -> float:
    """Return the mean of the values that are numbers; NaN where there is none."""
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else NOT_SCORABLE


def mean_scores(
    system: str, rows: Sequence[tuple[str, Mapping[str, float]]], *, own: bool = True
) -> tuple[Score, ...]:
    """Average the figures of single threads, by subset and over all.

    Args:
        system: What was scored.
        rows: For each thread its subset and its figures, all with the same names.
        own: Whether it is a configuration of ours.
    """
    subsets = sorted({subset for subset, _ in rows})
    parts = [(subset, [row for of, row in rows if of == subset]) for subset in subsets]
    if len(parts) > 1:
        parts.append((ALL, [row for _, row in rows]))
    return tuple(
        Score(
            system,
            subset,
            len(part),
            tuple((name, mean(row[name] for row in part)) for name in part[0]),
            own=own,
        )
        for subset, part in parts
    )
