import numpy as np
import pytest
from scipy.sparse import csr_matrix

from threadgist.cluster import graph as spectral


@pytest.mark.parametrize("count", [120, 400])
def test_both_solvers_give_the_same_coordinates(monkeypatch, count):
    rng = np.random.default_rng(count)
    weights = rng.random((count, count)) * (rng.random((count, count)) < 0.1)
    weights[: count // 2, count // 2 :] *= 0.1
    graph = csr_matrix(weights + weights.T)
    dense = spectral.coordinates(graph, 12, 0.05)
    monkeypatch.setattr(spectral, "DENSE_UP_TO", 10)
    np.testing.assert_allclose(spectral.coordinates(graph, 12, 0.05), dense, atol=1.5e-6)
