"""Who belongs to a theme: noise taken back where it fits, small or one-voiced themes dissolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["affinities", "dissolve", "take_back"]


def affinities(rows: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Cosine of each row with each theme's mean direction, its own part left out: `(n, themes)` float32."""
    import numpy as np

    themes = int(labels.max(initial=-1)) + 1
    result = np.zeros((len(rows), themes), dtype=np.float32)
    for theme in range(themes):
        inside = labels == theme
        total = rows[inside].sum(axis=0, dtype=np.float64)
        direct = rows @ total.astype(np.float32)
        square = float(total @ total)
        own = np.einsum("ij,ij->i", rows, rows)
        dot = np.where(inside, direct - own, direct)
        norm = np.sqrt(np.maximum(np.where(inside, square - 2.0 * direct + own, square), 1e-12))
        result[:, theme] = np.round(dot / norm, 4)
    return result


def take_back(
    rows: NDArray[np.float32], labels: NDArray[np.int64], fringe: float = 0.1, margin: float = 0.03
) -> NDArray[np.int64]:
    """Give noise to the nearest theme where it is as close as that theme's own fringe, and clearly closest.

    The fringe is the quantile `fringe` of the theme's own members' affinities, `margin` the lead over the next.
    """
    import numpy as np

    labels = labels.copy()
    themes = int(labels.max(initial=-1)) + 1
    if themes == 0:
        return labels
    near = affinities(rows, labels)
    limit = np.array([np.quantile(near[labels == t, t], fringe) for t in range(themes)])
    order = np.argsort(-near, axis=1, kind="stable")
    first = near[np.arange(len(rows)), order[:, 0]]
    second = near[np.arange(len(rows)), order[:, 1]] if themes > 1 else np.zeros(len(rows))
    fits = (labels < 0) & (first >= np.maximum(limit[order[:, 0]], 0.0)) & (first - second >= margin)
    labels[fits] = order[fits, 0]
    return labels


def dissolve(labels: NDArray[np.int64], people: NDArray[np.int64], least_authors: int) -> NDArray[np.int64]:
    """Turn themes with fewer than `least_authors` distinct authors into noise, and number the rest from 0."""
    import numpy as np

    result = np.full(len(labels), -1, dtype=np.int64)
    kept = 0
    for theme in range(int(labels.max(initial=-1)) + 1):
        inside = labels == theme
        if len(np.unique(people[inside])) >= least_authors:
            result[inside] = kept
            kept += 1
    return result
