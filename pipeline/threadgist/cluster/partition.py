"""Vectors into a partition: neighbour graph, spectral coordinates, density cores, and the loose parts once more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.cluster.graph import nearest, neighbour_graph, smoothed
from threadgist.cluster.layers import best_layer, layers
from threadgist.cluster.lexical import with_terms
from threadgist.cluster.null import pair_mean
from threadgist.cluster.spectral import coordinates
from threadgist.settings import ClusterSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Material", "Partition", "partition", "split_loose"]

MOST_NEIGHBOURS = 80
MOST_SMOOTHED = 40
SMOOTH_UP_TO = 4000
SMOOTHING = 0.3
REGULARISATION = 0.05
LOOSE = 0.0
LEFTOVERS = -0.04
TIGHT = 0.05
SPLIT_FROM = 40
LEFTOVERS_FROM = 150


@dataclass(frozen=True, slots=True)
class Material:
    """What is parted: `(n, d)` unit `rows` in their context, and what else is known of the same passages.

    `plain` are the vectors as they came from the encoder, `people` the number of each passage's author, `ties` pairs
    of rows joined by the reply tree. A theme needs `voices` authors.
    """

    rows: NDArray[np.float32]
    plain: NDArray[np.float32]
    texts: Sequence[str]
    people: NDArray[np.int64]
    voices: int
    ties: Sequence[tuple[int, int]]

    def only(self, chosen: NDArray[np.int64]) -> Material:
        """The material of the rows `chosen` alone, renumbered from 0."""
        number = {int(row): place for place, row in enumerate(chosen)}
        ties = [(number[a], number[b]) for a, b in self.ties if a in number and b in number]
        texts = [self.texts[row] for row in number]
        return Material(self.rows[chosen], self.plain[chosen], texts, self.people[chosen], self.voices, ties)


@dataclass(frozen=True, slots=True)
class Partition:
    """`labels` from 0, without noise; `cores` the dense part of each (-1 outside); `points` the coordinates."""

    labels: NDArray[np.int64]
    cores: NDArray[np.int64]
    points: NDArray[np.float64]


def partition(material: Material, least: int, most: int, settings: ClusterSettings) -> Partition | None:
    """Part the material into `least` to `most` themes as far as it lends itself to it; None where nothing is dense."""
    import numpy as np

    count = len(material.rows)
    mixed = with_terms(material.rows, material.texts, settings.lexical_weight)
    k = settings.neighbours or max(5, min(MOST_NEIGHBOURS, round(2.0 * math.sqrt(count))))
    if count < SMOOTH_UP_TO:
        near = max(5, min(MOST_SMOOTHED, round(0.8 * math.sqrt(count))))
        mixed = smoothed(mixed, *nearest(mixed, near), SMOOTHING)
    graph = neighbour_graph(*nearest(mixed, k), material.ties, settings.reply_edge)
    points = coordinates(graph, min(settings.dimensions, max(2, count // 8)), REGULARISATION)
    sizes = [min(settings.min_theme, count // 2)] if settings.min_theme else _sizes(count, least)
    layer = best_layer(layers(points, sizes), graph, material.people, material.voices, least, most)
    return Partition(layer.labels, np.where(layer.cores >= 0, layer.labels, -1), points) if layer else None


def split_loose(
    material: Material, parted: Partition, most: int, settings: ClusterSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Part loose themes by themselves, and keep of them what is tight.

    A theme is loose where two of its members are hardly more alike than any two passages of the thread, with the
    vectors as they are. Passages that stray from the thread's subject all lie on one side of its mean: centred, they
    look alike and gather in a theme of leftovers. In a small thread the two cannot be told apart, and all stays.

    Returns:
        Labels from 0, -1 where a loose theme left nothing to keep, and cores: the label, or -1 outside the cores.
    """
    import numpy as np

    labels = parted.labels.copy()
    cores = np.where(parted.cores >= 0, labels, -1)
    names = range(int(labels.max()) + 1)
    base = pair_mean(material.plain)

    def held(rows: NDArray[np.int64]) -> float:
        return round(pair_mean(material.plain[rows]) - base, 4)

    loose = []
    for name in names:
        chosen = np.flatnonzero(labels == name)
        if held(chosen) < (LOOSE if len(chosen) >= SPLIT_FROM else LEFTOVERS):
            loose.append(name)
    if len(names) < 2 or len(labels) < LEFTOVERS_FROM:
        return labels, cores
    room, fresh = most - len(names) + len(loose), len(names)
    for name in sorted(loose, key=lambda name: (-int((labels == name).sum()), name)):
        chosen = np.flatnonzero(labels == name)
        labels[chosen] = cores[chosen] = -1
        if len(chosen) < SPLIT_FROM or room < 1:
            continue
        inner = partition(material.only(chosen), min(2, room), max(2, room), settings)
        parts = [chosen[inner.labels == part] for part in range(int(inner.labels.max()) + 1)] if inner else []
        gains = [held(part) for part in parts]
        for place in sorted(range(len(parts)), key=lambda place: (-gains[place], place))[:room]:
            if inner and gains[place] >= TIGHT:
                labels[parts[place]] = fresh
                cores[parts[place]] = np.where(inner.cores[inner.labels == place] >= 0, fresh, -1)
                fresh, room = fresh + 1, room - 1
    sizes = np.bincount(labels[labels >= 0], minlength=fresh)
    kept = np.sort(np.argsort(-sizes, kind="stable")[:most])
    kept = kept[sizes[kept] > 0]
    labels = np.where(np.isin(labels, kept), labels, -1)
    return np.where(labels >= 0, np.searchsorted(kept, labels), -1), cores


def _sizes(count: int, least: int) -> list[int]:
    """Smallest theme sizes to try for `count` passages: from crumbs to an even split into `least` themes."""
    import numpy as np

    low, high = max(3, round(0.01 * count)), max(4, count // (least + 1))
    return sorted({round(float(size)) for size in np.geomspace(low, max(low, high), 10)})
