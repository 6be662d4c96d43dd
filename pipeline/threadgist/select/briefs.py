"""Choosing for each kind of digest: lines of themes, lines of a thread without themes, one-off comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threadgist.people import author_key
from threadgist.records import Point
from threadgist.select.answers import point
from threadgist.select.points import BAR, Printed, choose
from threadgist.select.small import small_points
from threadgist.select.subject import below

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Clustering, Theme
    from threadgist.select.context import Context, Line
    from threadgist.settings import SelectSettings

__all__ = ["SMALL_THREAD", "Lines", "select_one_offs", "select_points", "select_theme_points"]

# Up to so many comments are listed, not grouped; so many lines has a thread without themes.
SMALL_THREAD = 7
# A theme of so many comments may have so many lines more than one.
MORE_LINES = (3, 6, 10)
MORE_IN_A_PART = 12
# So many lines and answers are worth a heading.
SECTION = 2
ONE_OFF_BAR = 1.2
# What no heading stands above has to say by itself what it is about; in a list without replies everything does.
ASIDE_BAR, LIST_BAR = 1.2, 0.7
# Where there are no themes, these lines are all that a page has.
UNTHEMED_BAR = 0.0
ONE_OFF_APART = 0.5


class Lines(NamedTuple):
    """The lines of a theme: those that stand below its heading, and those that belong below none."""

    below: tuple[Point, ...]
    aside: tuple[Point, ...]


def select_theme_points(
    context: Context,
    clustering: Clustering,
    settings: SelectSettings,
    headings: Sequence[tuple[str | None, Sequence[str]]],
    vectors: Mapping[str, NDArray[np.float32]],
) -> tuple[Lines, ...]:
    """Choose the lines of every theme, the larger the theme the more, and first those of its parts.

    Args:
        context: The corpus, prepared.
        clustering: The themes.
        settings: The section `[select]`.
        headings: The heading of each theme, None where it has none, and those of its parts.
        vectors: `(d,)` unit vectors of what headings say, in lower case; below others every line belongs.

    Returns:
        For each of `clustering.themes`, in order, its lines; none where nothing in it can be printed by itself.
    """
    printed = Printed()
    return tuple(
        _theme(context, theme, settings.max_points, printed, heading, parts, vectors)
        for theme, (heading, parts) in zip(clustering.themes, headings, strict=True)
    )


def _theme(
    context: Context,
    theme: Theme,
    at_most: int,
    printed: Printed,
    heading: str | None,
    parts: Sequence[str],
    vectors: Mapping[str, NDArray[np.float32]],
) -> Lines:
    size = len(theme.comment_ids)
    room = min(at_most, 1 + sum(size >= least for least in MORE_LINES))
    bar, alone = (BAR, ASIDE_BAR) if context.replies else (LIST_BAR, LIST_BAR)
    found: list[Point] = []
    if heading is not None:
        fits = _fits(context, theme.comment_ids, heading, vectors)
        for part, name in zip(theme.parts, parts, strict=True):
            own = _fits(context, part, name, vectors)
            found += choose(context, part, 1 + (len(part) >= MORE_IN_A_PART), printed, bar, own)
        found += choose(context, theme.comment_ids, room - len(found), printed, bar, fits, found)
    others = choose(context, theme.comment_ids, room - len(found), printed, alone, after=found)
    if len(found) + sum(len(point.answers) for point in found) < SECTION:
        return Lines((), (*found, *others))
    return Lines(tuple(found), tuple(others))


def _fits(
    context: Context, comment_ids: Sequence[str], heading: str, vectors: Mapping[str, NDArray[np.float32]]
) -> Callable[[Line], bool] | None:
    vector = vectors.get(heading.strip("“”").casefold())
    return None if vector is None else below(context, comment_ids, heading, vector)


def select_points(context: Context) -> tuple[Point, ...]:
    """Choose the lines of a thread that has no themes: up to `SMALL_THREAD` in all.

    A small thread says of every comment what it says, however it reads: nobody is left out of seven.
    """
    if len(context.of_comment) <= SMALL_THREAD:
        return small_points(context, SMALL_THREAD)
    return tuple(choose(context, context.of_comment, SMALL_THREAD, Printed(), UNTHEMED_BAR))


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
