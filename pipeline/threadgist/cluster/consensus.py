"""Many partitions of the same passages into one, and the parts of its groups.

Where a single partition draws its borders depends on settings that nobody can know for a thread. What most partitions
agree on does not (evidence accumulation: Fred & Jain 2005).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from threadgist.cluster.vectors import unit_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

# Two passages that half of the partitions keep together belong to a theme, those that most keep together to a part.
APART = 0.5
PART_APART = 0.3
# From here on passages that no partition tells apart count as one: all pairs of them would take too much memory.
FOLDED_FROM = 1500
# How much the distance of their vectors says about two groups, beside what the partitions say.
LIKENESS = 0.4


def consensus(
    partitions: Sequence[NDArray[np.int64]], rows: NDArray[np.float32], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The groups of passages that most of `partitions` keep together, by average linkage.

    Args:
        partitions: For each partition the label of every passage, `(n,)`, from 0.
        rows: `(n, d)` unit vectors of the passages.
        most: How many groups there may be; where more come out, the closest are joined.

    Returns:
        The group of each passage, and the part of it, both `(n,)` and numbered from 0; parts lie inside groups.
    """
    table = np.stack(partitions, axis=1)
    where = np.arange(len(table))
    if len(table) > FOLDED_FROM:
        table, where = np.unique(table, axis=0, return_inverse=True)
        where = where.ravel()
    if len(table) < 2:
        whole = np.zeros(len(where), dtype=np.int64)
        return whole, whole
    together = np.zeros((len(table), len(table)), dtype=np.float32)
    for column in table.T:
        together += column[:, None] == column[None, :]
    merges = linkage(_condensed(1.0 - together / table.shape[1]), "average")
    parts = fcluster(merges, PART_APART, "distance").astype(np.int64) - 1
    groups = fcluster(merges, APART, "distance").astype(np.int64) - 1
    if int(groups.max()) + 1 > most:
        sizes = np.bincount(where).astype(np.float32)
        groups = _joined(groups, sizes, together / table.shape[1], _means(rows, groups[where]), most)
    return groups[where], parts[where]


def _joined(
    groups: NDArray[np.int64],
    sizes: NDArray[np.float32],
    together: NDArray[np.float32],
    means: NDArray[np.float32],
    most: int,
) -> NDArray[np.int64]:
    """Join groups until `most` are left: those that partitions keep together most, and, besides, the most alike.

    Where the partitions agree that groups are different, which two are closest is for their vectors to say.
    """
    member = (groups == np.arange(groups.max() + 1)[:, None]) * sizes
    member /= member.sum(axis=1, keepdims=True)
    shared = member @ together @ member.T
    apart = np.round((1.0 - shared) + LIKENESS * (1.0 - means @ means.T), 6)
    joined = fcluster(linkage(_condensed(apart), "average"), most, "maxclust").astype(np.int64) - 1
    return np.asarray(joined[groups], dtype=np.int64)


def _means(rows: NDArray[np.float32], groups: NDArray[np.int64]) -> NDArray[np.float32]:
    """The mean direction of each group: `(groups, d)` float32 unit rows."""
    return unit_rows(np.stack([rows[groups == group].mean(axis=0) for group in range(int(groups.max()) + 1)]))


def _condensed(distances: NDArray[np.float32]) -> NDArray[np.float64]:
    """The upper triangle of a square of distances, row by row, as scipy's linkage wants it."""
    return np.asarray(distances[np.triu_indices(len(distances), 1)], dtype=np.float64)
