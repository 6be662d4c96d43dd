"""The neighbour graph: every passage tied to the passages most like it, and to what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["Modularity", "nearest", "neighbour_graph", "smoothed"]

BLOCK_CELLS = 24_000_000
GROUPED_FROM = 4096
GROUP = 32
DECIMALS = 5


def nearest(rows: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The `k` nearest rows of each row by inner product, itself excluded, best first.

    Works block by block, so that memory stays bounded whatever n. Similarities are rounded and ties broken by
    row number, so that the last bit of a matrix product cannot choose a neighbour.

    Returns:
        `(n, k)` row numbers and `(n, k)` similarities, with `k` cut to n - 1.
    """
    import numpy as np

    count = len(rows)
    k = max(0, min(k, count - 1))
    index = np.empty((count, k), dtype=np.int64)
    value = np.empty((count, k), dtype=np.float32)
    if k == 0:
        return index, value
    block = max(1, BLOCK_CELLS // count)
    wide = min(count - 1, k + 4)
    for start in range(0, count, block):
        stop = min(count, start + block)
        similar = rows[start:stop] @ rows.T
        similar[np.arange(stop - start), np.arange(start, stop)] = -np.inf
        near = _largest(similar, wide)
        score = np.round(np.take_along_axis(similar, near, axis=1), DECIMALS)
        order = np.lexsort((near, -score), axis=1)[:, :k]
        index[start:stop] = np.take_along_axis(near, order, axis=1)
        value[start:stop] = np.take_along_axis(score, order, axis=1)
    return index, value


def _largest(similar: NDArray[np.float32], wide: int) -> NDArray[np.int64]:
    """The columns of the `wide` largest entries of each row, in no order.

    Long rows are folded into groups first: only in the groups with the largest maxima can the largest entries lie,
    and a maximum is a tenth of the work of a partition.
    """
    import numpy as np

    height, count = similar.shape
    groups = count // GROUP
    if count < GROUPED_FROM or groups <= wide:
        return np.argpartition(similar, count - wide, axis=1)[:, count - wide :]
    folded = similar[:, : groups * GROUP].reshape(height, GROUP, groups)
    tops = folded.max(axis=1)
    chosen = np.argpartition(tops, groups - wide, axis=1)[:, groups - wide :]
    columns = (chosen[:, None, :] + groups * np.arange(GROUP)[None, :, None]).reshape(height, -1)
    rest = np.broadcast_to(np.arange(groups * GROUP, count), (height, count - groups * GROUP))
    columns = np.hstack([columns, rest])
    values = np.take_along_axis(similar, columns, axis=1)
    best = np.argpartition(values, values.shape[1] - wide, axis=1)[:, -wide:]
    return np.take_along_axis(columns, best, axis=1)


def smoothed(
    rows: NDArray[np.float32], index: NDArray[np.int64], value: NDArray[np.float32], share: float
) -> NDArray[np.float32]:
    """Every row moved by `share` towards the weighted mean of its neighbours, and scaled back to length one."""
    import numpy as np
    from scipy.sparse import csr_matrix

    from threadgist.cluster.vectors import unit_rows

    count, k = index.shape
    weight = np.maximum(value, 0.0)
    weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    average = (
        csr_matrix(
            (weight.ravel(), index.ravel(), np.arange(0, count * k + 1, max(1, k))[: count + 1]),
            shape=(count, count),
        )
        if k
        else None
    )
    if average is None:
        return rows
    return unit_rows(((1.0 - share) * rows + share * (average @ rows)).astype(np.float32, copy=False))


def neighbour_graph(
    index: NDArray[np.int64],
    value: NDArray[np.float32],
    ties: Sequence[tuple[int, int]],
    tie_weight: float,
) -> csr_matrix:
    """A symmetric graph without loops: a neighbour weighs the less the further down the list, and ties add.

    By rank on purpose: weighting by similarity lets a few near-copies decide, and a list that ends abruptly lets
    whoever is last on it decide (see the lab notes).

    Args:
        index: `(n, k)` neighbours from `nearest`.
        value: their similarities; what is not positive ties nothing.
        ties: pairs of passages joined for another reason than likeness (a reply and what it answers).
        tie_weight: the weight of such a pair.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    count, k = index.shape
    weight = ((value > 0.0) * (1.0 - np.arange(k) / max(1, k))).ravel()
    graph = csr_matrix((weight, (np.repeat(np.arange(count), k), index.ravel())), shape=(count, count))
    graph = graph + graph.T
    if ties and tie_weight > 0.0:
        a, b = np.array(sorted(set(ties)), dtype=np.int64).T
        extra = csr_matrix((np.full(len(a), tie_weight), (a, b)), shape=(count, count))
        graph = graph + extra + extra.T
    graph.setdiag(0.0)
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph


class Modularity:
    """Newman's modularity of partitions of one graph: the weight inside less what chance would put there."""

    def __init__(self, graph: csr_matrix) -> None:
        import numpy as np

        pairs = graph.tocoo()
        self._rows, self._columns, self._weights = pairs.row, pairs.col, pairs.data
        self._degree = np.asarray(graph.sum(axis=1)).ravel()
        self._total = float(self._degree.sum())

    def of(self, labels: NDArray[np.int64]) -> float:
        """Return the modularity of the partition into `labels`, which count from 0."""
        import numpy as np

        if self._total == 0.0:
            return 0.0
        within = self._weights[labels[self._rows] == labels[self._columns]]
        expected = (np.bincount(labels, weights=self._degree) / self._total) ** 2
        return float(within.sum()) / self._total - float(expected.sum())
