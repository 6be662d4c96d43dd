"""The vectors that are compared: the thread's mean is out, and every passage leans on what it answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """`rows` scaled to length one; a row of zeros stays a row of zeros."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 1e-6, norms, np.inf), dtype=np.float32)


def centred(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit rows of `rows` less their mean: all comments of a thread share its subject."""
    return unit_rows(rows - rows.mean(axis=0, dtype=np.float64).astype(np.float32))


def diffused(rows: NDArray[np.float32], links: csr_matrix, share: float, hops: int) -> NDArray[np.float32]:
    """Spread vectors over the reply tree: x <- (1 - share) e + share W x, repeated.

    A reply alone is a noisy sign of its subject; what it answers and what answers it are about the same thing nearly
    always. This is the diffusion of Zhou et al. 2004 ("Learning with local and global consistency") with the reply
    tree as the graph, stopped after some hops.

    Args:
        rows: `(n, d)` vectors e; a row of zeros says nothing of its own and passes on what lies around it.
        links: `(n + m, n + m)` symmetric weights of neighbours in the tree, of which the last `m` have no vectors and
            only pass on; W are its rows scaled to sum to one.
        share: What a row takes from its neighbours, 0 to 1. A row without neighbours keeps its vector.
        hops: How often.

    Returns:
        `(n, d)` float32 unit rows.
    """
    silent = np.zeros((links.shape[0] - len(rows), rows.shape[1]), dtype=np.float32)
    moved = vectors = np.vstack([rows, silent])
    degree = np.asarray(links.sum(axis=1)).ravel()
    tied = degree > 0.0
    walk = (
        (diags_array(np.where(tied, share / np.maximum(degree, 1e-9), 0.0)) @ links)
        .tocsr()
        .astype(np.float32)
    )
    own = np.where(tied, np.float32(1.0 - share), np.float32(1.0))[:, None] * vectors
    for _ in range(hops if tied.any() else 0):
        moved = own + walk @ moved
    return unit_rows(np.asarray(moved, dtype=np.float32))[: len(rows)]
