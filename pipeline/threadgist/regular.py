"""Opening files that strangers named: regular files alone, for a pipe or a device may never end."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from threadgist.errors import SourceError

__all__ = ["open_regular"]

# Opening a pipe would wait for somebody to write into it.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


def open_regular(path: str | Path) -> BinaryIO:
    """Open a regular file for reading its bytes.

    Raises:
        SourceError: there is none, it is something else (a folder, a pipe, a device), or it cannot be read.
    """
    try:
        _check(path, os.stat(path).st_mode)  # noqa: PTH116 - a path may hold what pathlib chokes on
        stream = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _AT_ONCE))  # noqa: SIM115
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file; check the path (- reads standard input)") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SourceError(f"{path}: cannot be read ({reason}); check the path and its permissions") from error
    try:
        _check(path, os.fstat(stream.fileno()).st_mode)
    except SourceError:
        stream.close()
        raise
    return stream


def _check(path: str | Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise SourceError(
            f"{path}: is a directory; name the files in it, such as {str(path).rstrip('/')}/*.json"
        )
    if not stat.S_ISREG(mode):
        raise SourceError(
            f"{path}: is no regular file but a pipe or a device; pipe its content in and name -"
        )
