"""threadgist turns a discussion thread into a digest page.

from threadgist import digest, render

page = render(digest("thread.json"), "html")

Own encoders, clusterers and language models fulfil the Protocols `Encoder`, `Clusterer` and `LanguageModel`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadgist.cluster import Clusterer, clustering_of
    from threadgist.digest_file import load_digest
    from threadgist.embed import Encoder
    from threadgist.errors import ThreadgistError
    from threadgist.flow import digest
    from threadgist.pages import render, render_files
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

_HOMES = {
    "cluster": "Clusterer clustering_of",
    "digest_file": "load_digest",
    "embed": "Encoder",
    "errors": "ThreadgistError",
    "flow": "digest",
    "pages": "render render_files",
    "records": "Clustering Comment Corpus Digest Embeddings EncoderInfo Thread WriterInfo",
    "settings": "Settings",
    "sources": "Columns read_thread",
    "write.model": "Completion LanguageModel Request",
}

__all__ = [
    "Clusterer", "Clustering", "Columns", "Comment", "Completion", "Corpus", "Digest", "Embeddings", "Encoder",
    "EncoderInfo", "LanguageModel", "Request", "Settings", "Thread", "ThreadgistError", "WriterInfo", "__version__",
    "clustering_of", "digest", "load_digest", "read_thread", "render", "render_files",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more (PEP 562): `import threadgist` alone loads nothing heavy."""
    for module, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f"threadgist.{module}"), name)
    raise AttributeError(f"module 'threadgist' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
