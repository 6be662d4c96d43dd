"""Texts as blocks of ids: each text is in one of them with all its tokens, in one of a few shapes."""

import time
from types import SimpleNamespace

import numpy as np
import pytest
from embed_samples import SENTENCES

from threadgist.backends import encoders
from threadgist.backends.encoders import SentenceEncoder, TokenBatch, token_batches

TEXTS = [" ".join(SENTENCES[: 1 + number % 7]) + f" {number}" for number in range(90)] + ["", "word " * 400]
LIMIT = 256


@pytest.fixture
def tokenizer(minilm: SentenceEncoder):
    return minilm._model[0].tokenizer


def blocks(tokenizer, tokens: int, *, always_padded: bool = False) -> list[TokenBatch]:
    found = token_batches(TEXTS, tokenizer, LIMIT, tokens, always_padded=always_padded)
    return list(found)


@pytest.mark.parametrize("chunk", [7, 1_024])
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_text_is_there_once_with_its_own_tokens(tokenizer, monkeypatch, chunk: int, side: str) -> None:
    monkeypatch.setattr(encoders, "_CHUNK", chunk)
    monkeypatch.setattr(tokenizer, "padding_side", side)
    found: dict[int, list[int]] = {}
    for block in blocks(tokenizer, 512):
        width = block.ids.shape[1]
        for place, row in enumerate(block.rows):
            assert row not in found
            length = int(block.mask[place].sum())
            start = width - length if side == "left" else 0
            found[row] = block.ids[place, start : start + length].tolist()
            padding = np.delete(block.ids[place], np.s_[start : start + length])
            assert (padding == tokenizer.pad_token_id).all()
    expected = tokenizer(TEXTS, truncation=True, max_length=LIMIT)["input_ids"]
    assert [found[row] for row in range(len(TEXTS))] == expected


def test_all_blocks_of_a_width_have_one_height(tokenizer) -> None:
    heights: dict[int, set[int]] = {}
    for block in blocks(tokenizer, 512):
        heights.setdefault(block.ids.shape[1], set()).add(block.ids.shape[0])
    assert len(heights) > 3
    assert all(each == {max(1, 512 // width)} for width, each in heights.items())


def test_a_block_can_always_have_padding_in_it(tokenizer) -> None:
    assert any(block.mask.all() for block in blocks(tokenizer, LIMIT))
    for block in blocks(tokenizer, LIMIT, always_padded=True):
        assert not block.mask.all()
        assert len(block.rows) < len(block.ids)


def test_tokens_are_made_one_chunk_ahead_and_no_more(monkeypatch) -> None:
    began: list[str] = []

    class Tokenizer:
        pad_token_id, padding_side = 0, "right"
        backend_tokenizer = property(lambda self: self)

        def __call__(self, texts: list[str], **_: object) -> None:
            pass

        def encode_batch_fast(self, texts: list[str]) -> list[SimpleNamespace]:
            began.append(texts[0])
            return [SimpleNamespace(ids=[1] * 8) for _ in texts]

    monkeypatch.setattr(encoders, "_CHUNK", 2)
    coming = token_batches([str(number) for number in range(8)], Tokenizer(), 8, 16)
    assert next(coming).rows == [0, 1]
    deadline = time.monotonic() + 5
    while len(began) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    assert began == ["0", "2"]
    assert [block.rows for block in coming] == [[2, 3], [4, 5], [6, 7]]
