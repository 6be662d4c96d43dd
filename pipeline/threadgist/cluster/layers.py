"""The density tree of a thread, condensed at several theme sizes, and the choice of one layer of themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Layer", "best_layer", "density_tree", "layers"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One way to cut the tree: `labels` is -1 for noise, `persistence` in [0, 1] one value a cluster."""

    min_size: int
    labels: NDArray[np.int64]
    persistence: tuple[float, ...]


def density_tree(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The single-linkage tree of `points` as hdbscan builds it with min_samples 1: `(n - 1, 4)` merges.

    Merges at distance nought are lifted to a small distance, for the tree is condensed by its reciprocal.
    """
    import numpy as np
    from hdbscan import HDBSCAN

    model = HDBSCAN(min_cluster_size=2, min_samples=1, approx_min_span_tree=False, core_dist_n_jobs=1)
    tree = np.array(model.fit(points).single_linkage_tree_.to_numpy(), dtype=np.float64)
    tree[:, 2] = np.maximum(tree[:, 2], 1e-6)
    return tree


def layers(tree: NDArray[np.float64], sizes: Sequence[int]) -> list[Layer]:
    """Cut one tree by excess of mass at each smallest cluster size in `sizes`."""
    import numpy as np
    from hdbscan._hdbscan_tree import compute_stability, condense_tree, get_clusters

    found = []
    for size in sizes:
        condensed = condense_tree(tree, size)
        labels, _, persistence = get_clusters(condensed, compute_stability(condensed))
        found.append(Layer(size, np.asarray(labels, dtype=np.int64), tuple(float(p) for p in persistence)))
    return found


def best_layer(found: Sequence[Layer], least: int, most: int) -> Layer:
    """The layer with the best persistence x coverage x fit to `least` to `most` themes; finer on a tie.

    A layer whose largest theme holds more than half of the passages is marked down.
    """
    import numpy as np

    def worth(layer: Layer) -> float:
        sizes = np.bincount(layer.labels[layer.labels >= 0])
        if not len(sizes):
            return 0.0
        themes = len(sizes)
        fit = min(1.0, themes / least) * min(1.0, most / themes)
        coverage = float(sizes.sum()) / len(layer.labels)
        giant = min(1.0, 0.5 * len(layer.labels) / float(sizes.max()))
        lasting = float(np.average(layer.persistence, weights=sizes))
        return float(round(fit**2 * coverage * giant * lasting**0.5, 6))

    return max(found, key=lambda layer: (worth(layer), -layer.min_size))
