"""The neighbour graph: every passage tied to the passages most like it, and to what it answers.

And its spectral coordinates: a few dimensions in which what hangs together lies together.
"""

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import csr_matrix

from threadgist.cluster.vectors import Labels, Points, Rows

BLOCK_CELLS = 24_000_000
GROUPED_FROM = 4096
GROUP = 32
DECIMALS = 5
COORDINATE_DECIMALS = 6
# Where Lanczos iteration becomes the faster; with this tolerance both give the same after rounding.
DENSE_UP_TO = 450
TOLERANCE = 1e-10


def nearest(rows: Rows, k: int, excluded: csr_matrix) -> tuple[Labels, Rows]:
    """The `k` nearest rows of each row by inner product, best first, without itself and those `excluded` names.

    Works block by block, so that memory stays bounded. Similarities are rounded and ties broken by row number, so that
    the last bit of a matrix product cannot choose a neighbour. `rows` are `(n, d)`, two at least, `excluded` `(n, n)`.
    Returns `(n, k)` row numbers and similarities, minus infinity where neighbours are fewer than k, cut to n - 1.
    """
    count = len(rows)
    k = min(k, count - 1)
    index = np.empty((count, k), dtype=np.int64)
    value = np.empty((count, k), dtype=np.float32)
    block = max(1, BLOCK_CELLS // count)
    wide = min(count - 1, k + 4)
    for start in range(0, count, block):
        stop = min(count, start + block)
        similar = rows[start:stop] @ rows.T
        similar[np.arange(stop - start), np.arange(start, stop)] = -np.inf
        own = excluded[start:stop].tocoo()
        similar[own.row, own.col] = -np.inf
        near = _largest(similar, wide)
        score = np.round(np.take_along_axis(similar, near, axis=1), DECIMALS)
        order = np.lexsort((near, -score), axis=1)[:, :k]
        index[start:stop] = np.take_along_axis(near, order, axis=1)
        value[start:stop] = np.take_along_axis(score, order, axis=1)
    return index, value


def _largest(similar: Rows, wide: int) -> Labels:
    """The columns of the `wide` largest entries of each row, in no order.

    Long rows are folded into groups first: only in the groups with the largest maxima can the largest entries lie,
    and a maximum is a tenth of the work of a partition.
    """
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
    best = np.argpartition(np.take_along_axis(similar, columns, axis=1), -wide, axis=1)[:, -wide:]
    return np.take_along_axis(columns, best, axis=1)


def neighbour_graph(index: Labels, value: Rows, links: csr_matrix, link_weight: float) -> csr_matrix:
    """A symmetric graph without loops: a neighbour weighs the less the further down the list, and links add.

    By rank on purpose: weighting by similarity lets a few near-copies decide, and a list that ends abruptly lets
    whoever is last on it decide (see the lab notes). `index` and `value` are those of `nearest`; what is not positive
    ties nothing. `links` are `(n, n)` symmetric weights of the reply tree; one of weight one adds `link_weight`.
    """
    count, k = index.shape
    row, rank = np.nonzero(value > 0.0)
    nearer = csr_matrix((1.0 - rank / max(1, k), (row, index[row, rank])), shape=(count, count))
    graph = nearer + nearer.T + link_weight * links
    graph.sort_indices()
    return graph


def coordinates(graph: csr_matrix, dimensions: int, regularisation: float) -> Points:
    """Leading eigenvectors of the normalised adjacency matrix, each scaled by its eigenvalue.

    The scaling lets the weakest fade (a step of diffusion: Coifman & Lafon 2006). Every pair is given `regularisation`
    x mean degree / n of weight first: without it, each small component and each dangling pair would take a dimension
    for itself (Chaudhuri, Chung & Tsiatas 2012). Returns `(n, dimensions)` float64, without the trivial eigenvector,
    strongest first, the largest entry of every eigenvector positive; fewer columns where n is small.
    """
    count = graph.shape[0]
    wanted = min(dimensions + 1, count)
    degree = np.asarray(graph.sum(axis=1)).ravel()
    spread = regularisation * float(degree.mean()) if degree.any() else 1.0
    scale = 1.0 / np.sqrt(degree + spread)
    if count <= DENSE_UP_TO:
        dense = scale[:, None] * (graph.toarray() + spread / count) * scale[None, :]
        values, vectors = eigh(dense, subset_by_index=[count - wanted, count - 1], overwrite_a=True)
        values, vectors = values[::-1], vectors[:, ::-1]
    else:
        values, vectors = _leading(graph, scale, spread, wanted)
    vectors = vectors[:, 1:] * np.maximum(values[1:], 0.0)
    largest = np.abs(np.round(vectors, COORDINATE_DECIMALS)).argmax(axis=0)
    vectors = vectors * np.where(vectors[largest, np.arange(vectors.shape[1])] < 0.0, -1.0, 1.0)
    return np.asarray(vectors)


def directions(points: Points, dimensions: int) -> Points:
    """The first `dimensions` columns of `points`, rows of length one, rounded: `(n, dimensions)` float64."""
    kept = points[:, :dimensions]
    norms = np.linalg.norm(kept, axis=1, keepdims=True)
    return np.asarray(np.round(kept / np.maximum(norms, 1e-12), COORDINATE_DECIMALS) + 0.0)


def _leading(graph: csr_matrix, scale: Points, spread: float, wanted: int) -> tuple[Points, Points]:
    """The leading eigenvalues and eigenvectors by Lanczos iteration, from a fixed start, largest eigenvalue first."""
    from scipy.sparse.linalg import LinearOperator, eigsh

    count = graph.shape[0]

    def product(vector: Points) -> Points:
        scaled = scale * vector.ravel()
        return np.asarray(scale * (graph @ scaled + spread * scaled.mean()))

    operator = LinearOperator((count, count), matvec=product, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(count)
    values, vectors = eigsh(operator, k=wanted, which="LA", v0=start, tol=TOLERANCE, ncv=max(40, 4 * wanted))
    order = np.argsort(-values, kind="stable")
    return np.asarray(values[order]), np.asarray(vectors[:, order])
