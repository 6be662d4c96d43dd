"""Choosing the lines of a theme: well put, about the theme, each of something else, by different people, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threadgist.people import author_key
from threadgist.select.answers import answers, best_answer, point
from threadgist.select.lexical import content_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Point, Span
    from threadgist.select.context import Context, Line

__all__ = ["REDUNDANT", "Printed", "choose", "row_of"]

REDUNDANT = 0.55
SAME_WORDS = 0.5
BAR = 0.3
CLOSE = 0.12
ANSWERED = 0.8
VOTES = 1.2
COVERAGE = 3.0
SAME_SUBTHREAD = 0.7
MOST_BY_ONE = 2
LOOKED_AT = 60
PER_COMMENT = 2


class Printed:
    """What is printed so far in a digest: comments, and the rows of the lines, so that none is printed twice."""

    def __init__(self) -> None:
        self.comments: set[str] = set()
        self.rows: list[int] = []

    def add(self, context: Context, made: Point) -> None:
        """Note a point and everything below it."""
        self.comments.add(made.span.comment_id)
        self.rows += context.rows(made.span)
        for answer in made.answers:
            self.add(context, answer)


class _Candidate(NamedTuple):
    line: Line
    value: float
    vector: NDArray[np.float32]
    covers: NDArray[np.float32]
    stems: frozenset[str]
    author: str
    top: str


def choose(context: Context, comment_ids: Iterable[str], at_most: int, printed: Printed, bar: float = BAR) -> list[Point]:
    """Choose up to `at_most` lines of some comments, with who answers them; none where nothing is above the bar.

    Greedy: the next line is the one that reads best and is worth most, with a bonus for what it stands for among the
    comments that no line before it stands for, and for having an answer.

    Args:
        context: The corpus, prepared.
        comment_ids: The comments of a theme, or of a part of one.
        at_most: How many lines at most.
        printed: What is printed already; the lines chosen are added to it.
        bar: The least value of a line.
    """
    import numpy as np

    ids = sorted(one for one in set(comment_ids) if one in context.of_comment)
    if not ids or at_most < 1:
        return []
    members = np.stack([_mean(context, context.of_comment[one]) for one in ids])
    candidates = _candidates(context, ids, members, printed, bar)
    covered = np.zeros(len(ids), dtype=np.float32)
    chosen: list[_Candidate] = []
    made: list[Point] = []
    while candidates and len(made) < at_most:
        gains = [_gain(candidate, covered, chosen) for candidate in candidates]
        best = max(range(len(candidates)), key=lambda number: (gains[number], -number))
        candidate = candidates.pop(best)
        if candidate.line.span.comment_id in printed.comments or _repeats(candidate, chosen):
            continue
        below = answers(context, candidate.line.span, printed.comments)
        if candidate.line.asks and not below:
            continue
        chosen.append(candidate)
        covered = np.maximum(covered, candidate.covers)
        made.append(point(context, candidate.line.span, below))
        printed.add(context, made[-1])
    return made


def _mean(context: Context, rows: Sequence[int]) -> NDArray[np.float32]:
    import numpy as np

    mean = context.centred[list(rows)].mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def _candidates(
    context: Context, ids: list[str], members: NDArray[np.float32], printed: Printed, bar: float
) -> list[_Candidate]:
    """The lines above the bar that are about what these comments are about, best first."""
    import numpy as np

    middle = members.mean(axis=0)
    middle = middle / max(float(np.linalg.norm(middle)), 1e-9)
    lines = [
        line
        for comment_id in ids
        if comment_id not in printed.comments
        for line in context.lines(comment_id)[:PER_COMMENT]
        if line.value >= bar
    ]
    lines.sort(key=lambda line: (-round(_worth(context, line), 6), line.span))
    found = []
    for line in lines:
        vector = _mean(context, context.rows(line.span))
        if round(float(vector @ middle), 4) < CLOSE:
            continue
        answer = best_answer(context, line)
        if line.asks and answer is None:
            continue
        found.append(
            _Candidate(
                line,
                _worth(context, line) + ANSWERED * (answer is not None),
                vector,
                np.maximum((members @ vector).round(4), 0.0),
                frozenset(content_stems(line.text)),
                author_key(context.comments[line.span.comment_id]),
                _top(context, line.span.comment_id),
            )
        )
        if len(found) == LOOKED_AT:
            break
    return found


def _worth(context: Context, line: Line) -> float:
    return line.value + VOTES * context.votes[line.span.comment_id]


def _top(context: Context, comment_id: str) -> str:
    """The second comment from the top of the tree on the way down to this one, or the first."""
    path = [comment_id]
    while (above := context.comments[path[-1]].parent_id) is not None and above in context.comments:
        path.append(above)
    return path[-2] if len(path) > 1 else path[-1]


def _gain(candidate: _Candidate, covered: NDArray[np.float32], chosen: list[_Candidate]) -> float:
    new = float((candidate.covers - covered).clip(0.0).mean())
    near = SAME_SUBTHREAD * any(candidate.top == other.top for other in chosen)
    return round(candidate.value + COVERAGE * new - near, 6)


def _repeats(candidate: _Candidate, chosen: list[_Candidate]) -> bool:
    if sum(candidate.author == other.author for other in chosen) >= MOST_BY_ONE:
        return True
    return any(
        candidate.line.span.comment_id == other.line.span.comment_id
        or round(float(candidate.vector @ other.vector), 4) >= REDUNDANT
        or len(candidate.stems & other.stems) >= SAME_WORDS * max(1, min(len(candidate.stems), len(other.stems)))
        for other in chosen
    )


def row_of(context: Context, span: Span) -> int:
    """Return the row of the passage that a span begins in."""
    return context.rows(span)[0]
