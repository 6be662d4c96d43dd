"""Points around means: where one theme ends and the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["around_means"]

RUNS = 10
ROUNDS = 60
TRIED = 4
DECIMALS = 6


def around_means(points: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Part `points` into `number` groups or fewer, each point with the nearest mean: `(n,)` labels from 0.

    Lloyd's iteration from ten greedy k-means++ starts (Arthur & Vassilvitskii 2007) under a fixed seed; the tightest
    wins, the first on a tie. Own code because scikit-learn takes a second to import.
    """
    import numpy as np

    rng = np.random.default_rng(0)
    best: tuple[float, NDArray[np.int64]] | None = None
    for _ in range(RUNS):
        labels, cost = _settled(points, _starts(points, number, rng))
        if best is None or cost < best[0]:
            best = cost, labels
    if best is None:
        raise AssertionError("no run")
    return np.asarray(np.unique(best[1], return_inverse=True)[1].reshape(-1), dtype=np.int64)


def _starts(points: NDArray[np.float64], number: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Far-apart points to start from: each next one the best of four drawn by squared distance to those there are."""
    import numpy as np

    chosen = [int(rng.integers(len(points)))]
    gaps = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < min(number, len(points)):
        drawn = np.searchsorted(np.cumsum(gaps), rng.random(TRIED) * gaps.sum()).clip(0, len(points) - 1)
        left = [np.minimum(gaps, ((points - points[row]) ** 2).sum(axis=1)) for row in drawn]
        best = int(np.argmin([round(float(gap.sum()), DECIMALS) for gap in left]))
        chosen.append(int(drawn[best]))
        gaps = left[best]
    return points[chosen]


def _settled(points: NDArray[np.float64], centres: NDArray[np.float64]) -> tuple[NDArray[np.int64], float]:
    """Labels after Lloyd's iteration from `centres`, and the sum of squared distances to the means."""
    import numpy as np

    squares = float((points**2).sum())
    labels = np.full(len(points), -1, dtype=np.int64)
    everyone = np.arange(len(points))
    cost = squares
    for _ in range(ROUNDS):
        gaps = (centres**2).sum(axis=1)[None, :] - 2.0 * points @ centres.T
        moved = np.asarray(np.round(gaps, DECIMALS).argmin(axis=1), dtype=np.int64)
        cost = round(squares + float(gaps[everyone, moved].sum()), DECIMALS)
        if np.array_equal(moved, labels):
            break
        labels = moved
        sizes = np.bincount(labels, minlength=len(centres))
        sums = np.stack(
            [np.bincount(labels, weights=column, minlength=len(centres)) for column in points.T], axis=1
        )
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
    return labels, cost
