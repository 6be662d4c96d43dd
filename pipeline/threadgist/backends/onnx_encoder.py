"""The encoder through onnxruntime with weights of seven bits: for many threads on a machine without a GPU.

Dynamic quantisation takes the scale of the activations from a whole batch, so that a text's vector would depend on its
neighbours; each text therefore goes alone, unpadded, on one thread, as many at a time as there are cores. That is also
faster than batches of texts of unlike length (docs/performance.md).
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadgist.backends.devices import cpu_threads
from threadgist.backends.model_files import local_folder
from threadgist.backends.onnx_graph import INPUTS, graph_file
from threadgist.errors import ModelError
from threadgist.records import EncoderInfo
from threadgist.vector_cache import default_cache_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.model_cards import ModelCard
    from threadgist.settings import EncoderSettings


_DEFAULT_MAX_TOKENS = 512


class OnnxEncoder:
    """A sentence-transformers model with mean pooling, quantised.

    Attributes:
        card: what is known of the model without loading it.
        notices: sentences on what went otherwise than asked.
    """

    def __init__(self, card: ModelCard, settings: EncoderSettings) -> None:
        self.card = card
        self.notices: list[str] = []
        self._settings = settings

    @cached_property
    def info(self) -> EncoderInfo:
        """The card's name and dimension; the revision has the hash of the graph, as its vectors are its own.

        Raises:
            ModelError: see `onnx_graph.graph_file`, which this makes.
        """
        card = self.card
        revision = card.revision or (f"sha256:{card.sha256[:12]}" if card.sha256 else "unknown")
        return EncoderInfo(
            name=card.name,
            revision=f"{revision}+onnx-int8.{self._graph[1][:16]}",
            dimension=card.dimension,
            prefix=card.prefix,
            languages=card.languages,
            sha256=card.sha256,
        )

    @property
    def recipe(self) -> str:
        """The library that computes, in its version."""
        return f"cpu onnx-int8 alone onnxruntime {metadata.version('onnxruntime')}"

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return `(len(texts), dimension)` float32 unit rows; a row depends on its own text alone.

        Texts longer than the model's limit are cut there. `progress` is told how many texts are done so far.

        Raises:
            ModelError: the model cannot be loaded, or gives no usable vectors.
        """
        import numpy as np

        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float64)
        if not texts:
            return vectors.astype(np.float32)
        prefixed = [self.card.prefix + text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        tokens = [found.ids for found in self._tokenizer.encode_batch(prefixed)]
        order = sorted(range(len(texts)), key=lambda row: -len(tokens[row]))
        session = self._session

        def run(row: int) -> None:
            ids = np.array([tokens[row]], dtype=np.int64)
            fed = dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True))
            vectors[row] = session.run(None, fed)[0][0]

        with ThreadPoolExecutor(cpu_threads()) as pool:
            for done, _ in enumerate(pool.map(run, order), start=1):
                if progress is not None:
                    progress(done)
        lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            raise ModelError(f"encoder {self.card.name!r} gave no numbers: its weights are unfit")
        unit: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
        return unit

    @cached_property
    def _graph(self) -> tuple[Path, str]:
        return graph_file(self.card, default_cache_dir())

    @cached_property
    def _session(self) -> Any:
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelError(
                "encoder.backend onnx-int8 needs onnxruntime: pip install 'threadgist[onnx]', or set "
                "encoder.backend to torch"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._graph[0]), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        folder = local_folder(self.card)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            stated = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(
                f"encoder {self.card.name!r}: {folder} has no tokenizer that can be read"
            ) from error
        limit = stated.get("max_seq_length") or _DEFAULT_MAX_TOKENS
        tokenizer.no_padding()
        tokenizer.enable_truncation(min(limit, self.card.max_tokens or _DEFAULT_MAX_TOKENS))
        return tokenizer
