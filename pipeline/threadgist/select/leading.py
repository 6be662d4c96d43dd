"""Which points say a whole thread in short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.orders import ordering
from threadgist.select.borrowed import is_borrowed
from threadgist.select.points import REDUNDANT, row_of
from threadgist.select.quality import quality
from threadgist.select.typical import typicality, worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Point, Span
    from threadgist.select.context import Context

__all__ = ["lead"]

LEAST_QUALITY = 0.01

# Read on seventeen real threads, see docs/lab-notes.md ("In short").
SENTENCES = 3
LEAST_SENTENCES = 2
READS_WELL = 0.75
FIRST_WORTH = 0.6
NEXT_WORTH = 0.4


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A point by its place in what was handed in; `row` is the passage its sentence is from."""

    place: int
    span: Span
    row: int
    text: str
    quality: float
    worth: float


def lead(context: Context, themes: Sequence[Sequence[Point]]) -> tuple[tuple[int, int], ...]:
    """Choose two or three points that say a thread in short: those that stand best for it, each of another theme.

    As points are chosen inside a theme, with the thread in the theme's place. None where the best that reads well
    does not stand for the thread, or nothing beside it does: banter is about nothing.

    Args:
        context: The corpus, prepared.
        themes: The points of each theme.

    Returns:
        The place of its theme and its place there for each point, the one that stands best for the thread first.
    """
    places = [(theme, point) for theme, points in enumerate(themes) for point in range(len(points))]
    chosen: list[_Ranked] = []
    heard: set[int] = set()
    for one in _ranked(context, [themes[theme][point] for theme, point in places]):
        theme = places[one.place][0]
        if theme in heard or not _stands_alone(context, one) or _repeats(context, one, chosen):
            continue
        if len(chosen) == SENTENCES or one.worth < (NEXT_WORTH if chosen else FIRST_WORTH):
            break
        chosen.append(one)
        heard.add(theme)
    return tuple(places[one.place] for one in chosen) if len(chosen) >= LEAST_SENTENCES else ()


def _ranked(context: Context, points: Sequence[Point]) -> list[_Ranked]:
    """Judge points, the one that stands best for the thread first."""
    import numpy as np

    if not points:
        return []
    spans = [point.span for point in points]
    rows = [row_of(context, span) for span in spans]
    texts = [context.comments[span.comment_id].text[span.start : span.end] for span in spans]
    typical = typicality(context, np.arange(len(context.passages), dtype=np.intp), rows, texts)
    reads = [quality(text, english=context.english) for text in texts]
    value = [
        worth(max(reading, LEAST_QUALITY), share, context.votes[span.comment_id])
        for span, reading, share in zip(spans, reads, typical, strict=True)
    ]
    order = sorted(range(len(points)), key=lambda place: (-value[place], spans[place]))
    return [
        _Ranked(place, spans[place], rows[place], texts[place], reads[place], value[place]) for place in order
    ]


def _stands_alone(context: Context, one: _Ranked) -> bool:
    """Whether a sentence is its author's own, reads well, and is printed from its beginning to its end.

    Nothing of a comment that gives orders to a machine stands for a thread.
    """
    comment_id, start, end = one.span.comment_id, one.span.start, one.span.end
    own = not is_borrowed(context.comments[comment_id].text, start, end, context.answered.get(comment_id, ""))
    whole = not one.text[:1].islower() and not one.text.endswith(("...", "…"))
    asked = (context.passages[row] for row in context.of_comment[comment_id])
    return own and whole and one.quality >= READS_WELL and not ordering(asked)


def _repeats(context: Context, one: _Ranked, others: Sequence[_Ranked]) -> bool:
    near = context.centred[[other.row for other in others]] @ context.centred[one.row]
    return bool((near >= REDUNDANT).any())
