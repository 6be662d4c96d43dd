"""The points of a small thread: what every comment says, in the order of the thread, the opening comment first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from threadgist.select.answers import point
from threadgist.select.lexical import mean_share
from threadgist.select.value import Facts, value
from threadgist.select.windows import windows

if TYPE_CHECKING:
    from threadgist.records import Point, Span
    from threadgist.select.context import Context

# Chosen on ConvoSumm's train split, see docs/lab-notes.md ("What to print").
READS_POWER = 0.3
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
    opens the thread may have two. Where little was said, there is room for more of it.

    Args:
        context: The corpus, prepared.
        at_most: The number of points to keep to; everyone is heard nevertheless.
    """
    ranked = {comment_id: _worth(context, comment_id) for comment_id in context.of_comment}
    if not ranked:
        return ()
    spans = _with_more(ranked, at_most)
    return tuple(point(context, span) for span in spans)


def _with_more(ranked: dict[str, list[tuple[float, Span, int]]], at_most: int) -> list[Span]:
    """Take the best of every comment and what else is said well: of the opening one, and of all while words are few.

    Args:
        ranked: The sentences of each comment, best first, comments in the order of the thread.
        at_most: No more spans than this, beyond one a comment.
    """
    spans = {comment_id: [sentences[0][1]] for comment_id, sentences in ranked.items()}
    opener = next(iter(spans))
    said_words = sum(ranked[comment_id][0][2] for comment_id in spans)
    more: list[tuple[bool, int, float, Span, int]] = []
    for comment_id in spans:
        best, *others = ranked[comment_id]
        for rank, (worth, span, words) in enumerate(others[: SENTENCES - 1], 2):
            if worth >= SENTENCE_LEAST * best[0]:
                wanted = comment_id == opener and rank <= OPENING_SENTENCES
                more.append((not wanted, rank, -worth, span, words))
    for number, (spare, _, _, span, words) in enumerate(sorted(more), len(spans)):
        if number >= at_most or (spare and said_words >= ENOUGH_WORDS):
            break
        spans[span.comment_id].append(span)
        said_words += words
    return [span for of_comment in spans.values() for span in sorted(of_comment)]


def _worth(context: Context, comment_id: str) -> list[tuple[float, Span, int]]:
    """The sentences of one comment, best first, each with its worth and its words."""
    import numpy as np

    middle = context.vectors.mean(axis=0, dtype=np.float64)
    text, total = context.comments[comment_id].text, len(context.passages)
    found = []
    position = 0
    for window in windows(text, context.sentences(comment_id), context.shared, english=context.english):
        if len(window.readings) > 1:
            continue
        words = window.words
        central = max(float((context.vectors[context.rows(window.span)] @ middle).max()), LEAST_CENTRAL)
        length = min(1.0, math.exp((LONG - words) / LONG_DECAY))
        reads = 1 / (1 + math.exp(-value(window, Facts())))
        worth = reads**READS_POWER * central * length / (1 + POSITION * position)
        worth *= max(mean_share(window.text, context.spread, total), LEAST_COMMON) ** COMMON_POWER
        furniture = words < 4 or window.readings[0].furniture
        found.append((round(worth * (SAYS_NOTHING if furniture else 1.0), 9), window.span, words))
        position += words >= 4
    return sorted(found, key=lambda item: (-item[0], item[1]))
