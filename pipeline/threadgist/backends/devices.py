"""Which device torch will offer, before it is loaded."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path


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


def cpu_threads() -> int:
    """As many as there are cores, unless the environment says how many a process may use."""
    named = os.environ.get("OMP_NUM_THREADS", "")
    if named.isdigit() and int(named) > 0:
        return int(named)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
