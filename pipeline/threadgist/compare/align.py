"""Which themes are alike: where they are compared, two debates lined up one to one, several into families.

And what a family is made of: who takes part in each event, what each adds, what has changed; which events are nearest.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import hypot, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from threadgist.compare.records import (
    Cell,
    Event,
    Family,
    Link,
    Neighbour,
    Part,
    Side,
    SideTheme,
    ThemeRef,
    ViewKind,
)

Z: Final = 1.959964


# How alike two themes must be to be lined up at all, and to be so without a question mark. Fitted by
# `python bench/compare.py --data DIR`, never by hand: the lowest cosines at which at most 5% and 1% of the themes of
# unrelated threads are taken for one another. They belong to this encoder.
CALIBRATED_FOR: Final = "all-MiniLM-L6-v2"
BARS: Final[dict[ViewKind, tuple[float, float]]] = {"argument": (0.20, 0.27), "subject": (0.36, 0.49)}

# Joining leftovers finds more of what two halves share and more that is not the same; at 0.9 the themes found grow by
# 1-3 points while one match in a hundred more is wrong (the same bench).
JOIN: Final = 0.9
# The order in which cosines are summed up must not tip a tie.
DECIMALS: Final = 6
MINOR: Final = 0.10
MAJOR: Final = 0.20
LINKS: Final = 12
KNOWN_WORDS: Final = 0.5
NEIGHBOURS: Final = 3
REASONS: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_STEM: Final = 6


def directions(sides: Sequence[Side], kind: ViewKind) -> NDArray[np.float32]:
    """Return the unit rows in which themes are compared: `(themes of all sides in order, d)` float32.

    For "subject" these are the centroids. For "argument" the direction of a debate's mean is projected out of
    its centroids: all of a thread is about the same thing, and what is left tells one argument from another.
    """
    blocks = [np.zeros((0, 1))]
    for side in sides:
        if side.themes:
            block = np.array([theme.centroid for theme in side.themes], dtype=np.float64)
            mean = np.array(side.mean, dtype=np.float64)
            length = float(np.linalg.norm(mean))
            if kind == "argument" and length > 0:
                mean /= length
                block = block - np.outer(block @ mean, mean)
            blocks.append(block / np.maximum(np.linalg.norm(block, axis=1, keepdims=True), 1e-9))
    return np.concatenate(blocks[1:] or blocks).astype(np.float32)


def cosines(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `(rows, columns)` cosines, rounded."""
    return np.round(rows @ columns.T, DECIMALS)


def align(similarity: NDArray[np.float32], bar: float) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Line up the themes of two debates.

    Pairs are chosen one to one so that their similarities above `bar` add up to the most (Kuhn, "The Hungarian method",
    1955). A theme left over joins the pair that holds its nearest theme of the other debate, where it is about as near
    to that as the pair is (`JOIN`), and above `bar`: one theme here is several there. `similarity` are the `(m, n)`
    cosines between the themes of the two debates. Returns groups of rows and columns; each of either has at least one
    member, and no theme is in two groups.
    """
    from scipy.optimize import linear_sum_assignment

    if not similarity.size:
        return ()
    gain = np.maximum(np.asarray(similarity, dtype=np.float64) - bar, 0.0)
    best = np.transpose(linear_sum_assignment(-gain)).tolist()
    pairs = [(row, column) for row, column in best if similarity[row, column] >= bar]
    groups = [({row}, {column}) for row, column in pairs]
    for side, matrix in ((0, similarity), (1, similarity.T)):
        paired = {pair[side] for pair in pairs}
        homes = {pair[1 - side]: (pair[side], group) for pair, group in zip(pairs, groups, strict=True)}
        for one in range(len(matrix)):
            near = int(np.argmax(matrix[one]))
            if one not in paired and near in homes:
                mate, group = homes[near]
                if matrix[one, near] >= max(bar, JOIN * float(matrix[mate, near])):
                    group[side].add(one)
    return tuple((tuple(sorted(left)), tuple(sorted(right))) for left, right in groups)


def gather(vectors: NDArray[np.float32], sides: Sequence[int], bar: float) -> tuple[tuple[int, ...], ...]:
    """Group themes into families.

    The themes of two debates are lined up one to one, see `align`. Those of three or more are clustered by average
    linkage, cut where two groups are on average less alike than `bar` (Sokal and Michener, "A statistical method for
    evaluating systematic relationships", 1958): no debate is the one that others are held against, so their order does
    not matter, and a chain of chance likenesses does not run families together. `vectors` are `(n, d)` unit rows,
    `sides` the debate of each; rows of a debate stand together. Returns the rows of each family, ascending; families in
    the order of their first row; a theme alone is one too.
    """
    count = len(sides)
    if count < 2:
        return tuple((row,) for row in range(count))
    if len(set(sides)) == 2:
        second = next(row for row in range(count) if sides[row] != sides[0])
        lined_up = align(cosines(vectors[:second], vectors[second:]), bar)
        groups = [(*rows, *(second + column for column in columns)) for rows, columns in lined_up]
        groups += [(row,) for row in set(range(count)).difference(*groups)]
        return tuple(sorted(groups))
    from scipy.cluster.hierarchy import average, fcluster

    # Row by row: the square matrix of thousands of themes and its indices would take gigabytes.
    rows = (1.0 - cosines(vectors[at : at + 1], vectors[at + 1 :])[0] for at in range(count - 1))
    distances = np.maximum(np.concatenate(list(rows)), 0.0, dtype=np.float64)
    labels = fcluster(average(distances), t=1.0 - bar + 1e-9, criterion="distance")
    members = defaultdict[int, list[int]](list)
    for row, label in enumerate(labels.tolist()):
        members[label].append(row)
    return tuple(sorted(map(tuple, members.values())))


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95% interval of the share `part / whole`; (0, 1) where nobody was asked.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if whole <= 0:
        return 0.0, 1.0
    share = part / whole
    scale = 1 + Z * Z / whole
    middle = (share + Z * Z / (2 * whole)) / scale
    reach = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole)) / scale
    return max(0.0, middle - reach), min(1.0, middle + reach)


def measured(part: int, whole: int) -> tuple[float, float, float]:
    """Return a share, 0 of nothing, and its interval, with the decimals that are kept."""
    low, high = wilson(part, whole)
    return round(part / whole, 4) if whole else 0.0, round(low, 4), round(high, 4)


def difference(part: int, whole: int, other_part: int, other_whole: int) -> tuple[float, float]:
    """Return the 95% interval of the first share less the second.

    Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    (1998), method 10: the two Wilson intervals combined. (-1, 1) where one of the two asked nobody.
    """
    if whole <= 0 or other_whole <= 0:
        return -1.0, 1.0
    first, second = part / whole, other_part / other_whole
    low, high = wilson(part, whole)
    other_low, other_high = wilson(other_part, other_whole)
    below, above = hypot(first - low, other_high - second), hypot(high - first, second - other_low)
    return first - second - below, first - second + above


def word_codes(text: str) -> list[int]:
    """Return a number for each longer word of a text, the same for words that begin alike."""
    return [zlib.crc32(word[:_STEM].casefold().encode("utf-8", "replace")) for word in _WORD.findall(text)]


class Member(NamedTuple):
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
