"""How often a digest says the same thing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.evaluate.records import NOT_SCORABLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# Of pairs of ArgKP arguments this close, .61 (dev) share a key point people gave them, against .39 of all pairs;
# greater closeness tells no more (suite argkp prints both figures). What cosine cannot see, this cannot count.
SAME_SAYING = 0.8


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
    return len(same_sayings(vectors, threshold)) / (count * (count - 1) / 2)


def same_sayings(
    vectors: NDArray[np.float32], threshold: float = SAME_SAYING
) -> list[tuple[float, int, int]]:
    """The pairs of rows that say the same, closest first: (cosine, row, later row)."""
    import numpy as np

    if len(vectors) < 2:
        return []
    cosines = np.round(vectors @ vectors.T, 4)
    one, two = np.nonzero(np.triu(cosines >= threshold, 1))
    pairs = [(float(cosines[a, b]), int(a), int(b)) for a, b in zip(one, two, strict=True)]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))
