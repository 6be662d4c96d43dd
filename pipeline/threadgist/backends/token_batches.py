"""Texts as blocks of token ids, each block of one of a few fixed shapes, made while the last one is computed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

# Texts that the tokenizer takes at a time, on all cores: enough to keep them at work, few enough to begin soon.
_CHUNK: Final = 1_024


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """One block: row `i` belongs to the text `rows[i]`; rows beyond those are filled up.

    `ids` is `(height, width)` int64, `lengths` `(height,)` int64: as many ids of a row are tokens, the others padding.
    """

    rows: list[int]
    ids: NDArray[np.int64]
    lengths: NDArray[np.int64]


def token_batches(
    texts: Sequence[str], tokenizer: Any, limit: int, tokens: int, *, always_padded: bool = False
) -> Iterator[TokenBatch]:
    """Yield all texts, cut at `limit` tokens, in blocks of about `tokens` ids; texts of like length share a block.

    All blocks of a width have one height. `tokenizer` is a fast one of transformers. `always_padded` gives every block
    a last row with padding in it: kernels are chosen by whether there is any, and a text's vector must not depend on
    that.
    """
    import numpy as np

    # Asked once by its own call, the tokenizer underneath cuts and pads as is wanted here.
    tokenizer([""], truncation=True, max_length=limit, padding=False, verbose=False)
    filler = tokenizer.pad_token_id or 0
    left = tokenizer.padding_side == "left"
    waiting: dict[int, list[tuple[int, NDArray[np.int64]]]] = {}

    def block(width: int, taken: list[tuple[int, NDArray[np.int64]]], height: int) -> TokenBatch:
        rows = [row for row, _ in taken]
        found = [ids for _, ids in taken]
        found += [found[0]] * (height - always_padded - len(found))
        if always_padded:
            found.append(found[0][:1])
        lengths = np.array([len(ids) for ids in found], dtype=np.int64)
        places = np.arange(width)
        filled = places >= width - lengths[:, None] if left else places < lengths[:, None]
        ids = np.full((height, width), filler, dtype=np.int64)
        ids[filled] = np.concatenate(found)
        return TokenBatch(rows, ids, lengths)

    for first, chunk in _tokenized(texts, tokenizer):
        for row, ids in enumerate(chunk, start=first):
            width = _padded(len(ids), limit)
            height = max(1 + always_padded, tokens // width)
            bucket = waiting.setdefault(width, [])
            bucket.append((row, ids))
            if len(bucket) == height - always_padded:
                yield block(width, waiting.pop(width), height)
    for width in sorted(waiting, reverse=True):
        yield block(width, waiting[width], max(1 + always_padded, tokens // width))


def _tokenized(texts: Sequence[str], tokenizer: Any) -> Iterator[tuple[int, list[NDArray[np.int64]]]]:
    """Yield the ids of some texts after others, with the number of the first; the next ones are under way meanwhile."""
    import numpy as np

    def take(first: int) -> list[NDArray[np.int64]]:
        encoded = [
            one.ids for one in tokenizer.backend_tokenizer.encode_batch_fast(texts[first : first + _CHUNK])
        ]
        ends = np.cumsum([len(ids) for ids in encoded])
        return np.split(np.fromiter(chain.from_iterable(encoded), np.int64, int(ends[-1])), ends[:-1])

    with ThreadPoolExecutor(1, "threadgist-tokenizer") as pool:
        coming = pool.submit(take, 0)
        for first in range(0, len(texts), _CHUNK):
            chunk = coming.result()
            if first + _CHUNK < len(texts):
                coming = pool.submit(take, first + _CHUNK)
            yield first, chunk


def _padded(length: int, limit: int) -> int:
    """The width of the block for a text of `length` tokens: few widths, so that blocks fill up."""
    step = 8 if length <= 64 else 16 if length <= 128 else 64
    return min(limit, -(-max(1, length) // step) * step)
