"""Spectral coordinates of a graph: a few dimensions in which what hangs together lies together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse import csr_matrix

DECIMALS = 6
# Where Lanczos iteration becomes the faster; with this tolerance both give the same after rounding.
DENSE_UP_TO = 450
TOLERANCE = 1e-10


def coordinates(graph: csr_matrix, dimensions: int, regularisation: float) -> NDArray[np.float64]:
    """Leading eigenvectors of the normalised adjacency matrix, each scaled by its eigenvalue.

    The scaling lets the weakest fade (a step of diffusion: Coifman & Lafon 2006), so that which of two near-equal ones
    comes last decides little.

    Every pair is given `regularisation` x mean degree / n of weight first: without it, each small component and each
    dangling pair would take a dimension for itself (Chaudhuri, Chung & Tsiatas 2012). Returns `(n, dimensions)`
    float64, without the trivial eigenvector, strongest first, the largest entry of every eigenvector positive; fewer
    columns where n is small.
    """
    count = graph.shape[0]
    wanted = min(dimensions + 1, count)
    degree = np.asarray(graph.sum(axis=1)).ravel()
    spread = regularisation * float(degree.mean()) if degree.any() else 1.0
    scale = 1.0 / np.sqrt(degree + spread)
    if count <= DENSE_UP_TO:
        dense = graph.toarray() + spread / count
        leading = [count - wanted, count - 1]
        values, vectors = eigh(scale[:, None] * dense * scale[None, :], subset_by_index=leading)
        values, vectors = values[::-1], vectors[:, ::-1]
    else:
        values, vectors = _leading(graph, scale, spread, wanted)
    vectors = vectors[:, 1:] * np.maximum(values[1:], 0.0)
    largest = np.abs(np.round(vectors, DECIMALS)).argmax(axis=0)
    vectors = vectors * np.where(vectors[largest, np.arange(vectors.shape[1])] < 0.0, -1.0, 1.0)
    return np.asarray(vectors)


def directions(points: NDArray[np.float64], dimensions: int) -> NDArray[np.float64]:
    """The first `dimensions` columns of `points`, rows of length one, rounded: `(n, dimensions)` float64."""
    kept = points[:, :dimensions]
    norms = np.linalg.norm(kept, axis=1, keepdims=True)
    return np.asarray(np.round(kept / np.maximum(norms, 1e-12), DECIMALS) + 0.0)


def _leading(
    graph: csr_matrix, scale: NDArray[np.float64], spread: float, wanted: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The leading eigenvalues and eigenvectors by Lanczos iteration, from a fixed start, largest eigenvalue first."""
    from scipy.sparse.linalg import LinearOperator, eigsh

    count = graph.shape[0]

    def product(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        scaled = scale * vector.ravel()
        return np.asarray(scale * (graph @ scaled + spread * scaled.mean()))

    operator = LinearOperator((count, count), matvec=product, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(count)
    values, vectors = eigsh(operator, k=wanted, which="LA", v0=start, tol=TOLERANCE, ncv=max(40, 4 * wanted))
    order = np.argsort(-values, kind="stable")
    return np.asarray(values[order]), np.asarray(vectors[:, order])
