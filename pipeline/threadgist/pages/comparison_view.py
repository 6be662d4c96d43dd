"""What the comparison's template is handed: everything counted, worded, cut and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from threadgist.compare.records import Comparison, Debate, ThemeRef
from threadgist.compare.words import percent, short, takers
from threadgist.pages.comparison_families import (
    BRIEF_EVENTS,
    FULL_EVENTS,
    FamilyViews,
    bar_scale,
    interval,
    saying_view,
    theme_place,
)
from threadgist.pages.safe import clip, safe_url, theme_anchor
from threadgist.pages.words import crowd, day_range, source_name, spelled
from threadgist.printable import one_line
from threadgist.words import counted as count

COLUMN_CHARS: Final = 32


def build_comparison_page(comparison: Comparison, links: Mapping[str, str]) -> dict[str, Any]:
    """Return everything the page prints.

    Args:
        comparison: the comparison.
        links: addresses of the digests' own pages, by the key of the digest.
    """
    events = comparison.events
    begun = [event.first_at for event in events if event.first_at is not None]
    ended = [event.last_at for event in events if event.last_at is not None]
    headings = {f.id: one_line(f.heading) for f in comparison.views[0].families}
    trends = comparison.trends
    return {
        "title": _title(comparison),
        "kind": "trends in discussions" if trends else "comparison of discussions",
        "standfirst": _standfirst(comparison),
        "days": day_range(min(begun), max(ended, default=max(begun))) if len(begun) == len(events) else "",
        "pair": len(events) == 2,
        "events": [_event(comparison, number, links) for number in range(1, len(events) + 1)],
        "takers": _takers(comparison),
        "axis": [f"{round(100 * bar_scale(comparison) * part)}" for part in (0, 0.5, 1)],
        "notices": [one_line(notice) for notice in comparison.notices],
        "views": [FamilyViews(comparison, view).view() for view in comparison.views],
        "new": [headings[i] for i in trends.new] if trends else [],
        "fading": [headings[i] for i in trends.fading] if trends else [],
        "since": _day(trends.since) if trends else "",
        "method": _method(comparison),
        "provenance": _provenance(comparison),
    }


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


def _event(comparison: Comparison, number: int, links: Mapping[str, str]) -> dict[str, Any]:
    """Return an event and its debates; `number` counts from 1 in the order of the page."""
    event, events = comparison.events[number - 1], len(comparison.events)
    shown = 99 if events <= FULL_EVENTS else 2 if events <= BRIEF_EVENTS else 1
    return {
        "number": number,
        "anchor": event.id,
        "label": one_line(event.label),
        "short": short(event),
        "column": clip(one_line(event.label), COLUMN_CHARS),
        "days": day_range(event.first_at, event.last_at),
        "size": f"{event.commenters:,} {takers(event.debates)}",
        "debates": [_debate(debate, links.get(debate.key), shown) for debate in event.debates],
    }


def _debate(debate: Debate, page: str | None, shown: int) -> dict[str, Any]:
    """Return a digest: where it is from, the page it has of its own, its themes with some of their lines."""
    return {
        "anchor": debate.id,
        "title": one_line(debate.title),
        "source": source_name(debate.source),
        "url": safe_url(debate.url),
        "page": page,
        "size": crowd(debate.commenters, debate.comments, signed=debate.signed),
        "days": day_range(debate.first_at, debate.last_at),
        "themes": [
            {
                "anchor": theme_place(ThemeRef(debate.id, theme.id), debate),
                "page_anchor": theme_anchor(theme.id, theme.number),
                "heading": one_line(theme.heading),
                "percent": percent(theme.share),
                "taking": f"of {takers([debate])} ({theme.people:,}; {interval(theme.low, theme.high)})",
                "sayings": [saying_view(saying, signed=debate.signed) for saying in theme.sayings[:shown]],
                "hidden": max(0, len(theme.sayings) - shown),
            }
            for theme in debate.themes
        ],
    }


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


def _provenance(comparison: Comparison) -> list[tuple[str, str]]:
    rows = [("threadgist", comparison.threadgist)]
    if (encoder := comparison.encoder) is not None:
        rows += [("Encoder", encoder.name), ("Model revision", encoder.revision)]
    rows.append(("Digests", count(sum(len(event.debates) for event in comparison.events), "digest")))
    return [(name, clip(one_line(value), 200)) for name, value in rows]
