"""A comparison as a page, Markdown and JSON: what they print, and its families in cells, rows and small charts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from threadgist.compare.records import COMPARISON_VERSION, Cell, Comparison, Family, Saying, View
from threadgist.compare.words import Findings, by_share, interval, percent, short, takers
from threadgist.pages.data import schema_of, to_json
from threadgist.pages.html import blocks, dressed, environment
from threadgist.pages.lines import EDITOR, ROLES, UNNAMED
from threadgist.pages.safe import clip, safe_url
from threadgist.pages.words import day_range, minute, quoted, source_name, spelled, utc
from threadgist.translations import listed
from threadgist.words import counted as count
from threadgist.words import one_line

MATRIX_ROWS: Final = 60
CARDS: Final = 6
DETAILED: Final = 40
ALONE_SHOWN: Final = 12
FULL_EVENTS: Final = 8
SCALES: Final = (0.2, 0.4, 0.6, 1.0)
BRIEF_EVENTS: Final = 60
# A small chart of a family's share over time, and how many events it takes to draw one.
SPARK_WIDTH: Final = 240
SPARK_HEIGHT: Final = 64
SPARK_MARGIN: Final = 6
FEWEST: Final = 3
MEANS: Final = {
    "argument": (
        "What each debate is about is taken out first: themes that make the same argument about another matter meet."
    ),
    "subject": "Themes are compared as they are: those that speak of the same names and things meet.",
}


def render_comparison(comparison: Comparison, fmt: str, links: Mapping[str, str] | None = None) -> str:
    """Return `comparison` as "html", "md" or "json"; the same comparison and links give the same characters.

    `links` are addresses of the digests' own pages, by the key of the digest; others are not linked. Raises ValueError:
    there is no such format; GroundingError: a number is not finite.
    """
    if fmt == "json":
        return to_json(comparison)
    if fmt not in ("html", "md"):
        raise ValueError(f"no format {fmt!r}: there are html, md and json")
    values: dict[str, Any] = {"page": _page(comparison), "events": comparison.events, "links": links or {}}
    values |= {one.__name__: one for one in (short, takers, percent, interval, saying_view)}
    if fmt == "html":
        values |= dressed(("digest.css", "comparison.css"), ("scheme.js", "comparison.js"))
    text = environment().get_template(f"comparison.{fmt}.jinja").render(values)
    return blocks(text) if fmt == "md" else f"{text}\n"


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of comparison.json, with the records' docstrings as descriptions."""
    return schema_of(Comparison, "comparison", COMPARISON_VERSION)


