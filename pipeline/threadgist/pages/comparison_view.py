"""What the comparison's template is handed: everything counted, worded, cut and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from threadgist.compare.records import Comparison, Debate, ThemeRef
from threadgist.compare.words import percent, short, takers
from threadgist.pages.comparison_families import (
    BRIEF_EVENTS,
    FULL_EVENTS,
    ViewView,
    bar_scale,
    build_view,
    interval,
    theme_anchor,
)
from threadgist.pages.comparison_sayings import SayingView, saying_view
from threadgist.pages.safe import clip, safe_url
from threadgist.pages.safe import theme_anchor as page_anchor
from threadgist.pages.words import crowd, day_range, source_name, spelled
from threadgist.printable import one_line
from threadgist.words import counted as count

COLUMN_CHARS: Final = 32

__all__ = ["ComparisonPage", "build_comparison_page"]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme as it stands in its debate's section; `families` are the headings of what it is lined up with."""

    anchor: str
    page_anchor: str
    heading: str
    percent: str
    taking: str
    sayings: tuple[SayingView, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class DebateView:
    """A digest: where it is from, its themes, the page it has of its own."""

    anchor: str
    title: str
    source: str
    url: str | None
    page: str | None
    size: str
    days: str
    count: int
    themes: tuple[ThemeView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """An event and its debates; `number` counts from 1 in the order of the page, `column` heads its column."""

    number: int
    anchor: str
    label: str
    short: str
    column: str
    days: str
    size: str
    debates: tuple[DebateView, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The whole page."""

    title: str
    kind: str
    standfirst: str
    days: str
    pair: bool
    events: tuple[EventView, ...]
    takers: str
    axis: tuple[str, ...]
    notices: tuple[str, ...]
    views: tuple[ViewView, ...]
    new: tuple[str, ...]
    fading: tuple[str, ...]
    since: str
    method: str
    provenance: tuple[tuple[str, str], ...]


def build_comparison_page(comparison: Comparison, links: Mapping[str, str]) -> ComparisonPage:
    """Return everything the page prints.

    Args:
        comparison: the comparison.
        links: addresses of the digests' own pages, by the key of the digest.
    """
    events = comparison.events
    begun = [event.first_at for event in events if event.first_at is not None]
    ended = [event.last_at for event in events if event.last_at is not None]
    days = day_range(min(begun), max(ended, default=max(begun))) if len(begun) == len(events) else ""
    headings = {f.id: one_line(f.heading) for f in comparison.views[0].families}
    trends = comparison.trends
    return ComparisonPage(
        title=_title(comparison),
        kind="trends in discussions" if trends else "comparison of discussions",
        standfirst=_standfirst(comparison),
        days=days,
        pair=len(events) == 2,
        events=tuple(_event(comparison, number, links) for number in range(1, len(events) + 1)),
        takers=_takers(comparison),
        axis=tuple(f"{round(100 * bar_scale(comparison) * part)}" for part in (0, 0.5, 1)),
        notices=tuple(one_line(notice) for notice in comparison.notices),
        views=tuple(build_view(comparison, view) for view in comparison.views),
        new=tuple(headings[i] for i in trends.new) if trends else (),
        fading=tuple(headings[i] for i in trends.fading) if trends else (),
        since=_day(trends.since) if trends else "",
        method=_method(comparison),
        provenance=_provenance(comparison),
    )


def _title(comparison: Comparison) -> str:
    if comparison.trends is not None:
        return f"What came and went in {spelled(len(comparison.events))} debates"
    if comparison.about is not None:
        return one_line(comparison.about)
    labels = [one_line(event.label) for event in comparison.events]
    if len(labels) == 2 and sum(map(len, labels)) <= 90:
        return f"{labels[0]} and {labels[1]}"
    return f"{spelled(len(labels)).capitalize()} debates side by side"


def _standfirst(comparison: Comparison) -> str:
    many = sum(event.commenters for event in comparison.events)
    what = "forums talk about one event" if comparison.about else "debates"
    if (trends := comparison.trends) is not None:
        new, gone = (count(len(ids), "family", "families") for ids in (trends.new, trends.fading))
        return (
            f"{many:,} {_takers(comparison)} in {spelled(len(comparison.events))} {what}. Since {_day(trends.since)} "
            f"{new} of themes came up and {gone} went quiet."
        )
    return (
        f"{many:,} {_takers(comparison)} in {spelled(len(comparison.events))} {what}: what they share, and what only "
        "one of them has."
    )


def _takers(comparison: Comparison) -> str:
    return takers(debate for event in comparison.events for debate in event.debates)


def _day(moment: datetime) -> str:
    return day_range(moment, moment)


def _event(comparison: Comparison, number: int, links: Mapping[str, str]) -> EventView:
    event = comparison.events[number - 1]
    return EventView(
        number=number,
        anchor=event.id,
        label=one_line(event.label),
        short=short(event),
        column=clip(one_line(event.label), COLUMN_CHARS),
        days=day_range(event.first_at, event.last_at),
        size=f"{event.commenters:,} {takers(event.debates)}",
        debates=tuple(
            _debate(debate, links.get(debate.key), len(comparison.events)) for debate in event.debates
        ),
    )


def _debate(debate: Debate, page: str | None, events: int) -> DebateView:
    shown = 99 if events <= FULL_EVENTS else 2 if events <= BRIEF_EVENTS else 1
    return DebateView(
        anchor=debate.id,
        title=one_line(debate.title),
        source=source_name(debate.source),
        url=safe_url(debate.url),
        page=page,
        size=crowd(debate.commenters, debate.comments, signed=debate.signed),
        days=day_range(debate.first_at, debate.last_at),
        count=len(debate.themes),
        themes=tuple(
            ThemeView(
                anchor=theme_anchor(ThemeRef(debate.id, theme.id), debate),
                page_anchor=page_anchor(theme.id, theme.number),
                heading=one_line(theme.heading),
                percent=percent(theme.share),
                taking=f"of {takers([debate])} ({theme.people:,}; {interval(theme.low, theme.high)})",
                sayings=tuple(saying_view(saying, signed=debate.signed) for saying in theme.sayings[:shown]),
                hidden=max(0, len(theme.sayings) - shown),
            )
            for theme in debate.themes
        ),
    )


def _method(comparison: Comparison) -> str:
    how = comparison.method
    aligned = (
        "lined up one to one, so that the similarities add up to the most"
        if sum(len(event.debates) for event in comparison.events) == 2
        else "gathered by average linkage"
    )
    return (
        f"Themes are compared by the mean vectors of their comments and {aligned}; two that are less alike than "
        f"{how.argument:.2f} (by argument) or {how.subject:.2f} (by subject) are not lined up. At these bars one "
        f"theme in twenty of unrelated threads finds a match, and one in a hundred at {how.argument_certain:.2f} and "
        f"{how.subject_certain:.2f}: what lies between is marked uncertain. "
        f"Shares are of {_takers(comparison)}, with 95% intervals."
    )


def _provenance(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    rows = [("threadgist", comparison.threadgist)]
    if (encoder := comparison.encoder) is not None:
        rows += [("Encoder", encoder.name), ("Model revision", encoder.revision)]
    rows.append(("Digests", count(sum(len(event.debates) for event in comparison.events), "digest")))
    return tuple((name, clip(one_line(value), 200)) for name, value in rows)
