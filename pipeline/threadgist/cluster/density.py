"""HDBSCAN: the density tree of points, and the clusters cut out of it at any number of sizes.

Method: Campello, Moulavi & Sander 2013. scipy makes the tree where all pairs of points fit, else hdbscan.
The clusters and their order are those of `hdbscan` to the point. Its own code walks the whole tree and condenses every
point for each size; here only what is at least that large is walked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import linkage

from threadgist.cluster.vectors import Labels, Points

ALL_PAIRS_UP_TO = 4000


def density_tree(points: Points) -> Points:
    """The single-linkage tree of `points`, which is HDBSCAN's with one sample: `(n - 1, 4)` merges.

    With one sample no point is farther from the nearest than from any other, so that the distance at which two are
    mutually reachable is their own. Merges at distance nought are lifted to a small distance, for the tree is condensed
    by its reciprocal.
    """
    if len(points) <= ALL_PAIRS_UP_TO:
        tree = linkage(points, "single")
    else:
        # Not HDBSCAN.fit: it cuts the tree once for itself, which takes longer than building it.
        from hdbscan.hdbscan_ import _hdbscan_boruvka_kdtree

        made = _hdbscan_boruvka_kdtree(
            np.ascontiguousarray(points, dtype=np.float64),
            min_samples=1,
            metric="euclidean",
            approx_min_span_tree=False,
            core_dist_n_jobs=1,
        )
        tree = np.array(made[0], dtype=np.float64)
    tree[:, 2] = np.maximum(tree[:, 2], 1e-6)
    return np.asarray(tree)


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
    leaves: Labels


def dendrogram(merges: Points) -> Dendrogram:
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


def clusters(tree: Dendrogram, least: int) -> Labels:
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
