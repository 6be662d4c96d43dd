"""The density tree of a thread, condensed at several theme sizes, and the choice of one layer of themes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.cluster.condensed import clusters, dendrogram
from threadgist.cluster.density import density_tree
from threadgist.cluster.graph import Modularity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["Layer", "best_layer", "layers", "settled"]

ROUNDS = 60
LEAN = 0.25
SMOOTHING = 0.2
LEAST_SAMPLES, MOST_SAMPLES = 2, 10


@dataclass(frozen=True, slots=True)
class Layer:
    """One way to cut the tree: `cores` is -1 outside dense cores, `labels` the themes that settle around them."""

    cores: NDArray[np.int64]
    labels: NDArray[np.int64]


def layers(points: NDArray[np.float64], sizes: Sequence[int]) -> Iterator[Layer]:
    """Build the tree of `points` once; cut it by excess of mass at each smallest cluster size in `sizes`.

    Density is smoothed over more neighbours (`min_samples`) the more points there are, which steadies the themes.
    What a larger size cuts no other way is not told again.
    """
    samples = max(LEAST_SAMPLES, min(MOST_SAMPLES, round(SMOOTHING * math.sqrt(len(points)))))
    tree = dendrogram(density_tree(points, samples))
    told: set[bytes] = set()
    for size in sizes:
        cores = clusters(tree, size)
        if cores.max(initial=-1) >= 0 and cores.tobytes() not in told:
            told.add(cores.tobytes())
            yield Layer(cores, settled(points, cores))


def settled(points: NDArray[np.float64], cores: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every point with the nearest of the cores' centroids, which then move to their points, until nothing changes.

    Density says how many themes there are and where; where one ends and the next begins is steadier when the means
    say so (Lloyd's iteration from the cores).
    """
    import numpy as np

    labels, doubled = cores, 2.0 * points
    for _ in range(ROUNDS):
        named = np.flatnonzero(np.bincount(labels[labels >= 0]))
        member = (labels == named[:, None]).astype(np.float64)
        centres = member @ points / member.sum(axis=1, keepdims=True)
        gaps = (centres**2).sum(axis=1)[None, :] - doubled @ centres.T
        moved = np.round(gaps, 6).argmin(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return np.asarray((np.cumsum(np.bincount(labels) > 0) - 1)[labels], dtype=np.int64)


def best_layer(
    found: Iterator[Layer], graph: csr_matrix, people: NDArray[np.int64], voices: int, least: int, most: int
) -> Layer | None:
    """The layer whose themes hold together best; the first on a tie.

    Worth is modularity x the part of passages in themes of `voices` people or more x how near the number of such
    themes is to `least` to `most` x a lean towards more of them, since modularity prefers few.
    """
    import numpy as np

    modularity = Modularity(graph)
    best: tuple[float, Layer] | None = None
    for layer in found:
        pairs = np.unique(layer.labels * (people.max() + 1) + people)
        heard = np.bincount(pairs // (people.max() + 1)) >= voices
        themes = int(heard.sum())
        fit = min(1.0, themes / least) * min(1.0, most / max(1, themes)) * (min(themes, most) / most) ** LEAN
        worth = round(modularity.of(layer.labels) * fit * float(heard[layer.labels].mean()), 6)
        if best is None or worth > best[0]:
            best = worth, layer
    return best[1] if best else None
