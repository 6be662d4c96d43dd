"""Models from their files into memory: quietly, onto a device that is here, without running code beside the weights."""

import gc
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from threadgist.errors import ModelError

# How every model is loaded: from files that are here, without running code that lies beside its weights.
FROM_DISK: Final[dict[str, Any]] = {"local_files_only": True, "trust_remote_code": False}


@contextmanager
def quickly_and_quietly() -> Iterator[None]:
    """Import and load without the collector (a sixth of the time) and without the libraries' advice and bars."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    with ExitStack() as afterwards, warnings.catch_warnings():
        if gc.isenabled():
            gc.disable()
            afterwards.callback(gc.enable)
        warnings.simplefilter("ignore")
        from transformers.utils import logging as of_transformers

        library: Any = of_transformers
        # Only these two are silenced: other threads, and the program we are part of, go on with their own logs.
        own = logging.getLogger("sentence_transformers")
        afterwards.callback(library.set_verbosity, library.get_verbosity())
        afterwards.callback(own.setLevel, own.level)
        library.set_verbosity_error()
        own.setLevel(logging.ERROR)
        if library.is_progress_bar_enabled():
            library.disable_progress_bar()
            afterwards.callback(library.enable_progress_bar)
        yield


@contextmanager
def loading(cannot: str) -> Iterator[None]:
    """Load a model quickly and quietly; what the libraries raise becomes a ModelError that says `cannot`, and why."""
    with quickly_and_quietly():
        from safetensors import SafetensorError

        try:
            yield
        except (OSError, ValueError, RuntimeError, KeyError, ImportError, SafetensorError) as error:
            raise ModelError(f"{cannot}: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says, or its name."""
    return str(error).partition("\n")[0] or type(error).__name__


def likely_device() -> str:
    """Guess what torch will offer, without importing it: a warm cache must be asked before torch is there."""
    if sys.platform == "darwin" and os.uname().machine == "arm64":
        return "mps"
    if metadata.version("torch").endswith("+cpu") or os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return "cpu"
    if sys.platform == "win32":
        driver = Path(os.environ.get("SYSTEMROOT", "")) / "System32" / "nvcuda.dll"
    else:
        driver = Path("/dev/nvidiactl")
    return "cuda" if driver.exists() else "cpu"


def usable_device(wanted: str, setting: str, tell: Callable[[str], None], who: str) -> str:
    """Return the device that `wanted`, the value of `setting`, names; where it is "auto", the likely one or the CPU.

    That `who` ran on the CPU although there is another is told. Raises ModelError: no such device, or none here.
    """
    with quickly_and_quietly():
        import torch

    device = likely_device() if wanted == "auto" else wanted
    kind = device.partition(":")[0]
    usable = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if kind not in usable:
        raise ModelError(f"{setting} {device!r}: choose auto, cpu, cuda, cuda:N or mps")
    if usable[kind]:
        return device
    if wanted != "auto":
        raise ModelError(f"{setting} {device!r} is not available here: choose cpu or auto")
    tell(
        f"torch cannot use the {kind} device that is here: {who} ran on the CPU (set {setting} to cpu to say so)"
    )
    return "cpu"


def cpu_threads(most: int | None = None) -> int:
    """As many as there are cores, but no more than `most`; unless the environment says how many a process may use."""
    named = os.environ.get("OMP_NUM_THREADS", "")
    if named.isdecimal() and int(named) > 0:
        return int(named)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if most is None else min(cores, most)
