"""HDBSCAN: the density tree of points, and the clusters cut out of it at any number of sizes.

Method: Campello, Moulavi & Sander 2013. hdbscan's own compiled code makes the tree, without what is slow to import.
The clusters and their order are those of `hdbscan` to the point. Its own code walks the whole tree and condenses every
point for each size; here only what is at least that large is walked.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from threadgist.errors import ThreadgistError

ALL_PAIRS_UP_TO = 4000
BLOCK = 500


@cache
def compiled(name: str) -> ModuleType:
    """Load a compiled part of hdbscan alone.

    `import hdbscan` brings in scikit-learn and scipy.stats, a second that a run on a warm cache would mostly wait for.
    The parts need numpy only. The package itself is left to be imported by whoever wants it. Raises ThreadgistError:
    hdbscan is not installed.
    """
    if "hdbscan" in sys.modules:
        return import_module(f"hdbscan.{name}")
    spec = find_spec("hdbscan")
    if spec is None:
        raise ThreadgistError("the package hdbscan is not installed: reinstall threadgist")
    sys.modules["hdbscan"] = module_from_spec(spec)
    try:
        return import_module(f"hdbscan.{name}")
    finally:
        del sys.modules["hdbscan"]


def density_tree(points: NDArray[np.float64], min_samples: int = 1) -> NDArray[np.float64]:
    """The single-linkage tree of `points` as hdbscan builds it with `min_samples`: `(n - 1, 4)` merges.

    Merges at distance nought are lifted to a small distance, for the tree is condensed by its reciprocal.
    """
    if len(points) <= ALL_PAIRS_UP_TO:
        tree = _tree_of_all_pairs(np.ascontiguousarray(points, dtype=np.float64), min_samples)
    else:
        # Not HDBSCAN.fit: it cuts the tree once for itself, which takes longer than building it.
        from hdbscan.hdbscan_ import _hdbscan_boruvka_kdtree

        made = _hdbscan_boruvka_kdtree(
            np.ascontiguousarray(points, dtype=np.float64),
            min_samples=min_samples,
            metric="euclidean",
            approx_min_span_tree=False,
            core_dist_n_jobs=1,
        )
        tree = np.array(made[0], dtype=np.float64)
    tree[:, 2] = np.maximum(tree[:, 2], 1e-6)
    return tree


def _tree_of_all_pairs(points: NDArray[np.float64], min_samples: int) -> NDArray[np.float64]:
    """Prim's algorithm over mutual reachability, as hdbscan does it for its algorithm "prims_kdtree"."""
    linkage = compiled("_hdbscan_linkage")
    metric = compiled("dist_metrics").DistanceMetric.get_metric("euclidean")
    edges = linkage.mst_linkage_core_vector(points, _core_distances(points, min_samples), metric, 1.0)
    edges = edges[np.argsort(edges[:, 2], kind="stable"), :]
    return np.asarray(linkage.label(edges), dtype=np.float64)


def _core_distances(points: NDArray[np.float64], min_samples: int) -> NDArray[np.float64]:
    """The distance of each point to its `min_samples`-th nearest: `(n,)` float64."""
    rank = min(min_samples, len(points) - 1) - 1
    squares = (points**2).sum(axis=1)
    nearest = np.empty(len(points))
    for start in range(0, len(points), BLOCK):
        block = slice(start, min(start + BLOCK, len(points)))
        gaps = squares[block, None] + squares[None, :] - 2.0 * points[block] @ points.T
        gaps[np.arange(block.stop - start), np.arange(start, block.stop)] = np.inf
        found = gaps.min(axis=1) if rank == 0 else np.partition(gaps, rank, axis=1)[:, rank]
        nearest[block] = np.sqrt(np.maximum(found, 0.0))
    return nearest


@dataclass(frozen=True, slots=True)
class Dendrogram:
    """A single-linkage tree over n points, its nodes numbered as scipy does: points from 0, merges from n.

    `left` and `right` are the halves of merge `n + i`, `density` the reciprocal of its height; `size` is of every node.
    The points below a node are `size` consecutive ones of `leaves`, from its `start` on.
    """

    left: list[int]
    right: list[int]
    density: list[float]
    size: list[int]
    start: list[int]
    leaves: NDArray[np.int64]


def dendrogram(merges: NDArray[np.float64]) -> Dendrogram:
    """Prepare `(n - 1, 4)` merges of heights above nought, as `density_tree` makes them, for being cut."""
    count = len(merges) + 1
    left, right = merges[:, 0].astype(np.int64).tolist(), merges[:, 1].astype(np.int64).tolist()
    size = [1] * count + merges[:, 3].astype(np.int64).tolist()
    start = [0] * len(size)
    for merge in range(count - 2, -1, -1):
        node = count + merge
        start[left[merge]] = start[node]
        start[right[merge]] = start[node] + size[left[merge]]
    leaves = np.argsort(np.array(start[:count], dtype=np.int64), kind="stable")
    return Dendrogram(left, right, (1.0 / merges[:, 2]).tolist(), size, start, leaves)


def clusters(tree: Dendrogram, least: int) -> NDArray[np.int64]:
    """The clusters of at least `least` points with the greatest excess of mass: a label for each point, else -1.

    The whole is never a cluster. A split into two parts of `least` points or more ends a cluster and begins two;
    smaller parts merely leave it. What a cluster weighs is the density each of its points stays for after its birth;
    it is kept whole unless the clusters within it weigh more together.
    """
    count = len(tree.leaves)
    root = len(tree.size) - 1
    tops, births, weights, halves = [root], [0.0], [0.0], [0]
    size = tree.size
    queue = [(root, 0)] if root >= count else []
    for node, own in queue:  # grows while it is walked, level by level: clusters are numbered in that order
        left, right, density = tree.left[node - count], tree.right[node - count], tree.density[node - count]
        stays, weight = density - births[own], weights[own]
        if size[left] >= least and size[right] >= least:
            halves[own] = len(tops)
            for half in (left, right):
                weight += stays * size[half]
                queue.append((half, len(tops)))
                tops.append(half)
                births.append(density)
                weights.append(0.0)
                halves.append(0)
        else:
            leaving = size[node]
            for half in (left, right):
                if size[half] >= least:
                    queue.append((half, own))
                    leaving -= size[half]
            # One by one, not by a product: sums are compared below, and must be rounded as hdbscan's are.
            for _ in range(leaving):
                weight += stays
        weights[own] = weight
    whole = [True] * len(tops)
    for own in range(len(tops) - 1, 0, -1):
        within = weights[halves[own]] + weights[halves[own] + 1] if halves[own] else 0.0
        if within > weights[own]:
            whole[own], weights[own] = False, within
    whole[0] = False
    labels = np.full(count, -1, dtype=np.int64)
    inside = [False] * len(tops)
    number = 0
    for own, top in enumerate(tops):
        if whole[own] and not inside[own]:
            labels[tree.leaves[tree.start[top] : tree.start[top] + size[top]]] = number
            number += 1
        if halves[own]:
            inside[halves[own]] = inside[halves[own] + 1] = inside[own] or whole[own]
    return labels
