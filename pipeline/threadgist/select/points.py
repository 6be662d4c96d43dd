"""Finding the points a set of passages makes: who says the same, and whose sentence says it best."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadgist.records import Point
from threadgist.select.lexical import word_vectors
from threadgist.select.replies import opposing_reply
from threadgist.select.typical import typicality, worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Span
    from threadgist.select.context import Context

__all__ = ["MIN_QUALITY", "REDUNDANT", "agreements", "find_points", "row_of"]

SAME_POINT = 0.26
MEANING_WEIGHT = 0.32
LEAST_MEANING = 0.25
OPPOSITE_SIGN = 0.05
ANSWERS = 0.2
HEARD_ALREADY = 0.25
LONELY_QUALITY = 0.8
LEAST_WORTH = 0.25
REDUNDANT = 0.55
SAME_SAYING = 0.8
MIN_QUALITY = 0.3
MAX_CANDIDATES = 400
MAX_EXEMPLARS = 3
MOST_CELLS = 10_000_000


def find_points(
    context: Context, rows: Sequence[int], *, at_least: int, at_most: int, printed: Sequence[Point] = ()
) -> tuple[Point, ...]:
    """Choose between `at_least` and `at_most` points made in the passages `rows`.

    Greedy: the next point is the sentence that stands best for the passages, reads best, is short, and that most
    people not yet heard say too; a sentence close to one already chosen is left out, and after the first one that says
    what another theme has `printed`. Fewer than `at_least` come back where the passages hold fewer readable sentences.

    Returns:
        Points, the one that stands best for the passages first.
    """
    import numpy as np

    members = np.asarray(sorted(rows), dtype=np.intp)
    candidates = _candidates(context, members)
    if not candidates:
        return ()
    agreement = agreements(context, np.asarray(candidates, dtype=np.intp), members)
    texts = [context.best[candidate].text for candidate in candidates]
    typical = typicality(context, members, candidates, texts)
    said_by = [
        (candidate, *(int(row) for row in members[agreement[position] >= SAME_POINT] if row != candidate))
        for position, candidate in enumerate(candidates)
    ]

    elsewhere = [row_of(context, point.exemplars[0]) for point in printed]
    chosen = _choose(context, candidates, said_by, typical, elsewhere, at_least=at_least, at_most=at_most)
    return _answered(
        context,
        [
            (_point(context, candidates[position], said_by[position]), said_by[position])
            for position in chosen
        ],
    )


def _choose(
    context: Context,
    candidates: list[int],
    said_by: list[tuple[int, ...]],
    typical: list[float],
    elsewhere: list[int],
    *,
    at_least: int,
    at_most: int,
) -> list[int]:
    """Pick positions in `candidates`, the most worthwhile first: most people not yet heard, best said.

    The first is what stands best for the passages, whatever rows are printed `elsewhere`.
    """
    people = [frozenset(context.authors[row] for row in rows) for rows in said_by]
    heard: frozenset[str] = frozenset()
    chosen: list[int] = []
    open_positions = list(range(len(candidates)))
    first_worth = 0.0

    def worth_of(position: int) -> float:
        again = len(people[position] & heard)
        new = len(people[position]) - again + HEARD_ALREADY * again
        sentence = context.best[candidates[position]]
        return worth(new, sentence.quality, typical[position], context.votes[sentence.span.comment_id])

    values = list(map(worth_of, open_positions))
    while open_positions and len(chosen) < at_most:
        best = max(open_positions, key=lambda position: (values[position], -position))
        value = values[best]
        lonely = len(said_by[best]) < 2 and context.best[candidates[best]].quality < LONELY_QUALITY
        if len(chosen) >= at_least and (lonely or value < LEAST_WORTH * first_worth):
            break
        first_worth = first_worth or value
        chosen.append(best)
        heard |= people[best]
        own = candidates[best]
        said = [own, *(elsewhere if len(chosen) == 1 else ())]
        rows = [candidates[position] for position in open_positions]
        repeated = _repeated(context, rows, said)
        near = (context.centred[rows] @ context.centred[own]).tolist()
        open_positions = [
            position
            for position, repeats, close in zip(open_positions, repeated, near, strict=True)
            if position != best
            and not repeats
            and close < REDUNDANT
            and context.passages[candidates[position]].comment_id != context.passages[own].comment_id
        ]
        for position in open_positions:
            if not people[position].isdisjoint(people[best]):
                values[position] = worth_of(position)
    return chosen


def agreements(context: Context, rows: NDArray[np.intp], members: NDArray[np.intp]) -> NDArray[np.float32]:
    """Judge how likely passages make the same point: closeness in meaning plus telling words in common.

    A word is telling where few of `members` have it: what the whole theme is about tells no two points apart.
    Who answers a comment uses its words, mostly to say something else: a reply counts as making the point it answers
    only where it opens with agreement, or is closer still.
    The weights and `SAME_POINT` were fitted on pairs of ArgKP arguments, see docs/lab-notes.md ("Who makes a point").

    Returns:
        `(len(rows), len(members))` float32; at `SAME_POINT` and above two passages count as making the same point.
    """
    import numpy as np

    meaning = context.centred[rows] @ context.centred[members].T
    stems = [context.stems[row] for row in members.tolist()]
    vectors = word_vectors(stems, context.spread, len(context.passages))
    place = {row: number for number, row in enumerate(members.tolist())}
    asked = vectors[[place[row] for row in rows.tolist()]]
    # Written out, a few rows are multiplied several times as fast as sparse by sparse.
    step = max(1, MOST_CELLS // vectors.shape[1])
    starts = range(0, max(1, len(rows)), step)
    words = np.vstack([(vectors @ asked[start : start + step].toarray().T).T for start in starts])
    opposite = context.negated[rows][:, None] != context.negated[members][None, :]
    score = MEANING_WEIGHT * meaning + words - OPPOSITE_SIGN * opposite
    for number, row in enumerate(rows.tolist()):
        for other in context.answering[row]:
            if other in place:
                score[number, place[other]] -= ANSWERS
    return np.where(meaning >= LEAST_MEANING, np.round(score, 5), 0.0).astype(np.float32)


def _candidates(context: Context, members: NDArray[np.intp]) -> list[int]:
    # Where nothing reads well, the least bad is better than a theme without a word.
    rows = members.tolist()
    readable = [row for row in rows if context.best[row].quality >= MIN_QUALITY] or rows
    readable.sort(key=lambda row: (-round(context.best[row].quality, 6), row))
    return sorted(readable[:MAX_CANDIDATES])


def _repeated(context: Context, rows: list[int], said: list[int]) -> list[bool]:
    """Say of each passage whether it is as close to one of `said`, as encoded, as what says the same.

    That means little in a language that the rules, and most encoders, do not know.
    """
    if not context.english:
        return [False] * len(rows)
    near = (context.vectors[rows] @ context.vectors[said].T).max(axis=1).round(4)
    return [bool(value >= SAME_SAYING) for value in near]


def row_of(context: Context, span: Span) -> int:
    """Return the row of the passage that a span is from."""
    rows = context.of_comment[span.comment_id]
    return next(
        (row for row in rows if context.passages[row].sentences[-1].end > span.start),
        rows[-1],
    )


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
    )


def _answered(context: Context, points: list[tuple[Point, tuple[int, ...]]]) -> tuple[Point, ...]:
    """Give each point the reply against it; what is printed once, as a point or as a reply, is not printed again."""
    printed = {point.exemplars[0] for point, _ in points}
    answered = []
    for point, rows in points:
        reply = opposing_reply(context, rows, printed)
        if reply is not None:
            printed.add(reply)
        answered.append(replace(point, reply=reply))
    return tuple(answered)
