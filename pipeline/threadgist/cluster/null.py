"""Are there themes at all? Random points fall into clusters too, so what was read must be about something.

The comments of a thread share a subject: two passages drawn at random are more alike than two passages from anywhere.
Where they do not, there may still be tight clumps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE = 2000
SHARED = 0.085
SHARED_BY_FEW = 0.12
FEW = 40
CLUMPED = 0.55


def has_subject(rows: NDArray[np.float32]) -> bool:
    """Whether passages hang together, by their vectors as the encoder gave them (unit rows, not centred).

    Measured with the default encoder (docs/lab-notes.md): two passages of one real thread have a mean cosine of .11 to
    .66, of unrelated texts .06 (.07 at most), random vectors 0; few passages scatter more and must share more. The
    mean cosine of a passage and the one nearest to it stays under .36 for 60 unrelated texts.
    """
    enough = SHARED if len(rows) >= FEW else SHARED_BY_FEW
    return round(pair_mean(rows), 5) >= enough or round(closeness(rows), 5) >= CLUMPED


def pair_mean(rows: NDArray[np.float32]) -> float:
    """The mean cosine of two different rows, of vectors as they are (not centred); 0 where there are no two."""
    count = len(rows)
    total = rows.sum(axis=0, dtype=np.float64)
    return (float(total @ total) - count) / (count * (count - 1)) if count > 1 else 0.0


def closeness(rows: NDArray[np.float32]) -> float:
    """Mean similarity of a passage to the one nearest to it, over 2,000 passages or so spread evenly."""
    step = -(-len(rows) // SAMPLE)
    chosen = np.arange(0, len(rows), step)
    best = []
    for start in range(0, len(chosen), 200):
        block = chosen[start : start + 200]
        similar = rows[block] @ rows.T
        similar[np.arange(len(block)), block] = -1.0
        best.append(similar.max(axis=1))
    return float(np.concatenate(best).mean())
