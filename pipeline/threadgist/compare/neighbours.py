"""Which debates are nearest to each, and which families make them so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threadgist.compare.records import Family, Neighbour

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN: Final = 3
REASONS: Final = 3


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
        for other in np.argsort(-overlap, kind="stable")[:SHOWN].tolist():
            if overlap[other] <= 0:
                break
            weight = np.round(smaller[other], 6)
            reasons = [at for at in np.argsort(-weight, kind="stable")[:REASONS].tolist() if weight[at] > 0]
            found.append(
                Neighbour(
                    event, events[other], float(overlap[other]), tuple(common[own[at]].id for at in reasons)
                )
            )
    return tuple(found)
