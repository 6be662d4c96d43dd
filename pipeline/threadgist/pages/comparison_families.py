"""Families on a comparison's page: a cell for each event, rows of the matrix, what stands alone, who is near."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from threadgist.compare import words
from threadgist.compare.records import Cell, Comparison, Family, Saying, View
from threadgist.pages.lines import EDITOR, ROLES, UNNAMED
from threadgist.pages.safe import safe_url
from threadgist.pages.words import day_range, minute, quoted, source_name, utc
from threadgist.translations import listed
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


def interval(low: float, high: float) -> str:
    """Return "20–40%"."""
    return f"{round(low * 100)}–{round(high * 100)}%"


def bar_scale(comparison: Comparison) -> float:
    """Return the share at which every bar of the page ends: the least of some round ones that all fit below."""
    cells = (cell for view in comparison.views for family in view.families for cell in family.cells)
    widest = max((cell.high for cell in cells), default=0.0)
    return next(top for top in SCALES if widest <= top or top == SCALES[-1])


def saying_view(saying: Saying, *, signed: bool) -> dict[str, Any]:
    """Return the view of a bullet of a debate that names its commenters, or does not.

    `name` is "" where nobody is named, or where a written sentence names its speaker itself.
    """
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


class FamilyViews:
    """Makes the view of one of the two ways to line up.

    A cell has a place of its own with a quotation where it is `laid`; others lead to the theme further down. Its `bar`,
    `low` and `high` are per cent of the scale of bars. The `row` of a family has one entry for each event, None where
    it takes no part.
    """

    def __init__(self, comparison: Comparison, view: View) -> None:
        self._comparison = comparison
        self._view = view
        self._themes = words.theme_index(comparison)
        self._debates = {debate.id: debate for event in comparison.events for debate in event.debates}
        self._events = {event.id: event for event in comparison.events}
        self._numbers = {event.id: number for number, event in enumerate(comparison.events, 1)}
        shares = (cell.share for family in view.families for cell in family.cells)
        self._peak = max(shares, default=1.0) or 1.0
        self._scale = bar_scale(comparison)

    def view(self) -> dict[str, Any]:
        """Return everything the page prints of it."""
        shared = words.recurring(self._view)
        families = [self._family(family, number) for number, family in enumerate(shared[:MATRIX_ROWS], 1)]
        headline, *said = words.in_words(self._comparison, self._view)
        sparks, span = self._sparks(shared[:DETAILED])
        return {
            "kind": self._view.kind,
            "name": f"By {self._view.kind}",
            "meaning": MEANS[self._view.kind],
            "headline": headline,
            "words": said,
            "families": families,
            "detailed": families[:DETAILED],
            "unlisted": max(0, len(shared) - MATRIX_ROWS),
            "alone": self._alone(),
            "near": self._near(),
            "sparks": sparks,
            "span": span,
        }

    def _named(self, event: str) -> dict[str, Any]:
        return {"event": self._numbers[event], "short": words.short(self._events[event])}

    def _family(self, family: Family, number: int) -> dict[str, Any]:
        events = len(self._events)
        room = events if events <= FULL_EVENTS else CARDS if events <= BRIEF_EVENTS else 3
        ranked = sorted(family.cells, key=lambda cell: (-round(cell.share, 6), self._numbers[cell.event]))
        laid = {cell.event for cell in ranked[: room if number <= DETAILED else 0]}
        cells = [self._cell(family, cell, number, laid=cell.event in laid) for cell in family.cells]
        by_event = {cell["event"]: cell for cell in cells}
        return {
            "anchor": f"{self._view.kind[0]}{number}",
            "heading": words.family_title(self._comparison, family),
            "certain": family.certain,
            "similarity": f"{family.similarity:.2f}",
            "cells": [cell for cell in cells if cell["laid"]],
            "rest": [cell for cell in cells if not cell["laid"]],
            "row": [by_event.get(at) for at in range(1, events + 1)],
            "change": words.change_words(self._comparison, family) if events == 2 else "",
            "note": words.split_sentence(self._comparison, family),
        }

    def _cell(self, family: Family, cell: Cell, number: int, *, laid: bool = True) -> dict[str, Any]:
        themes = [(ref.debate, self._themes[ref.debate, ref.theme]) for ref in cell.themes]
        themes.sort(key=lambda place: -place[1].people)
        said = [(debate, saying) for debate, theme in themes for saying in theme.sayings]
        added = {f"{debate}/{saying.id}": saying for debate, saying in said}
        first = next((saying for _, saying in said if not saying.reply), None)
        adds = [added[name] for name in cell.adds if laid and name in added and added[name] is not first]
        debates = self._events[cell.event].debates
        signed = all(debate.signed for debate in debates)
        headings = [(one_line(theme.heading), f"{debate}-t{theme.number}") for debate, theme in themes]
        return {
            **self._named(cell.event),
            "laid": laid,
            "anchor": f"{self._view.kind[0]}{number}-{cell.event}" if laid else headings[0][1],
            "headings": headings,
            "percent": words.percent(cell.share),
            "whole": round(cell.share * 100),
            "taking": f"{cell.people:,} of {cell.commenters:,} {words.takers(debates)}",
            "interval": interval(cell.low, cell.high),
            "bar": round(100 * cell.share / self._scale, 1),
            "low": round(100 * cell.low / self._scale, 1),
            "high": round(100 * cell.high / self._scale, 1),
            "shade": max(1, math.ceil(4 * cell.share / self._peak)),
            "certain": cell.certain,
            "quote": saying_view(first, signed=signed) if laid and first is not None else None,
            "adds": [saying_view(saying, signed=signed) for saying in adds[:2]],
            "parts": [
                f"{source_name(self._debates[part.debate].source)} {words.percent(part.share)} "
                f"({interval(part.low, part.high)})"
                for part in cell.parts
            ],
        }

    def _alone(self) -> list[dict[str, Any]]:
        """Return the themes that only one event has."""
        single: dict[str, list[Family]] = {event: [] for event in self._events}
        for family in self._view.families:
            if len(family.cells) == 1:
                single[family.cells[0].event].append(family)
        found = []
        for event, own in single.items():
            own.sort(key=lambda family: (-round(family.cells[0].share, 6), family.id))
            shown = own[: ALONE_SHOWN if len(self._events) <= BRIEF_EVENTS else 3]
            themes = [self._cell(family, family.cells[0], 0) for family in shown]
            if own:
                found.append({**self._named(event), "themes": themes, "hidden": len(own) - len(shown)})
        return found

    def _near(self) -> list[dict[str, Any]]:
        """Return the nearest events of each, with the overlap and the reasons."""
        if len(self._events) < 3:
            return []
        headings = {family.id: one_line(family.heading) for family in self._view.families}
        others: dict[str, list[tuple[str, str, str]]] = {event: [] for event in self._events}
        for near in self._view.neighbours:
            why = listed([headings[name] for name in near.families])
            others[near.event].append(
                (words.short(self._events[near.other]), words.percent(near.overlap), why)
            )
        return [{**self._named(event), "others": found} for event, found in others.items()]

    def _sparks(self, families: Sequence[Family]) -> tuple[list[dict[str, Any]], str]:
        """Return a chart for each family, all on one scale, and the days they span.

        There is none where an event is undated or there are but two. A chart has `points` of events that have the
        family, `whiskers` of chance, `ticks` of events without it.
        """
        begun = {e.id: utc(e.first_at) for e in self._comparison.events if e.first_at is not None}
        if len(begun) < max(FEWEST, len(self._events)) or not families:
            return [], ""
        first, last = min(begun.values()), max(begun.values())
        length = (last - first).total_seconds()
        if length <= 0:
            return [], ""
        top = max(cell.high for family in families for cell in family.cells)
        wide, high = SPARK_WIDTH - 2 * SPARK_MARGIN, SPARK_HEIGHT - 2 * SPARK_MARGIN
        order = sorted(begun, key=lambda event: (begun[event], self._numbers[event]))
        across = {
            event: round(SPARK_MARGIN + wide * (begun[event] - first).total_seconds() / length, 1)
            for event in order
        }

        def down(share: float) -> float:
            return round(SPARK_HEIGHT - SPARK_MARGIN - high * share / top, 1)

        found = []
        for number, family in enumerate(families, 1):
            cells = {cell.event: cell for cell in family.cells}
            there = [(across[event], cells[event]) for event in order if event in cells]
            found.append(
                {
                    "heading": one_line(family.heading),
                    "number": number,
                    "points": [(x, down(cell.share)) for x, cell in there],
                    "whiskers": [(x, down(cell.high), down(cell.low)) for x, cell in there],
                    "peak": f"{round(max(cell.share for cell in family.cells) * 100)}%",
                    "ticks": [across[event] for event in order if event not in cells],
                }
            )
        return found, day_range(first, last)
