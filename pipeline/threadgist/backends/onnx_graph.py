"""The encoder through onnxruntime with weights of seven bits: for many threads on a machine without a GPU.

The graph is exported once into the cache and known by its hash. Dynamic quantisation takes the scale of the
activations from a whole batch, so that a text's vector would depend on its neighbours; each text therefore goes alone,
unpadded, on one thread, as many at a time as there are cores. That is also faster than batches of texts of unlike
length (docs/performance.md).
"""

import io
import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from threadgist.backends import model_files
from threadgist.backends.encoders import DEFAULT_MAX_TOKENS, SentenceEncoder
from threadgist.backends.loading import FROM_DISK, cpu_threads, first_line, quickly_and_quietly
from threadgist.errors import ModelError
from threadgist.model_cards import ModelCard
from threadgist.outputs import writing
from threadgist.records import EncoderInfo
from threadgist.resources import default_cache_dir

INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
# Raised whenever graphs are made differently.
_RECIPE: Final = 1
# The two graphs that `export` writes.
PLAIN: Final = "plain.onnx"
SMALL: Final = "small.onnx"


def graph_file(card: ModelCard, cache: Path) -> tuple[Path, str]:
    """Return the quantised graph of an encoder and its sha256, made where it is not in `cache` yet.

    The hash is part of the file's name; a file that does not fit its name is made again. Raises ModelError: the model
    is not here, is no transformer with mean pooling, or cannot be exported; OutputError: the graph cannot be written.
    """
    _need("onnxruntime")
    folder = model_files.local_folder(card)
    key = f"{(card.sha256 or model_files.fingerprint(folder))[:16]}-{_RECIPE}"
    graphs = cache / "onnx"
    for path in sorted(graphs.glob(f"{key}.*.onnx")):
        sha256 = model_files.file_sha256(path)
        if path.name == f"{key}.{sha256[:16]}.onnx":
            return path, sha256
    _need("onnx", "onnxscript")
    if not mean_pooled(model_files.checked_weights(card)):
        raise ModelError(
            f"encoder {card.name!r}: encoder.backend onnx-int8 serves transformers with mean pooling alone: "
            "set encoder.backend to torch"
        )
    way_out = "free some space, set THREADGIST_CACHE_DIR, or set encoder.backend to torch"
    with writing(graphs, way_out, "the encoder's graph cannot be written"):
        graphs.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=graphs, prefix=".making-") as work:
            made = export(card, folder, Path(work))
            sha256 = model_files.file_sha256(made)
            return made.replace(graphs / f"{key}.{sha256[:16]}.onnx"), sha256


def _need(*packages: str) -> None:
    try:
        for package in packages:
            metadata.version(package)
    except metadata.PackageNotFoundError as error:
        raise ModelError(
            f"encoder.backend onnx-int8 needs the package {error.name}: pip install 'threadgist[onnx]', or set "
            "encoder.backend to torch"
        ) from error


def mean_pooled(folder: Path) -> bool:
    """Whether a sentence-transformers model is a transformer, the mean of its token vectors, and no more."""
    stated = model_files.objects_in(folder / "modules.json")
    modules = [str(one.get("type")).rpartition(".")[2] for one in stated]
    pooling = next(iter(model_files.objects_in(folder / "1_Pooling" / "config.json")), {})
    modes = {name for name, on in pooling.items() if name.startswith("pooling_mode") and on is True}
    plain = modes == {"pooling_mode_mean_tokens"} or pooling.get("pooling_mode") == "mean"
    return plain and modules in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])


def export(card: ModelCard, folder: Path, work: Path) -> Path:
    """Write the graph of token ids to mean token vectors into `work`: as `PLAIN`, and quantised as `SMALL`.

    Seven bits and not eight: without VNNI the sum of two products of eight overflows (onnxruntime's documentation of
    `reduce_range`). Returns the path of `SMALL`. Raises ModelError: it cannot be exported.
    """
    # The exporter prints its progress, and standard output is for results.
    with quickly_and_quietly(), redirect_stdout(io.StringIO()):
        import torch
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from transformers import AutoModel

        class Pooled(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.inner = AutoModel.from_pretrained(folder, attn_implementation="eager", **FROM_DISK)

            def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
                states = self.inner(
                    input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
                ).last_hidden_state
                weight = attention_mask.unsqueeze(-1).to(states.dtype)
                return (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

        # Three tensors of their own: one given twice would become one input.
        example = tuple(torch.ones(2, 9, dtype=torch.long) for _ in INPUTS)
        rows, width = torch.export.Dim("rows"), torch.export.Dim("width", max=512)
        try:
            program = torch.onnx.export(
                Pooled().eval(),
                example,
                dynamo=True,
                input_names=list(INPUTS),
                output_names=["vectors"],
                dynamic_shapes=({0: rows, 1: width},) * 3,
                opset_version=18,
                verbose=False,
            )
            assert program is not None
            program.save(str(work / PLAIN))
            quantize_dynamic(
                work / PLAIN,
                work / SMALL,
                op_types_to_quantize=["MatMul", "Gemm"],
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=True,
            )
        except (RuntimeError, ValueError, TypeError) as error:
            raise ModelError(
                f"encoder {card.name!r} cannot be exported to ONNX ({first_line(error)}): set encoder.backend to torch"
            ) from error
    return work / SMALL


class OnnxEncoder(SentenceEncoder):
    """A sentence-transformers model with mean pooling, quantised."""

    @cached_property
    def info(self) -> EncoderInfo:
        """That of the card, but for the revision: it has the hash of the graph, which this makes."""
        plain = super().info
        return replace(plain, revision=f"{plain.revision}+onnx-int8.{self._graph[1][:16]}")

    @property
    def recipe(self) -> str:
        """The library that computes, in its version."""
        return f"cpu onnx-int8 alone onnxruntime {metadata.version('onnxruntime')}"

    def _vectors(self, texts: list[str]) -> Iterator[tuple[list[int], Any]]:
        tokens = [found.ids for found in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda row: -len(tokens[row]))
        session = self._session

        def run(row: int) -> tuple[list[int], Any]:
            ids = np.array([tokens[row]], dtype=np.int64)
            fed = dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True))
            return [row], session.run(None, fed)[0]

        with ThreadPoolExecutor(cpu_threads()) as pool:
            yield from pool.map(run, order)

    @cached_property
    def _graph(self) -> tuple[Path, str]:
        return graph_file(self.card, default_cache_dir())

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._graph[0]), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        folder = model_files.local_folder(self.card)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            stated = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"encoder {self.card.name!r}: {folder} has no readable tokenizer") from error
        limit = stated.get("max_seq_length") or DEFAULT_MAX_TOKENS
        tokenizer.no_padding()
        tokenizer.enable_truncation(min(limit, self.card.max_tokens or DEFAULT_MAX_TOKENS))
        return tokenizer
