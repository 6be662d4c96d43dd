"""A comparison as a page, Markdown and JSON."""

from collections.abc import Mapping
from typing import Any, Final

from threadgist.compare.records import COMPARISON_VERSION, Comparison
from threadgist.pages.data import schema_of, to_json
from threadgist.pages.findings import Findings, interval, percent, short, takers
from threadgist.pages.html import blocks, dressed, environment
from threadgist.pages.words import day_range, spelled
from threadgist.words import counted as count
from threadgist.words import one_line

SCALES: Final = (0.2, 0.4, 0.6, 1.0)


def render_comparison(comparison: Comparison, fmt: str, links: Mapping[str, str] | None = None) -> str:
    """Return `comparison` as "html", "md" or "json"; the same comparison and links give the same characters.

    `links` are addresses of the digests' own pages, by the key of the digest; others are not linked. Raises ValueError:
    there is no such format; GroundingError: a number is not finite.
    """
    if fmt == "json":
        return to_json(comparison)
    if fmt not in ("html", "md"):
        raise ValueError(f"no format {fmt!r}: there are html, md and json")
    events = comparison.events
    begun = [event.first_at for event in events if event.first_at is not None]
    ended = [event.last_at for event in events if event.last_at is not None]
    debates = [debate for event in events for debate in event.debates]
    takes_part = takers(debates)
    values: dict[str, Any] = {
        "comparison": comparison,
        "events": events,
        "debates": len(debates),
        "method": comparison.method,
        "links": links or {},
        "title": _title(comparison),
        "standfirst": _standfirst(comparison, takes_part),
        "days": day_range(min(begun), max(ended, default=max(begun))) if len(begun) == len(events) else "",
        "takes_part": takes_part,
        "scale": _scale(comparison),
        "views": [Findings(comparison, view) for view in comparison.views],
    }
    values |= {one.__name__: one for one in (short, takers, percent, interval)}
    if fmt == "html":
        values |= dressed(("digest.css", "comparison.css"), ("scheme.js", "comparison.js"))
    text = environment().get_template(f"comparison.{fmt}.jinja").render(values)
    return blocks(text) if fmt == "md" else f"{text}\n"


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of comparison.json, with the records' docstrings as descriptions."""
    return schema_of(Comparison, "comparison", COMPARISON_VERSION)


def _title(comparison: Comparison) -> str:
    labels = [one_line(event.label) for event in comparison.events]
    if comparison.trends is not None:
        return f"What came and went in {spelled(len(labels))} debates"
    if comparison.about is not None:
        return one_line(comparison.about)
    if len(labels) == 2 and sum(map(len, labels)) <= 90:
        return f"{labels[0]} and {labels[1]}"
    return f"{spelled(len(labels)).capitalize()} debates side by side"


def _standfirst(comparison: Comparison, takes_part: str) -> str:
    many = sum(event.commenters for event in comparison.events)
    what = "forums talk about one event" if comparison.about else "debates"
    begins = f"{many:,} {takes_part} in {spelled(len(comparison.events))} {what}"
    if (trends := comparison.trends) is None:
        return f"{begins}: what they share, and what only one of them has."
    new, gone = (count(len(ids), "family", "families") for ids in (trends.new, trends.fading))
    since = day_range(trends.since, None)
    return f"{begins}. Since {since} {new} of themes came up and {gone} went quiet."


def _scale(comparison: Comparison) -> float:
    """Return the share at which every bar of the page ends: the least of some round ones that all fit below."""
    cells = (cell for view in comparison.views for family in view.families for cell in family.cells)
    widest = max((cell.high for cell in cells), default=0.0)
    return next((top for top in SCALES if widest <= top), SCALES[-1])
