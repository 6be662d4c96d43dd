"""Families on the page: a cell for each event, cards, rows of the matrix, what stands alone, who is near."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from threadgist.compare.records import Cell, Comparison, Debate, Family, Neighbour, ThemeRef, View
from threadgist.compare.words import (
    change_words,
    family_title,
    in_words,
    percent,
    recurring,
    short,
    split_sentence,
    takers,
    theme_index,
)
from threadgist.pages.comparison_chart import Spark, sparks
from threadgist.pages.comparison_sayings import SayingView, saying_view
from threadgist.pages.words import source_name
from threadgist.printable import one_line
from threadgist.translations import listed

__all__ = [
    "BRIEF_EVENTS",
    "FULL_EVENTS",
    "CellView",
    "FamilyView",
    "ViewView",
    "bar_scale",
    "build_view",
    "interval",
    "theme_anchor",
]

MATRIX_ROWS: Final = 60
CARDS: Final = 6
DETAILED: Final = 40
ALONE_SHOWN: Final = 12
FULL_EVENTS: Final = 8
SCALES: Final = (0.2, 0.4, 0.6, 1.0)
BRIEF_EVENTS: Final = 60
KINDS: Final = {"argument": "By argument", "subject": "By subject"}
MEANS: Final = {
    "argument": (
        "What each debate is about is taken out first: themes that make the same argument about another matter meet."
    ),
    "subject": "Themes are compared as they are: those that speak of the same names and things meet.",
}


@dataclass(frozen=True, slots=True)
class CellView:
    """One event's part in a family, with the way to it; `bar` and `low`, `high` are per cent of the scale of bars.

    `laid` cells have a place of their own with a quotation; others lead to the theme further down.
    """

    event: int
    short: str
    laid: bool
    anchor: str
    headings: tuple[tuple[str, str], ...]
    percent: str
    whole: int
    taking: str
    interval: str
    bar: float
    low: float
    high: float
    shade: int
    certain: bool
    quote: SayingView | None
    adds: tuple[SayingView, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A family; `row` has one entry for each event, None where it takes no part, `rest` the cells not laid out."""

    number: int
    anchor: str
    heading: str
    certain: bool
    similarity: str
    cells: tuple[CellView, ...]
    rest: tuple[CellView, ...]
    row: tuple[CellView | None, ...]
    change: str
    note: str


