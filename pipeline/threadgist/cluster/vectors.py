"""The vectors that are compared: short replies lean on what they answer, the thread's mean is out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["centred", "in_context", "parents_first", "unit_rows"]

COLUMNS = 128
CELLS = 500_000


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """`rows` scaled to length one; a row of zeros stays a row of zeros."""
    import numpy as np

    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 1e-6, norms, np.inf), dtype=np.float32)


def centred(rows: NDArray[np.float32], share: float = 1.0) -> NDArray[np.float32]:
    """Unit rows of `rows` less `share` of their mean: all comments of a thread share its subject."""
    import numpy as np

    return unit_rows(rows - np.float32(share) * rows.mean(axis=0, dtype=np.float64).astype(np.float32))


def in_context(
    rows: NDArray[np.float32],
    comment_of: NDArray[np.int64],
    parent_of: Sequence[int],
    *,
    own: float,
    parent: float,
    decay: float,
    replies: float,
) -> NDArray[np.float32]:
    """Let each passage lean on its comment, on what that comment answers, and on what answers it.

    A sentence alone is a noisy sign of its subject; the people around it talk about the same thing. What is
    added is, in units of the passage's own vector: `own` of its comment's mean, `parent` of the parent's, that
    times `decay` of the grandparent's and so on up, and `replies` of the mean of its replies.

    Args:
        rows: `(n, d)` unit vectors, the thread's mean taken out.
        comment_of: `(n,)` the comment each passage is of; comments are numbered from 0.
        parent_of: for each comment the number of the comment it answers, or -1; there are no circles. A comment
            without passages passes on what it answers.
        own: weight of the own comment's mean.
        parent: weight of what the comment answers.
        decay: what is left of a weight one step further up.
        replies: weight of the mean of the replies.

    Returns:
        `(n, d)` unit vectors.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    count, width = len(parent_of), rows.shape[1]
    order = np.argsort(comment_of, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(comment_of, minlength=count))])
    adding = csr_matrix((np.ones(len(order)), order, starts), shape=(count, len(order)))
    comments = np.empty((count, width), dtype=np.float64)
    # Some columns at a time: a large thread is 300 MB of float64, and what leads to the result is five times that.
    step = max(COLUMNS, CELLS // max(1, count))
    blocks = [slice(start, start + step) for start in range(0, width, step)]
    for block in blocks:
        comments[:, block] = adding @ rows[:, block].astype(np.float64)
    lengths = np.linalg.norm(comments, axis=1)
    spoken = lengths > 1e-9
    comments /= np.where(spoken, lengths, np.inf)[:, None]
    walk = [(comment, parent_of[comment]) for comment in parents_first(parent_of) if parent_of[comment] >= 0]
    answered = np.array([up for comment, up in walk if spoken[comment]], dtype=np.int64)
    answers = np.maximum(np.bincount(answered, minlength=count), 1)[:, None]
    result = np.empty(rows.shape, dtype=np.float32)
    for block in blocks:
        part = np.ascontiguousarray(comments[:, block])
        above, below = np.zeros_like(part), np.zeros_like(part)
        for comment, up in walk:
            above[comment] = parent * part[up] + decay * above[up]
            if spoken[comment]:
                below[up] += part[comment]
        surroundings = own * part + above + replies * (below / answers)
        result[:, block] = rows[:, block] + surroundings[comment_of]
    return unit_rows(result)


def parents_first(parent_of: Sequence[int]) -> list[int]:
    """The numbers of all comments in an order in which each comes after the one it answers."""
    children: list[list[int]] = [[] for _ in parent_of]
    order: list[int] = []
    for comment, up in enumerate(parent_of):
        (children[up] if up >= 0 else order).append(comment)
    for comment in order:
        order.extend(children[comment])
    return order
