"""Choosing for each kind of digest: points of themes, points of a thread without themes, one-off comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.records import Point
from threadgist.select.context import Context
from threadgist.select.points import find_points
from threadgist.select.small import small_points
from threadgist.words import count_words

if TYPE_CHECKING:
    from threadgist.records import Clustering
    from threadgist.settings import SelectSettings

__all__ = ["select_one_offs", "select_points", "select_theme_points"]

ONE_OFF_QUALITY = 0.7
ONE_OFF_WORDS = 10
ONE_OFF_APART = 0.5


def select_theme_points(
    context: Context, clustering: Clustering, settings: SelectSettings
) -> tuple[tuple[Point, ...], ...]:
    """Choose the lines of every theme: more of them in larger themes, and none that says what one before it says.

    Returns:
        For each of `clustering.themes`, in order, its points; none where nothing in it can be printed by itself.
    """
    result: list[tuple[Point, ...]] = []
    for theme in clustering.themes:
        at_most = min(settings.max_points, 2 + (theme.author_count >= 6) + (theme.author_count >= 12))
        rows = [context.row[passage_id] for passage_id in theme.passage_ids]
        printed = [point for points in result for point in points]
        result.append(find_points(context, rows, at_most=at_most, printed=printed))
    return tuple(result)


def select_points(context: Context, settings: SelectSettings) -> tuple[Point, ...]:
    """Choose the points of a thread that has no themes: up to `settings.max_small_points` in all.

    A small thread says of every comment what it says, however it reads: nobody is left out of seven.
    """
    if len(context.of_comment) <= settings.small_thread_comments:
        return small_points(context, settings.max_small_points)
    return find_points(
        context,
        range(len(context.passages)),
        at_most=settings.max_small_points,
    )


def select_one_offs(context: Context, clustering: Clustering, settings: SelectSettings) -> tuple[Point, ...]:
    """Choose one-off comments worth reading: said well, by different people, about different things.

    Returns:
        At most `settings.max_one_offs` points of one comment each, none of them part of a theme.
    """
    themed = {comment_id for theme in clustering.themes for comment_id in theme.comment_ids}
    worth: list[tuple[float, int]] = []
    for passage_id in clustering.one_off_ids:
        row = context.row[passage_id]
        sentence = context.best[row]
        if sentence.span.comment_id in themed or sentence.quality < ONE_OFF_QUALITY:
            continue
        if count_words(sentence.text) < ONE_OFF_WORDS:
            continue
        answered = min(len(context.replies.get(sentence.span.comment_id, ())), 5) / 5
        vote = context.votes[sentence.span.comment_id]
        worth.append((round(sentence.quality * (1 + 0.3 * vote + 0.3 * answered), 6), row))
    worth.sort(key=lambda item: (-item[0], item[1]))
    chosen = _apart(context, [row for _, row in worth], settings.max_one_offs)
    return tuple(
        Point(context.best[row].span, context.copies.get(context.passages[row].comment_id, ()))
        for row in chosen
    )


def _apart(context: Context, rows: list[int], at_most: int) -> list[int]:
    """Take rows from the front, leaving out authors already taken and passages close to one already taken."""
    chosen: list[int] = []
    for row in rows:
        if len(chosen) == at_most:
            break
        if any(
            context.authors[row] == context.authors[other]
            or float(context.centred[row] @ context.centred[other]) >= ONE_OFF_APART
            for other in chosen
        ):
            continue
        chosen.append(row)
    return chosen
