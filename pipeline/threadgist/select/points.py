"""Choosing the lines of a theme: well put, about the theme, each of something else, by different people, answered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from threadgist.records import Point
from threadgist.select.answers import SAME_SAYING, answers, point, ranked
from threadgist.select.context import Context, Line
from threadgist.select.cues import content_stems, shared

ALIKE = 0.65
SAME_WORDS = 0.5
BAR = 1.0
ANSWERED = 0.8
VOTES = 1.2
COVERAGE = 3.0
MOST_BY_ONE = 2
LOOKED_AT = 60
MOST_READ = 100
FULL_CHARS = 300
PER_COMMENT = 2


class Bar(NamedTuple):
    """The least value of a line, and of one that somebody answers well."""

    alone: float
    answered: float


@dataclass(slots=True)
class Printed:
    """What is printed so far in a digest: comments, and the words of every span, so that nothing is printed twice."""

    comments: set[str] = field(default_factory=set)
    said: list[frozenset[str]] = field(default_factory=list)

    def copy(self) -> Printed:
        """The same, to which lines can be added that may not be printed after all."""
        return Printed(set(self.comments), list(self.said))

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


class _Candidate(NamedTuple):
    line: Line
    value: float
    vector: NDArray[np.float32]
    author: str


def anything(_: Line) -> bool:
    """Every line belongs where no heading says what it is about."""
    return True


def choose(
    context: Context,
    comment_ids: Iterable[str],
    at_most: int,
    printed: Printed,
    bar: Bar,
    fits: Callable[[Line], bool] = anything,
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
    covers = (np.stack([one.vector for one in candidates]) @ members.T).round(4).clip(0.0)
    covered = np.zeros(len(ids), dtype=np.float32)
    spoken = Counter(context.author(one.span.comment_id) for one in after)
    chosen: list[_Candidate] = []
    made: list[Point] = []
    while candidates and len(made) < at_most:
        new = (covers - covered).clip(0.0).mean(axis=1).tolist()
        gains = [round(one.value + COVERAGE * own, 6) for one, own in zip(candidates, new, strict=True)]
        best = gains.index(max(gains))
        candidate, own = candidates.pop(best), covers[best]
        covers = np.delete(covers, best, axis=0)
        line, full = candidate.line, spoken[candidate.author] >= MOST_BY_ONE
        if full or printed.says(line) or any(_repeats(candidate, one) for one in chosen):
            continue
        below = answers(context, line.span, printed.comments)
        if not below and (line.asks or line.value < bar.alone):
            continue
        chosen.append(candidate)
        spoken[candidate.author] += 1
        covered = np.maximum(covered, own)
        made.append(point(context, line.span, below))
        printed.add(context, made[-1])
    return made


def _mean(context: Context, rows: Sequence[int]) -> NDArray[np.float32]:
    """The mean direction of some passages."""
    mean = context.centred[rows[0]] if len(rows) == 1 else context.centred[list(rows)].mean(axis=0)
    return np.asarray(mean / max(math.sqrt(mean @ mean), 1e-9), dtype=np.float32)


def _candidates(
    context: Context, ids: list[str], printed: Printed, bar: Bar, fits: Callable[[Line], bool]
) -> list[_Candidate]:
    """The lines above the bar that belong below what they would stand below, best first."""
    lines = [
        line
        for comment_id in _promising(context, ids)
        if comment_id not in printed.comments
        for line in context.lines(comment_id)[:PER_COMMENT]
        if line.value >= bar.answered
    ]
    found: list[_Candidate] = []
    for line in sorted(lines, key=lambda line: (-round(_worth(context, line), 6), line.span)):
        if len(found) == LOOKED_AT:
            break
        if not fits(line):
            continue
        answered = bool(context.once(ranked, line.span))
        if not answered and (line.asks or line.value < bar.alone):
            continue
        vector = context.once(_mean, tuple(context.rows(line.span)))
        worth, author = _worth(context, line) + ANSWERED * answered, context.author(line.span.comment_id)
        found.append(_Candidate(line, worth, vector, author))
    return found


def _worth(context: Context, line: Line) -> float:
    return line.value + VOTES * context.facts[line.span.comment_id].votes


def _promising(context: Context, ids: list[str]) -> list[str]:
    """The comments to read where there are very many: long ones, voted up, answered, near the top of the tree."""
    if len(ids) <= MOST_READ:
        return ids

    def promise(comment_id: str) -> float:
        facts = context.facts[comment_id]
        length = min(len(context.comments[comment_id].text), FULL_CHARS) / FULL_CHARS
        return round(
            2 * length + VOTES * facts.votes + 0.2 * min(facts.replies, 5) - 0.2 * min(facts.depth, 5), 6
        )

    return sorted(ids, key=lambda comment_id: (-promise(comment_id), comment_id))[:MOST_READ]


def _repeats(one: _Candidate, other: _Candidate) -> bool:
    return (
        one.line.span.comment_id == other.line.span.comment_id
        or round(float(one.vector @ other.vector), 4) >= ALIKE
        or shared(one.line.stems, other.line.stems) >= SAME_WORDS
    )
