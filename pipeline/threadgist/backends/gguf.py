"""GGUF files for transformers: unpacked and converted once, then loaded like any other model.

transformers unpacks the quantized weights each time it loads such a file, which takes most of a minute even for
a small one. The converted copy (half precision, safetensors) lies in the cache below the file's sha256.
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadgist.backends.loading import FROM_DISK, first_line, quickly_and_quietly
from threadgist.errors import ModelError, OutputError
from threadgist.model_cards.installed import file_sha256
from threadgist.vector_cache import default_cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator


# Raised when the conversion changes, so that copies made by an older one are not taken for ours.
_RECIPE = "gguf-1"


def converted(path: Path, cache: Path | None = None) -> Path:
    """Return the folder with the model of a GGUF file as safetensors, converting it where that was not done yet.

    The folder comes to be whole or not at all; two processes that convert the same file end with one copy.

    Raises:
        ModelError: the file cannot be read or is of a kind that transformers cannot unpack; an extra is missing.
        OutputError: the cache cannot be written.
    """
    folder = converted_folder(file_sha256(path), cache)
    home = folder.parent
    if folder.is_dir():
        return folder
    for module in ("gguf", "accelerate"):
        if importlib.util.find_spec(module) is None:
            raise ModelError(
                f"{path}: reading a GGUF file with transformers takes {module}: pip install 'threadgist[gguf]' "
                "(or threadgist[llama] to run it with llama.cpp)"
            )
    try:
        home.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=home))
    except OSError as error:
        raise OutputError(f"cache {home}: {error.strerror}: set THREADGIST_CACHE_DIR") from error
    try:
        _convert(path, unfinished)
        try:
            unfinished.replace(folder)
        except OSError:
            # Another process was faster: its copy is as good as ours.
            if not folder.is_dir():
                raise
    except OSError as error:
        raise OutputError(f"cache {folder}: {error.strerror}: set THREADGIST_CACHE_DIR") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def converted_folder(sha256: str, cache: Path | None = None) -> Path:
    """Return where the converted copy of the GGUF file with this sha256 is kept, once there is one."""
    return (cache if cache is not None else default_cache_dir()) / "converted" / f"{_RECIPE}-{sha256[:32]}"


def _convert(path: Path, into: Path) -> None:
    with quickly_and_quietly(), _without_bars():
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        place = {"pretrained_model_name_or_path": str(path.parent), "gguf_file": path.name}
        try:
            tokenizer: Any = AutoTokenizer.from_pretrained(**place, **FROM_DISK)
            model: Any = AutoModelForCausalLM.from_pretrained(**place, **FROM_DISK, dtype=torch.float16)
        except OSError as error:
            raise ModelError(
                f"{path}: no GGUF file that transformers can read: {first_line(error)}"
            ) from error
        except (ValueError, KeyError, NotImplementedError, RuntimeError, ImportError, IndexError) as error:
            raise ModelError(
                f"{path}: transformers cannot unpack this GGUF file ({first_line(error)}): try another quantization "
                "or llama.cpp (pip install 'threadgist[llama]')"
            ) from error
        # Else the copy would be written, and read, as a quantized model, which it is no more.
        model.hf_quantizer = None
        model.is_quantized = False
        if hasattr(model.config, "quantization_config"):
            del model.config.quantization_config
        model.save_pretrained(into)
        tokenizer.save_pretrained(into)


@contextmanager
def _without_bars() -> Iterator[None]:
    """Unpack without the bar that transformers draws whatever it is told."""
    from transformers import modeling_gguf_pytorch_utils as unpacking

    module: Any = unpacking
    drawn = module.tqdm
    module.tqdm = lambda tensors, **_: tensors
    try:
        yield
    finally:
        module.tqdm = drawn
