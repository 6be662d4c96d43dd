"""A comparison as a page, Markdown and JSON; what each way to line up finds, in words, families, cells and rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from threadgist.compare.records import Cell, Comparison, Debate, Event, Family, Neighbour, View
from threadgist.pages.data import to_json
from threadgist.pages.html import blocks, dressed, rendered
from threadgist.pages.safe import clip
from threadgist.pages.words import day_range, quoted, spelled, utc
from threadgist.translations import listed
from threadgist.words import counted, one_line

LABEL_CHARS: Final = 48
SENTENCES: Final = 6
MATRIX_ROWS: Final = 60
DETAILED: Final = 40
# How many events it takes to draw a family's share over time.
FEWEST: Final = 3
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
    text = rendered(f"comparison.{fmt}.jinja", **values)
    return blocks(text) if fmt == "md" else f"{text}\n"


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
    new, gone = (counted(len(ids), "family", "families") for ids in (trends.new, trends.fading))
    since = day_range(trends.since, None)
    return f"{begins}. Since {since} {new} of themes came up and {gone} went quiet."


def _scale(comparison: Comparison) -> float:
    """Return the share at which every bar of the page ends: the least of some round ones that all fit below."""
    cells = (cell for view in comparison.views for family in view.families for cell in family.cells)
    widest = max((cell.high for cell in cells), default=0.0)
    return next((top for top in SCALES if widest <= top), SCALES[-1])


def percent(share: float) -> str:
    """Return "31%", or "under 1%" for what would round to nothing."""
    whole = round(share * 100)
    return f"{whole}%" if whole or not share else "under 1%"


def interval(low: float, high: float) -> str:
    """Return "20–40%"."""
    return f"{round(low * 100)}–{round(high * 100)}%"


def short(event: Event) -> str:
    """Return the label of an event, cut to the length that fits in a sentence."""
    return clip(one_line(event.label), LABEL_CHARS)


def takers(debates: Iterable[Debate]) -> str:
    """Return what shares are of: "commenters", or "comments" where no debate names its commenters."""
    signed = {debate.signed for debate in debates}
    if signed == {False}:
        return "comments"
    return "commenters or comments" if False in signed else "commenters"


def recurring(view: View) -> list[Family]:
    """Return the families that more than one event has, those of certain matches first."""
    shared = (family for family in view.families if len(family.cells) > 1)
    return sorted(shared, key=lambda family: not family.certain)


def by_share(families: Iterable[Family]) -> list[Family]:
    """Return families in order of the largest share that an event gives them."""
    return sorted(families, key=lambda f: (-round(max(cell.share for cell in f.cells), 6), f.id))


def _listed(families: Sequence[Family]) -> str:
    shown = [f"{one_line(f.heading)} ({percent(f.cells[0].share)})" for f in families[:SENTENCES]]
    rest = len(families) - len(shown)
    return listed([*shown, *([f"{spelled(rest)} more"] if rest else [])])


class Findings:
    """What the page prints of one of the two ways to line up; `words` are what it finds, most important first.

    A cell has a place of its own with a quotation where it is `laid`; others lead to the theme further down. The `row`
    of a family has one entry for each event, None where it takes no part. `peak` is the largest share of all, `top`
    the highest bound of one that is told of in detail.
    """

    def __init__(self, comparison: Comparison, view: View) -> None:
        self.comparison = comparison
        self.view = view
        self.shared = recurring(view)
        self.events = {event.id: event for event in comparison.events}
        self.single: dict[str, list[Family]] = {event: [] for event in self.events}
        for family in by_share(view.families):
            if len(family.cells) == 1:
                self.single[family.cells[0].event].append(family)
        self.pair = len(self.events) == 2
        # How much is shown of few events, of some, and of many: cells with a quotation of a family, themes of one event
        # alone, points of a theme.
        few = len(self.events)
        shown = (few, 12, 99) if few <= 8 else (6, 12, 2) if few <= 60 else (3, 3, 1)
        self.cards, self.most_alone, self.points = shown
        self.debates = {debate.id: debate for event in comparison.events for debate in event.debates}
        self.themes = {(one.id, theme.id): theme for one in self.debates.values() for theme in one.themes}
        self.headings = {family.id: one_line(family.heading) for family in view.families}
        # What is the title of a debate would run into a sentence without quotation marks.
        self.names = {
            event.id: quoted(short(event))
            if any(one_line(event.label) == one_line(debate.title) for debate in event.debates)
            else short(event)
            for event in comparison.events
        }
        self.words = list(self._of_pair() if self.pair else self._of_many())
        self.numbers = {event: number for number, event in enumerate(self.events, 1)}
        self.peak = max((cell.share for family in view.families for cell in family.cells), default=1) or 1
        self.families = [self._family(one, at) for at, one in enumerate(self.shared[:MATRIX_ROWS], 1)]
        self.detailed = self.families[:DETAILED]
        self.top = max((cell.high for family in self.shared[:DETAILED] for cell in family.cells), default=0.0)

    def title(self, family: Family) -> str:
        """Return the heading of a family; where two events have it under two headings, both."""
        if not self.pair or len(family.cells) != 2:
            return one_line(family.heading)
        own = ([self.themes[ref.debate, ref.theme] for ref in cell.themes] for cell in family.cells)
        largest = (max(found, key=lambda theme: (theme.people, -theme.number)) for found in own)
        return " / ".join(dict.fromkeys(one_line(theme.heading) for theme in largest))

    def change(self, family: Family) -> str:
        """Return how two events differ in a family, beyond chance or not; "" where they are not two."""
        if not self.pair:
            return ""
        if not family.change:
            return "no difference that chance could not make"
        came = {"": "", "major": ": from minor to major", "minor": ": from major to minor"}[family.rose]
        return f"clearly {family.change} in {list(self.names.values())[1]}{came}"

    def split(self, family: Family) -> str:
        """Return how one theme here is several there, or "" where the themes go one to one."""
        many = [cell for cell in family.cells if len(cell.themes) > 1 and not cell.parts]
        if not many or len(family.cells) < 2:
            return ""
        told = {
            cell.event: listed([quoted(self.themes[ref.debate, ref.theme].heading) for ref in cell.themes])
            for cell in family.cells
        }
        if one := next((cell.event for cell in family.cells if len(cell.themes) == 1), None):
            there = [f"{spelled(len(c.themes))} in {self.names[c.event]} ({told[c.event]})" for c in many[:3]]
            return f"One theme in {self.names[one]} ({told[one]}) is {listed(there)}"
        there = [f"{told[cell.event]} in {self.names[cell.event]}" for cell in many[:3]]
        return f"Several themes on each side: {listed(there)}"

    def near(self) -> list[tuple[Event, list[Neighbour]]]:
        """Return each event and those nearest to it, nearest first."""
        grouped = groupby(self.view.neighbours, attrgetter("event"))
        nearest = {name: list(others) for name, others in grouped}
        return [(event, nearest.get(name, [])) for name, event in self.events.items()]

    def common(self, near: Neighbour) -> str:
        """Return the families that weigh most in what two events have in common."""
        return listed([self.headings[name] for name in near.families])

    def _family(self, family: Family, number: int) -> dict[str, Any]:
        ranked = sorted(family.cells, key=lambda cell: (-round(cell.share, 6), self.numbers[cell.event]))
        laid = {cell.event for cell in ranked[: self.cards if number <= DETAILED else 0]}
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
        headings = [(one_line(theme.heading), f"{debate}-t{theme.number}") for debate, theme in themes]
        return {
            "cell": cell,
            "event": self.numbers[cell.event],
            "short": short(self.events[cell.event]),
            "anchor": f"{self.view.kind[0]}{number}-{cell.event}" if laid else headings[0][1],
            "headings": headings,
            "taking": f"{cell.people:,} of {cell.commenters:,} {takers(debates)}",
            "signed": all(debate.signed for debate in debates),
            "quote": first if laid else None,
            "adds": adds[:2],
        }

    def alone(self) -> list[tuple[list[dict[str, Any]], int]]:
        """Return the largest themes that only one event has, event by event, and how many more it has."""
        most, owned = self.most_alone, filter(None, self.single.values())
        return [([self._cell(one.cells[0], 0) for one in own[:most]], len(own[most:])) for own in owned]

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

    def _of_pair(self) -> Iterator[str]:
        first, second = self.names.values()
        bare = [self.names[e] for e in self.events if not any(d.themes for d in self.events[e].debates)]
        if bare:
            yield f"There are no themes in {listed(bare)}, so nothing can be lined up."
            return
        if self.shared:
            doubtful = sum(not family.certain for family in self.shared)
            doubt = f"; {spelled(doubtful)} of these matches {'is' if doubtful == 1 else 'are'} uncertain"
            doubt = "" if not doubtful else ", an uncertain match" if len(self.shared) == 1 else doubt
            themes = "theme" if len(self.shared) == 1 else "themes"
            many = spelled(len(self.shared)).capitalize()
            yield f"{many} {themes} in common between {first} and {second}{doubt}."
        else:
            yield f"No theme of {first} is like one of {second}{self._elsewhere('is', 'are')}."
        for family in by_share(self.shared)[:SENTENCES]:
            shares = ", ".join(f"{percent(one.share)} in {self.names[one.event]}" for one in family.cells)
            doubt = "" if family.certain else " (uncertain match)"
            yield f"{self.title(family)}{doubt}: {shares}; {self.change(family)}."
        for event, own in self.single.items():
            if own:
                yield f"Only in {self.names[event]}: {_listed(own)}."
        yield from (f"{split}." for family in self.shared if (split := self.split(family)))

    def _elsewhere(self, one: str, more: str) -> str:
        """Return how many themes another view lines up, where this one lines up none; `one` and `more` are the verb."""
        found = ((view.kind, len(recurring(view))) for view in self.comparison.views)
        return "".join(
            f"; by {kind}, {spelled(many)} {one if many == 1 else more}" for kind, many in found if many
        )

    def _of_many(self) -> Iterator[str]:
        view, shared, total = self.view, self.shared, len(self.view.families)
        if not shared:
            other = self._elsewhere("does", "do")
            yield f"No theme recurs: each of the {counted(total, 'theme')} belongs to one event alone{other}."
            return
        recur = "family of themes recurs" if len(shared) == 1 else "families of themes recur"
        single = total - len(shared)
        rest = f"; {counted(single, 'theme stands', 'themes stand')} alone" if single else ""
        doubtful = sum(not family.certain for family in shared)
        doubt = f" ({spelled(doubtful)} by uncertain matches)" if doubtful else ""
        where = f"two or more of the {spelled(len(self.events))} events"
        yield f"{spelled(len(shared)).capitalize()} {recur} in {where}{doubt}{rest}."
        kind = takers(self.debates.values())
        for family in shared[: SENTENCES - 2]:
            shares = [cell.share for cell in family.cells]
            peak = max(family.cells, key=lambda cell: (round(cell.share, 6), cell.event))
            doubt = "" if family.certain else " (uncertain match)"
            yield (
                f"{one_line(family.heading)}{doubt}: in {len(family.cells)} of {len(self.events)} events, "
                f"{percent(min(shares))} to {percent(max(shares))} of {kind}, most in {self.names[peak.event]}."
            )
        if view.neighbours:
            best = max(view.neighbours, key=lambda n: (n.overlap, n.event, n.other))
            pair = [self.names[e] for e in self.events if e in (best.event, best.other)]
            yield f"Nearest to each other: {pair[0]} and {pair[1]}, by {self.common(best)}."
        near = {neighbour.event for neighbour in view.neighbours}
        alone = [name for event, name in self.names.items() if event not in near]
        if alone:
            others = [f"{len(alone) - SENTENCES} more"] if len(alone) > SENTENCES else []
            yield f"Nothing in common with any other: {listed([*alone[:SENTENCES], *others])}."
