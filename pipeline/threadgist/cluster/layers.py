"""How many themes there are, and which passages lie in the dense cores of a density tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from threadgist.cluster.density import compiled, density_tree
from threadgist.cluster.graph import modularity
from threadgist.cluster.means import around_means

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["best_layer", "in_cores"]

LEAN = 0.25


def in_cores(points: NDArray[np.float64], sizes: Sequence[int], themes: int) -> NDArray[np.bool_]:
    """Which points lie in dense cores, of the layer of the density tree that has about as many cores as `themes`.

    The tree of `points` is built once and cut by excess of mass at each smallest core size in `sizes`. Of layers
    equally near in number the one that holds more points is taken; where there are no cores, nobody is in one.
    """
    import numpy as np

    parts = compiled("_hdbscan_tree")
    tree = density_tree(points)
    best, found = (float("-inf"), 0), np.zeros(len(points), dtype=np.bool_)
    for size in sizes:
        condensed = parts.condense_tree(tree, size)
        labels = np.asarray(
            parts.get_clusters(condensed, parts.compute_stability(condensed))[0], dtype=np.int64
        )
        inside = labels >= 0
        rank = (-abs(float(labels.max(initial=-1)) + 1.0 - themes), int(inside.sum()))
        if inside.any() and rank > best:
            best, found = rank, inside
    return found


def best_layer(
    points: NDArray[np.float64],
    graph: csr_matrix,
    people: NDArray[np.int64],
    voices: int,
    least: int,
    most: int,
) -> NDArray[np.int64]:
    """The number of themes from `least` to `most` that holds together best: `(n,)` labels; the smaller on a tie.

    Worth is modularity x the part of passages in themes of `voices` people or more x a lean towards more themes, since
    modularity prefers few. Where one theme ends and the next begins is steadier when means say so than when density
    does (see the lab notes).
    """
    import numpy as np

    best: tuple[float, NDArray[np.int64]] | None = None
    for number in range(least, most + 1):
        labels = around_means(points, number)
        pairs = np.unique(np.stack([labels, people]), axis=1)
        heard = np.bincount(pairs[0]) >= voices
        fit = (max(1, int(heard.sum())) / most) ** LEAN
        worth = round(modularity(graph, labels) * fit * float(heard[labels].mean()), 6)
        if best is None or worth > best[0]:
            best = worth, labels
    if best is None:
        raise ValueError(f"no number of themes from {least} to {most}")
    return best[1]
