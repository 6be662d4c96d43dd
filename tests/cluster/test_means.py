import numpy as np
import pytest
from tests.cluster.helpers import clumps

from threadgist.cluster.layers import in_cores
from threadgist.cluster.means import around_means


def test_far_clumps_are_told_apart():
    truth = np.repeat(np.arange(4), 20)
    points = np.eye(4)[truth] + np.random.default_rng(0).normal(scale=0.05, size=(80, 4))
    labels = around_means(points, 4)
    assert len({(int(a), int(b)) for a, b in zip(truth, labels, strict=True)}) == 4
    assert sorted(set(labels.tolist())) == [0, 1, 2, 3]


@pytest.mark.parametrize("number", [1, 3, 9])
def test_no_more_groups_than_asked_for_or_than_points_differ(number):
    same = np.ones((6, 3))
    assert around_means(same, number).tolist() == [0] * 6
    assert len(set(around_means(clumps([10, 10]).astype(np.float64), number).tolist())) <= number


def test_what_lies_far_from_all_clumps_is_in_no_core():
    rng = np.random.default_rng(1)
    points = np.vstack(
        [rng.normal(scale=0.02, size=(40, 2)), 5 + rng.normal(scale=0.02, size=(40, 2)), [[50.0, 50.0]]]
    )
    inside = in_cores(points, [5, 10], 2)
    assert inside[:80].mean() > 0.8
    assert not inside[80]
