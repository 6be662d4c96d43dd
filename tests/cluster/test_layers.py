import numpy as np

from threadgist.cluster.layers import layers, settled


def two_clumps_and_a_stray():
    rng = np.random.default_rng(1)
    near = rng.normal(scale=0.02, size=(40, 2))
    far = 5 + rng.normal(scale=0.02, size=(40, 2))
    return np.vstack([near, far, [[50.0, 50.0]]])


def test_far_clumps_are_told_apart_and_a_stray_point_is_in_no_core():
    (layer, *_) = layers(two_clumps_and_a_stray(), [10])
    assert len(set(layer.cores[:40].tolist()) - {-1}) == 1
    assert set(layer.cores[:40].tolist()) - {-1} != set(layer.cores[40:80].tolist()) - {-1}
    assert layer.cores[80] == -1
    assert layer.labels[80] == layer.labels[79]


def test_every_point_settles_with_the_nearest_mean():
    points = np.array([[0.0], [0.1], [1.0], [9.0], [10.0], [10.1]])
    cores = np.array([0, 0, -1, -1, 1, 1])
    assert settled(points, cores).tolist() == [0, 0, 0, 1, 1, 1]
