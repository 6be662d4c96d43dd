"""A comparison as a page, Markdown and JSON: what they print, and its families in cells, rows and small charts."""

from collections.abc import Mapping
from typing import Any, Final

from threadgist.compare.records import COMPARISON_VERSION, Cell, Comparison, Family, Saying, View
from threadgist.compare.words import Findings, by_share, interval, percent, short, takers
from threadgist.pages.data import schema_of, to_json
from threadgist.pages.html import blocks, dressed, environment
from threadgist.pages.lines import EDITOR, ROLES, UNNAMED
from threadgist.pages.safe import safe_url
from threadgist.pages.words import day_range, minute, quoted, spelled, utc
from threadgist.words import counted as count
from threadgist.words import one_line

MATRIX_ROWS: Final = 60
CARDS: Final = 6
DETAILED: Final = 40
ALONE_SHOWN: Final = 12
FULL_EVENTS: Final = 8
SCALES: Final = (0.2, 0.4, 0.6, 1.0)
BRIEF_EVENTS: Final = 60
# How many events it takes to draw a family's share over time.
FEWEST: Final = 3


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
        "sayings": 99 if len(events) <= FULL_EVENTS else 2 if len(events) <= BRIEF_EVENTS else 1,
        "takes_part": takes_part,
        "scale": _scale(comparison),
        "views": [FamilyViews(comparison, view) for view in comparison.views],
    }
    values |= {one.__name__: one for one in (short, takers, percent, interval, saying_view)}
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


def saying_view(saying: Saying, *, signed: bool) -> dict[str, Any]:
    """Return the view of a bullet; `name` is "" where nobody is named, or the sentence itself names its speaker."""
    quote = saying.kind == "quote"
    quoter = one_line(saying.author or "") or (UNNAMED if signed else "")
    return {
        "text": quoted(saying.text) if quote else one_line(saying.text),
        "quote": quote,
        "reply": saying.reply,
        "name": quoter if quote else EDITOR if saying.kind == "editor" else "",
        "role": ROLES[saying.role] if quote and saying.role is not None else "",
        "date": minute(saying.created_at) if saying.created_at else "",
        "url": safe_url(saying.url),
    }


class FamilyViews(Findings):
    """What the page prints of one of the two ways to line up; `words` are its findings as sentences.

    A cell has a place of its own with a quotation where it is `laid`; others lead to the theme further down. The `row`
    of a family has one entry for each event, None where it takes no part. `peak` is the largest share of all, `top`
    the highest bound of one that is told of in detail.
    """

    def __init__(self, comparison: Comparison, view: View) -> None:
        super().__init__(comparison, view)
        self.words = list(self.sentences())
        self.numbers = {event: number for number, event in enumerate(self.events, 1)}
        self.peak = max((cell.share for family in view.families for cell in family.cells), default=1) or 1
        self.families = [self._family(one, at) for at, one in enumerate(self.shared[:MATRIX_ROWS], 1)]
        self.detailed = self.families[:DETAILED]
        self.top = max((cell.high for family in self.shared[:DETAILED] for cell in family.cells), default=0.0)

    def _family(self, family: Family, number: int) -> dict[str, Any]:
        events = len(self.events)
        room = events if events <= FULL_EVENTS else CARDS if events <= BRIEF_EVENTS else 3
        ranked = sorted(family.cells, key=lambda cell: (-round(cell.share, 6), self.numbers[cell.event]))
        laid = {cell.event for cell in ranked[: room if number <= DETAILED else 0]}
        cells = {cell.event: self._cell(cell, number, laid=cell.event in laid) for cell in family.cells}
        return {
            "anchor": f"{self.view.kind[0]}{number}",
            "family": family,
            "cells": [cell for event, cell in cells.items() if event in laid],
            "rest": [cell for event, cell in cells.items() if event not in laid],
            "row": [cells.get(event) for event in self.events],
        }

    def _cell(self, cell: Cell, number: int, *, laid: bool = True) -> dict[str, Any]:
        themes = [(ref.debate, self.themes[ref.debate, ref.theme]) for ref in cell.themes]
        themes.sort(key=lambda place: -place[1].people)
        said = {f"{debate}/{one.id}": one for debate, theme in themes for one in theme.sayings}
        first = next((one for one in said.values() if not one.reply), None)
        adds = [said[name] for name in cell.adds if laid and name in said and said[name] is not first]
        debates = self.events[cell.event].debates
        signed = all(debate.signed for debate in debates)
        headings = [(one_line(theme.heading), f"{debate}-t{theme.number}") for debate, theme in themes]
        return {
            "cell": cell,
            "event": self.numbers[cell.event],
            "short": short(self.events[cell.event]),
            "anchor": f"{self.view.kind[0]}{number}-{cell.event}" if laid else headings[0][1],
            "headings": headings,
            "taking": f"{cell.people:,} of {cell.commenters:,} {takers(debates)}",
            "quote": saying_view(first, signed=signed) if laid and first is not None else None,
            "adds": [saying_view(saying, signed=signed) for saying in adds[:2]],
        }

    def alone(self) -> list[tuple[list[dict[str, Any]], int]]:
        """Return the largest themes that only one event has, event by event, and how many more it has."""
        most = ALONE_SHOWN if len(self.events) <= BRIEF_EVENTS else 3
        cells = [family.cells[0] for family in by_share(self.view.families) if len(family.cells) == 1]
        owned = [[cell for cell in cells if cell.event == event] for event in self.events]
        return [([self._cell(cell, 0) for cell in own[:most]], len(own[most:])) for own in owned if own]

    def times(self) -> dict[int, float]:
        """Return where each event stands in time, from 0 to 1, by its place; those that began first come first.

        There is nothing to tell where events are too few, all at one time, or one is undated.
        """
        begun = [utc(event.first_at) for event in self.events.values() if event.first_at is not None]
        if len(begun) < max(FEWEST, len(self.events)) or len(set(begun)) < 2:
            return {}
        first, last = min(begun), max(begun)
        ordered = sorted(enumerate(begun), key=lambda one: one[1])
        return {place: (moment - first) / (last - first) for place, moment in ordered}
