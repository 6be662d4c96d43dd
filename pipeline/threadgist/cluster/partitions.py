"""One thread parted many ways: neighbour graphs, spectral coordinates, HDBSCAN at several sizes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from threadgist.cluster.density import clusters, dendrogram, density_tree
from threadgist.cluster.graph import nearest, neighbour_graph
from threadgist.cluster.spectral import coordinates, directions

if TYPE_CHECKING:
    from collections.abc import Sequence

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
# A larger thread is steady enough to be parted in fewer ways, which is a matter of seconds there.
LARGE = 4000
NEIGHBOURS_OF_LARGE = (10,)
DIMENSIONS_OF_LARGE = (12,)


def partitions(
    views: Sequence[NDArray[np.float32]], links: csr_matrix
) -> tuple[list[NDArray[np.int64]], NDArray[np.float64]]:
    """Part passages by density: once for each view, number of neighbours, of dimensions, and size of a cluster.

    What HDBSCAN leaves outside its clusters goes to the nearest of them.

    Args:
        views: `(n, d)` unit vectors of the same passages, made in different ways.
        links: `(n, n)` weights of the reply tree; passages that it links are no neighbours by likeness as well.

    Returns:
        For each partition that has clusters the label of every passage, `(n,)`; and the last coordinates, `(n, m)`.
    """
    count = links.shape[0]
    numbers, widths = (
        (NEIGHBOURS_OF_LARGE, DIMENSIONS_OF_LARGE) if count > LARGE else (NEIGHBOURS, DIMENSIONS)
    )
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
                tree = dendrogram(density_tree(points))
                for size in sizes:
                    labels = clusters(tree, size)
                    if labels.max(initial=-1) >= 0:
                        found.append(_filled(points, labels))
    return found, points


def _filled(points: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every point outside the clusters with the cluster whose centroid is nearest."""
    outside = np.flatnonzero(labels < 0)
    member = (labels == np.arange(labels.max() + 1)[:, None]).astype(np.float64)
    centres = member @ points / member.sum(axis=1, keepdims=True)
    gaps = (centres**2).sum(axis=1)[None, :] - 2.0 * points[outside] @ centres.T
    filled = labels.copy()
    filled[outside] = np.round(gaps, 6).argmin(axis=1)
    return filled
