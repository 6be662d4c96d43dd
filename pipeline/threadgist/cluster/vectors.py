"""The vectors that are compared: short replies lean on what they answer, the thread's mean is out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["centred", "lean_on_parents", "unit_rows"]

FADED_OUT_AT_WORDS = 40


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """`rows` scaled to length one; a row of zeros stays a row of zeros."""
    import numpy as np

    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 1e-6, norms, np.inf), dtype=np.float32)


def centred(rows: NDArray[np.float32], share: float = 1.0) -> NDArray[np.float32]:
    """Unit rows of `rows` less `share` of their mean: all comments of a thread share its subject."""
    import numpy as np

    return unit_rows(rows - np.float32(share) * rows.mean(axis=0, dtype=np.float64).astype(np.float32))


def lean_on_parents(
    rows: NDArray[np.float32], words: Sequence[int], parent_of: Sequence[Sequence[int]], weight: float
) -> NDArray[np.float32]:
    """Give each short reply a part of the mean vector of the comment it answers.

    Args:
        rows: `(n, d)` unit vectors.
        words: number of words of each passage; at 40 words nothing is added, below that proportionally more.
        parent_of: for each passage the rows of the parent comment's passages; empty where there is no parent.
        weight: what a reply of no words at all would be given.

    Returns:
        `(n, d)` unit vectors.
    """
    import numpy as np

    blended = np.array(rows, dtype=np.float32)
    for row, parents in enumerate(parent_of):
        share = weight * max(0.0, 1.0 - words[row] / FADED_OUT_AT_WORDS)
        if parents and share > 0.0:
            blended[row] += share * rows[list(parents)].mean(axis=0)
    return unit_rows(blended)