@dataclass(frozen=True, slots=True)
class AloneView:
    """The themes that only one event has."""

    event: int
    short: str
    themes: tuple[CellView, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class NearView:
    """The nearest events of one, each with the overlap and the reasons."""

    event: int
    short: str
    others: tuple[tuple[int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ViewView:
    """One of the two ways to line up."""

    kind: str
    name: str
    meaning: str
    headline: str
    words: tuple[str, ...]
    families: tuple[FamilyView, ...]
    detailed: tuple[FamilyView, ...]
    unlisted: int
    alone: tuple[AloneView, ...]
    near: tuple[NearView, ...]
    sparks: tuple[Spark, ...]
    span: str


def theme_anchor(ref: ThemeRef, debate: Debate) -> str:
    """Return the id of the place where a theme stands with its bullets."""
    number = next(theme.number for theme in debate.themes if theme.id == ref.theme)
    return f"{debate.id}-t{number}"


def interval(low: float, high: float) -> str:
    """Return "20–40%"."""
    return f"{round(low * 100)}–{round(high * 100)}%"


def bar_scale(comparison: Comparison) -> float:
    """Return the share at which every bar of the page ends: the least of some round ones that all fit below."""
    widest = max(
        (cell.high for view in comparison.views for family in view.families for cell in family.cells),
        default=0.0,
    )
    return next(top for top in SCALES if widest <= top or top == SCALES[-1])


def build_view(comparison: Comparison, view: View) -> ViewView:
    """Return everything the page prints of one way to line up."""
    return _View(comparison, view).view()


class _View:
    """Makes the view of one way to line up."""

    def __init__(self, comparison: Comparison, view: View) -> None:
        self._comparison = comparison
        self._view = view
        self._themes = theme_index(comparison)
        self._debates = {debate.id: debate for event in comparison.events for debate in event.debates}
        self._events = {event.id: event for event in comparison.events}
        self._numbers = {event.id: number for number, event in enumerate(comparison.events, 1)}
        self._shorts = {event.id: short(event) for event in comparison.events}
        self._peak = (
            max((cell.share for family in view.families for cell in family.cells), default=1.0) or 1.0
        )
        self._scale = bar_scale(comparison)

    def view(self) -> ViewView:
        """Return the whole view."""
        shared = recurring(self._view)
        families = tuple(
            self._family(family, number) for number, family in enumerate(shared[:MATRIX_ROWS], 1)
        )
        lines, span = sparks(self._comparison, shared[:DETAILED])
        return ViewView(
            kind=self._view.kind,
            name=KINDS[self._view.kind],
            meaning=MEANS[self._view.kind],
            headline=(words := in_words(self._comparison, self._view))[0],
            words=words[1:],
            families=families,
            detailed=families[:DETAILED],
            unlisted=max(0, len(shared) - MATRIX_ROWS),
            alone=self._alone(),
            near=self._near(),
            sparks=lines,
            span=span,
        )

    def _family(self, family: Family, number: int) -> FamilyView:
        events = len(self._comparison.events)
        room = (
            0
            if number > DETAILED
            else events
            if events <= FULL_EVENTS
            else CARDS
            if events <= BRIEF_EVENTS
            else 3
        )
        ranked = sorted(family.cells, key=lambda cell: (-round(cell.share, 6), self._numbers[cell.event]))
        laid = {cell.event for cell in ranked[:room]}
        cells = tuple(self._cell(family, cell, number, laid=cell.event in laid) for cell in family.cells)
        by_event = {cell.event: cell for cell in cells}
        return FamilyView(
            number=number,
            anchor=f"{self._view.kind[0]}{number}",
            heading=family_title(self._comparison, family),
            certain=family.certain,
            similarity=f"{family.similarity:.2f}",
            cells=tuple(cell for cell in cells if cell.laid),
            rest=tuple(cell for cell in cells if not cell.laid),
            row=tuple(by_event.get(at) for at in range(1, len(self._comparison.events) + 1)),
            change=change_words(self._comparison, family) if len(self._comparison.events) == 2 else "",
            note=split_sentence(self._comparison, family),
        )

    def _cell(self, family: Family, cell: Cell, number: int, *, laid: bool = True) -> CellView:
        ranked = sorted(cell.themes, key=lambda ref: -self._themes[ref.debate, ref.theme].people)
        sayings = [saying for ref in ranked for saying in self._themes[ref.debate, ref.theme].sayings]
        added = {
            f"{ref.debate}/{s.id}": s for ref in ranked for s in self._themes[ref.debate, ref.theme].sayings
        }
        first = next((saying for saying in sayings if not saying.reply), None)
        signed = all(debate.signed for debate in self._events[cell.event].debates)
        event = self._numbers[cell.event]
        headings = tuple(
            (
                one_line(self._themes[ref.debate, ref.theme].heading),
                theme_anchor(ref, self._debates[ref.debate]),
            )
            for ref in ranked
        )
        return CellView(
            event=event,
            short=self._shorts[cell.event],
            laid=laid,
            anchor=f"{self._view.kind[0]}{number}-{cell.event}" if laid else headings[0][1],
            headings=headings,
            percent=percent(cell.share),
            whole=round(cell.share * 100),
            taking=f"{cell.people:,} of {cell.commenters:,} {takers(self._events[cell.event].debates)}",
            interval=interval(cell.low, cell.high),
            bar=round(100 * cell.share / self._scale, 1),
            low=round(100 * cell.low / self._scale, 1),
            high=round(100 * cell.high / self._scale, 1),
            shade=max(1, math.ceil(4 * cell.share / self._peak)),
            certain=cell.certain,
            quote=saying_view(first, signed=signed) if laid and first is not None else None,
            adds=tuple(
                saying_view(added[name], signed=signed)
                for name in cell.adds
                if laid and name in added and added[name] is not first
            )[:2],
            parts=tuple(
                f"{source_name(self._debates[part.debate].source)} {percent(part.share)} "
                f"({interval(part.low, part.high)})"
                for part in cell.parts
            ),
        )

    def _alone(self) -> tuple[AloneView, ...]:
        found = []
        single: dict[str, list[Family]] = {}
        for family in self._view.families:
            if len(family.cells) == 1:
                single.setdefault(family.cells[0].event, []).append(family)
        for event in self._comparison.events:
            own = single.get(event.id, [])
            own.sort(key=lambda family: (-round(family.cells[0].share, 6), family.id))
            shown = own[:ALONE_SHOWN] if len(self._comparison.events) <= BRIEF_EVENTS else own[:3]
            if own:
                themes = tuple(self._cell(family, family.cells[0], 0) for family in shown)
                found.append(AloneView(self._numbers[event.id], short(event), themes, len(own) - len(shown)))
        return tuple(found)

    def _near(self) -> tuple[NearView, ...]:
        if len(self._comparison.events) < 3:
            return ()
        headings = {family.id: one_line(family.heading) for family in self._view.families}
        nearest: dict[str, list[Neighbour]] = {}
        for one in self._view.neighbours:
            nearest.setdefault(one.event, []).append(one)
        found = []
        for event in self._comparison.events:
            others = tuple(
                (
                    self._numbers[near.other],
                    self._shorts[near.other],
                    percent(near.overlap),
                    listed([headings[name] for name in near.families]),
                )
                for near in nearest.get(event.id, [])
            )
            found.append(NearView(self._numbers[event.id], self._shorts[event.id], others))
        return tuple(found)
