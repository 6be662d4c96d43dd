"""How often a digest says the same thing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.evaluate.records import NOT_SCORABLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SAME_SAYING", "redundancy"]

SAME_SAYING = 0.7


def redundancy(vectors: NDArray[np.float32], threshold: float = SAME_SAYING) -> float:
    """The share of pairs of bullets whose cosine is `threshold` or more.

    Args:
        vectors: `(b, d)` float32, unit rows: the bullets of one digest.
        threshold: See `SAME_SAYING`.

    Returns:
        0 to 1; NaN for fewer than two bullets.
    """
    count = len(vectors)
    if count < 2:
        return NOT_SCORABLE
    import numpy as np

    above = np.triu(np.round(vectors @ vectors.T, 4) >= threshold, 1).sum()
    return float(above / (count * (count - 1) / 2))
