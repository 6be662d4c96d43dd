"""What the comparison's template is handed: everything counted, worded, cut and checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from threadgist.compare.records import Cell, Comparison, Debate, Family, Saying, ThemeRef, View
from threadgist.compare.words import (
    change_words,
    in_words,
    percent,
    recurring,
    short,
    split_sentence,
    theme_index,
)
from threadgist.pages.comparison_chart import Spark, sparks
from threadgist.pages.safe import clip, one_line, safe_url
from threadgist.pages.words import count, day_range, joined, minute, quoted, source_name, spelled

__all__ = ["ComparisonPage", "build_comparison_page"]

MATRIX_ROWS: Final = 60
DETAILED: Final = 40
ALONE_SHOWN: Final = 12
FULL_EVENTS: Final = 8
BRIEF_EVENTS: Final = 60
KINDS: Final = {"argument": "By argument", "subject": "By subject"}
MEANS: Final = {
    "argument": (
        "What each debate is about is taken out first: themes that make the same argument about another matter meet."
    ),
    "subject": "Themes are compared as they are: those that speak of the same names and things meet.",
}


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A comment behind a bullet."""

    author: str
    date: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class SayingView:
    """A bullet; `rest` comments behind it are not shown."""

    text: str
    quote: bool
    reply: bool
    people: int
    witnesses: tuple[WitnessView, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme as it stands in its debate's section; `families` are the headings of what it is lined up with."""

    anchor: str
    number: int
    heading: str
    people: int
    percent: str
    interval: str
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
    commenters: int
    comments: int
    days: str
    themes: tuple[ThemeView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """An event and its debates; `number` counts from 1 in the order of the page."""

    number: int
    anchor: str
    label: str
    short: str
    days: str
    commenters: int
    debates: tuple[DebateView, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """One event's part in a family, with the way to it; `bar` and `low`, `high` are per cent of the widest."""

    event: int
    short: str
    anchor: str
    headings: tuple[tuple[str, str], ...]
    percent: str
    whole: int
    people: int
    commenters: int
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
    """A family; `row` has one entry for each event, None where it takes no part."""

    number: int
    anchor: str
    heading: str
    certain: bool
    similarity: str
    cells: tuple[CellView, ...]
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
    words: tuple[str, ...]
    families: tuple[FamilyView, ...]
    detailed: tuple[FamilyView, ...]
    unlisted: int
    alone: tuple[AloneView, ...]
    near: tuple[NearView, ...]
    sparks: tuple[Spark, ...]
    span: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The whole page."""

    title: str
    kicker: str
    standfirst: str
    days: str
    pair: bool
    events: tuple[EventView, ...]
    commenters: int
    comments: int
    themes: int
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
        kicker="One event, several forums"
        if comparison.about
        else f"{spelled(len(events)).capitalize()} debates",
        standfirst=_standfirst(comparison),
        days=days,
        pair=len(events) == 2,
        events=tuple(_event(comparison, number, links) for number in range(1, len(events) + 1)),
        commenters=sum(event.commenters for event in events),
        comments=sum(event.comments for event in events),
        themes=sum(len(debate.themes) for event in events for debate in event.debates),
        notices=tuple(one_line(notice) for notice in comparison.notices),
        views=tuple(_View(comparison, view).view() for view in comparison.views),
        new=tuple(headings[i] for i in trends.new) if trends else (),
        fading=tuple(headings[i] for i in trends.fading) if trends else (),
        since=_day(trends.since) if trends else "",
        method=_method(comparison),
        provenance=_provenance(comparison),
    )


def _title(comparison: Comparison) -> str:
    if comparison.about is not None:
        return one_line(comparison.about)
    labels = [one_line(event.label) for event in comparison.events]
    if len(labels) == 2 and sum(map(len, labels)) <= 90:
        return f"{labels[0]} and {labels[1]}"
    return f"{spelled(len(labels)).capitalize()} debates side by side"


def _standfirst(comparison: Comparison) -> str:
    people = sum(event.commenters for event in comparison.events)
    what = "forums talk about one event" if comparison.about else "debates"
    return (
        f"{people:,} commenters in {spelled(len(comparison.events))} {what}: what they share, what only one of them "
        "has, and how many people stand behind it."
    )


def _day(moment: datetime) -> str:
    return day_range(moment, moment)


def _event(comparison: Comparison, number: int, links: Mapping[str, str]) -> EventView:
    event = comparison.events[number - 1]
    return EventView(
        number=number,
        anchor=event.id,
        label=one_line(event.label),
        short=short(event),
        days=day_range(event.first_at, event.last_at),
        commenters=event.commenters,
        debates=tuple(
            _debate(debate, links.get(debate.key), len(comparison.events)) for debate in event.debates
        ),
    )


def _debate(debate: Debate, page: str | None, events: int) -> DebateView:
    witnesses = 3 if events <= FULL_EVENTS else 1 if events <= BRIEF_EVENTS else 0
    shown = 99 if events <= FULL_EVENTS else 2 if events <= BRIEF_EVENTS else 1
    return DebateView(
        anchor=debate.id,
        title=one_line(debate.title),
        source=source_name(debate.source),
        url=safe_url(debate.url),
        page=page,
        commenters=debate.commenters,
        comments=debate.comments,
        days=day_range(debate.first_at, debate.last_at),
        themes=tuple(
            ThemeView(
                anchor=_anchor(ThemeRef(debate.id, theme.id), debate),
                number=theme.number,
                heading=one_line(theme.heading),
                people=theme.people,
                percent=percent(theme.share),
                interval=_interval(theme.low, theme.high),
                sayings=tuple(saying_view(saying, witnesses) for saying in theme.sayings[:shown]),
                hidden=max(0, len(theme.sayings) - shown),
            )
            for theme in debate.themes
        ),
    )


def _anchor(ref: ThemeRef, debate: Debate) -> str:
    number = next(theme.number for theme in debate.themes if theme.id == ref.theme)
    return f"{debate.id}-t{number}"


def _interval(low: float, high: float) -> str:
    return f"{round(low * 100)}–{round(high * 100)}%"


def saying_view(saying: Saying, witnesses: int) -> SayingView:
    """Return the view of a bullet with at most so many of the comments behind it."""
    shown = saying.witnesses[:witnesses]
    return SayingView(
        text=quoted(saying.text) if saying.kind == "quote" else one_line(saying.text),
        quote=saying.kind == "quote",
        reply=saying.reply,
        people=saying.people,
        witnesses=tuple(
            WitnessView(
                author=one_line(w.author or "") or "unnamed",
                date=minute(w.created_at) if w.created_at else "",
                text=one_line(w.text),
                url=safe_url(w.url),
            )
            for w in shown
        ),
        rest=saying.comments - len(shown),
    )


class _View:
    """Makes the view of one way to line up."""

    def __init__(self, comparison: Comparison, view: View) -> None:
        self._comparison = comparison
        self._view = view
        self._themes = theme_index(comparison)
        self._debates = {debate.id: debate for event in comparison.events for debate in event.debates}
        self._numbers = {event.id: number for number, event in enumerate(comparison.events, 1)}
        self._shorts = {event.id: short(event) for event in comparison.events}
        self._peak = (
            max((cell.share for family in view.families for cell in family.cells), default=1.0) or 1.0
        )
        self._widest = (
            max((cell.high for family in view.families for cell in family.cells), default=1.0) or 1.0
        )

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
            words=in_words(self._comparison, self._view),
            families=families,
            detailed=families[:DETAILED],
            unlisted=max(0, len(shared) - MATRIX_ROWS),
            alone=self._alone(),
            near=self._near(),
            sparks=lines,
            span=span,
        )

    def _family(self, family: Family, number: int) -> FamilyView:
        cells = tuple(self._cell(family, cell, number) for cell in family.cells)
        by_event = {cell.event: cell for cell in cells}
        return FamilyView(
            number=number,
            anchor=f"{self._view.kind[0]}{number}",
            heading=one_line(family.heading),
            certain=family.certain,
            similarity=f"{family.similarity:.2f}",
            cells=cells,
            row=tuple(by_event.get(at) for at in range(1, len(self._comparison.events) + 1)),
            change=change_words(self._comparison, family) if len(self._comparison.events) == 2 else "",
            note=split_sentence(self._comparison, family),
        )

    def _cell(self, family: Family, cell: Cell, number: int) -> CellView:
        ranked = sorted(cell.themes, key=lambda ref: -self._themes[ref.debate, ref.theme].people)
        sayings = [saying for ref in ranked for saying in self._themes[ref.debate, ref.theme].sayings]
        added = {
            f"{ref.debate}/{s.id}": s for ref in ranked for s in self._themes[ref.debate, ref.theme].sayings
        }
        first = next((saying for saying in sayings if not saying.reply), None)
        event = self._numbers[cell.event]
        return CellView(
            event=event,
            short=self._shorts[cell.event],
            anchor=f"{self._view.kind[0]}{number}-{cell.event}",
            headings=tuple(
                (
                    one_line(self._themes[ref.debate, ref.theme].heading),
                    _anchor(ref, self._debates[ref.debate]),
                )
                for ref in ranked
            ),
            percent=percent(cell.share),
            whole=round(cell.share * 100),
            people=cell.people,
            commenters=cell.commenters,
            interval=_interval(cell.low, cell.high),
            bar=round(100 * cell.share / self._widest, 1),
            low=round(100 * cell.low / self._widest, 1),
            high=round(100 * cell.high / self._widest, 1),
            shade=max(1, math.ceil(4 * cell.share / self._peak)),
            certain=cell.certain,
            quote=saying_view(first, 1) if first is not None else None,
            adds=tuple(
                saying_view(added[name], 1)
                for name in cell.adds
                if name in added and added[name] is not first
            )[:2],
            parts=tuple(
                f"{source_name(self._debates[part.debate].source)} {percent(part.share)} "
                f"({_interval(part.low, part.high)})"
                for part in cell.parts
            ),
        )

    def _alone(self) -> tuple[AloneView, ...]:
        found = []
        for event in self._comparison.events:
            own = [f for f in self._view.families if len(f.cells) == 1 and f.cells[0].event == event.id]
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
        found = []
        for event in self._comparison.events:
            others = tuple(
                (
                    self._numbers[near.other],
                    self._shorts[near.other],
                    percent(near.overlap),
                    joined([headings[name] for name in near.families]),
                )
                for near in self._view.neighbours
                if near.event == event.id
            )
            found.append(NearView(self._numbers[event.id], self._shorts[event.id], others))
        return tuple(found)


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
        "Shares are of commenters, with 95% intervals."
    )


def _provenance(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    rows = [("threadgist", comparison.threadgist)]
    if (encoder := comparison.encoder) is not None:
        rows += [("Encoder", encoder.name), ("Model revision", encoder.revision)]
    rows.append(("Digests", count(sum(len(event.debates) for event in comparison.events), "digest")))
    return tuple((name, clip(one_line(value), 200)) for name, value in rows)
