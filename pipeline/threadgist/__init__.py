"""threadgist turns a discussion thread into a digest page.

from threadgist import digest, render

page = render(digest("thread.json"), "html")

Own encoders, clusterers and language models fulfil the Protocols `Encoder`, `Clusterer` and `LanguageModel`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadgist.cluster import Clusterer, clustering_of
    from threadgist.embed import Encoder
    from threadgist.errors import ThreadgistError
    from threadgist.flow import digest
    from threadgist.pages import load_digest, render, render_files
    from threadgist.records import (
        Clustering,
        Comment,
        Corpus,
        Digest,
        Embeddings,
        EncoderInfo,
        Thread,
        WriterInfo,
    )
    from threadgist.settings import Settings
    from threadgist.sources import Columns, read_thread
    from threadgist.write.model import Completion, LanguageModel, Request

__version__ = "0.1.0"

_HOME = {
    "Clusterer": "cluster",
    "Clustering": "records",
    "Columns": "sources",
    "Comment": "records",
    "Completion": "write.model",
    "Corpus": "records",
    "Digest": "records",
    "Embeddings": "records",
    "Encoder": "embed",
    "EncoderInfo": "records",
    "LanguageModel": "write.model",
    "Request": "write.model",
    "Settings": "settings",
    "Thread": "records",
    "ThreadgistError": "errors",
    "WriterInfo": "records",
    "clustering_of": "cluster",
    "digest": "flow",
    "load_digest": "pages",
    "read_thread": "sources",
    "render": "pages",
    "render_files": "pages",
}

__all__ = [
    "Clusterer",
    "Clustering",
    "Columns",
    "Comment",
    "Completion",
    "Corpus",
    "Digest",
    "Embeddings",
    "Encoder",
    "EncoderInfo",
    "LanguageModel",
    "Request",
    "Settings",
    "Thread",
    "ThreadgistError",
    "WriterInfo",
    "__version__",
    "clustering_of",
    "digest",
    "load_digest",
    "read_thread",
    "render",
    "render_files",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more (PEP 562): `import threadgist` alone loads nothing heavy."""
    if name not in _HOME:
        raise AttributeError(f"module 'threadgist' has no attribute {name!r}")
    return getattr(import_module(f"threadgist.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
