"""Who belongs to a theme: what fits nowhere becomes a one-off, and so do themes of too few voices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["affinities", "belonging", "dissolve"]

MOVE_LEAD = 0.05
STAY = 0.35
FLOOR = 0.05


def affinities(
    rows: NDArray[np.float32], labels: NDArray[np.int64], themes: int | None = None
) -> NDArray[np.float32]:
    """Cosine of each row with each theme's mean direction, its own part left out: `(n, themes)` float32.

    Rows labelled -1 have no part in any direction.
    """
    import numpy as np

    themes = int(labels.max(initial=-1)) + 1 if themes is None else themes
    result = np.zeros((len(rows), themes), dtype=np.float32)
    own = np.einsum("ij,ij->i", rows, rows)
    for theme in range(themes):
        inside = labels == theme
        total = rows[inside].sum(axis=0, dtype=np.float64)
        direct = rows @ total.astype(np.float32)
        square = float(total @ total)
        dot = np.where(inside, direct - own, direct)
        left = np.where(inside, square - 2.0 * direct + own, square)
        result[:, theme] = np.where(left > 1e-6, dot / np.sqrt(np.maximum(left, 1e-6)), 0.0)
    return np.round(result, 4)


def belonging(
    rows: NDArray[np.float32], labels: NDArray[np.int64], cores: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Settle doubtful members: moved to a theme that is clearly closer, or made one-offs (-1).

    Themes are measured by their dense cores alone. Whoever is .35 as close to a theme as the median member of its
    cores belongs to it.
    """
    import numpy as np

    labels = labels.copy()
    everyone = np.arange(len(rows))
    if labels.max(initial=-1) < 0:
        return labels
    near = affinities(rows, labels)
    closest = near.argmax(axis=1)
    better = (labels < 0) | (near[everyone, closest] - near[everyone, labels] > MOVE_LEAD)
    labels[better] = closest[better]
    inner = (cores >= 0) & ~better
    near = affinities(rows, np.where(inner, labels, -1), int(labels.max()) + 1)
    mine = near[everyone, labels]
    for theme in range(near.shape[1]):
        inside = labels == theme
        dense = mine[inside & inner]
        least = max(FLOOR, STAY * float(np.median(dense))) if len(dense) else np.inf
        labels[inside & (mine < least)] = -1
    return labels


def dissolve(labels: NDArray[np.int64], people: NDArray[np.int64], least_authors: int) -> NDArray[np.int64]:
    """Turn themes with fewer than `least_authors` distinct authors into one-offs, and number the rest from 0."""
    import numpy as np

    result = np.full(len(labels), -1, dtype=np.int64)
    kept = 0
    for theme in range(int(labels.max(initial=-1)) + 1):
        inside = labels == theme
        if len(np.unique(people[inside])) >= least_authors:
            result[inside] = kept
            kept += 1
    return result
