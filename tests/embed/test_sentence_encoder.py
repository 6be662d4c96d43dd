"""The real encoder: right vectors, the same bytes whatever the batch, the right weights or none."""

import shutil
import socket
from pathlib import Path

import numpy as np
import pytest
from embed_samples import SENTENCES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from threadgist.backends.encoders import SentenceEncoder, open_encoder
from threadgist.backends.model_files import installed
from threadgist.errors import ModelError
from threadgist.model_cards import find_card
from threadgist.settings import EncoderSettings


def test_vectors_are_those_of_sentence_transformers(minilm: SentenceEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    card = find_card("all-MiniLM-L6-v2")
    assert card is not None
    plain = SentenceTransformer(str(installed(card)[0]), device="cpu", local_files_only=True)
    ours = minilm.encode(SENTENCES)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, plain.encode(list(SENTENCES)), atol=2e-6)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-6)


def test_batches_side_by_side_give_the_same_bytes(
    minilm: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setenv("OMP_NUM_THREADS", "2")

    texts = [f"{text} {number}" for number in range(12) for text in SENTENCES]
    threads = torch.get_num_threads()
    told: list[int] = []
    try:
        vectors = open_encoder(EncoderSettings(device="cpu"), alone=True).encode(texts, told.append)
        assert torch.get_num_threads() == 1, "nothing was computed side by side"
    finally:
        torch.set_num_threads(threads)
    assert vectors.tobytes() == minilm.encode(texts).tobytes()
    assert told == sorted(told)
    assert told[-1] == len(texts)


@pytest.fixture(scope="session")
def alone(minilm: SentenceEncoder) -> NDArray[np.float32]:
    return np.concatenate([minilm.encode([text]) for text in SENTENCES])


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(SENTENCES))), count=st.integers(1, len(SENTENCES)))
def test_a_vector_depends_on_its_text_alone(
    minilm: SentenceEncoder, alone: NDArray[np.float32], order: list[int], count: int
) -> None:
    together = minilm.encode([SENTENCES[row] for row in order[:count]])
    assert together.tobytes() == alone[order[:count]].tobytes()


def test_the_number_of_threads_changes_nothing(minilm: SentenceEncoder, alone: NDArray[np.float32]) -> None:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        together = minilm.encode(SENTENCES[:6][::-1])
    finally:
        torch.set_num_threads(before)
    assert together.tobytes() == alone[:6][::-1].tobytes()


def test_progress_reaches_the_end(minilm: SentenceEncoder) -> None:
    seen: list[int] = []
    minilm.encode(SENTENCES, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(SENTENCES)


def test_nothing_to_encode(minilm: SentenceEncoder) -> None:
    assert minilm.encode([]).shape == (0, 384)


def test_a_lone_surrogate_is_no_reason_to_stop(minilm: SentenceEncoder) -> None:
    assert minilm.encode(["broken \udc80 text"]).shape == (1, 384)


def test_the_default_asks_no_network_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    encoder = open_encoder(EncoderSettings(device="cpu"))
    assert encoder.encode(["one sentence"]).shape == (1, 384)
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    card = find_card("all-MiniLM-L6-v2")
    assert card is not None
    where = installed(card)[0]
    assert where is not None
    folder = tmp_path / "weights"
    shutil.copytree(where, folder)
    return folder


def test_weights_that_are_not_the_cards_are_refused(model_copy: Path, tmp_path: Path) -> None:
    card = find_card("all-MiniLM-L6-v2")
    assert card is not None
    weights = model_copy / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(bytes(data))
    (tmp_path / "card.toml").write_text(
        f'kind = "encoder"\nname = "copied"\ndimension = 384\npath = "weights"\nsha256 = "{card.sha256}"\n'
    )
    encoder = open_encoder(EncoderSettings(name=str(tmp_path / "card.toml"), device="cpu"))
    with pytest.raises(ModelError, match=r"'copied'.*weights.*sha256"):
        encoder.encode(["text"])


def test_a_folder_needs_no_card(model_copy: Path, minilm: SentenceEncoder) -> None:
    encoder = open_encoder(EncoderSettings(name=str(model_copy), device="cpu"))
    assert encoder.info.dimension == 384
    assert encoder.info.name == "weights"
    assert encoder.info.sha256 == minilm.info.sha256
    assert encoder.encode(["text"]).tobytes() == minilm.encode(["text"]).tobytes()


def test_a_folder_that_is_no_model(model_copy: Path) -> None:
    (model_copy / "model.safetensors").write_bytes(b"not weights")
    encoder = open_encoder(EncoderSettings(name=str(model_copy), device="cpu"))
    with pytest.raises(ModelError, match="cannot load"):
        encoder.encode(["text"])


@pytest.mark.parametrize("name", ["no-such-model", "./no/such/folder"])
def test_an_unknown_name_lists_what_there_is(name: str) -> None:
    with pytest.raises(ModelError, match=r"all-MiniLM-L6-v2.*folder.*hub id"):
        open_encoder(EncoderSettings(name=name))


@pytest.mark.parametrize("name", ["nobody/nothing", "multilingual-e5-small"])
def test_an_unreachable_hub_names_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match=rf"'{name}'.*go online once.*folder"):
        open_encoder(EncoderSettings(name=name)).encode(["text"])


@pytest.mark.parametrize("device", ["cuda", "tpu"])
def test_a_device_that_is_not_there(device: str) -> None:
    import torch

    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(ModelError, match=device):
        open_encoder(EncoderSettings(device=device)).encode(["text"])
