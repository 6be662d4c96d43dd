"""A flat map of the passages on which themes lie apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROOM = 0.9
GATHERED = 0.45


def flat_map(points: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Two dimensions of `points` that tell the themes apart best, in [0, 1]: `(n, 2)` float32.

    Principal axes of the theme centroids (of all points where there are fewer than three themes); then centroids
    that fell near each other are pushed apart, and members drawn closer to theirs.
    """
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
    flat = _to_unit_square(padded @ axes)
    if themes >= 2:
        old = np.stack([flat[labels == t].mean(axis=0) for t in range(themes)])
        moved = _apart(old)
        flat = np.where(
            labels[:, None] >= 0, moved[labels] + GATHERED * (flat - old[labels]), 0.5 + (flat - 0.5) * 1.2
        )
    return np.round(_to_unit_square(flat), 4).astype(np.float32)


def _apart(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push centres that lie too near each other apart, a little at a time."""
    centres = centres.copy()
    room = ROOM / np.sqrt(len(centres))
    angles = 2.0 * np.pi * np.arange(len(centres)) / len(centres)
    centres += 1e-3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for _ in range(200):
        gaps = centres[:, None, :] - centres[None, :, :]
        lengths = np.maximum(np.linalg.norm(gaps, axis=2), 1e-6)
        lack = np.maximum(room - lengths, 0.0)
        np.fill_diagonal(lack, 0.0)
        if lack.max() < 1e-3:
            break
        centres += 0.25 * (gaps / lengths[:, :, None] * lack[:, :, None]).sum(axis=1)
    return centres


def _to_unit_square(flat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each axis stretched to [0, 1]; an axis without extent becomes 0.5."""
    low, high = flat.min(axis=0), flat.max(axis=0)
    extent = np.where(high - low > 1e-9, high - low, 1.0)
    return np.where(high - low > 1e-9, (flat - low) / extent, 0.5)
