"""A flat map of the passages on which themes lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["flat_map"]


def flat_map(points: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Two dimensions of `points` that tell the themes apart best, in [0, 1]: `(n, 2)` float32.

    Principal axes of the theme centroids (of all points where there are fewer than three themes).
    """
    import numpy as np

    count = len(points)
    if count == 0:
        return np.zeros((0, 2), dtype=np.float32)
    themes = int(labels.max(initial=-1)) + 1
    basis = points - points.mean(axis=0)
    source = np.stack([basis[labels == t].mean(axis=0) for t in range(themes)]) if themes >= 3 else basis
    padded = np.pad(basis, ((0, 0), (0, max(0, 2 - basis.shape[1]))))
    source = np.pad(source, ((0, 0), (0, padded.shape[1] - source.shape[1])))
    _, axes = np.linalg.eigh(source.T @ source)
    axes = axes[:, ::-1][:, :2]
    largest = np.abs(np.round(axes, 6)).argmax(axis=0)
    axes = axes * np.where(axes[largest, [0, 1]] < 0.0, -1.0, 1.0)
    flat = padded @ axes
    low, high = flat.min(axis=0), flat.max(axis=0)
    spread = np.where(high - low > 1e-9, high - low, np.inf)
    return np.round(np.where(high - low > 1e-9, (flat - low) / spread, 0.5), 4).astype(np.float32)
