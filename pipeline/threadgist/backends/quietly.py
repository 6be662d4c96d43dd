"""Loading libraries that talk: transformers and what stands on it, without their advice and bars."""

from __future__ import annotations

import gc
import os
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


# How every model is loaded: from files that are here, without running code that lies beside its weights.
FROM_DISK: Final[dict[str, Any]] = {"local_files_only": True, "trust_remote_code": False}


@contextmanager
def quickly_and_quietly() -> Iterator[None]:
    """Import and load without the collector (a sixth of the time) and without the libraries' advice."""
    collecting = gc.isenabled()
    gc.disable()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import logging as standard

            from transformers.utils import logging

            library: Any = logging
            bars = library.is_progress_bar_enabled()
            verbosity = library.get_verbosity()
            own = standard.getLogger("sentence_transformers")
            level = own.level
            library.disable_progress_bar()
            library.set_verbosity_error()
            own.setLevel(standard.ERROR)
            try:
                yield
            finally:
                own.setLevel(level)
                library.set_verbosity(verbosity)
                if bars:
                    library.enable_progress_bar()
    finally:
        if collecting:
            gc.enable()
