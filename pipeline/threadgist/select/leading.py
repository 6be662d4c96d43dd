"""Which points of a whole thread to say first where there is room for few: on a list of threads, in a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.select.points import REDUNDANT
from threadgist.select.quality import quality
from threadgist.select.typical import typicality, worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Point, Span
    from threadgist.select.context import Context

__all__ = ["leading"]

LEAST_QUALITY = 0.01


def leading(context: Context, points: Sequence[Point]) -> tuple[Point, ...]:
    """Order the points of a thread by how well each stands for the whole of it, best first.

    As points are chosen inside a theme, with the thread in the theme's place; by how many people make a point counts
    little (docs/lab-notes.md, "What to print"). A point close to one before it comes after all that are not.

    Args:
        context: The corpus, prepared.
        points: Points of all its themes, or of a thread without themes, each quoting what stands in the corpus.

    Returns:
        The same points, whatever order they came in; the first one, two or three are a lead.
    """
    import numpy as np

    if not points:
        return ()
    spans = [point.exemplars[0] for point in points]
    rows = [_row(context, span) for span in spans]
    texts = [context.comments[span.comment_id].text[span.start : span.end] for span in spans]
    typical = typicality(context, np.arange(len(context.passages), dtype=np.intp), rows, texts)
    value = [
        worth(
            _people(context, point),
            max(quality(text, english=context.english), LEAST_QUALITY),
            share,
            context.votes[span.comment_id],
        )
        for point, span, text, share in zip(points, spans, texts, typical, strict=True)
    ]
    order = sorted(range(len(points)), key=lambda place: (-value[place], spans[place]))
    first: list[int] = []
    repeats: list[int] = []
    for place in order:
        near = context.centred[[rows[other] for other in first]] @ context.centred[rows[place]]
        (repeats if (near >= REDUNDANT).any() else first).append(place)
    return tuple(points[place] for place in (*first, *repeats))


def _row(context: Context, span: Span) -> int:
    """The row of the passage a span is from."""
    rows = context.of_comment[span.comment_id]
    return next(
        (row for row in rows if context.passages[row].sentences[-1].end > span.start),
        rows[-1],
    )


def _people(context: Context, point: Point) -> int:
    return len(
        {
            context.authors[context.of_comment[comment_id][0]]
            for comment_id in point.comment_ids
            if comment_id in context.of_comment
        }
    )
