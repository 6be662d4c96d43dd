"""Which lines say a whole thread in short: claims of its largest themes, with the answer that tells something more."""

import math
from collections.abc import Sequence

from threadgist.records import Clustering, Point, Span
from threadgist.select.answers import taken_stance
from threadgist.select.banter import is_banter_thread
from threadgist.select.context import Context, Line
from threadgist.select.points import BAR
from threadgist.select.votes import REDUNDANT
from threadgist.words import count_words

LEAST_LINES, LINES = 2, 3
# Words of a claim, and of an answer that is more than a nod.
WORDS = range(8, 61)
# What a line must be worth (log odds that an editor prints it) to stand for the thread: alone, or with an answer.
ALONE, ANSWERED = BAR + 1.2, BAR + 0.2
ANSWER_READS = BAR - 0.3
# What else counts, on the scale of those odds: an answer that contradicts, one by who speaks for the thread, the size
# of the theme against the largest. Votes on a statement do as they are.
CONTRADICTS, SPEAKS, SIZE = 1.0, 1.5, 1.5
# What a word costs beyond so many.
PER_WORD, BRIEF = 0.03, 35


def lead(
    context: Context, theme_points: Sequence[Sequence[Point]], clustering: Clustering, banter: Sequence[bool]
) -> tuple[tuple[int, int, int | None], ...]:
    """Choose two or three printed lines that say a thread in short, each of another theme, the larger themes first.

    A line with an answer that contradicts it or tells more is worth most. In a consultation those come first that are
    much agreed with or much disputed. Nothing is chosen in banter, or where fewer than two lines deserve it.
    `theme_points` are the points of each theme, those that its heading does not stand for last; `banter` tells which
    themes are. Returns for each line the place of its theme, its place there, and the place of its answer if that
    belongs to it.
    """
    if context.once(is_banter_thread):
        return ()
    largest = max((theme.author_count for theme in clustering.themes), default=0)
    choices = []
    for number, (theme, points) in enumerate(zip(clustering.themes, theme_points, strict=True)):
        size = SIZE * math.sqrt(theme.author_count / largest)
        for place, point in enumerate(() if banter[number] else points):
            found = _worth(context, point)
            if found is not None:
                worth, answer = found
                choices.append((-round(worth + size, 6), number, place, answer, point.span))
    chosen: dict[int, tuple[int, int | None]] = {}
    spans: list[Span] = []
    for _, number, place, answer, span in sorted(choices):
        near = any(context.nearness(span, other) >= REDUNDANT for other in spans)
        if len(chosen) < LINES and number not in chosen and not near:
            chosen[number] = place, answer
            spans.append(span)
    lines = tuple((number, *one) for number, one in sorted(chosen.items()))
    return lines if len(lines) >= LEAST_LINES else ()


def _worth(context: Context, point: Point) -> tuple[float, int | None] | None:
    """What a point is worth in short, with the place of its best answer; None where it cannot stand for a thread."""
    line = _line(context, point)
    if line is None:
        return None
    # An answer that only agrees, or says too little, adds nothing.
    worth, answer = 0.0, None
    for number, one in enumerate(point.answers):
        said = _line(context, one, answer=True)
        against = context.once(taken_stance, one.span.comment_id)
        speaks = context.comments[one.span.comment_id].role in ("host", "moderator")
        if said is not None and said.value >= ANSWER_READS and against >= 0 and (against or speaks):
            added = round(CONTRADICTS * against + SPEAKS * speaks + min(said.value, 1.0), 6)
            if answer is None or added > worth:
                worth, answer = added, number
    own = line.value + (context.facts[point.span.comment_id].votes if context.most else 0.0)
    if own < (ALONE if answer is None else ANSWERED):
        return None
    return own + worth - PER_WORD * max(0, count_words(line.text) - BRIEF), answer


def _line(context: Context, point: Point, *, answer: bool = False) -> Line | None:
    """The line of a point, unless it asks, or is too short or too long."""
    lines = context.lines(point.span.comment_id, answer=answer)
    line = next((line for line in lines if line.span == point.span), None)
    return line if line is not None and not line.asks and count_words(line.text) in WORDS else None
