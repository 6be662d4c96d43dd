"""Texts as blocks of token ids of a few shapes, made while the last one is computed; an encoder's pass over them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]

# Texts that the tokenizer takes at a time, on all cores: enough to keep them at work, few enough to begin soon.
_CHUNK: Final = 1_024
# Recording kernels takes a tenth of a second, and ten times as long as computing a block without it.
_OFTEN: Final = 3


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """One block: row `i` belongs to the text `rows[i]`; rows beyond those are filled up.

    `ids` is `(height, width)` int64, `lengths` `(height,)` int64: as many ids of a row are tokens, the others padding.
    """

    rows: list[int]
    ids: Ints
    lengths: Ints


def token_batches(
    texts: Sequence[str], tokenizer: Any, limit: int, tokens: int, *, always_padded: bool = False
) -> Iterator[TokenBatch]:
    """Yield all texts, cut at `limit` tokens, in blocks of about `tokens` ids; texts of like length share a block.

    All blocks of a width have one height. `tokenizer` is a fast one of transformers. `always_padded` gives every block
    a last row with padding in it: kernels are chosen by whether there is any, and a text's vector must not depend on
    that.
    """
    # Asked once by its own call, the tokenizer underneath cuts and pads as is wanted here.
    tokenizer([""], truncation=True, max_length=limit, padding=False, verbose=False)
    filler = tokenizer.pad_token_id or 0
    left = tokenizer.padding_side == "left"
    waiting: dict[int, list[tuple[int, Ints]]] = {}

    def block(width: int, taken: list[tuple[int, Ints]], height: int) -> TokenBatch:
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

    for row, ids in enumerate(_tokenized(texts, tokenizer)):
        # Few widths, so that blocks fill up.
        step = 8 if len(ids) <= 64 else 16 if len(ids) <= 128 else 64
        width = min(limit, -(-max(1, len(ids)) // step) * step)
        height = max(1 + always_padded, tokens // width)
        bucket = waiting.setdefault(width, [])
        bucket.append((row, ids))
        if len(bucket) == height - always_padded:
            yield block(width, waiting.pop(width), height)
    for width in sorted(waiting, reverse=True):
        yield block(width, waiting[width], max(1 + always_padded, tokens // width))


def _tokenized(texts: Sequence[str], tokenizer: Any) -> Iterator[Ints]:
    """Yield the ids of each text; those of the next ones are under way meanwhile."""

    def take(first: int) -> list[Ints]:
        encoded = tokenizer.backend_tokenizer.encode_batch_fast(texts[first : first + _CHUNK])
        found = [one.ids for one in encoded]
        ends = np.cumsum([len(ids) for ids in found])
        return np.split(np.fromiter(chain.from_iterable(found), np.int64, int(ends[-1])), ends[:-1])

    with ThreadPoolExecutor(1, "threadgist-tokenizer") as pool:
        # One chunk ahead and no more: as ids, all texts would take more memory than they do as letters.
        coming = pool.submit(take, 0)
        for following in range(_CHUNK, len(texts) + _CHUNK, _CHUNK):
            chunk = coming.result()
            if following < len(texts):
                coming = pool.submit(take, following)
            yield from chunk


class Forward:
    """A sentence-transformers model as a function of blocks, which returns before a GPU is done.

    A small model's layers are computed faster than Python starts their kernels. CUDA records them for each shape of a
    block that is met often, and then starts all of them in one call, with the same result
    (https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs). On a GPU for one thread at a time: what is
    recorded reads from one place.
    """

    def __init__(self, model: Any) -> None:
        """Use `model`, which is loaded, on the device where it is."""
        self._model = model
        self._left = model[0].tokenizer.padding_side == "left"
        self._on_gpu = model.device.type == "cuda"
        self._recordable = self._on_gpu
        self._pool: Any = None
        self._met: Counter[tuple[int, ...]] = Counter()
        self._recorded: dict[tuple[int, ...], tuple[Any, Any, Any, Any]] = {}

    def __call__(self, batch: TokenBatch) -> tuple[list[int], Any]:
        """Return the texts of a block and a `(len(rows), d)` float32 tensor on the device."""
        import torch

        number = len(batch.rows)
        ids, lengths = self._moved(batch.ids), self._moved(batch.lengths)
        with torch.inference_mode():
            self._met[batch.ids.shape] += 1
            if self._recordable and self._met[batch.ids.shape] == _OFTEN:
                self._record(ids, lengths)
            if batch.ids.shape not in self._recorded:
                return batch.rows, self._computed(ids, lengths)[:number]
            graph, own_ids, own_lengths, output = self._recorded[batch.ids.shape]
            own_ids.copy_(ids)
            own_lengths.copy_(lengths)
            graph.replay()
            return batch.rows, output[:number].clone()

    def _moved(self, array: Ints) -> Any:
        import torch

        tensor = torch.from_numpy(array)
        if self._on_gpu:
            return tensor.pin_memory().to(self._model.device, non_blocking=True)
        return tensor.to(self._model.device)

    def _computed(self, ids: Any, lengths: Any) -> Any:
        import torch

        places = torch.arange(ids.shape[1], device=ids.device)
        if self._left:
            places = places.flip(0)
        mask = (places < lengths[:, None]).long()
        return self._model({"input_ids": ids, "attention_mask": mask})["sentence_embedding"].float()

    def _record(self, ids: Any, lengths: Any) -> None:
        """Record the kernels for blocks of this shape; where that cannot be done, nothing is recorded any more."""
        import torch

        cuda: Any = torch.cuda
        ids, lengths = ids.clone(), lengths.clone()
        graph = cuda.CUDAGraph()
        if self._pool is None:
            self._pool = cuda.graph_pool_handle()
        try:
            # What is chosen and set up when kernels are first used is not to be recorded.
            own = cuda.Stream()
            own.wait_stream(cuda.current_stream())
            with cuda.stream(own):
                self._computed(ids, lengths)
            cuda.current_stream().wait_stream(own)
            # Graphs that are never run at the same time may share the memory of what is between.
            # The stream in use is restored even where recording fails.
            with cuda.stream(cuda.current_stream()), cuda.graph(graph, pool=self._pool):
                output = self._computed(ids, lengths)
        except RuntimeError:
            self._recordable = False
            return
        self._recorded[tuple(ids.shape)] = graph, ids, lengths, output
