"""A projection belongs to one encoder's weights, can be left out, and is named where it is used."""

from dataclasses import replace

import numpy as np
import pytest
from tests.cluster.helpers import clumps, thread_of

from threadgist import projections
from threadgist.cluster import cluster
from threadgist.errors import ModelError
from threadgist.model_cards import load_cards
from threadgist.projections import projection_for
from threadgist.provenance import make_provenance
from threadgist.records import EncoderInfo
from threadgist.settings import ClusterSettings, Settings


@pytest.fixture
def default_encoder():
    card = next(card for card in load_cards() if card.name == Settings().encoder.name)
    return EncoderInfo(card.name, card.revision, card.dimension, sha256=card.sha256)


def test_it_belongs_to_the_default_encoder_and_no_other_weights(default_encoder):
    found = projection_for(default_encoder)
    assert found is not None
    assert found.matrix.shape == (384, 128)
    assert projection_for(replace(default_encoder, sha256="0" * 64)) is None
    assert projection_for(replace(default_encoder, sha256=None)) is None
    assert projection_for(replace(default_encoder, name="another")) is None


@pytest.mark.parametrize("name", ["../secret", "a/b", "a\\b"])
def test_a_name_cannot_lead_elsewhere(default_encoder, name):
    assert projection_for(replace(default_encoder, name=name)) is None


def test_provenance_names_it_unless_it_is_left_out(default_encoder):
    without = Settings(cluster=ClusterSettings(projection=False))
    assert "projection" not in dict(make_provenance(without, default_encoder, ()).versions)
    assert "ArgKP" in dict(make_provenance(Settings(), default_encoder, ()).versions)["projection"]
    other = replace(default_encoder, sha256="0" * 64)
    assert dict(make_provenance(Settings(), other, ()).versions)["projection"] == "none"


def test_a_damaged_file_is_named(default_encoder, monkeypatch, tmp_path):
    monkeypatch.setattr(projections, "resource_dir", lambda name: tmp_path)
    (tmp_path / f"{default_encoder.name}.projection.npz").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(ModelError, match="cannot be read"):
        projection_for(replace(default_encoder, dimension=383))


def test_themes_follow_the_projection_that_is_given():
    """Vectors are clumps along two independent sets of axes; the projection keeps one of them."""
    one, two = clumps([30, 30, 30, 30], dimension=32), clumps([30, 30, 30, 30], seed=5, dimension=32)
    shuffled = np.random.default_rng(0).permutation(120)
    rows = np.hstack([one, two[shuffled]])
    corpus, embeddings = thread_of(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    first = np.vstack([np.eye(32), np.zeros((32, 32))]).astype(np.float32)

    def purity(truth, matrix):
        themes = cluster(corpus, embeddings, ClusterSettings(), projection=matrix).themes
        inside = [truth[[int(id_[1:]) for id_ in theme.passage_ids]] for theme in themes]
        return sum(np.bincount(part).max() for part in inside) / sum(map(len, inside))

    along_one, along_two = np.repeat(np.arange(4), 30), np.repeat(np.arange(4), 30)[shuffled]
    assert purity(along_one, first) > 0.9
    assert purity(along_two, first) < 0.6
    assert purity(along_two, first[::-1].copy()) > 0.9
