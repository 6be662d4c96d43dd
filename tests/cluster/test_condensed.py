import numpy as np
from hdbscan._hdbscan_tree import compute_stability, condense_tree, get_clusters
from hypothesis import given, settings
from hypothesis import strategies as st

from threadgist.cluster.partitions import Dendrogram, density_tree


def cut_by_hdbscan(tree, least):
    condensed = condense_tree(tree, least)
    return get_clusters(condensed, compute_stability(condensed))[0]


@settings(deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(2, 150),
    width=st.integers(1, 4),
    least=st.integers(2, 40),
    steps=st.sampled_from([0, 2, 5, 20]),
)
def test_clusters_and_their_order_are_those_of_hdbscan(seed, count, width, least, steps):
    rng = np.random.default_rng(seed)
    # Points on a lattice lie on each other and merge at equal heights: all that ties is tried.
    points = (
        rng.integers(0, steps, (count, width)).astype(float) if steps else rng.normal(size=(count, width))
    )
    tree = density_tree(points)
    np.testing.assert_array_equal(Dendrogram(tree).clusters(least), cut_by_hdbscan(tree, least))


def test_two_clumps_are_two_clusters_and_the_stray_is_in_neither():
    points = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2], [50.0]])
    found = Dendrogram(density_tree(points)).clusters(3).tolist()
    assert sorted({tuple(found[:3]), tuple(found[3:6])}) == [(0, 0, 0), (1, 1, 1)]
    assert found[6] == -1


def test_the_leaves_of_a_node_are_the_points_below_it():
    merges = density_tree(np.random.default_rng(3).normal(size=(30, 2)))
    tree = Dendrogram(merges)
    below = {point: {point} for point in range(30)}
    for merge, (left, right) in enumerate(merges[:, :2].astype(int).tolist()):
        below[30 + merge] = below[left] | below[right]
    for node, points in below.items():
        first = tree.start[node]
        assert set(tree.leaves[first : first + tree.size[node]].tolist()) == points
