"""The forward pass of an encoder over a block of token ids, on a GPU as a recorded graph of kernels.

A small model's layers are computed faster than Python starts their kernels. CUDA records them for each shape of a
block that is met often, and then starts all of them in one call, with the same result
(https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.backends.token_batches import TokenBatch


# Recording takes a tenth of a second, and ten times as long as computing a block without it.
_OFTEN: Final = 3


class Forward:
    """A sentence-transformers model as a function of blocks, which returns before a GPU is done.

    On a GPU for one thread at a time: what is recorded reads from one place.
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

    def _moved(self, array: NDArray[np.int64]) -> Any:
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
        """Record the kernels for blocks of this shape.

        Where that cannot be done, as with a model that waits for its own results, nothing is recorded any more.
        """
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
