"""The vectors that are compared: short replies lean on what they answer, the thread's mean is out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["centred", "in_context", "parents_first", "unit_rows"]


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

    count = len(parent_of)
    sums = np.zeros((count, rows.shape[1]), dtype=np.float64)
    np.add.at(sums, comment_of, rows)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    comments = sums / np.where(lengths > 1e-9, lengths, np.inf)
    above = np.zeros_like(comments)
    below = np.zeros_like(comments)
    answers = np.zeros(count)
    for comment in parents_first(parent_of):
        up = parent_of[comment]
        if up >= 0:
            above[comment] = parent * comments[up] + decay * above[up]
            if lengths[comment] > 1e-9:
                below[up] += comments[comment]
                answers[up] += 1
    below /= np.maximum(answers, 1)[:, None]
    surroundings = own * comments + above + replies * below
    return unit_rows((rows + surroundings[comment_of]).astype(np.float32))


def parents_first(parent_of: Sequence[int]) -> list[int]:
    """The numbers of all comments in an order in which each comes after the one it answers."""
    children: list[list[int]] = [[] for _ in parent_of]
    order: list[int] = []
    for comment, up in enumerate(parent_of):
        (children[up] if up >= 0 else order).append(comment)
    for comment in order:
        order.extend(children[comment])
    return order
