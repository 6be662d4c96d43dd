"""Many partitions of the same passages into one, and the parts of its groups.

Where a single partition draws its borders depends on settings that nobody can know for a thread. What most partitions
agree on does not (evidence accumulation: Fred & Jain 2005).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["consensus"]

# Two passages that half of the partitions keep together belong together.
APART = 0.5
# From here on passages that no partition tells apart count as one: all pairs of them would take too much memory.
FOLDED_FROM = 1500


def consensus(
    partitions: Sequence[NDArray[np.int64]], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The groups of passages that most of `partitions` keep together, by average linkage.

    Args:
        partitions: For each partition the label of every passage, `(n,)`, from 0.
        most: How many groups there may be; where more come out, the closest are joined.

    Returns:
        The group of each passage, and the finer group before any were joined, both `(n,)` and numbered from 0.
    """
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

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
    merges = linkage(squareform(1.0 - together / table.shape[1], checks=False), "average")
    fine = fcluster(merges, APART, "distance").astype(np.int64) - 1
    coarse = fine
    if int(fine.max()) + 1 > most:
        coarse = fcluster(merges, most, "maxclust").astype(np.int64) - 1
    return coarse[where], fine[where]
