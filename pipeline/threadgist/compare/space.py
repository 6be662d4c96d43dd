"""Where themes are compared: their centroids as they are, or with each debate's own subject taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.compare.records import Side, ViewKind

DECIMALS = 6


def directions(sides: Sequence[Side], kind: ViewKind) -> NDArray[np.float32]:
    """Return the unit rows in which themes are compared: `(themes of all sides in order, d)` float32.

    For "subject" these are the centroids. For "argument" the direction of a debate's mean is projected out of
    its centroids: all of a thread is about the same thing, and what is left tells one argument from another.
    """
    import numpy as np

    blocks = []
    for side in sides:
        if not side.themes:
            continue
        block = np.array([theme.centroid for theme in side.themes], dtype=np.float64)
        mean = np.array(side.mean, dtype=np.float64)
        length = float(np.linalg.norm(mean))
        if kind == "argument" and length > 0:
            mean /= length
            block = block - np.outer(block @ mean, mean)
        block /= np.maximum(np.linalg.norm(block, axis=1, keepdims=True), 1e-9)
        blocks.append(block.astype(np.float32))
    return np.concatenate(blocks) if blocks else np.zeros((0, 1), dtype=np.float32)


def cosines(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `(rows, columns)` cosines, rounded so that the order of summation cannot tip a tie."""
    import numpy as np

    return np.round(rows @ columns.T, DECIMALS)
