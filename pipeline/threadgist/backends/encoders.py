"""Sentence-transformers encoders whose vectors do not depend on the company a text keeps.

Matrix kernels choose their order of summation by the shape of a batch, so that a text's vector commonly changes in its
last bits with its neighbours. Here every batch of texts of like length has one fixed shape (a short batch is filled up
with copies of its first row): a resumed run, a half-filled cache and a shuffled thread give the same bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING, Any

from threadgist.backends.loading import FROM_DISK, cpu_threads, likely_device, loading, usable_device
from threadgist.backends.model_files import checked_weights, encoder_card
from threadgist.backends.tiny import TINY_NAME, TinyEncoder
from threadgist.embed import Encoder
from threadgist.errors import ModelError
from threadgist.model_cards import ModelCard
from threadgist.progress import Told
from threadgist.records import EncoderInfo
from threadgist.settings import EncoderSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.backends.token_batches import Forward

# `encoder.batch_size` counts texts of this many tokens; batches of longer texts have fewer rows.
_TYPICAL_TOKENS = 32
_GPU_FACTOR = 32
DEFAULT_MAX_TOKENS = 512
# Beyond so many, threads would wait for Python itself.
_MOST_AT_ONCE = 8
_GPU_AHEAD = 3


def open_encoder(settings: EncoderSettings, *, alone: bool = False) -> Encoder:
    """Return the encoder that `settings.name` names; its model is loaded by the first `encode`.

    `alone` says that nothing else in this process computes with torch, whose threads can then be parted. Raises
    ModelError: there is no such model, or it is not here and cannot be fetched; SettingsError: the name is the path of
    a model card that is wrong.
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

    @cached_property
    def info(self) -> EncoderInfo:
        """Name, revision and dimension as the card states them."""
        card = self.card
        revision = card.revision or (f"sha256:{card.sha256[:12]}" if card.sha256 else "unknown")
        return EncoderInfo(card.name, revision, card.dimension, card.prefix, card.languages, card.sha256)

    @property
    def recipe(self) -> str:
        """Device, precision, tokens a batch and the versions of the libraries that compute."""
        versions = " ".join(f"{name} {metadata.version(name)}" for name in ("torch", "transformers"))
        kind = self._device.partition(":")[0]
        precision = "float16" if kind == "cuda" else "float32"
        return f"{kind} {precision} {self._batch_tokens} {versions}"

    @property
    def _batch_tokens(self) -> int:
        factor = 1 if self._device == "cpu" else _GPU_FACTOR
        return self._settings.batch_size * _TYPICAL_TOKENS * factor

    def encode(self, texts: Sequence[str], progress: Told = None) -> NDArray[np.float32]:
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
            if progress is not None:
                progress(done)
        return unit

    def _vectors(self, texts: list[str]) -> Iterator[tuple[list[int], Any]]:
        """Yield the numbers of some texts and their vectors as the model gives them, until there are all."""
        model = self._model
        import torch

        from threadgist.backends.token_batches import token_batches

        tokenizer: Any = getattr(model[0], "tokenizer", None)
        try:
            if not hasattr(model[0], "auto_model") or not hasattr(tokenizer, "backend_tokenizer"):
                # No plain transformer with a fast tokenizer: one text at a time is slow, but independent.
                for row, text in enumerate(texts):
                    yield [row], model.encode([text], batch_size=1, show_progress_bar=False)
                return
            most = self.card.max_tokens or DEFAULT_MAX_TOKENS
            limit = min(model.max_seq_length or DEFAULT_MAX_TOKENS, most)
            on_gpu = self._device.startswith("cuda")
            batches = token_batches(texts, tokenizer, limit, self._batch_tokens, always_padded=on_gpu)
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
        if self._device.startswith("cuda"):
            yield from _ahead(self._forward, batches)
        elif not self._alone or self._device != "cpu" or at_once < 2:
            yield from map(self._forward, batches)
        else:
            import torch

            torch.set_num_threads(cores // at_once)
            with ThreadPoolExecutor(at_once, "threadgist-encoder") as pool:
                yield from pool.map(self._forward, batches)

    @cached_property
    def _forward(self) -> Forward:
        from threadgist.backends.token_batches import Forward

        return Forward(self._model)

    @cached_property
    def _model(self) -> Any:
        """The loaded model, on its device."""
        folder = checked_weights(self.card)
        self._device = usable_device(
            self._settings.device, "encoder.device", self.notices.append, "the encoder"
        )
        with loading(f"encoder {self.card.name!r}: sentence-transformers cannot load {folder}"):
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(folder), device=self._device, **FROM_DISK)
        if self._device.startswith("cuda"):
            model.half()
        model.eval()
        return model


def _ahead(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """Like `map`, but a few items are begun before the first result is given."""
    begun: deque[Any] = deque()
    for item in items:
        begun.append(function(item))
        if len(begun) > _GPU_AHEAD:
            yield begun.popleft()
    yield from begun
