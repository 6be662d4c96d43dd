"""What a line answers, printed above it: a reply is understood below the question or the claim that it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadgist.select.answers import best_reply, point, target
from threadgist.select.subject import anything

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from threadgist.records import Point
    from threadgist.select.context import Context, Line
    from threadgist.select.points import Printed

# What a claim, and a question, is worth at least (log odds that an editor prints it) to stand above its answer.
CLAIM = -0.5
QUESTION = -1.0


def opened(
    context: Context,
    points: Sequence[Point],
    printed: Printed,
    fits: Callable[[Line], bool] = anything,
) -> list[Point]:
    """Put above each line that answers somebody what it answers, where that is not printed and can be.

    Args:
        context: The corpus, prepared.
        points: Lines, with the answers below them.
        printed: What is printed anywhere in the digest; what is put above a line is added to it.
        fits: Whether a line belongs below the heading of these; by default every line does.
    """
    return [_opened(context, one, printed, fits) for one in points]


def _opened(context: Context, one: Point, printed: Printed, fits: Callable[[Line], bool]) -> Point:
    reply = context.comments[one.span.comment_id]
    parent = context.comments.get(reply.parent_id or "")
    if parent is None or context.author(parent.id) == context.author(reply.id):
        return one
    found = []
    for line in _openings(context, parent.id):
        if printed.says(line) or not fits(line):
            continue
        # What answers a comment answers the question that is most of it.
        to, question = target(context, line.span), line.asks and 2 * len(line.text) >= len(parent.text)
        below = best_reply(context, to, reply, one.span, to_question=question)
        if below is not None:
            found.append((round(line.value + below.worth, 6), line.span, below.line.span))
    if not found:
        return one
    _, above, said = max(found)
    made = point(context, above, (replace(one, span=said),))
    printed.add(context, made)
    return made


def _openings(context: Context, comment_id: str) -> list[Line]:
    """What of a comment can stand above an answer: claims that stand alone, questions however short."""
    claims = [line for line in context.lines(comment_id) if line.value >= CLAIM]
    questions = [
        line for line in context.lines(comment_id, answer=True) if line.asks and line.value >= QUESTION
    ]
    return [*claims, *questions]
