"""Sentence-transformers encoders whose vectors do not depend on the company a text keeps.

Matrix kernels choose their order of summation by the shape of a batch, so that a text's vector commonly changes in its
last bits with its neighbours. Here every batch of texts of like length has one fixed shape (a short batch is filled up
with copies of its first row): a resumed run, a half-filled cache and a shuffled thread give the same bytes.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from importlib import metadata
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from threadgist.backends.loading import FROM_DISK, cpu_threads, likely_device, loading, usable_device
from threadgist.backends.model_files import checked_weights, encoder_card
from threadgist.embed import Encoder
from threadgist.errors import ModelError
from threadgist.model_cards import ModelCard
from threadgist.progress import UNWATCHED, Told
from threadgist.records import EncoderInfo, Floats
from threadgist.settings import EncoderSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]

# `encoder.batch_size` counts texts of this many tokens; batches of longer texts have fewer rows.
_TYPICAL_TOKENS = 32
_GPU_FACTOR = 32
DEFAULT_MAX_TOKENS = 512
# Beyond so many, threads would wait for Python itself.
_MOST_AT_ONCE = 8
_GPU_AHEAD = 3
# Texts that the tokenizer takes at a time, on all cores: enough to keep them at work, few enough to begin soon.
_CHUNK = 1_024
# Recording kernels takes a tenth of a second, and ten times as long as computing a block without it.
_OFTEN = 3

TINY_NAME = "tiny-hash"
_TINY_DIMENSION = 64
_TINY_CHARS = 4_000
_WORD = re.compile(r"\w+")
# Reads a file each time, and is asked for every thread.
_version = cache(metadata.version)


def open_encoder(settings: EncoderSettings, *, alone: bool = False) -> Encoder:
    """Return the encoder that `settings.name` names; its model is loaded by the first `encode`.

    `alone` says that nothing else in this process computes with torch, whose threads can then be parted. Raises
    ModelError: there is no such model, or it is not here and cannot be fetched; SettingsError: a card that is wrong.
    """
    if settings.name == TINY_NAME:
        return TinyEncoder()
    card = encoder_card(settings.name)
    if settings.backend == "onnx-int8":
        if settings.device not in ("auto", "cpu"):
            raise ModelError(
                f"encoder.backend onnx-int8 runs on the CPU, not on {settings.device!r}: set one of the two"
            )
        from threadgist.backends.onnx_graph import OnnxEncoder

        return OnnxEncoder(card, settings)
    return SentenceEncoder(card, settings, alone=alone)


class SentenceEncoder:
    """A sentence-transformers model behind its card; `notices` say in sentences what went otherwise than asked."""

    def __init__(self, card: ModelCard, settings: EncoderSettings, *, alone: bool = False) -> None:
        self.card = card
        self.notices: list[str] = []
        self._settings = settings
        self._alone = alone
        self._device = likely_device() if settings.device == "auto" else settings.device
        self._recordable = True
        self._pool: Any = None
        self._met: Counter[tuple[int, ...]] = Counter()
        self._recorded: dict[tuple[int, ...], tuple[Any, Any, Any, Any]] = {}

    @cached_property
    def info(self) -> EncoderInfo:
        """Name, revision and dimension as the card states them."""
        card = self.card
        revision = card.revision or (f"sha256:{card.sha256[:12]}" if card.sha256 else "unknown")
        return EncoderInfo(card.name, revision, card.dimension, card.prefix, card.languages, card.sha256)

    @property
    def recipe(self) -> str:
        """Device, precision, tokens a batch and the versions of the libraries that compute."""
        versions = " ".join(f"{name} {_version(name)}" for name in ("torch", "transformers"))
        kind = self._device.partition(":")[0]
        precision = "float16" if kind == "cuda" else "float32"
        return f"{kind} {precision} {self._batch_tokens} {versions}"

    @property
    def _batch_tokens(self) -> int:
        factor = 1 if self._device == "cpu" else _GPU_FACTOR
        return self._settings.batch_size * _TYPICAL_TOKENS * factor

    def encode(self, texts: Sequence[str], progress: Told = UNWATCHED.done) -> Floats:
        """Return unit rows, as `Encoder.encode` says; texts longer than the model's limit are cut there."""
        import numpy as np

        unit = np.empty((0, self.card.dimension), dtype=np.float32)
        if not texts:
            return unit
        prefixed = [self.card.prefix + text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        done = 0
        for rows, output in self._vectors(prefixed):
            vectors = np.asarray(output, dtype=np.float64)
            lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
            if not np.isfinite(lengths).all() or not (lengths > 0).all():
                raise ModelError(f"encoder {self.card.name!r} gave no numbers: its weights are unfit")
            if not done:
                unit = np.empty((len(texts), vectors.shape[1]), dtype=np.float32)
            unit[rows] = vectors / lengths
            done += len(rows)
            progress(done)
        return unit

    def _vectors(self, texts: list[str]) -> Iterator[tuple[list[int], Any]]:
        """Yield the numbers of some texts and their vectors as the model gives them, until there are all."""
        model = self._model
        import torch

        tokenizer: Any = getattr(model[0], "tokenizer", None)
        try:
            if not hasattr(model[0], "auto_model") or not hasattr(tokenizer, "backend_tokenizer"):
                # No plain transformer with a fast tokenizer: one text at a time is slow, but independent.
                for row, text in enumerate(texts):
                    yield [row], model.encode([text], batch_size=1, show_progress_bar=False)
                return
            most = self.card.max_tokens or DEFAULT_MAX_TOKENS
            limit = min(model.max_seq_length or DEFAULT_MAX_TOKENS, most)
            batches = token_batches(texts, tokenizer, limit, self._batch_tokens, always_padded=self._on_gpu)
            for rows, output in self._computed(batches):
                yield rows, output.cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise ModelError(
                f"encoder {self.card.name!r}: out of memory on {self._device}: lower encoder.batch_size "
                f"(now {self._settings.batch_size}) or set encoder.device to cpu"
            ) from error

    def _computed(self, batches: Iterable[Any]) -> Iterator[tuple[list[int], Any]]:
        """Like `map` of the model; in a process that does nothing else, several batches are computed at the same time.

        Threads that share a batch wait for the slowest of them at every step, which costs a tenth where other
        processes come between. A GPU is given the next batches before the last one is asked for.
        """
        cores = cpu_threads()
        at_once = min(cores, _MOST_AT_ONCE)
        if self._on_gpu:
            begun: deque[tuple[list[int], Any]] = deque()
            for batch in batches:
                begun.append(self._forward(batch))
                if len(begun) > _GPU_AHEAD:
                    yield begun.popleft()
            yield from begun
        elif not self._alone or self._device != "cpu" or at_once < 2:
            yield from map(self._forward, batches)
        else:
            import torch

            torch.set_num_threads(cores // at_once)
            with ThreadPoolExecutor(at_once, "threadgist-encoder") as pool:
                yield from pool.map(self._forward, batches)

    def _forward(self, batch: TokenBatch) -> tuple[list[int], Any]:
        """Return the texts of a block and a `(len(rows), d)` float32 tensor, before a GPU is done with it.

        A small model's layers are computed faster than Python starts their kernels. CUDA records them for each shape
        of a block that is met often, and then starts all of them in one call, with the same result
        (https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs). On a GPU for one thread at a time: what is
        recorded reads from one place.
        """
        device, shape, number = self._model.device, batch.ids.shape, len(batch.rows)
        import torch

        ids, mask = (
            (array.pin_memory() if self._on_gpu else array).to(device, non_blocking=True)
            for array in map(torch.from_numpy, (batch.ids, batch.mask))
        )
        with torch.inference_mode():
            self._met[shape] += 1
            if self._on_gpu and self._recordable and self._met[shape] == _OFTEN:
                self._record(ids, mask)
            if shape not in self._recorded:
                return batch.rows, self._embedded(ids, mask)[:number]
            graph, own_ids, own_mask, output = self._recorded[shape]
            own_ids.copy_(ids)
            own_mask.copy_(mask)
            graph.replay()
            return batch.rows, output[:number].clone()

    def _embedded(self, ids: Any, mask: Any) -> Any:
        return self._model({"input_ids": ids, "attention_mask": mask.long()})["sentence_embedding"].float()

    def _record(self, ids: Any, mask: Any) -> None:
        """Record the kernels for blocks of this shape; where that cannot be done, nothing is recorded any more."""
        import torch

        cuda: Any = torch.cuda
        ids, mask = ids.clone(), mask.clone()
        graph = cuda.CUDAGraph()
        if self._pool is None:
            self._pool = cuda.graph_pool_handle()
        try:
            # What is chosen and set up when kernels are first used is not to be recorded.
            own = cuda.Stream()
            own.wait_stream(cuda.current_stream())
            with cuda.stream(own):
                self._embedded(ids, mask)
            cuda.current_stream().wait_stream(own)
            # Graphs that are never run at the same time may share the memory of what is between.
            # The stream in use is restored even where recording fails.
            with cuda.stream(cuda.current_stream()), cuda.graph(graph, pool=self._pool):
                output = self._embedded(ids, mask)
        except RuntimeError:
            self._recordable = False
            return
        self._recorded[tuple(ids.shape)] = graph, ids, mask, output

    @property
    def _on_gpu(self) -> bool:
        return self._device.startswith("cuda")

    @cached_property
    def _model(self) -> Any:
        folder = checked_weights(self.card)
        self._device = usable_device(
            self._settings.device, "encoder.device", self.notices.append, "the encoder"
        )
        with loading(f"encoder {self.card.name!r}: sentence-transformers cannot load {folder}"):
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(folder), device=self._device, **FROM_DISK)
        if self._on_gpu:
            model.half()
        model.eval()
        return model


class TokenBatch(NamedTuple):
    """One block: row `i` belongs to the text `rows[i]`; rows beyond those are filled up.

    `ids` is `(height, width)` int64, `mask` of the same shape says which of them are tokens; the others are padding.
    """

    rows: list[int]
    ids: Ints
    mask: NDArray[np.bool_]


def token_batches(
    texts: Sequence[str], tokenizer: Any, limit: int, tokens: int, *, always_padded: bool = False
) -> Iterator[TokenBatch]:
    """Yield all texts, cut at `limit` tokens, in blocks of about `tokens` ids; texts of like length share a block.

    All blocks of a width have one height. `tokenizer` is a fast one of transformers. `always_padded` gives every block
    a last row with padding in it: kernels are chosen by whether there is any, on which no text's vector must depend.
    """
    import numpy as np

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
        lengths = np.array([len(ids) for ids in found])[:, None]
        places = np.arange(width)
        mask = places >= width - lengths if left else places < lengths
        ids = np.full((height, width), filler, dtype=np.int64)
        ids[mask] = np.concatenate(found)
        return TokenBatch(rows, ids, mask)

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
    import numpy as np

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


class TinyEncoder:
    """For tests, not for publishing: texts are alike where they share letters.

    Hashes words (weight 1) and character trigrams of words (weight 0.4) into 64 signed buckets (Weinberger et al.,
    "Feature hashing for large scale multitask learning", ICML 2009).
    """

    info = EncoderInfo(name=TINY_NAME, revision="1", dimension=_TINY_DIMENSION, languages=("multi",))
    recipe = "hash"

    def encode(self, texts: Sequence[str], progress: Told = UNWATCHED.done) -> Floats:
        """Return `(len(texts), 64)` float32 unit rows; only the first 4,000 characters of a text count."""
        import numpy as np

        vectors = np.zeros((len(texts), _TINY_DIMENSION), dtype=np.float64)
        # The constant keeps a text without any word off the zero vector.
        vectors[:, 0] = 0.1
        for vector, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text[:_TINY_CHARS].lower()):
                marked = f"<{word}>"
                grams = [(marked[start : start + 3], 0.4) for start in range(len(marked) - 2)]
                for feature, weight in [(marked, 1.0), *grams]:
                    code = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
                    # Bit 31 gives the sign, the low bits the bucket; bucket 0 is the constant's.
                    vector[1 + code % (_TINY_DIMENSION - 1)] += weight if code >> 31 else -weight
        vectors /= np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        progress(len(texts))
        return vectors.astype(np.float32)
