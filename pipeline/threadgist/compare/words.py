"""A comparison in words: what a reader should know before any figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from threadgist.compare.records import Cell, Comparison, Debate, DebateTheme, Event, Family, View
from threadgist.pages.safe import clip
from threadgist.pages.words import quoted, spelled
from threadgist.translations import listed
from threadgist.words import counted as count
from threadgist.words import one_line

LABEL_CHARS: Final = 48
SENTENCES: Final = 6


def percent(share: float) -> str:
    """Return "31%", or "under 1%" for what would round to nothing."""
    whole = round(share * 100)
    return f"{whole}%" if whole or not share else "under 1%"


def short(event: Event) -> str:
    """Return the label of an event, cut to the length that fits in a sentence."""
    return clip(one_line(event.label), LABEL_CHARS)


def _named(event: Event) -> str:
    """Return `short`, in quotation marks where it is the title of a debate and so would run into the sentence."""
    label = short(event)
    return quoted(label) if any(one_line(event.label) == one_line(d.title) for d in event.debates) else label


def theme_index(comparison: Comparison) -> dict[tuple[str, str], DebateTheme]:
    """Return every theme by debate and id."""
    return {
        (debate.id, theme.id): theme
        for event in comparison.events
        for debate in event.debates
        for theme in debate.themes
    }


def takers(debates: Iterable[Debate]) -> str:
    """Return what shares are of: "commenters", or "comments" where no debate names its commenters."""
    signed = {debate.signed for debate in debates}
    if signed == {False}:
        return "comments"
    return "commenters or comments" if False in signed else "commenters"


def recurring(view: View) -> tuple[Family, ...]:
    """Return the families that more than one event has, those of certain matches first."""
    shared = [family for family in view.families if len(family.cells) > 1]
    return tuple(sorted(shared, key=lambda family: not family.certain))


def in_words(comparison: Comparison, view: View) -> tuple[str, ...]:
    """Return the findings of a view as sentences, most important first."""
    return tuple((_pair if len(comparison.events) == 2 else _many)(comparison, view))


def family_title(comparison: Comparison, family: Family) -> str:
    """Return the heading of a family; where two events have it under two headings, both."""
    if len(comparison.events) != 2 or len(family.cells) != 2:
        return one_line(family.heading)
    themes = theme_index(comparison)
    own = ([themes[ref.debate, ref.theme] for ref in cell.themes] for cell in family.cells)
    largest = (max(found, key=lambda theme: (theme.people, -theme.number)) for found in own)
    return " / ".join(dict.fromkeys(one_line(theme.heading) for theme in largest))


def family_sentence(comparison: Comparison, family: Family) -> str:
    """Return "Surveillance powers: 31% in Treaty, 12% in Vote", with a doubt where the match is not certain."""
    cells = {cell.event: cell for cell in family.cells}
    events = [event for event in comparison.events if event.id in cells]
    parts = [f"{percent(cells[event.id].share)} in {_named(event)}" for event in events]
    doubt = "" if family.certain else " (uncertain match)"
    return f"{family_title(comparison, family)}{doubt}: {', '.join(parts)}"


def change_words(comparison: Comparison, family: Family) -> str:
    """Return how two events differ in a family, beyond chance or not."""
    if not family.change:
        return "no difference that chance could not make"
    came = {"": "", "major": ": from minor to major", "minor": ": from major to minor"}[family.rose]
    return f"clearly {family.change} in {_named(comparison.events[1])}{came}"


def split_sentence(comparison: Comparison, family: Family) -> str:
    """Return how one theme here is several there, or "" where the themes go one to one."""
    many = [cell for cell in family.cells if len(cell.themes) > 1 and not cell.parts]
    if not many or len(family.cells) < 2:
        return ""
    themes = theme_index(comparison)
    names = {event.id: _named(event) for event in comparison.events}

    def headings(cell: Cell) -> str:
        return listed([quoted(themes[ref.debate, ref.theme].heading) for ref in cell.themes])

    if one := next((cell for cell in family.cells if len(cell.themes) == 1), None):
        there = [f"{spelled(len(c.themes))} in {names[c.event]} ({headings(c)})" for c in many[:3]]
        return f"One theme in {names[one.event]} ({headings(one)}) is {listed(there)}"
    there = [f"{headings(cell)} in {names[cell.event]}" for cell in many[:3]]
    return f"Several themes on each side: {listed(there)}"


def _pair(comparison: Comparison, view: View) -> Iterator[str]:
    first, second = comparison.events
    shared = recurring(view)
    bare = [_named(e) for e in comparison.events if not any(debate.themes for debate in e.debates)]
    if bare:
        yield f"There are no themes in {listed(bare)}, so nothing can be lined up."
        return
    if not shared:
        yield f"No theme of {_named(first)} is like one of {_named(second)}{_elsewhere(comparison, 'is', 'are')}."
    else:
        doubtful = sum(not family.certain for family in shared)
        doubt = f"; {spelled(doubtful)} of these matches {'is' if doubtful == 1 else 'are'} uncertain"
        doubt = "" if not doubtful else ", an uncertain match" if len(shared) == 1 else doubt
        yield f"{_many_of(len(shared), 'theme')} in common between {_named(first)} and {_named(second)}{doubt}."
    by_weight = sorted(shared, key=lambda f: (-round(max(cell.share for cell in f.cells), 6), f.id))
    for family in by_weight[:SENTENCES]:
        yield f"{family_sentence(comparison, family)}; {change_words(comparison, family)}."
    for event in comparison.events:
        own = [f for f in view.families if len(f.cells) == 1 and f.cells[0].event == event.id]
        if own:
            yield f"Only in {_named(event)}: {_listed(own)}."
    for family in shared:
        if split := split_sentence(comparison, family):
            yield f"{split}."


def _elsewhere(comparison: Comparison, one: str, more: str) -> str:
    """Return how many themes another view lines up, for a view that lines up none; `one` and `more` are the verb."""
    found = [(view.kind, len(shared)) for view in comparison.views if (shared := recurring(view))]
    return "".join(f"; by {kind}, {spelled(many)} {one if many == 1 else more}" for kind, many in found)


def _many_of(number: int, one: str, more: str = "") -> str:
    """Return "Four themes", for the beginning of a sentence."""
    return f"{spelled(number).capitalize()} {one if number == 1 else more or one + 's'}"


def _listed(families: Sequence[Family]) -> str:
    ranked = sorted(families, key=lambda family: (-round(family.cells[0].share, 6), family.id))
    shown = [f"{one_line(f.heading)} ({percent(f.cells[0].share)})" for f in ranked[:SENTENCES]]
    rest = len(ranked) - len(shown)
    return listed([*shown, *([f"{spelled(rest)} more"] if rest else [])])


def _many(comparison: Comparison, view: View) -> Iterator[str]:
    events = {event.id: event for event in comparison.events}
    shared = recurring(view)
    total = len(view.families)
    kind = takers(debate for event in comparison.events for debate in event.debates)
    if not shared:
        other = _elsewhere(comparison, "does", "do")
        yield f"No theme recurs: each of the {count(total, 'theme')} belongs to one event alone{other}."
        return
    recur = "recurs" if len(shared) == 1 else "recur"
    single = total - len(shared)
    rest = f"; {count(single, 'theme stands', 'themes stand')} alone" if single else ""
    families = _many_of(len(shared), "family", "families")
    doubtful = sum(not family.certain for family in shared)
    doubt = f" ({spelled(doubtful)} by uncertain matches)" if doubtful else ""
    yield f"{families} of themes {recur} in two or more of the {spelled(len(events))} events{doubt}{rest}."
    for family in shared[: SENTENCES - 2]:
        shares = [cell.share for cell in family.cells]
        peak = max(family.cells, key=lambda cell: (round(cell.share, 6), cell.event))
        doubt = "" if family.certain else " (uncertain match)"
        yield (
            f"{one_line(family.heading)}{doubt}: in {len(family.cells)} of {len(events)} events, "
            f"{percent(min(shares))} to {percent(max(shares))} of {kind}, most in {_named(events[peak.event])}."
        )
    if view.neighbours:
        headings = {family.id: one_line(family.heading) for family in view.families}
        best = max(view.neighbours, key=lambda n: (n.overlap, n.event, n.other))
        pair = sorted((best.event, best.other), key=lambda name: int(name[1:]))
        why = listed([headings[name] for name in best.families])
        yield f"Nearest to each other: {_named(events[pair[0]])} and {_named(events[pair[1]])}, by {why}."
    near = {neighbour.event for neighbour in view.neighbours}
    alone = [_named(event) for event in comparison.events if event.id not in near]
    if alone:
        others = [f"{len(alone) - SENTENCES} more"] if len(alone) > SENTENCES else []
        yield f"Nothing in common with any other: {listed([*alone[:SENTENCES], *others])}."
