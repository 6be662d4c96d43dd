"""The encoder by onnxruntime: near the one it comes from, indifferent to company, made once and known by its hash."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from threadgist.backends import onnx_graph
from threadgist.backends.encoders import open_encoder
from threadgist.backends.onnx_graph import graph_file, mean_pooled
from threadgist.errors import ModelError
from threadgist.model_cards import ModelCard
from threadgist.settings import EncoderSettings
from threads import SENTENCES

pytest.importorskip("onnxruntime", reason="needs the extra onnx")
pytest.importorskip("onnxscript", reason="needs the extra onnx")


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture(scope="module")
def encoder(cache):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THREADGIST_CACHE_DIR", str(cache))
        yield open_encoder(EncoderSettings(backend="onnx-int8"))


def test_vectors_are_near_those_of_torch(encoder) -> None:
    texts = [*SENTENCES, "word " * 2_000, "市場の野菜は高い"]
    plain = open_encoder(EncoderSettings(cache=False)).encode(texts)
    rows = encoder.encode(texts)
    assert rows.dtype == np.float32
    assert rows.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    alike = (rows * plain).sum(axis=1)
    assert alike.min() > 0.95
    assert alike.mean() < 1 - 1e-4, "the weights were not quantised"


def test_a_vector_depends_on_its_own_text_alone(encoder) -> None:
    told: list[int] = []
    together = encoder.encode(SENTENCES, told.append)
    assert told == list(range(1, len(SENTENCES) + 1))
    alone = np.concatenate([encoder.encode([text]) for text in SENTENCES])
    assert (together == alone).all()
    assert (encoder.encode(SENTENCES[::-1])[::-1] == together).all()
    assert encoder.encode([]).shape == (0, 384)


def test_its_name_tells_the_graph(encoder, cache) -> None:
    (path,) = (cache / "onnx").iterdir()
    assert path.name.endswith(f".{encoder.info.revision.rpartition('.')[2]}.onnx")


def test_the_graph_is_made_once_and_again_where_it_is_damaged_or_weights_are_others(
    tmp_path, monkeypatch
) -> None:
    made: list[bytes] = []

    def export(card: ModelCard, folder: Path, work: Path) -> Path:
        """What an export is to the cache: a file that follows from the weights."""
        made.append((folder / "model.safetensors").read_bytes())
        (work / "graph").write_bytes(b"graph of " + made[-1])
        return work / "graph"

    monkeypatch.setattr(onnx_graph, "export", export)
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "modules.json").write_text('[{"type": "a.Transformer"}, {"type": "a.Pooling"}]')
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}')
    (folder / "model.safetensors").write_bytes(b"one")
    card = ModelCard(kind="encoder", name="small", dimension=4, path=str(folder))
    path, sha256 = graph_file(card, tmp_path)
    assert path.name.endswith(f".{sha256[:16]}.onnx")
    with monkeypatch.context() as patch:
        # What only an export takes may be missing where there is a graph.
        patch.setattr(onnx_graph.metadata, "version", {"onnxruntime": "1"}.__getitem__)
        assert graph_file(card, tmp_path) == (path, sha256)
    assert made == [b"one"]
    path.write_bytes(b"damaged")
    assert graph_file(card, tmp_path) == (path, sha256)
    assert made == [b"one", b"one"]
    (folder / "model.safetensors").write_bytes(b"other")
    assert graph_file(card, tmp_path)[0] != path
    assert made == [b"one", b"one", b"other"]


def test_what_it_cannot_serve_is_said(tmp_path) -> None:
    with pytest.raises(ModelError, match="CPU"):
        open_encoder(EncoderSettings(backend="onnx-int8", device="cuda"))
    assert not mean_pooled(tmp_path)
    (tmp_path / "modules.json").write_text('[{"type": "a.Transformer"}, {"type": "a.Pooling"}]')
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    assert not mean_pooled(tmp_path)
    (tmp_path / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}')
    assert mean_pooled(tmp_path)
