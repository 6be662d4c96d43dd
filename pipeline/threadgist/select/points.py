"""Finding the points a set of passages makes: who says the same, and whose sentence says it best."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from threadgist.records import Point
from threadgist.select.replies import opposing_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.select.context import Context

__all__ = ["MIN_QUALITY", "find_points", "supporters"]

SAME_POINT = 0.45
SAME_POINT_NO_SHARED_WORD = 0.6
SAME_POINT_OPPOSITE_SIGN = 0.65
REDUNDANT = 0.55
MIN_QUALITY = 0.3
MAX_CANDIDATES = 400
MAX_EXEMPLARS = 3


def find_points(context: Context, rows: Sequence[int], *, at_least: int, at_most: int) -> tuple[Point, ...]:
    """Choose between `at_least` and `at_most` points made in the passages `rows`.

    Greedy: the next point is the sentence that reads best and that most people not yet heard say too; a sentence
    close to one already chosen is left out. Fewer than `at_least` come back where the passages hold fewer readable
    sentences.

    Returns:
        Points ordered by the number of people who make them, then by the order they were chosen in.
    """
    import numpy as np

    members = np.asarray(sorted(rows), dtype=np.intp)
    candidates = _candidates(context, members)
    if not candidates:
        return ()
    similarity = context.centred[np.asarray(candidates)] @ context.centred[members].T
    central = _centrality(context, members, candidates)
    said_by = [
        supporters(context, candidate, members, similarity[position]) for position, candidate in enumerate(candidates)
    ]

    heard: set[str] = set()
    chosen: list[int] = []
    open_positions = list(range(len(candidates)))
    first_value = 0.0
    while open_positions and len(chosen) < at_most:

        def value(position: int) -> tuple[float, int]:
            people = {context.authors[row] for row in said_by[position]}
            new = len(people - heard) + 0.25 * len(people & heard)
            sentence = context.best[candidates[position]]
            vote = context.votes[sentence.span.comment_id]
            worth = math.log2(1.0 + new) * sentence.quality * (0.4 + 0.6 * central[position]) * (1.0 + 0.15 * vote)
            return round(worth, 6), -candidates[position]

        best = max(open_positions, key=value)
        worth = value(best)[0]
        if len(chosen) >= at_least and (worth < 0.4 * first_value or len(said_by[best]) < 2):
            break
        first_value = first_value or worth
        chosen.append(best)
        heard |= {context.authors[row] for row in said_by[best]}
        own = candidates[best]
        open_positions = [
            position
            for position in open_positions
            if position != best
            and float(context.centred[candidates[position]] @ context.centred[own]) < REDUNDANT
            and context.passages[candidates[position]].comment_id != context.passages[own].comment_id
        ]
    return _in_order(context, [_point(context, candidates[position], said_by[position]) for position in chosen])


def supporters(
    context: Context, exemplar: int, members: NDArray[np.intp], similarity: NDArray[np.float32]
) -> tuple[int, ...]:
    """Return the rows among `members` that say what the passage `exemplar` says, the exemplar first.

    Close in meaning is not enough: the passage must share a content word unless it is very close, and be negated
    as often unless it is closer still. Thresholds: see docs/lab-notes.md, "Who makes a point".
    """
    said = [exemplar]
    for row, close in zip(members.tolist(), similarity.tolist(), strict=True):
        if row == exemplar or close < SAME_POINT:
            continue
        if close < SAME_POINT_NO_SHARED_WORD and not context.stems[row] & context.stems[exemplar]:
            continue
        if close < SAME_POINT_OPPOSITE_SIGN and context.negated[row] != context.negated[exemplar]:
            continue
        said.append(row)
    return tuple(said)


def _candidates(context: Context, members: NDArray[np.intp]) -> list[int]:
    readable = [row for row in members.tolist() if context.best[row].quality >= MIN_QUALITY]
    readable.sort(key=lambda row: (-round(context.best[row].quality, 6), row))
    return sorted(readable[:MAX_CANDIDATES])


def _centrality(context: Context, members: NDArray[np.intp], candidates: list[int]) -> list[float]:
    """How near each candidate is to the middle of the members, from 0 (the farthest) to 1 (the nearest)."""
    import numpy as np

    middle = context.centred[members].mean(axis=0)
    near = context.centred[np.asarray(candidates)] @ middle
    low, high = float(near.min()), float(near.max())
    return [(float(value) - low) / (high - low) if high > low else 1.0 for value in near]


def _point(context: Context, exemplar: int, said_by: tuple[int, ...]) -> Point:
    own = context.best[exemplar]
    others = sorted(
        (row for row in said_by[1:] if context.authors[row] != context.authors[exemplar]),
        key=lambda row: (-round(context.best[row].quality, 6), row),
    )
    exemplars = [own.span]
    seen = {context.authors[exemplar]}
    for row in others:
        if context.authors[row] not in seen and len(exemplars) < MAX_EXEMPLARS:
            exemplars.append(context.best[row].span)
            seen.add(context.authors[row])
    comment_ids = list(dict.fromkeys(context.passages[row].comment_id for row in said_by))
    echoes = [copy for comment_id in comment_ids for copy in context.echoes.get(comment_id, ())]
    return Point(
        exemplars=tuple(exemplars),
        comment_ids=tuple(dict.fromkeys((*comment_ids, *echoes))),
        reply=opposing_reply(context, exemplar, said_by),
    )


def _in_order(context: Context, points: list[Point]) -> tuple[Point, ...]:
    from threadgist.people import distinct_authors

    def people(point: Point) -> int:
        return distinct_authors(context.comments[comment_id] for comment_id in point.comment_ids)

    return tuple(sorted(points, key=lambda point: -people(point)))
