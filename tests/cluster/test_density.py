import subprocess
import sys

import numpy as np
import pytest
from hdbscan import HDBSCAN
from scipy.cluster.hierarchy import fcluster

from threadgist.cluster import partitions


@pytest.mark.parametrize("count", [2, 3, 40, 700])
def test_the_tree_is_the_one_of_hdbscan(count):
    points = np.random.default_rng(count).normal(size=(count, 5))
    ours = partitions.density_tree(points)
    model = HDBSCAN(min_cluster_size=2, min_samples=1, approx_min_span_tree=False, core_dist_n_jobs=1)
    theirs = model.fit(points).single_linkage_tree_.to_numpy()
    assert ours.shape == (count - 1, 4)
    np.testing.assert_allclose(ours[:, 2], theirs[:, 2], atol=1e-9)
    # Merges of the same height may come in either order, so what is compared is what hangs together below a height.
    heights = np.unique(np.round(theirs[:, 2], 9))
    for height in (heights[:-1] + heights[1:]) / 2:
        mine, other = (fcluster(tree, height, "distance") for tree in (ours, theirs))
        assert len({*zip(mine.tolist(), other.tolist(), strict=True)}) == len(set(mine)) == len(set(other))


def test_large_threads_use_hdbscan_itself_and_get_the_same_tree(monkeypatch):
    points = np.random.default_rng(1).normal(size=(300, 4))
    small = partitions.density_tree(points)
    monkeypatch.setattr(partitions, "ALL_PAIRS_UP_TO", 10)
    np.testing.assert_allclose(small[:, 2], partitions.density_tree(points)[:, 2], atol=1e-9)


def test_no_scikit_learn_is_loaded_and_hdbscan_stays_whole():
    program = (
        "import sys, numpy; from threadgist.cluster.partitions import density_tree;"
        "density_tree(numpy.random.default_rng(0).normal(size=(50, 3)));"
        "assert 'sklearn' not in sys.modules and 'hdbscan' not in sys.modules;"
        "import hdbscan; hdbscan.HDBSCAN(min_cluster_size=3).fit(numpy.eye(9))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
