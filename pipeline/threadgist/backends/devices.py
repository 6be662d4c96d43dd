"""Which device torch will offer, before it is loaded."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

__all__ = ["likely_device"]


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
