"""threadgist turns a discussion thread into a digest page.

from threadgist import read_thread, digest, render

page = render(digest(read_thread("thread.json")), "html")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadgist.digest_file import load_digest
    from threadgist.flow import digest
    from threadgist.pages import render
    from threadgist.settings import Settings
    from threadgist.sources import read_thread

__version__ = "0.1.0"

__all__ = ["Settings", "__version__", "digest", "load_digest", "read_thread", "render"]

_HOME = {
    "Settings": "threadgist.settings",
    "digest": "threadgist.flow",
    "load_digest": "threadgist.digest_file",
    "read_thread": "threadgist.sources",
    "render": "threadgist.pages",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more (PEP 562): `import threadgist` alone loads nothing heavy."""
    if name not in _HOME:
        raise AttributeError(f"module 'threadgist' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
