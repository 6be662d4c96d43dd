"""The density tree of points, by hdbscan's own compiled code, without what is slow to import."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from threadgist.errors import ThreadgistError

if TYPE_CHECKING:
    from types import ModuleType


ALL_PAIRS_UP_TO = 4000
BLOCK = 500


@cache
def compiled(name: str) -> ModuleType:
    """Load a compiled part of hdbscan alone.

    `import hdbscan` brings in scikit-learn and scipy.stats, a second that a run on a warm cache would mostly wait for.
    The parts need numpy only. The package itself is left to be imported by whoever wants it.

    Raises:
        ThreadgistError: hdbscan is not installed.
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