def _page(comparison: Comparison) -> dict[str, Any]:
    """Return what the page prints beside the events and their debates."""
    events, trends, encoder = comparison.events, comparison.trends, comparison.encoder
    begun = [event.first_at for event in events if event.first_at is not None]
    ended = [event.last_at for event in events if event.last_at is not None]
    debates = [debate for event in events for debate in event.debates]
    takes_part, scale = takers(debates), _scale(comparison)
    made = {"threadgist": comparison.threadgist}
    if encoder is not None:
        made |= {"Encoder": encoder.name, "Model revision": encoder.revision}
    made["Digests"] = count(len(debates), "digest")
    headings = {f.id: one_line(f.heading) for f in comparison.views[0].families}
    how = comparison.method
    aligned = (
        "lined up one to one, so that the similarities add up to the most"
        if len(debates) == 2
        else "gathered by average linkage"
    )
    return {
        "title": _title(comparison),
        "kind": "trends in discussions" if trends else "comparison of discussions",
        "standfirst": _standfirst(comparison, takes_part),
        "days": day_range(min(begun), max(ended, default=max(begun))) if len(begun) == len(events) else "",
        "pair": len(events) == 2,
        "sayings": 99 if len(events) <= FULL_EVENTS else 2 if len(events) <= BRIEF_EVENTS else 1,
        "takers": takes_part,
        "axis": [f"{round(100 * scale * part)}" for part in (0, 0.5, 1)],
        "notices": [one_line(notice) for notice in comparison.notices],
        "views": [FamilyViews(comparison, view, scale).page() for view in comparison.views],
        "new": [headings[i] for i in trends.new] if trends else [],
        "fading": [headings[i] for i in trends.fading] if trends else [],
        "since": day_range(trends.since, None) if trends else "",
        "method": (
            f"Themes are compared by the mean vectors of their comments and {aligned}; two that are less alike than "
            f"{how.argument:.2f} (by argument) or {how.subject:.2f} (by subject) are not lined up. At these bars one "
            f"theme in twenty of unrelated threads finds a match, and one in a hundred at {how.argument_certain:.2f} "
            f"and {how.subject_certain:.2f}: what lies between is marked uncertain. "
            f"Shares are of {takes_part}, with 95% intervals."
        ),
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
    """Makes the view of one of the two ways to line up.

    A cell has a place of its own with a quotation where it is `laid`; others lead to the theme further down. Its `bar`,
    `low` and `high` are per cent of the scale of bars. The `row` of a family has one entry for each event, None where
    it takes no part.
    """

    def __init__(self, comparison: Comparison, view: View, scale: float) -> None:
        super().__init__(comparison, view)
        self._scale = scale
        self._numbers = {event: number for number, event in enumerate(self.events, 1)}
        self._peak = max((cell.share for family in view.families for cell in family.cells), default=1) or 1

    def page(self) -> dict[str, Any]:
        """Return everything the page prints of it."""
        families = [self._family(one, number) for number, one in enumerate(self.shared[:MATRIX_ROWS], 1)]
        headline, *said = self.sentences()
        sparks, span = self._sparks(self.shared[:DETAILED])
        return {
            "kind": self.view.kind,
            "name": f"By {self.view.kind}",
            "meaning": MEANS[self.view.kind],
            "headline": headline,
            "words": said,
            "families": families,
            "detailed": families[:DETAILED],
            "unlisted": max(0, len(self.shared) - MATRIX_ROWS),
            "alone": self._alone(),
            "near": self._near(),
            "sparks": sparks,
            "span": span,
        }

    def _named(self, event: str) -> dict[str, Any]:
        return {"event": self._numbers[event], "short": short(self.events[event])}

    def _family(self, family: Family, number: int) -> dict[str, Any]:
        events = len(self.events)
        room = events if events <= FULL_EVENTS else CARDS if events <= BRIEF_EVENTS else 3
        ranked = sorted(family.cells, key=lambda cell: (-round(cell.share, 6), self._numbers[cell.event]))
        laid = {cell.event for cell in ranked[: room if number <= DETAILED else 0]}
        cells = [self._cell(family, cell, number, laid=cell.event in laid) for cell in family.cells]
        by_event = {cell["event"]: cell for cell in cells}
        return {
            "anchor": f"{self.view.kind[0]}{number}",
            "heading": self.title(family),
            "certain": family.certain,
            "similarity": f"{family.similarity:.2f}",
            "cells": [cell for cell in cells if cell["laid"]],
            "rest": [cell for cell in cells if not cell["laid"]],
            "row": [by_event.get(at) for at in range(1, events + 1)],
            "change": self.change(family),
            "note": self.split(family),
        }

    def _cell(self, family: Family, cell: Cell, number: int, *, laid: bool = True) -> dict[str, Any]:
        themes = [(ref.debate, self.themes[ref.debate, ref.theme]) for ref in cell.themes]
        themes.sort(key=lambda place: -place[1].people)
        said = [(debate, saying) for debate, theme in themes for saying in theme.sayings]
        added = {f"{debate}/{saying.id}": saying for debate, saying in said}
        first = next((saying for _, saying in said if not saying.reply), None)
        adds = [added[name] for name in cell.adds if laid and name in added and added[name] is not first]
        debates = self.events[cell.event].debates
        signed = all(debate.signed for debate in debates)
        headings = [(one_line(theme.heading), f"{debate}-t{theme.number}") for debate, theme in themes]
        return {
            **self._named(cell.event),
            "laid": laid,
            "anchor": f"{self.view.kind[0]}{number}-{cell.event}" if laid else headings[0][1],
            "headings": headings,
            "percent": percent(cell.share),
            "whole": round(cell.share * 100),
            "taking": f"{cell.people:,} of {cell.commenters:,} {takers(debates)}",
            "interval": interval(cell.low, cell.high),
            "bar": round(100 * cell.share / self._scale, 1),
            "low": round(100 * cell.low / self._scale, 1),
            "high": round(100 * cell.high / self._scale, 1),
            "shade": max(1, math.ceil(4 * cell.share / self._peak)),
            "certain": cell.certain,
            "quote": saying_view(first, signed=signed) if laid and first is not None else None,
            "adds": [saying_view(saying, signed=signed) for saying in adds[:2]],
            "parts": [
                f"{source_name(self.debates[part.debate].source)} {percent(part.share)} "
                f"({interval(part.low, part.high)})"
                for part in cell.parts
            ],
        }

    def _alone(self) -> list[dict[str, Any]]:
        """Return the themes that only one event has."""
        most = ALONE_SHOWN if len(self.events) <= BRIEF_EVENTS else 3
        single = by_share(family for family in self.view.families if len(family.cells) == 1)
        found = []
        for event in self.events:
            own = [family for family in single if family.cells[0].event == event]
            themes = [self._cell(family, family.cells[0], 0) for family in own[:most]]
            if own:
                found.append({**self._named(event), "themes": themes, "hidden": len(own) - len(themes)})
        return found

    def _near(self) -> list[dict[str, Any]]:
        """Return the nearest events of each, with the overlap and the reasons."""
        if len(self.events) < 3:
            return []
        headings = {family.id: one_line(family.heading) for family in self.view.families}
        found: dict[str, dict[str, Any]] = {one: {**self._named(one), "others": []} for one in self.events}
        for near in self.view.neighbours:
            name, why = short(self.events[near.other]), listed([headings[one] for one in near.families])
            found[near.event]["others"].append((name, percent(near.overlap), why))
        return list(found.values())

    def _sparks(self, families: Sequence[Family]) -> tuple[list[dict[str, Any]], str]:
        """Return a chart for each family, all on one scale, and the days they span; none where an event is undated.

        A chart has `points` of events that have the family, `whiskers` of chance, `ticks` of events without it.
        """
        begun = {key: utc(one.first_at) for key, one in self.events.items() if one.first_at is not None}
        if len(begun) < max(FEWEST, len(self.events)) or not families or len(set(begun.values())) < 2:
            return [], ""
        first, last = min(begun.values()), max(begun.values())
        top = max(cell.high for family in families for cell in family.cells)
        wide, high = SPARK_WIDTH - 2 * SPARK_MARGIN, SPARK_HEIGHT - 2 * SPARK_MARGIN
        across = {
            event: round(SPARK_MARGIN + wide * ((begun[event] - first) / (last - first)), 1)
            for event in sorted(begun, key=lambda event: (begun[event], self._numbers[event]))
        }

        def down(share: float) -> float:
            return round(SPARK_HEIGHT - SPARK_MARGIN - high * share / top, 1)

        found = []
        for number, family in enumerate(families, 1):
            cells = {cell.event: cell for cell in family.cells}
            there = [(x, cells[event]) for event, x in across.items() if event in cells]
            found.append(
                {
                    "heading": one_line(family.heading),
                    "number": number,
                    "points": [(x, down(cell.share)) for x, cell in there],
                    "whiskers": [(x, down(cell.high), down(cell.low)) for x, cell in there],
                    "peak": f"{round(max(cell.share for cell in family.cells) * 100)}%",
                    "ticks": [x for event, x in across.items() if event not in cells],
                }
            )
        return found, day_range(first, last)
