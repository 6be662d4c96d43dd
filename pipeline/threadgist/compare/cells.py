"""Families: who takes part in each event, what each event adds, what has changed; and which events are nearest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from threadgist.compare.align import cosines, difference, measured, word_codes
from threadgist.compare.records import Cell, Event, Family, Link, Neighbour, Part, SideTheme, ThemeRef

MINOR: Final = 0.10
MAJOR: Final = 0.20
LINKS: Final = 12
KNOWN_WORDS: Final = 0.5
NEIGHBOURS: Final = 3
REASONS: Final = 3


class Member(NamedTuple):
    """A theme where it is lined up: in which debate of which event."""

    ref: ThemeRef
    event: str
    theme: SideTheme


def make_family(
    own: Sequence[Member], vectors: NDArray[np.float32], events: Mapping[str, Event], certain: float
) -> Family:
    """Return the family of some themes of `events`, whose directions are `(n, d)` unit rows; `certain` is a cosine."""
    alike = cosines(vectors, vectors)
    of_event, of_debate = np.array([one.event for one in own]), np.array([one.ref.debate for one in own])
    # How like the family's themes of other events each theme is; where there are none, of other debates.
    apart = of_event if len(set(of_event)) > 1 else of_debate
    foreign = apart[:, np.newaxis] != apart
    near = (alike * foreign).sum(axis=1) / np.maximum(foreign.sum(axis=1), 1)
    ranks = ((-round(float(near[at]), 4), -one.theme.theme.people, at) for at, one in enumerate(own))
    *_, middle = min(ranks)
    cells = []
    for name in dict.fromkeys(member.event for member in own):
        inside = [member for member in own if member.event == name]
        others = [member.theme for member in own if member.event != name]
        similarity = round(float(near[of_event == name].mean()), 4)
        cells.append(_cell(events[name], inside, others, similarity, certain))
    pairs = np.argwhere(np.triu(foreign))
    between = alike[tuple(pairs.T)].astype(np.float64)
    mean = round(float(between.mean()), 4) if between.size else 0.0
    nearest = pairs[np.argsort(-between, kind="stable")[:LINKS]].tolist()
    key = next(one.key for one in events[own[0].event].debates if one.id == own[0].ref.debate)
    return Family(
        id=f"{key}-{own[0].ref.theme}",
        heading=own[middle].theme.theme.heading,
        cells=tuple(cells),
        certain=len(cells) < 2 or mean >= certain,
        similarity=mean,
        links=tuple(Link(own[i].ref, own[j].ref, round(float(alike[i, j]), 4)) for i, j in nearest),
    )


def _cell(
    event: Event, inside: Sequence[Member], others: Sequence[SideTheme], similarity: float, certain: float
) -> Cell:
    # One counts once, in however many themes of a debate.
    parts, people = [], 0
    for debate in event.debates:
        own = [member.theme.people for member in inside if member.ref.debate == debate.id]
        part = len(set[int]().union(*own))
        people += part
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
        parts=tuple(parts) if len(parts) > 1 else (),
    )


def _adds(inside: Sequence[Member], others: Sequence[SideTheme]) -> tuple[str, ...]:
    """Return the bullets most of whose words nobody uses in `others`, as "debate/bullet"."""
    known = {code for theme in others for code in theme.vocabulary}
    added = []
    for member in inside if others else ():
        for saying in member.theme.theme.sayings:
            words = set(word_codes(saying.text))
            if not saying.reply and len(words) >= 3 and len(words & known) / len(words) < KNOWN_WORDS:
                added.append(f"{member.ref.debate}/{saying.id}")
    return tuple(added)


def changed(family: Family, events: Sequence[Event]) -> Family:
    """Say whether the second of two events has more or less of a family than the first, beyond chance."""
    cells = {cell.event: (cell.people, cell.share) for cell in family.cells}
    (before, share), (after, now) = (cells.get(event.id, (0, 0.0)) for event in events)
    low, high = difference(after, events[1].commenters, before, events[0].commenters)
    if low > 0:
        return replace(family, change="more", rose="major" if share < MINOR and now >= MAJOR else "")
    if high < 0:
        return replace(family, change="less", rose="minor" if share >= MAJOR and now < MINOR else "")
    return family


def neighbours(events: Sequence[str], families: Sequence[Family]) -> tuple[Neighbour, ...]:
    """Return for each event the few that share most with it, nearest first.

    The overlap of two events is the sum over families of the smaller of their shares, over that of the larger
    (the weighted Jaccard index; Ruzicka 1958): 1 where the same part of the people takes part in the same
    families, 0 where no family is common.
    """
    number = {event: at for at, event in enumerate(events)}
    # Only what recurs can be common; the larger shares add up to both totals less the smaller ones.
    common = [family for family in families if len(family.cells) > 1]
    total, table = np.zeros(len(events)), np.zeros((len(events), len(common)))
    for cell in (cell for family in families for cell in family.cells):
        total[number[cell.event]] += cell.share
    for column, family in enumerate(common):
        for cell in family.cells:
            table[number[cell.event], column] = cell.share
    found: list[Neighbour] = []
    for row, event in enumerate(events):
        own = np.flatnonzero(table[row])
        smaller = np.minimum(table[:, own], table[row, own])
        both = smaller.sum(axis=1)
        overlap = np.round(both / np.maximum(total + total[row] - both, 1e-12), 4)
        overlap[row] = 0.0
        for other in _largest(overlap, NEIGHBOURS):
            names = tuple(common[own[at]].id for at in _largest(np.round(smaller[other], 6), REASONS))
            found.append(Neighbour(event, events[other], float(overlap[other]), names))
    return tuple(found)


def _largest(values: NDArray[np.float64], most: int) -> list[int]:
    """Return the places of the largest values above 0, those that come first before their equals."""
    return [at for at in np.argsort(-values, kind="stable")[:most].tolist() if values[at] > 0]
