"""The graph of an encoder with weights of seven bits, exported once into the cache and known by its hash."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.backends.model_files import local_folder, verify_weights
from threadgist.backends.quietly import FROM_DISK, quickly_and_quietly
from threadgist.errors import ModelError, OutputError
from threadgist.model_cards import file_sha256, weights_file

if TYPE_CHECKING:
    from threadgist.model_cards import ModelCard


INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
# Raised whenever graphs are made differently.
_RECIPE: Final = 1
# The two graphs that `export` writes.
PLAIN: Final = "plain.onnx"
SMALL: Final = "small.onnx"
_INSTALL: Final = "pip install 'threadgist[onnx]', or set encoder.backend to torch"


def graph_file(card: ModelCard, cache: Path) -> tuple[Path, str]:
    """Return the quantised graph of an encoder and its sha256, made where it is not in `cache` yet.

    The hash is part of the file's name; a file that does not fit its name is made again.

    Raises:
        ModelError: The model is not here, is no transformer with mean pooling, or cannot be exported.
        OutputError: The graph cannot be written.
    """
    from importlib import metadata

    folder = local_folder(card)
    weights = card.sha256 or _weights_sha256(folder)
    key = f"{weights[:16]}-{_RECIPE}"
    for path in sorted((cache / "onnx").glob(f"{key}.*.onnx")):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if path.name == f"{key}.{sha256[:16]}.onnx":
            return path, sha256
    try:
        for package in ("onnx", "onnxscript", "onnxruntime"):
            metadata.version(package)
    except metadata.PackageNotFoundError as error:
        raise ModelError(f"encoder.backend onnx-int8 needs the package {error.name}: {_INSTALL}") from error
    verify_weights(card, folder)
    if not mean_pooled(folder):
        raise ModelError(
            f"encoder {card.name!r}: encoder.backend onnx-int8 serves transformers with mean pooling alone: "
            "set encoder.backend to torch"
        )
    try:
        (cache / "onnx").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache / "onnx", prefix=".making-") as work:
            made = export(card, folder, Path(work))
            sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
            path = cache / "onnx" / f"{key}.{sha256[:16]}.onnx"
            made.replace(path)
    except OSError as error:
        raise OutputError(
            f"{cache / 'onnx'}: the encoder's graph cannot be written ({error.strerror}): free some space, set "
            "THREADGIST_CACHE_DIR, or set encoder.backend to torch"
        ) from error
    return path, sha256


def _weights_sha256(folder: Path) -> str:
    """Hash the weights in `folder`, or where they are in several files, which folder it is."""
    single = weights_file(folder)
    return file_sha256(single) if single is not None else hashlib.sha256(os.fsencode(folder)).hexdigest()


def mean_pooled(folder: Path) -> bool:
    """Whether a sentence-transformers model is a transformer, the mean of its token vectors, and no more."""
    try:
        modules = [module["type"].rpartition(".")[2] for module in _json(folder / "modules.json")]
        pooling = _json(folder / "1_Pooling" / "config.json")
    except (OSError, ValueError, KeyError, TypeError):
        return False
    modes = {name for name, on in pooling.items() if name.startswith("pooling_mode") and on is True}
    plain = modes == {"pooling_mode_mean_tokens"} or pooling.get("pooling_mode") == "mean"
    return plain and modules in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def export(card: ModelCard, folder: Path, work: Path) -> Path:
    """Write the graph of token ids to mean token vectors as `PLAIN` and, with quantised weights, as `SMALL`.

    Seven bits and not eight: without VNNI the sum of two products of eight overflows (onnxruntime's documentation of
    `reduce_range`).

    Args:
        card: The encoder.
        folder: Where its weights are.
        work: Where the graphs go.

    Returns:
        The path of `SMALL`.

    Raises:
        ModelError: It cannot be exported.
    """
    with quickly_and_quietly(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import logging

        import torch
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from transformers import AutoModel

        class Pooled(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.inner = AutoModel.from_pretrained(
                    folder, attn_implementation="eager", **FROM_DISK
                ).eval()

            def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
                states = self.inner(
                    input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
                ).last_hidden_state
                weight = attention_mask.unsqueeze(-1).to(states.dtype)
                return (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

        # Three tensors of their own: one given twice would become one input.
        example = tuple(torch.ones(2, 9, dtype=torch.long) for _ in INPUTS)
        rows, width = torch.export.Dim("rows"), torch.export.Dim("width", max=512)
        level = logging.root.level
        logging.root.setLevel(logging.ERROR)
        handle = os.open(os.devnull, os.O_WRONLY)
        saved = os.dup(1)
        try:
            # The exporter prints its progress, and standard output is for results.
            os.dup2(handle, 1)
            program = torch.onnx.export(
                Pooled(),
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
            first = str(error).partition("\n")[0]
            raise ModelError(
                f"encoder {card.name!r} cannot be exported to ONNX ({first}): set encoder.backend to torch"
            ) from error
        finally:
            os.dup2(saved, 1)
            os.close(saved)
            os.close(handle)
            logging.root.setLevel(level)
    return work / SMALL
