"""Which points say a whole thread in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Point
    from threadgist.select.context import Context

__all__ = ["lead"]

SENTENCES = 3
LEAST_SENTENCES = 2


def lead(context: Context, themes: Sequence[Sequence[Point]]) -> tuple[tuple[int, int], ...]:
    """Choose two or three points that say a thread in short: of the first themes that have one, one with an answer.

    Args:
        context: The corpus, prepared.
        themes: The points of each theme.

    Returns:
        The place of its theme and its place there for each point.
    """
    chosen = [
        (theme, next((place for place, point in enumerate(points) if point.answers), 0))
        for theme, points in enumerate(themes)
        if points
    ][:SENTENCES]
    return tuple(chosen) if len(chosen) >= LEAST_SENTENCES else ()
