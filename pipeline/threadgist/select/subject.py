"""What belongs below a heading: lines that share its words, or are as near to it as the theme that it names.

And what stands above a line: a reply is understood below the question or the claim that it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from threadgist.records import Point
from threadgist.select.answers import best_reply, point
from threadgist.select.context import Context, Line
from threadgist.select.cues import content_stems
from threadgist.select.points import Printed

# Fitted on what two readers each found off the subject of 287 headings, leaving out one thread at a time:
# docs/lab-notes.md, "Lines and headings that agree".
NEAR, SHARES_WORDS, LEEWAY = 0.9, 0.33, 0.2
# What a line needs at least: below an aspect, whose words are many, a little will do.
LEAST, LEAST_OF_ASPECT = 0.4, 0.2
# What a claim, and a question, is worth at least (log odds that an editor prints it) to stand above its answer.
CLAIM, QUESTION = -0.5, -1.0


class Subject(NamedTuple):
    """What a heading is about.

    `vector` is `(d,)`, a unit vector from the encoder of the passages; `stems` are those of the words that speak of it,
    `enough` how many of them say all that it says.
    """

    vector: NDArray[np.float32]
    stems: frozenset[str]
    enough: int


def subject_of(heading: str, vector: NDArray[np.float32], words: Collection[str] = ()) -> Subject:
    """Make the subject of a heading.

    `vector` is its `(d,)` unit vector; of `words` each speaks of all that it says; by default it takes all of its own.
    """
    own = frozenset(content_stems(" ".join((heading, *words))))
    return Subject(vector, own, 1 if words else len(own))


def below(context: Context, comment_ids: Collection[str], subject: Subject) -> Callable[[Line], bool]:
    """Return what tells whether a line belongs below the heading of a theme, or of a part of one.

    `comment_ids` are the comments of the theme, `subject` is what its heading is about.
    """
    name = context.apart(subject.vector[None, :])[0]
    rows = sorted(row for one in comment_ids for row in context.of_comment.get(one, ()))
    floor = LEAST_OF_ASPECT if len(subject.stems) > subject.enough else LEAST
    least = round(max(NEAR * float(_direction(context, rows) @ name) - LEEWAY, floor), 4)

    def fits(line: Line) -> bool:
        near = float(context.once(_direction, tuple(context.rows(line.span))) @ name)
        shared = min(1.0, len(subject.stems & line.stems) / max(1, subject.enough))
        return round(near + SHARES_WORDS * shared, 4) >= least

    return fits


def _direction(context: Context, rows: Sequence[int]) -> NDArray[np.float32]:
    """Where the mean of some passages lies, as a unit vector."""
    if len(rows) == 1:
        return np.asarray(context.centred[rows[0]])
    return np.asarray(context.apart(context.vectors[list(rows)].mean(axis=0, keepdims=True))[0])


def opened(
    context: Context, one: Point, printed: Printed, fits: Callable[[Line], bool] | None = None
) -> Point:
    """Put above a line that answers somebody what it answers, where that is not printed and can be.

    What is put above it is added to what is `printed` anywhere in the digest; `fits` says whether a line belongs where
    this one stands.
    """
    reply = context.comments[one.span.comment_id]
    parent = context.comments.get(reply.parent_id or "")
    if parent is None or context.author(parent.id) == context.author(reply.id):
        return one
    # Claims that stand alone, and questions however short.
    claims = [line for line in context.lines(parent.id) if line.value >= CLAIM]
    asked = [line for line in context.lines(parent.id, answer=True) if line.asks and line.value >= QUESTION]
    found = []
    for line in (*claims, *asked):
        if printed.says(line) or not (fits is None or fits(line)):
            continue
        # What answers a comment answers the question that is most of it.
        question = line.asks and 2 * len(line.text) >= len(parent.text)
        best = best_reply(context, line.span, reply.id, one.span, to_question=question)
        if best is not None:
            found.append((round(line.value + best.worth, 6), line.span, best.line.span))
    if not found:
        return one
    _, above, said = max(found)
    made = point(context, above, (replace(one, span=said),))
    printed.add(context, made)
    return made
