"""Who answers a line, and with what: direct replies to the quoted comment that are worth printing below it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from threadgist.records import Point
from threadgist.select.cues import content_stems, pattern, shared
from threadgist.select.gates import is_about
from threadgist.words import own_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Comment, Span
    from threadgist.select.context import Context, Line

MOST_ANSWERS = 3
MOST_DEEP = 3
SAME_SAYING = 0.8
LEAST = 0.0
LEAST_AGAINST = -0.6
# How near an answer is at least: to a line that is most of its comment, and to a small part of one.
RELATED, RELATED_TO_PART = 0.3, 0.7
SMALL_PART = 0.3
COMMON_WORD = 0.6
AGAINST = 1.0
AGREES = -0.8
ROLE = 1.0
NEARNESS = 2.0
SPEAKS_FOR_THREAD = ("host", "moderator", "op")

_AGAINST = pattern("against", r"\W*(?:{})")
_INSIDE_AGAINST = pattern("inside_against", r"\b(?=\w)(?:{})\b")
_AGREES = pattern("agrees", r"\W*(?:{})")
_INSIDE_CHARS = 400


class Target(NamedTuple):
    """A span that replies may answer: its text, the stems of its content words, the vectors of its passages.

    `related` is how near an answer to it is at least.
    """

    text: str
    said: frozenset[str]
    vectors: NDArray[np.float32]
    related: float


class Answer(NamedTuple):
    """A line of a direct reply, and how much it is worth below what it answers."""

    worth: float
    line: Line


def stance(reply: str) -> float:
    """Judge by cue words whether a reply contradicts what it answers: `AGAINST`, half of it, 0, or `AGREES`."""
    lower = reply.lower().replace("’", "'")
    if _AGAINST.match(lower):
        return AGAINST
    if _AGREES.match(lower):
        return AGREES
    return AGAINST / 2 if _INSIDE_AGAINST.search(lower[:_INSIDE_CHARS]) else 0.0


def target(context: Context, span: Span) -> Target:
    """Look up once what every reply to a span is held against."""
    whole = context.comments[span.comment_id].text
    text = whole[span.start : span.end]
    related = RELATED_TO_PART if len(text) < SMALL_PART * len(whole) else RELATED
    return Target(text, frozenset(content_stems(text)), context.centred[context.rows(span)], related)


def answers(context: Context, span: Span, taken: Collection[str]) -> tuple[Point, ...]:
    """Choose up to three direct replies, each by somebody else, to the comment of `span` that answer what it says.

    Comments that are `taken` are quoted already.
    """
    found: dict[str, Point] = {}
    said: list[frozenset[str]] = []
    for answer in context.once(ranked, span):
        chosen, stems = answer.line.span, answer.line.stems
        if chosen.comment_id in taken:
            continue
        author = context.author(chosen.comment_id)
        if author in found or any(shared(stems, other) >= SAME_SAYING for other in said):
            continue
        found[author] = point(context, chosen)
        said.append(stems)
        if len(found) == MOST_ANSWERS:
            break
    return tuple(found.values())


def point(context: Context, span: Span, below: tuple[Point, ...] = ()) -> Point:
    """A span as a point, with the comments that say the same word for word."""
    return Point(span, context.copies.get(span.comment_id, ()), below)


def gathered(
    context: Context, headed: Sequence[Sequence[Point]], aside: Sequence[Sequence[Point]]
) -> tuple[list[list[Point]], list[list[Point]]]:
    """Put lines that answer what is printed elsewhere below that, where they are understood.

    For each theme, `headed` are the lines below its heading, which stay in their places, `aside` those below none.
    Returns both, with what has moved below what it answers.
    """
    spans: dict[str, Span] = {}
    depths: dict[str, int] = {}

    def note(points: Iterable[Point], depth: int) -> None:
        for one in points:
            spans[one.span.comment_id], depths[one.span.comment_id] = one.span, depth
            note(one.answers, depth + 1)

    for points in (*headed, *aside):
        note(points, 1)
    moved: defaultdict[str, list[Point]] = defaultdict(list)
    loose = [one for points in aside for one in points]
    for one in sorted(loose, key=lambda one: context.facts[one.span.comment_id].depth):
        comment = context.comments[one.span.comment_id]
        above = spans.get(comment.parent_id or "")
        if above is None or depths[above.comment_id] >= MOST_DEEP:
            continue
        best = best_reply(context, target(context, above), comment, one.span)
        if best is not None:
            moved[above.comment_id].append(replace(one, span=best.line.span))
            note(moved[above.comment_id][-1:], depths[above.comment_id] + 1)
    gone = {one.span.comment_id for points in moved.values() for one in points}

    def whole(one: Point) -> Point:
        below = (*one.answers, *moved.get(one.span.comment_id, ()))
        return replace(one, answers=tuple(map(whole, below)))

    def kept(themes: Sequence[Sequence[Point]]) -> list[list[Point]]:
        return [[whole(one) for one in points if one.span.comment_id not in gone] for points in themes]

    return kept(headed), kept(aside)


def ranked(context: Context, span: Span) -> tuple[Answer, ...]:
    """The answers to a span that are worth printing, best first."""
    replies = context.replies.get(span.comment_id, ())
    if not replies:
        return ()
    to, author = target(context, span), context.author(span.comment_id)
    others = (one for one in replies if one in context.of_comment and context.author(one) != author)
    found = (best_reply(context, to, context.comments[one]) for one in others)
    return tuple(sorted(filter(None, found), key=lambda one: (-one.worth, one.line.span)))


def best_reply(
    context: Context, to: Target, reply: Comment, prefer: Span | None = None, *, to_question: bool = False
) -> Answer | None:
    """The line of a reply that answers a span best, or None where none is worth printing.

    `reply` is a direct reply to the comment of `to`; the line to `prefer` is kept where it answers at all. To a
    question whatever is said directly below it is about it.
    """
    quotes = is_about(reply.text, to.text, context.answered.get(reply.id, ""))
    if quotes is False:
        return None
    least = -1.0 if quotes or to_question else to.related
    near = to.vectors @ context.centred[list(context.of_comment[reply.id])].T
    closest = near.max(axis=0).round(4)
    # No line takes up more than its whole comment does, and most replies need not be read for that.
    whole = _takes_up(context, to.said, context.stems[reply.id])
    if round(float(closest.max()) + COMMON_WORD * whole, 4) < least:
        return None
    against = context.once(taken_stance, reply.id)
    role = ROLE * (reply.role in SPEAKS_FOR_THREAD)
    first = context.of_comment[reply.id][0]
    found: list[Answer] = []
    for line in context.lines(reply.id, answer=True):
        related = max(float(closest[row - first]) for row in context.rows(line.span))
        related = round(related + COMMON_WORD * _takes_up(context, to.said, line.stems), 4)
        worth = line.value + against + role + NEARNESS * related
        reads = line.value >= (LEAST_AGAINST if against > 0 or role else LEAST)
        if related >= least and not line.asks and reads:
            found.append(Answer(round(worth, 6), line))
    return max(found, key=lambda one: (one.line.span == prefer, one.worth, one.line.span), default=None)


def taken_stance(context: Context, comment_id: str) -> float:
    """The `stance` of a reply; none is told in other languages than English."""
    return stance(own_words(context.comments[comment_id].text)) if context.english else 0.0


def _takes_up(context: Context, said: frozenset[str], stems: frozenset[str]) -> float:
    """How much words take up those of what they answer: two telling ones in common are 1."""
    common = said & stems
    telling = max((1 - context.spread[stem] / len(context.of_comment) for stem in common), default=0.0)
    return telling * min(len(common), 2) / 2
