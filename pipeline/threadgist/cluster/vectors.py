"""What is compared: vectors without the thread's mean, each leaning on what it answers and on what answers it."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Comment, Passage


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


def reply_links(passages: Sequence[Passage], comments: Mapping[str, Comment]) -> csr_matrix:
    """Link each passage to those of the comment it answers and to its neighbours in its own comment.

    A comment and the one it answers share a weight of one, however many passages they have. A comment
    without passages (deleted, a copy of another) has a row of its own behind those of the passages, so that what
    answers it stays tied to what it answered.

    Returns:
        `(n + m, n + m)` symmetric float64 weights, for `n` passages, in order, and `m` comments without any.
    """
    own: defaultdict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        own[passage.comment_id].append(row)
    count = len(passages)
    for comment_id in sorted(comments):
        if comment_id not in own:
            own[comment_id].append(count)
            count += 1
    pairs: list[tuple[int, int, float]] = []
    for comment_id in sorted(own):
        rows = own[comment_id]
        pairs += [(one, next_one, 1.0) for one, next_one in pairwise(rows)]
        above = own.get(comments[comment_id].parent_id or "", [])
        pairs += [(row, up, 1.0 / (len(rows) * len(above))) for row in rows for up in above]
    if not pairs:
        return csr_matrix((count, count), dtype=np.float64)
    one, two, weight = (np.array(column) for column in zip(*pairs, strict=True))
    links = csr_matrix((weight, (one, two)), shape=(count, count))
    return (links + links.T).tocsr()
