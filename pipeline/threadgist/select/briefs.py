"""Choosing for each kind of digest: lines of themes, lines of a thread without themes, one-off comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.people import author_key
from threadgist.records import Point
from threadgist.select.answers import point
from threadgist.select.points import Printed, choose
from threadgist.select.small import small_points

if TYPE_CHECKING:
    from threadgist.records import Clustering, Theme
    from threadgist.select.context import Context, Line
    from threadgist.settings import SelectSettings

__all__ = ["select_one_offs", "select_points", "select_theme_points"]

# A theme of so many comments may have so many lines more than one.
MORE_LINES = (3, 6, 10)
MORE_IN_A_PART = 12
ONE_OFF_BAR = 1.2
# Where there are no themes, these lines are all that a page has.
UNTHEMED_BAR = 0.0
ONE_OFF_APART = 0.5


def select_theme_points(
    context: Context, clustering: Clustering, settings: SelectSettings
) -> tuple[tuple[Point, ...], ...]:
    """Choose the lines of every theme, the larger the theme the more; of a theme with parts, those of each part.

    Returns:
        For each of `clustering.themes`, in order, its points; none where nothing in it can be printed by itself.
    """
    printed = Printed()
    return tuple(tuple(_theme(context, theme, settings.max_points, printed)) for theme in clustering.themes)


def _theme(context: Context, theme: Theme, at_most: int, printed: Printed) -> list[Point]:
    if theme.parts:
        return [
            made
            for part in theme.parts
            for made in choose(context, part, 1 + (len(part) >= MORE_IN_A_PART), printed)
        ]
    size = len(theme.comment_ids)
    return choose(
        context, theme.comment_ids, min(at_most, 1 + sum(size >= least for least in MORE_LINES)), printed
    )


def select_points(context: Context, settings: SelectSettings) -> tuple[Point, ...]:
    """Choose the lines of a thread that has no themes: up to `settings.max_small_points` in all.

    A small thread says of every comment what it says, however it reads: nobody is left out of seven.
    """
    if len(context.of_comment) <= settings.small_thread_comments:
        return small_points(context, settings.max_small_points)
    return tuple(choose(context, context.of_comment, settings.max_small_points, Printed(), UNTHEMED_BAR))


def select_one_offs(context: Context, clustering: Clustering, settings: SelectSettings) -> tuple[Point, ...]:
    """Choose one-off comments worth reading: said well, by different people, about different things.

    Returns:
        At most `settings.max_one_offs` points of one comment each, none of them part of a theme.
    """
    themed = {comment_id for theme in clustering.themes for comment_id in theme.comment_ids}
    alone = {context.passages[context.row[one]].comment_id for one in clustering.one_off_ids} - themed
    lines = [line for one in sorted(alone) for line in context.lines(one)[:1] if not line.asks]
    worth = {line.span: round(line.value + context.votes[line.span.comment_id], 6) for line in lines}
    lines = [line for line in lines if line.value >= ONE_OFF_BAR]
    lines.sort(key=lambda line: (-worth[line.span], line.span))
    chosen: list[Line] = []
    for line in lines:
        if len(chosen) == settings.max_one_offs:
            break
        if not any(_alike(context, line, other) for other in chosen):
            chosen.append(line)
    return tuple(point(context, line.span) for line in chosen)


def _alike(context: Context, one: Line, other: Line) -> bool:
    """Tell whether two lines are by one person, or near in meaning."""
    if author_key(context.comments[one.span.comment_id]) == author_key(
        context.comments[other.span.comment_id]
    ):
        return True
    near = context.centred[context.rows(one.span)] @ context.centred[context.rows(other.span)].T
    return float(near.max().round(4)) >= ONE_OFF_APART
