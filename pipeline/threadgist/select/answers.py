"""Who answers a line, and with what: direct replies to the quoted comment that are worth printing below it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from threadgist.records import Floats, Point, Span
from threadgist.select.context import Context, Line
from threadgist.select.reading import content_stems, pattern, shared
from threadgist.select.windows import folded
from threadgist.words import own_words

MOST_ANSWERS = 3
MOST_DEEP = 3
SAME_SAYING = 0.8
# What an answer is worth at least, and one that contradicts or speaks for the thread.
LEAST, LEAST_AGAINST = 0.0, -0.6
# How near an answer is at least: to a line that is most of its comment, and to a small part of one.
RELATED, RELATED_TO_PART, SMALL_PART = 0.3, 0.7, 0.3
AGAINST, AGREES = 1.0, -0.8
COMMON_WORD, NEARNESS, ROLE = 0.6, 2.0, 1.0
SPEAKS_FOR_THREAD = ("host", "moderator", "op")

_AGAINST = pattern(r"\W*(?:{against})")
_INSIDE_AGAINST = pattern(r"\b(?=\w)(?:{inside_against})\b")
_AGREES = pattern(r"\W*(?:{agrees})")
_INSIDE_CHARS = 400


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


def answers(context: Context, span: Span, taken: Collection[str]) -> tuple[Point, ...]:
    """Choose up to three direct replies to a span, each by somebody else, whose comments are not `taken` already."""
    found: dict[str, Line] = {}
    for _, line in context.once(ranked, span):
        author = context.authors[line.span.comment_id]
        again = any(shared(line.stems, other.stems) >= SAME_SAYING for other in found.values())
        if not (author in found or again or line.span.comment_id in taken) and len(found) < MOST_ANSWERS:
            found[author] = line
    return tuple(point(context, line.span) for line in found.values())


def point(context: Context, span: Span, below: tuple[Point, ...] = ()) -> Point:
    """A span as a point, with the comments that say the same word for word."""
    return Point(span, context.copies.get(span.comment_id, ()), below)


def gathered(
    context: Context, headed: Sequence[Sequence[Point]], aside: Sequence[Sequence[Point]]
) -> tuple[list[tuple[Point, ...]], list[tuple[Point, ...]]]:
    """Put lines of each theme that no heading stands above (`aside`) below printed ones that they answer.

    Returns both, with what has moved below what it answers.
    """
    places: dict[str, tuple[Span, int]] = {}

    def note(one: Point, depth: int) -> None:
        places[one.span.comment_id] = one.span, depth
        for answer in one.answers:
            note(answer, depth + 1)

    for one in chain(*headed, *aside):
        note(one, 1)
    moved: defaultdict[str, list[Point]] = defaultdict(list)
    for one in sorted(chain(*aside), key=lambda one: context.facts[one.span.comment_id].depth):
        above, depth = places.get(context.comments[one.span.comment_id].parent_id or "", (None, 0))
        if above is None or depth >= MOST_DEEP:
            continue
        best = best_reply(context, above, one.span.comment_id, one.span)
        if best is not None:
            moved[above.comment_id].append(replace(one, span=best.line.span))
            note(moved[above.comment_id][-1], depth + 1)
    gone = {one.span.comment_id for one in chain(*moved.values())}

    def whole(one: Point) -> Point:
        below = (*one.answers, *moved.get(one.span.comment_id, ()))
        return replace(one, answers=tuple(map(whole, below)))

    def kept(themes: Sequence[Sequence[Point]]) -> list[tuple[Point, ...]]:
        return [tuple(whole(one) for one in points if one.span.comment_id not in gone) for points in themes]

    return kept(headed), kept(aside)


def ranked(context: Context, span: Span) -> tuple[Answer, ...]:
    """The answers to a span that are worth printing, best first."""
    author, replies = context.authors[span.comment_id], context.replies.get(span.comment_id, ())
    others = (one for one in replies if one in context.of_comment and context.authors[one] != author)
    found = filter(None, (best_reply(context, span, one) for one in others))
    return tuple(sorted(found, key=lambda one: (-one.worth, one.line.span)))


def best_reply(
    context: Context, span: Span, reply_id: str, prefer: Span | None = None, *, to_question: bool = False
) -> Answer | None:
    """The line of a direct reply that answers a span best, that to `prefer` where it does; None where none is worth it.

    To a question whatever is said directly below it is about it.
    """
    vectors, said, least = context.once(_target, span)
    reply, rows = context.comments[reply_id], context.of_comment[reply_id]
    quotes = is_about(reply.text, context.text(span), context.answered.get(reply_id, ""))
    if quotes is False:
        return None
    if quotes or to_question:
        least = -1.0
    closest = (vectors @ context.centred[list(rows)].T).max(axis=0).round(4)
    # No line takes up more than its whole comment does, and most replies need not be read for that.
    whole = _takes_up(context, said, context.stems[reply_id])
    if round(float(closest.max()) + COMMON_WORD * whole, 4) < least:
        return None
    against = context.once(taken_stance, reply_id)
    role = ROLE * (reply.role in SPEAKS_FOR_THREAD)
    least_value = LEAST_AGAINST if against > 0 or role else LEAST
    found: list[Answer] = []
    for line in context.lines(reply_id, answer=True):
        related = max(float(closest[row - rows[0]]) for row in context.rows(line.span))
        related = round(related + COMMON_WORD * _takes_up(context, said, line.stems), 4)
        if related >= least and line.value >= least_value and not line.asks:
            found.append(Answer(round(line.value + against + role + NEARNESS * related, 6), line))
    return max(found, key=lambda one: (one.line.span == prefer, one.worth, one.line.span), default=None)


def _target(context: Context, span: Span) -> tuple[Floats, frozenset[str], float]:
    """What every reply to a span is held against: vectors, content words, and how near an answer is at least."""
    text, whole = context.text(span), context.comments[span.comment_id].text
    related = RELATED_TO_PART if len(text) < SMALL_PART * len(whole) else RELATED
    return context.centred[context.rows(span)], frozenset(content_stems(text)), related


def is_about(reply: str, said: str, answered: str) -> bool | None:
    """Whether what a reply quotes (`> ...`) of what it `answered` (folded) is about what was `said`; None: nothing."""
    if ">" not in reply:
        return None
    quotes = [folded(line.lstrip("> ")) for line in reply.split("\n") if line.startswith(">")]
    places = [(answered.find(quote), len(quote)) for quote in quotes if quote and quote in answered]
    if not places:
        return None
    said = folded(said)
    start = answered.find(said)
    return any(at < start + len(said) and start < at + length for at, length in places)


def taken_stance(context: Context, comment_id: str) -> float:
    """The `stance` of a reply; none is told in other languages than English."""
    return stance(own_words(context.comments[comment_id].text)) if context.english else 0.0


def _takes_up(context: Context, said: frozenset[str], stems: frozenset[str]) -> float:
    """How much words take up those of what they answer: two telling ones in common are 1."""
    common = said & stems
    telling = max((1 - context.spread[stem] / len(context.of_comment) for stem in common), default=0.0)
    return telling * min(len(common), 2) / 2
