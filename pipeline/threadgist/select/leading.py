"""Which lines say a whole thread in short: claims of its largest themes, with the answer that tells something more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from threadgist.records import Clustering, Point, Span
from threadgist.select.answers import taken_stance
from threadgist.select.banter import is_banter_thread
from threadgist.select.context import Context
from threadgist.select.points import BAR, REDUNDANT
from threadgist.select.votes import is_rejected, most_votes, vote_worth
from threadgist.words import count_words

LINES = 3
LEAST_LINES = 2
# Words of a claim, and of an answer that is more than a nod.
CLAIM = (8, 60)
ANSWER = (8, 60)
# What a line must be worth (log odds that an editor prints it) to stand for the thread: alone, or with an answer.
ALONE = BAR + 1.2
ANSWERED = BAR + 0.2
ANSWER_READS = BAR - 0.3
# What else counts, on the scale of those odds: an answer that contradicts, one by who speaks for the thread, the size
# of the theme against the largest, votes on a statement.
CONTRADICTS = 1.0
SPEAKS = 1.5
SIZE = 1.5
VOTED = 3.0
# What a word costs beyond so many.
BRIEF = 35
PER_WORD = 0.03


class _Choice(NamedTuple):
    worth: float
    theme: int
    point: int
    answer: int | None
    span: Span


def lead(
    context: Context,
    theme_points: Sequence[Sequence[Point]],
    clustering: Clustering,
    banter: Sequence[bool],
) -> tuple[tuple[int, int, int | None], ...]:
    """Choose two or three printed lines that say a thread in short, each of another theme, the larger themes first.

    A line with an answer that contradicts it or tells more is worth most. In a consultation those come first that are
    much agreed with or much disputed. Nothing is chosen in banter, or where fewer than two lines deserve it.
    `theme_points` are the points of each theme, those that its heading does not stand for last; `banter` tells which
    themes are. Returns for each line the place of its theme, its place there, and the place of its answer if that
    belongs to it.
    """
    if context.once(is_banter_thread):
        return ()
    largest = max((theme.author_count for theme in clustering.themes), default=0)
    most = most_votes(context.comments.values())
    choices = [
        choice
        for number, (theme, points) in enumerate(zip(clustering.themes, theme_points, strict=True))
        if not banter[number]
        for place, point in enumerate(points)
        if (choice := _choice(context, number, place, point, theme.author_count / largest, most))
    ]
    chosen: list[_Choice] = []
    for choice in sorted(choices, key=lambda one: (-one.worth, one.theme, one.point)):
        if len(chosen) < LINES and not any(_too_near(context, choice, other) for other in chosen):
            chosen.append(choice)
    if len(chosen) < LEAST_LINES:
        return ()
    return tuple((one.theme, one.point, one.answer) for one in sorted(chosen, key=lambda one: one.theme))


def _choice(
    context: Context, theme: int, place: int, point: Point, share: float, most: int
) -> _Choice | None:
    """What a point is worth in short, with the best of its answers; None where it cannot stand for a thread."""
    comment = context.comments[point.span.comment_id]
    line = context.line(point.span)
    if line is None or line.asks or not _is_between(line.text, CLAIM) or (most and is_rejected(comment)):
        return None
    rated = [(_answer(context, one), -number) for number, one in enumerate(point.answers)]
    worth, answer = max(((rating, at) for rating, at in rated if rating is not None), default=(0.0, None))
    votes = VOTED * vote_worth(comment, most) if most else 0.0
    if line.value + votes < (ALONE if answer is None else ANSWERED):
        return None
    size, long = SIZE * math.sqrt(share), PER_WORD * max(0, count_words(line.text) - BRIEF)
    total = round(line.value + votes + worth + size - long, 6)
    return _Choice(total, theme, place, None if answer is None else -answer, point.span)


def _answer(context: Context, answer: Point) -> float | None:
    """What an answer adds to what it stands below; None where it only agrees, or says too little."""
    comment = context.comments[answer.span.comment_id]
    line = context.line(answer.span, answer=True)
    against = context.once(taken_stance, comment.id)
    speaks = comment.role in ("host", "moderator")
    if line is None or line.asks or not _is_between(line.text, ANSWER) or line.value < ANSWER_READS:
        return None
    if against < 0 or not (against or speaks):
        return None
    return round(CONTRADICTS * against + SPEAKS * speaks + min(line.value, 1.0), 6)


def _is_between(text: str, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= count_words(text) <= bounds[1]


def _too_near(context: Context, one: _Choice, other: _Choice) -> bool:
    """Whether two lines are of one theme, or say nearly the same."""
    return one.theme == other.theme or context.nearness(one.span, other.span) >= REDUNDANT
