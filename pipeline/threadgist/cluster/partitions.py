"""One thread parted many ways: neighbour graphs, spectral coordinates, HDBSCAN at several sizes; and the many into one.

Where a single partition draws its borders depends on settings that nobody can know for a thread. What most partitions
agree on does not (evidence accumulation: Fred & Jain 2005). The clusters of HDBSCAN (Campello, Moulavi & Sander 2013)
and their order are those of `hdbscan` to the point, whose own code condenses every point for each size; here only what
is at least that large is walked.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.spatial.distance import squareform

from threadgist.cluster.graph import coordinates, directions, nearest, neighbour_graph
from threadgist.cluster.vectors import Labels, Points, Rows, unit_rows

# Measured on ten threads that people labelled (docs/lab-notes.md, "Themes that follow the discussion").
NEIGHBOURS = (5, 10)
DIMENSIONS = (8, 12)
SIZES = (5, 7)
LINK_WEIGHT = 6.0
REGULARISATION = 0.05
# In a large thread there are clusters of two scales: so many times the root of its passages, and this part of them.
FINE_ROOT = 0.22
COARSE_PART = 0.01
# In a small thread fewer make a cluster: one of so many passages, but never fewer than the least.
SMALL_PART = 8
LEAST_SIZE = 3
# A larger thread is steady enough to be parted in fewer ways, by the largest numbers: a matter of seconds there.
LARGE = 4000

# Two passages that half of the partitions keep together belong to a theme, those that most keep together to a part.
APART = 0.5
PART_APART = 0.3
# From here on passages that no partition tells apart count as one: all pairs of them would take too much memory.
FOLDED_FROM = 1500
# How much the distance of their vectors says about two groups, beside what the partitions say.
LIKENESS = 0.4
# Where all pairs of points are too many for scipy.
ALL_PAIRS_UP_TO = 4000


def partitions(views: Sequence[Rows], links: csr_matrix) -> tuple[list[Labels], Points]:
    """Part passages by density: once for each view, number of neighbours, of dimensions, and size of a cluster.

    What HDBSCAN leaves outside its clusters goes to the nearest of them. `views` are `(n, d)` unit vectors of the same
    passages, made in different ways; passages with a weight in `links`, `(n, n)`, are no neighbours by likeness as
    well. Returns for each partition that has clusters the label of every passage, `(n,)`; and the last coordinates,
    `(n, m)`.
    """
    count = links.shape[0]
    numbers, widths = (NEIGHBOURS[-1:], DIMENSIONS[-1:]) if count > LARGE else (NEIGHBOURS, DIMENSIONS)
    fine = max(LEAST_SIZE, min(SIZES[0], count // SMALL_PART), round(FINE_ROOT * math.sqrt(count)))
    scales = sorted({fine, max(fine, round(COARSE_PART * count))})
    sizes = [size for least in scales for size in (least, round(least * SIZES[1] / SIZES[0]))]
    found = []
    for rows in views:
        index, value = nearest(rows, max(numbers), links)
        for number in numbers:
            graph = neighbour_graph(index[:, :number], value[:, :number], links, LINK_WEIGHT)
            axes = coordinates(graph, min(max(widths), max(2, count // 4)), REGULARISATION)
            for dimensions in widths:
                points = directions(axes, dimensions)
                tree = Dendrogram(density_tree(points))
                for size in sizes:
                    labels = tree.clusters(size)
                    if labels.max(initial=-1) >= 0:
                        found.append(_filled(points, labels))
    return found, points


def _filled(points: Points, labels: Labels) -> Labels:
    """Every point outside the clusters with the cluster whose centroid is nearest."""
    outside = np.flatnonzero(labels < 0)
    member = (labels == np.arange(labels.max() + 1)[:, None]).astype(np.float64)
    centres = member @ points / member.sum(axis=1, keepdims=True)
    gaps = (centres**2).sum(axis=1)[None, :] - 2.0 * points[outside] @ centres.T
    filled = labels.copy()
    filled[outside] = np.round(gaps, 6).argmin(axis=1)
    return filled


def consensus(partitions: Sequence[Labels], rows: Rows, most: int) -> tuple[Labels, Labels]:
    """The groups of passages that most of `partitions` keep together, by average linkage.

    `partitions` hold the label of every passage, `(n,)`, from 0; `rows` are `(n, d)` unit vectors; where more than
    `most` groups come out, the closest are joined. Returns the group of each passage, and the part of it, both `(n,)`
    and numbered from 0; parts lie inside groups.
    """
    table = np.stack(partitions, axis=1)
    where = np.arange(len(table))
    if len(table) > FOLDED_FROM:
        table, where = np.unique(table, axis=0, return_inverse=True)
        where = where.ravel()
    if len(table) < 2:
        whole = np.zeros(len(where), dtype=np.int64)
        return whole, whole
    widths = table.max(axis=0) + 1
    member = np.zeros((len(table), widths.sum()), dtype=np.float32)
    member[np.arange(len(table))[:, None], table + np.cumsum(widths) - widths] = 1.0
    together = member @ member.T / table.shape[1]
    merges = linkage(squareform(1.0 - together, checks=False), "average")
    parts = fcluster(merges, PART_APART, "distance").astype(np.int64) - 1
    groups = fcluster(merges, APART, "distance").astype(np.int64) - 1
    if int(groups.max()) + 1 > most:
        sizes = np.bincount(where).astype(np.float32)
        here = groups[where]
        means = unit_rows(np.stack([rows[here == group].mean(axis=0) for group in range(groups.max() + 1)]))
        groups = _joined(groups, sizes, together, means, most)
    return groups[where], parts[where]


def _joined(groups: Labels, sizes: Rows, together: Rows, means: Rows, most: int) -> Labels:
    """Join groups until `most` are left: those that partitions keep together most, and, besides, the most alike."""
    member = (groups == np.arange(groups.max() + 1)[:, None]) * sizes
    member /= member.sum(axis=1, keepdims=True)
    shared = member @ together @ member.T
    apart = np.round((1.0 - shared) + LIKENESS * (1.0 - means @ means.T), 6)
    joined = (
        fcluster(linkage(squareform(apart, checks=False), "average"), most, "maxclust").astype(np.int64) - 1
    )
    return np.asarray(joined[groups], dtype=np.int64)


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


class Dendrogram:
    """A single-linkage tree over n points, its nodes numbered as scipy does: points from 0, merges from n.

    `merges` are the halves of merge `n + i`, and its density, the reciprocal of its height; `size` is of every node.
    The points below a node are `size` consecutive ones of `leaves`, from its `start` on.
    """

    def __init__(self, merges: Points) -> None:
        """Take `(n - 1, 4)` merges of heights above nought, as `density_tree` makes them."""
        count = len(merges) + 1
        left, right, size = (merges[:, column].astype(np.int64).tolist() for column in (0, 1, 3))
        self.merges = list(zip(left, right, (1.0 / merges[:, 2]).tolist(), strict=True))
        self.size = [1] * count + size
        self.start = [0] * len(self.size)
        for node in range(len(self.size) - 1, count - 1, -1):
            one, other, _ = self.merges[node - count]
            self.start[one], self.start[other] = self.start[node], self.start[node] + self.size[one]
        self.leaves = np.argsort(np.array(self.start[:count], dtype=np.int64), kind="stable")

    def clusters(self, least: int) -> Labels:
        """The clusters of at least `least` points with the greatest excess of mass: a label for each point, else -1.

        The whole is never a cluster. A split into two parts of `least` points or more ends a cluster and begins two;
        smaller parts merely leave it. What a cluster weighs is the density each of its points stays for after its
        birth; it is kept whole unless the clusters within it weigh more together.
        """
        count, root, size = len(self.leaves), len(self.size) - 1, self.size
        tops, births, weights, halves = [root], [0.0], [0.0], [0]
        queue = [(root, 0)] if root >= count else []
        # Grows while it is walked, level by level: clusters are numbered in that order.
        for node, own in queue:
            left, right, density = self.merges[node - count]
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
                labels[self.leaves[self.start[top] : self.start[top] + size[top]]] = number
                number += 1
            if halves[own]:
                inside[halves[own]] = inside[halves[own] + 1] = inside[own] or whole[own]
        return labels
