"""Texts as blocks of ids: each text is in one of them with all its tokens, in one of a few shapes."""

import numpy as np
import pytest
from embed_samples import SENTENCES

from threadgist.backends import token_batches
from threadgist.backends.encoders import SentenceEncoder
from threadgist.backends.token_batches import TokenBatch

TEXTS = [" ".join(SENTENCES[: 1 + number % 7]) + f" {number}" for number in range(90)] + ["", "word " * 400]
LIMIT = 256


@pytest.fixture
def tokenizer(minilm: SentenceEncoder):
    return minilm._model[0].tokenizer


def blocks(tokenizer, tokens: int, *, always_padded: bool = False) -> list[TokenBatch]:
    found = token_batches.token_batches(TEXTS, tokenizer, LIMIT, tokens, always_padded=always_padded)
    return list(found)


@pytest.mark.parametrize("chunk", [7, 1_024])
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_text_is_there_once_with_its_own_tokens(tokenizer, monkeypatch, chunk: int, side: str) -> None:
    monkeypatch.setattr(token_batches, "_CHUNK", chunk)
    monkeypatch.setattr(tokenizer, "padding_side", side)
    found: dict[int, list[int]] = {}
    for block in blocks(tokenizer, 512):
        width = block.ids.shape[1]
        for place, row in enumerate(block.rows):
            assert row not in found
            length = int(block.lengths[place])
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
    assert any((block.lengths == block.ids.shape[1]).all() for block in blocks(tokenizer, LIMIT))
    for block in blocks(tokenizer, LIMIT, always_padded=True):
        assert (block.lengths < block.ids.shape[1]).any()
        assert len(block.rows) < len(block.ids)
