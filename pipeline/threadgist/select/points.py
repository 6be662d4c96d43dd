"""Choosing the lines of a theme: well put, about what its heading says, each of something else, by different people.

A line is understood below the question or the claim that it answers, and with the answers to it.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from threadgist.records import Floats, Point
from threadgist.select.answers import SAME_SAYING, answers, best_reply, point, ranked
from threadgist.select.context import Context, Line
from threadgist.select.reading import content_stems, shared

BAR = 1.0
# So near in meaning, or with such a share of words in common, lines repeat each other.
ALIKE, SAME_WORDS = 0.65, 0.5
# What else counts beside how well a line reads.
ANSWERED, VOTES, COVERAGE = 0.8, 1.2, 3.0
MOST_BY_ONE = 2
LOOKED_AT, PER_COMMENT = 60, 2
MOST_READ, FULL_CHARS = 100, 300
# Fitted on what two readers each found off the subject of 287 headings, leaving out one thread at a time:
# docs/lab-notes.md, "Lines and headings that agree".
NEAR, SHARES_WORDS, LEEWAY = 0.9, 0.33, 0.2
# What a line needs at least: below an aspect, whose words are many, a little will do.
LEAST, LEAST_OF_ASPECT = 0.4, 0.2
# What a claim, and a question, is worth at least (log odds that an editor prints it) to stand above its answer.
CLAIM, QUESTION = -0.5, -1.0


class Bar(NamedTuple):
    """The least value of a line, and of one that somebody answers well."""

    alone: float
    answered: float


@dataclass(slots=True)
class Printed:
    """What is printed so far in a digest: comments, and the words of every span, so that nothing is printed twice."""

    comments: set[str] = field(default_factory=set)
    said: list[frozenset[str]] = field(default_factory=list)

    def add(self, context: Context, made: Point) -> None:
        """Note a point and everything below it."""
        self.comments.add(made.span.comment_id)
        self.said.append(frozenset(content_stems(context.text(made.span))))
        for answer in made.answers:
            self.add(context, answer)

    def says(self, line: Line) -> bool:
        """Tell whether a line is printed already, or nearly in the same words."""
        again = (shared(line.stems, said) >= SAME_SAYING for said in self.said)
        return line.span.comment_id in self.comments or any(again)


def below(
    context: Context, comment_ids: Collection[str], heading: str, vector: Floats, words: Collection[str] = ()
) -> Callable[[Line], bool]:
    """Return what tells whether a line belongs below the heading of a theme, or of a part, of these comments.

    `vector` is that of the heading, a `(d,)` unit vector. Each of `words` speaks of all that an aspect says; of a
    heading without them it takes all of its own.
    """
    stems = frozenset(content_stems(" ".join((heading, *words))))
    enough = 1 if words else max(1, len(stems))
    name = context.apart(vector[None, :])[0]
    rows = sorted(row for one in comment_ids for row in context.of_comment.get(one, ()))
    floor = LEAST_OF_ASPECT if len(stems) > enough else LEAST
    least = round(max(NEAR * float(_direction(context, rows) @ name) - LEEWAY, floor), 4)

    def fits(line: Line) -> bool:
        near = float(context.once(_direction, tuple(context.rows(line.span))) @ name)
        shared = min(1.0, len(stems & line.stems) / enough)
        return round(near + SHARES_WORDS * shared, 4) >= least

    return fits


def _direction(context: Context, rows: Sequence[int]) -> Floats:
    """Where the mean of some passages lies, as a unit vector."""
    return np.asarray(context.apart(context.vectors[list(rows)].mean(axis=0, keepdims=True))[0])


def choose(
    context: Context,
    comment_ids: Iterable[str],
    at_most: int,
    printed: Printed,
    bar: Bar,
    fits: Callable[[Line], bool] | None = None,
    after: Sequence[Point] = (),
) -> list[Point]:
    """Choose up to `at_most` lines of some comments, with who answers them; none where nothing is above the bar.

    Greedy: the next line is the one that reads best and is worth most, with a bonus for what it stands for among the
    comments that no line before it stands for, and for having an answer. What is `printed` already grows by the lines
    chosen; `bar` is what a line is worth at least; `fits` says whether a line belongs below what it would stand below;
    `after` are lines of the same theme that are chosen already: nobody has more than two in all.
    """
    ids = sorted(one for one in set(comment_ids) if one in context.of_comment)
    candidates = _candidates(context, ids, printed, bar, fits) if at_most > 0 else []
    if not candidates:
        return []
    members = np.stack([context.once(_mean, context.of_comment[one]) for one in ids])
    vectors = np.stack([context.once(_mean, tuple(context.rows(line.span))) for _, line in candidates])
    covers = (vectors @ members.T).round(4).clip(0.0)
    covered = np.zeros(len(ids), dtype=np.float32)
    spoken = Counter(context.authors[one.span.comment_id] for one in after)
    left = list(range(len(candidates)))
    chosen: list[int] = []
    made: list[Point] = []
    while left and len(made) < at_most:
        new = (covers[left] - covered).clip(0.0).mean(axis=1).tolist()
        gains = [round(candidates[at][0] + COVERAGE * own, 6) for at, own in zip(left, new, strict=True)]
        best = left.pop(gains.index(max(gains)))
        _, line = candidates[best]
        author = context.authors[line.span.comment_id]
        again = any(shared(line.stems, candidates[at][1].stems) >= SAME_WORDS for at in chosen)
        again = again or bool(((vectors[chosen] @ vectors[best]).round(4) >= ALIKE).any())
        if again or printed.says(line) or spoken[author] >= MOST_BY_ONE:
            continue
        below = answers(context, line.span, printed.comments)
        if not below and (line.asks or line.value < bar.alone):
            continue
        chosen.append(best)
        spoken[author] += 1
        covered = np.maximum(covered, covers[best])
        made.append(point(context, line.span, below))
        printed.add(context, made[-1])
    return made


def _mean(context: Context, rows: Sequence[int]) -> Floats:
    """The mean direction of some passages, however far each is from what all of the thread has in common."""
    mean = context.centred[list(rows)].mean(axis=0)
    return np.asarray(mean / max(math.sqrt(mean @ mean), 1e-9), dtype=np.float32)


def _candidates(
    context: Context, ids: list[str], printed: Printed, bar: Bar, fits: Callable[[Line], bool] | None
) -> list[tuple[float, Line]]:
    """The lines above the bar that belong below what they would stand below, best first, each with its worth."""
    read = [one for one in _promising(context, ids) if one not in printed.comments]
    lines = [line for one in read for line in context.lines(one)[:PER_COMMENT] if line.value >= bar.answered]
    worth = [line.value + VOTES * context.facts[line.span.comment_id].votes for line in lines]
    found: list[tuple[float, Line]] = []
    for _, span, at in sorted((-round(own, 6), lines[at].span, at) for at, own in enumerate(worth)):
        if len(found) == LOOKED_AT:
            break
        line = lines[at]
        if fits is None or fits(line):
            answered = bool(context.once(ranked, span))
            if answered or (line.value >= bar.alone and not line.asks):
                found.append((worth[at] + ANSWERED * answered, line))
    return found


def _promising(context: Context, ids: list[str]) -> list[str]:
    """The comments to read where there are very many: long ones, voted up, answered, near the top of the tree."""

    def promise(comment_id: str) -> float:
        votes, depth, replies = context.facts[comment_id]
        length = min(len(context.comments[comment_id].text), FULL_CHARS) / FULL_CHARS
        return round(2 * length + VOTES * votes + 0.2 * min(replies, 5) - 0.2 * min(depth, 5), 6)

    return ids if len(ids) <= MOST_READ else sorted(ids, key=lambda one: (-promise(one), one))[:MOST_READ]


def opened(
    context: Context, one: Point, printed: Printed, fits: Callable[[Line], bool] | None = None
) -> Point:
    """Put above a line that answers somebody what it answers, where that is not `printed` and can be.

    `fits` says whether a line belongs where this one stands.
    """
    reply = context.comments[one.span.comment_id]
    parent = context.comments.get(reply.parent_id or "")
    if parent is None or context.authors[parent.id] == context.authors[reply.id]:
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
