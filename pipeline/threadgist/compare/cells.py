"""Families: who takes part in each event, what each event adds, what has changed; and which events are nearest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal

from threadgist.compare.align import cosines, difference, measured
from threadgist.compare.load import word_codes
from threadgist.compare.records import Cell, Family, Link, Neighbour, Part, SideTheme, ThemeRef

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.compare.records import Event, Side

MINOR: Final = 0.10
MAJOR: Final = 0.20
LINKS: Final = 12
KNOWN_WORDS: Final = 0.5
NEIGHBOURS: Final = 3
REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Member:
    """A theme where it is lined up: in which debate of which event."""

    ref: ThemeRef
    event: str
    theme: SideTheme


def members(events: Sequence[Event], sides: Sequence[Side]) -> list[Member]:
    """Return the themes of all sides, which stand in the order of the debates of the events."""
    placed = [(event.id, debate.id) for event in events for debate in event.debates]
    return [
        Member(ThemeRef(debate, theme.theme.id), event, theme)
        for (event, debate), side in zip(placed, sides, strict=True)
        for theme in side.themes
    ]


def make_family(
    own: Sequence[Member], vectors: NDArray[np.float32], events: Mapping[str, Event], certain: float
) -> Family:
    """Return the family of some themes of `events`, whose directions are `(n, d)` unit rows; `certain` is a cosine."""
    import numpy as np

    alike = cosines(vectors, vectors)
    foreign = np.array([[one.event != other.event for other in own] for one in own])
    # How like the family's themes of other events each theme is; where there are none, of other debates.
    if not foreign.any():
        foreign = np.array([[one.ref.debate != other.ref.debate for other in own] for one in own])
    near = np.where(
        foreign.any(axis=1), (alike * foreign).sum(axis=1) / np.maximum(foreign.sum(axis=1), 1), 0
    )
    middle = min(
        range(len(own)), key=lambda at: (-round(float(near[at]), 4), -own[at].theme.theme.people, at)
    )
    cells = []
    for name in dict.fromkeys(member.event for member in own):
        similarity = round(float(np.mean([near[at] for at in range(len(own)) if own[at].event == name])), 4)
        inside = [member for member in own if member.event == name]
        others = [member.theme for member in own if member.event != name]
        cells.append(_cell(events[name], inside, others, similarity, certain))
    pairs = ((one, other) for one, other in combinations(range(len(own)), 2) if foreign[one, other])
    between = [(float(alike[one, other]), one, other) for one, other in pairs]
    mean = round(float(np.mean([value for value, _, _ in between])), 4) if between else 0.0
    between.sort(key=lambda item: (-item[0], item[1], item[2]))
    first = own[0].ref
    key = next(one.key for one in events[own[0].event].debates if one.id == first.debate)
    return Family(
        id=f"{key}-{first.theme}",
        heading=own[middle].theme.theme.heading,
        cells=tuple(cells),
        certain=len(cells) < 2 or mean >= certain,
        similarity=mean,
        links=tuple(Link(own[i].ref, own[j].ref, round(value, 4)) for value, i, j in between[:LINKS]),
    )


def _cell(
    event: Event, inside: Sequence[Member], others: Sequence[SideTheme], similarity: float, certain: float
) -> Cell:
    people = _people(inside)
    parts = []
    for debate in event.debates if len(event.debates) > 1 else ():
        part = _people([member for member in inside if member.ref.debate == debate.id])
        parts.append(Part(debate.id, part, debate.commenters, *measured(part, debate.commenters)))
    return Cell(
        event.id,
        tuple(member.ref for member in inside),
        people,
        event.commenters,
        *measured(people, event.commenters),
        similarity=similarity,
        certain=similarity >= certain or not others,
        adds=_adds(inside, others),
        parts=tuple(parts),
    )


def _people(own: Sequence[Member]) -> int:
    """Return how many people take part: one counts once, in however many themes of a debate."""
    return len({(member.ref.debate, person) for member in own for person in member.theme.people})


def _adds(inside: Sequence[Member], others: Sequence[SideTheme]) -> tuple[str, ...]:
    """Return the bullets most of whose words nobody uses in `others`, as "debate/bullet"."""
    if not others:
        return ()
    known = {code for theme in others for code in theme.vocabulary}
    added = []
    for member in inside:
        for saying in member.theme.theme.sayings:
            words = set(word_codes(saying.text))
            if not saying.reply and len(words) >= 3 and len(words & known) / len(words) < KNOWN_WORDS:
                added.append(f"{member.ref.debate}/{saying.id}")
    return tuple(added)


def changed(family: Family, events: Sequence[Event]) -> Family:
    """Say whether the second of two events has more or less of a family than the first, beyond chance."""
    cells = {cell.event: cell for cell in family.cells}
    first, second = (cells.get(event.id) for event in events)
    parts = (first.people if first else 0, second.people if second else 0)
    low, high = difference(parts[1], events[1].commenters, parts[0], events[0].commenters)
    shares = (first.share if first else 0.0, second.share if second else 0.0)
    if low > 0:
        rose: Literal["", "major", "minor"] = "major" if shares[0] < MINOR and shares[1] >= MAJOR else ""
        return replace(family, change="more", rose=rose)
    if high < 0:
        rose = "minor" if shares[0] >= MAJOR and shares[1] < MINOR else ""
        return replace(family, change="less", rose=rose)
    return family


def neighbours(events: Sequence[str], families: Sequence[Family]) -> tuple[Neighbour, ...]:
    """Return for each event the few that share most with it, nearest first.

    The overlap of two events is the sum over families of the smaller of their shares, over that of the larger
    (the weighted Jaccard index; Ruzicka 1958): 1 where the same part of the people takes part in the same
    families, 0 where no family is common.
    """
    import numpy as np

    number = {event: at for at, event in enumerate(events)}
    total = np.zeros(len(events))
    for family in families:
        for cell in family.cells:
            total[number[cell.event]] += cell.share
    # Only what recurs can be common; the larger shares add up to both totals less the smaller ones.
    common = [family for family in families if len(family.cells) > 1]
    table = np.zeros((len(events), len(common)))
    for column, family in enumerate(common):
        for cell in family.cells:
            table[number[cell.event], column] = cell.share
    found: list[Neighbour] = []
    for row, event in enumerate(events):
        own = np.flatnonzero(table[row])
        smaller = np.minimum(table[:, own], table[row, own])
        both = smaller.sum(axis=1)
        overlap = np.round(both / np.maximum(total + total[row] - both, 1e-12), 4)
        overlap[row] = -1.0
        for other in np.argsort(-overlap, kind="stable")[:NEIGHBOURS].tolist():
            if overlap[other] <= 0:
                break
            weight = np.round(smaller[other], 6)
            reasons = [at for at in np.argsort(-weight, kind="stable")[:REASONS].tolist() if weight[at] > 0]
            names = tuple(common[own[at]].id for at in reasons)
            found.append(Neighbour(event, events[other], float(overlap[other]), names))
    return tuple(found)
