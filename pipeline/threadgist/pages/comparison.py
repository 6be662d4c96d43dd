"""A comparison as a page, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from threadgist.compare.records import COMPARISON_VERSION, Comparison
from threadgist.compare.words import percent, short, takers
from threadgist.pages import comparison_families as families
from threadgist.pages.data import schema_of, to_json
from threadgist.pages.html import blocks, dressed, environment
from threadgist.pages.safe import clip
from threadgist.pages.words import day_range, spelled
from threadgist.words import counted as count
from threadgist.words import one_line


def render_comparison(comparison: Comparison, fmt: str, links: Mapping[str, str] | None = None) -> str:
    """Return `comparison` in one format; the same comparison and links give the same characters.

    Args:
        comparison: what `threadgist.compare.compare` made.
        fmt: "html", "md" or "json".
        links: addresses of the digests' own pages, by the key of the digest; others are not linked.

    Raises:
        ValueError: There is no such format.
        GroundingError: A number is not finite.
    """
    if fmt == "json":
        return to_json(comparison)
    if fmt not in ("html", "md"):
        raise ValueError(f"no format {fmt!r}: there are html, md and json")
    template = environment().get_template(f"comparison.{fmt}.jinja")
    words = {one.__name__: one for one in (short, takers, percent, families.interval, families.saying_view)}
    values = {**words, "page": build_page(comparison), "events": comparison.events}
    if fmt == "md":
        return blocks(template.render(**values))
    dress = dressed(("digest.css", "comparison.css"), ("scheme.js", "comparison.js"))
    return template.render(**values, **dress, links=links or {}) + "\n"


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of comparison.json, with the records' docstrings as descriptions."""
    return schema_of(Comparison, "comparison", COMPARISON_VERSION)


def build_page(comparison: Comparison) -> dict[str, Any]:
    """Return what the page prints beside the events and their debates."""
    events = comparison.events
    begun = [event.first_at for event in events if event.first_at is not None]
    ended = [event.last_at for event in events if event.last_at is not None]
    encoder, digests = comparison.encoder, sum(len(event.debates) for event in events)
    made = {"threadgist": comparison.threadgist}
    if encoder is not None:
        made |= {"Encoder": encoder.name, "Model revision": encoder.revision}
    made["Digests"] = count(digests, "digest")
    headings = {f.id: one_line(f.heading) for f in comparison.views[0].families}
    trends = comparison.trends
    return {
        "title": _title(comparison),
        "kind": "trends in discussions" if trends else "comparison of discussions",
        "standfirst": _standfirst(comparison),
        "days": day_range(min(begun), max(ended, default=max(begun))) if len(begun) == len(events) else "",
        "pair": len(events) == 2,
        "sayings": 99
        if len(events) <= families.FULL_EVENTS
        else 2
        if len(events) <= families.BRIEF_EVENTS
        else 1,
        "takers": _takers(comparison),
        "axis": [f"{round(100 * families.bar_scale(comparison) * part)}" for part in (0, 0.5, 1)],
        "notices": [one_line(notice) for notice in comparison.notices],
        "views": [families.FamilyViews(comparison, view).view() for view in comparison.views],
        "new": [headings[i] for i in trends.new] if trends else [],
        "fading": [headings[i] for i in trends.fading] if trends else [],
        "since": _day(trends.since) if trends else "",
        "method": _method(comparison),
        "provenance": [(name, clip(one_line(value), 200)) for name, value in made.items()],
    }


def _title(comparison: Comparison) -> str:
    labels = [one_line(event.label) for event in comparison.events]
    if comparison.trends is not None:
        return f"What came and went in {spelled(len(labels))} debates"
    if comparison.about is not None:
        return one_line(comparison.about)
    if len(labels) == 2 and sum(map(len, labels)) <= 90:
        return f"{labels[0]} and {labels[1]}"
    return f"{spelled(len(labels)).capitalize()} debates side by side"


def _standfirst(comparison: Comparison) -> str:
    many = sum(event.commenters for event in comparison.events)
    what = "forums talk about one event" if comparison.about else "debates"
    begins = f"{many:,} {_takers(comparison)} in {spelled(len(comparison.events))} {what}"
    if (trends := comparison.trends) is None:
        return f"{begins}: what they share, and what only one of them has."
    new, gone = (count(len(ids), "family", "families") for ids in (trends.new, trends.fading))
    return f"{begins}. Since {_day(trends.since)} {new} of themes came up and {gone} went quiet."


def _takers(comparison: Comparison) -> str:
    return takers(debate for event in comparison.events for debate in event.debates)


def _day(moment: datetime) -> str:
    return day_range(moment, moment)


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
