"""The points of a small thread: what every comment says, in the order of the thread, the opening comment first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.records import Point
from threadgist.select.lexical import mean_share
from threadgist.select.points import SAME_POINT, agreements
from threadgist.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Span
    from threadgist.select.context import Context, Sentence

__all__ = ["small_points"]

# Chosen on ConvoSumm's train split, see docs/lab-notes.md ("What to print").
QUALITY_POWER = 0.3
POSITION = 0.7
COMMON_POWER = 0.8
LEAST_COMMON = 0.02
LONG = 30
LONG_DECAY = 30.0
OPENING_SENTENCES = 2
SENTENCES = 3
SENTENCE_LEAST = 0.3
ENOUGH_WORDS = 80
LEAST_CENTRAL = 0.05
SAYS_NOTHING = 0.15


def small_points(context: Context, at_most: int) -> tuple[Point, ...]:
    """Say of every comment of a small thread what it says, in thread order, so that answers follow what they answer.

    People open with what they are about: the earlier a sentence stands in its comment, the better, and the more the
    words it uses are those of the others. A question is a point here ("Is there a way to ...?"), and the comment that
    opens the thread may have two. Where little was said, there is room for more of it. Comments that say the same are
    one point.

    Args:
        context: The corpus, prepared.
        at_most: The number of points to keep to; everyone is heard nevertheless.
    """
    import numpy as np

    chosen: list[tuple[int, Sentence]] = []
    ranked: dict[str, list[tuple[float, int, Sentence]]] = {}
    for comment_id, rows in context.of_comment.items():
        ranked[comment_id] = _worth(context, rows)
        chosen.append(ranked[comment_id][0][1:])
    if not chosen:
        return ()
    rows_chosen = np.asarray([row for row, _ in chosen], dtype=np.intp)
    same = agreements(context, rows_chosen, rows_chosen) >= SAME_POINT
    points = [_point(context, chosen, group) for group in _groups(same)]
    return _with_more(points, ranked, at_most)


def _with_more(
    points: list[Point], ranked: dict[str, list[tuple[float, int, Sentence]]], at_most: int
) -> tuple[Point, ...]:
    """Add what else is said well: of the opening comment, and of all while there are few words.

    Args:
        points: In the order of the thread.
        ranked: The sentences of each comment, best first.
        at_most: No more points than this.
    """
    spans = {point.exemplars[0].comment_id: [point.exemplars[0]] for point in points}
    opener = points[0].exemplars[0].comment_id
    said_words = sum(count_words(ranked[comment_id][0][2].text) for comment_id in spans)
    more: list[tuple[bool, int, float, Span, int]] = []
    for comment_id in spans:
        best, *others = ranked[comment_id]
        for rank, (value, _, said) in enumerate(others[: SENTENCES - 1], 2):
            if value >= SENTENCE_LEAST * best[0]:
                wanted = comment_id == opener and rank <= OPENING_SENTENCES
                more.append((not wanted, rank, -value, said.span, count_words(said.text)))
    for number, (spare, _, _, span, words) in enumerate(sorted(more), len(points)):
        if number >= at_most or (spare and said_words >= ENOUGH_WORDS):
            break
        spans[span.comment_id].append(span)
        said_words += words
    found = []
    for point in points:
        first, *rest = sorted(spans[point.exemplars[0].comment_id])
        found.append(Point((first, *point.exemplars[1:]), point.comment_ids))
        found += [Point((span,), (span.comment_id,)) for span in rest]
    return tuple(found)


def _worth(context: Context, rows: Sequence[int]) -> list[tuple[float, int, Sentence]]:
    """The sentences of one comment, best first, each with its worth and its row."""
    import numpy as np

    middle = context.vectors.mean(axis=0, dtype=np.float64)
    found = []
    position = 0
    for row in rows:
        central = max(float(context.vectors[row] @ middle), LEAST_CENTRAL)
        for said in context.sentences(row, questions=True):
            words = count_words(said.text)
            length = min(1.0, np.exp((LONG - words) / LONG_DECAY))
            value = max(said.quality, 0.001) ** QUALITY_POWER * central * length / (1 + POSITION * position)
            common = mean_share(said.text, context.spread, len(context.passages))
            value *= max(common, LEAST_COMMON) ** COMMON_POWER
            found.append((round(value * (SAYS_NOTHING if words < 4 else 1.0), 9), row, said))
            position += words >= 4
    return sorted(found, key=lambda item: (-item[0], item[2].span))


def _groups(same: NDArray[np.bool_]) -> list[list[int]]:
    """Each comment goes to the first one before it that says the same, or opens a group."""
    groups: list[list[int]] = []
    for number in range(len(same)):
        for group in groups:
            if same[group[0], number]:
                group.append(number)
                break
        else:
            groups.append([number])
    return groups


def _point(context: Context, chosen: list[tuple[int, Sentence]], group: list[int]) -> Point:
    comment_ids = [context.passages[chosen[number][0]].comment_id for number in group]
    echoes = [copy for comment_id in comment_ids for copy in context.echoes.get(comment_id, ())]
    return Point(
        tuple(chosen[number][1].span for number in group[:3]), tuple(dict.fromkeys((*comment_ids, *echoes)))
    )
