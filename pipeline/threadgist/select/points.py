"""Choosing lines among a set of passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.records import Point
from threadgist.select.replies import answered
from threadgist.select.typical import typicality, worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Span
    from threadgist.select.context import Context

__all__ = ["MIN_QUALITY", "REDUNDANT", "find_points", "row_of"]

REDUNDANT = 0.55
MIN_QUALITY = 0.3
MAX_CANDIDATES = 400


def find_points(
    context: Context, rows: Sequence[int], *, at_most: int, printed: Sequence[Point] = ()
) -> tuple[Point, ...]:
    """Choose up to `at_most` lines of the passages `rows`, the best first; none where nothing reads well.

    Args:
        context: The corpus, prepared.
        rows: The passages to choose from.
        at_most: How many lines at most.
        printed: What is printed elsewhere already.
    """
    import numpy as np

    members = np.asarray(sorted(rows), dtype=np.intp)
    open_rows = _candidates(context, members)
    texts = [context.best[row].text for row in open_rows]
    typical = (
        dict(zip(open_rows, typicality(context, members, open_rows, texts), strict=True)) if texts else {}
    )
    value = {
        row: worth(context.best[row].quality, typical[row], context.votes[context.passages[row].comment_id])
        for row in open_rows
    }
    said = [row_of(context, point.span) for point in printed]
    chosen: list[int] = []
    while open_rows and len(chosen) < at_most:
        best = max(open_rows, key=lambda row: (value[row], -row))
        open_rows.remove(best)
        if not _repeats(context, best, [*said, *chosen]):
            chosen.append(best)
    return answered(context, [_point(context, row) for row in chosen], printed)


def _candidates(context: Context, members: NDArray[np.intp]) -> list[int]:
    readable = [row for row in members.tolist() if context.best[row].quality >= MIN_QUALITY]
    readable.sort(key=lambda row: (-round(context.best[row].quality, 6), row))
    return sorted(readable[:MAX_CANDIDATES])


def _repeats(context: Context, row: int, said: list[int]) -> bool:
    """Say whether a passage is close to one of `said`, or of the same comment."""
    if any(context.passages[row].comment_id == context.passages[other].comment_id for other in said):
        return True
    return bool(said) and bool((context.centred[said] @ context.centred[row]).max().round(4) >= REDUNDANT)


def row_of(context: Context, span: Span) -> int:
    """Return the row of the passage that a span is from."""
    rows = context.of_comment[span.comment_id]
    return next(
        (row for row in rows if context.passages[row].sentences[-1].end > span.start),
        rows[-1],
    )


def _point(context: Context, row: int) -> Point:
    span = context.best[row].span
    return Point(span, context.copies.get(span.comment_id, ()))
