"""How much is taken of what comes from outside, where the settings do not say; and of files, regular ones alone.

`limits` bound a thread and what it is read from, `fetch.FetchOptions` what is fetched. These numbers nobody needs
to turn: nothing honest comes near them. A pipe or a device may never end, so neither is opened.
"""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import Any, Final

from threadgist.errors import SourceError

READ_MEMORY_MB: Final = 1_200
"""What reading a thread may take, if the settings do not say; and how long, in seconds."""
READ_SECONDS: Final = 600
RATIO: Final = 200
"""What unpacks to more than so many times its size is refused: text packs 5 to 20 fold ..."""
FREE_BYTES: Final = 16 << 20
"""... once it has unpacked to more than this."""
LINE_BYTES: Final = 16 << 20
"""A line of a dump or a manifest."""
DEPTH: Final = 100_000
"""Containers of JSON in each other: a chain of 20,000 replies needs some 80,000."""
ARTICLE_BYTES: Final = 20_000_000
"""A file with the article under discussion ..."""
ARTICLE_MEMORY_MB: Final = 1_000
ARTICLE_SECONDS: Final = 120.0
"""... and what finding its text may take."""
ANSWER_BYTES: Final = 8 << 20
"""One answer of a language model's server, headers and all."""

# Opening a pipe would wait for somebody to write into it.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


class _Named(io.FileIO):
    """A file whose errors of reading name it: a disk may fail in the middle."""

    def readinto(self, buffer: Any) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise _unreadable(self.name, error) from error

    def readall(self) -> bytes:
        try:
            return super().readall()
        except OSError as error:
            raise _unreadable(self.name, error) from error


def open_regular(path: str | Path) -> io.BufferedReader:
    """Open a regular file for reading its bytes.

    Raises:
        SourceError: there is none, it is something else (a folder, a pipe, a device), or it cannot be read, now or
            when bytes of it are asked for.
    """
    try:
        _check(path, os.stat(path).st_mode)  # noqa: PTH116 - a path may hold what pathlib chokes on
        file = _Named(path, "rb", opener=lambda name, flags: os.open(name, flags | _AT_ONCE))
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        _check(path, os.fstat(file.fileno()).st_mode)
    except SourceError:
        file.close()
        raise
    return io.BufferedReader(file)


def _unreadable(path: object, error: OSError | ValueError) -> SourceError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return SourceError(f"{path}: cannot be read ({reason}); check the path and its permissions")


def _check(path: str | Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise SourceError(
            f"{path}: is a directory; name the files in it, such as {str(path).rstrip('/')}/*.json"
        )
    if not stat.S_ISREG(mode):
        raise SourceError(
            f"{path}: is no regular file but a pipe or a device; pipe its content in and name -"
        )
