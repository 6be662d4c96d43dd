"""Consultations: statements by the votes they got, the most agreed with and the most disputed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from threadgist.records import Comment, Point, Span
from threadgist.select.reading import pattern
from threadgist.words import count_words, lean_text

if TYPE_CHECKING:
    from threadgist.select.context import Context

LISTED, LONGEST, SHORTEST = 5, 60, 3
# A statement is agreed with, or disputed, if at least this share of all voters would agree, or stand on its smaller
# side: the lower end of what its votes leave possible.
AGREED, DISPUTED = 0.6, 0.25
# Statements with under a tenth of the votes that the most voted one has were hardly seen.
LEAST_SEEN = 0.1
# Fewer votes than this, on the most voted statement of all, are no consultation.
LEAST_MOST = 10
# On the scale of a forum's votes, where the most voted up comment has 1: voters of a consultation judge the statement.
STANDING = 3.0
# So near each other statements, and lines, say the same.
REDUNDANT = 0.55
_Z = 1.96
_PERSONAL = pattern(r"{personal}")


def most_votes(comments: Iterable[Comment]) -> int:
    """How many votes the most voted statement has; 0 where fewer than half of the comments have any votes."""
    counts = [_count(comment) for comment in comments if comment.gone is None]
    most = max(counts, default=0)
    return most if most >= LEAST_MOST and 2 * sum(map(bool, counts)) > len(counts) else 0


def agreement(comment: Comment) -> float:
    """The least share of voters that agrees, with 95% confidence: the lower bound of Wilson's interval."""
    return _lower(comment.agrees, comment)


def dispute(comment: Comment) -> float:
    """The least share of voters on the smaller side, with 95% confidence: near a half where many votes are split."""
    return _lower(min(comment.agrees or 0, comment.disagrees or 0), comment)


def is_rejected(comment: Comment) -> bool:
    """Whether most voters disagree with a statement, too clearly to call it disputed."""
    return _lower(comment.disagrees, comment) > 0.5 and dispute(comment) < DISPUTED


def vote_worth(comment: Comment, most: int) -> float:
    """What votes say for printing a statement, 0 to 1: much where it is agreed with or disputed; `most` is not 0."""
    seen = min(_count(comment) / (LEAST_SEEN * most), 1.0)
    disputed = dispute(comment) / 0.5 if dispute(comment) >= DISPUTED else 0.0
    return round(seen * max(0.0 if is_rejected(comment) else agreement(comment), disputed), 6)


def agreed_and_disputed(context: Context) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Choose the statements most agreed with and those most disputed, best first, at most `LISTED` each.

    None stands in both lists, and none beside one that says nearly the same; none where most comments have no votes.
    """
    # What cannot be read, such as a lone emoji, makes a consultation no less one.
    most = most_votes(context.comments[one] for one in context.of_comment)
    if not most:
        return (), ()
    disputed = _best(context, most, dispute, DISPUTED, ())
    return _best(context, most, agreement, AGREED, [one.span.comment_id for one in disputed]), disputed


def _best(
    context: Context, most: int, worth: Callable[[Comment], float], least: float, taken: Sequence[str]
) -> tuple[Point, ...]:
    """The best statements but for those that are `taken`, worth at least so much."""
    left = [one for one in context.of_comment if one not in context.barred and one not in taken]
    ranked = sorted(
        (-round(worth(one), 9), -_count(one), one.id)
        for one in map(context.comments.__getitem__, left)
        if _count(one) >= LEAST_SEEN * most
        and worth(one) >= least
        and not _PERSONAL.match(lean_text(one.text[:200]).lower().lstrip())
    )
    chosen: list[Point] = []
    for _, _, comment_id in ranked:
        span = _statement(context, comment_id)
        if span is None or any(context.nearness(span, one.span) >= REDUNDANT for one in chosen):
            continue
        chosen.append(Point(span, context.copies.get(comment_id, ())))
        if len(chosen) == LISTED:
            break
    return tuple(chosen)


def _statement(context: Context, comment_id: str) -> Span | None:
    """The whole text, or its first sentences of up to `LONGEST` words together; None where there are none such."""
    text = context.comments[comment_id].text
    start = len(text) - len(text.lstrip())
    sentences = [one for row in context.of_comment[comment_id] for one in context.passages[row].sentences]
    ends = [len(text.rstrip())] if count_words(text) <= LONGEST else [one.end for one in sentences]
    fitting = [end for end in ends if SHORTEST <= count_words(text[start:end]) <= LONGEST]
    return Span(comment_id, start, max(fitting)) if fitting else None


def _count(comment: Comment) -> int:
    if comment.agrees is None or comment.disagrees is None:
        return 0
    return max(0, comment.agrees) + max(0, comment.disagrees)


def _lower(count: int | None, comment: Comment) -> float:
    """The lower bound of Wilson's score interval for `count` of all votes on a statement (Wilson 1927)."""
    total = _count(comment)
    if not total:
        return 0.0
    share, square = min(1.0, max(0, count or 0) / total), _Z * _Z
    middle = share + square / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, (middle - spread) / (1 + square / total))
