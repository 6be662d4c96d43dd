"""One run a folder: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from threadgist.bounds import open_regular
from threadgist.errors import OutputError, SourceError

LOCK = ".lock"
_TICK = 0.05


@contextmanager
def locked(out: Path, patience: float = 2.0) -> Iterator[None]:
    """Hold the lock of a folder of results: whoever chooses folders for threads in it does so alone.

    Raises:
        OutputError: Another run holds it for more than `patience` seconds; names its process. Or it cannot be written.
    """
    path = out / LOCK
    deadline = time.monotonic() + patience
    try:
        while (handle := _take(path)) is None:
            if time.monotonic() > deadline:
                raise OutputError(
                    f"{out}: another run writes there{_holder(path)}: wait for it, or name another folder with --out"
                )
            time.sleep(_TICK)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}): name another folder with --out"
        ) from error
    try:
        yield
    finally:
        # Taken away while it is held: whoever waits for it finds that it is no longer the folder's.
        with suppress(OSError):
            path.unlink()
        os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep other processes of threadgist from writing into a folder meanwhile; gives False where that cannot be."""
    handle = None
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _take(path: Path) -> int | None:
    """Open and lock the file; None where another process has it, or has just taken it away."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags, 0o666)
    taken = False
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        with suppress(BlockingIOError, FileNotFoundError, PermissionError):
            if sys.platform == "win32":
                import msvcrt

                # Far behind the content, which others may then read.
                os.lseek(handle, 1 << 20, os.SEEK_SET)
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                os.lseek(handle, 0, os.SEEK_SET)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), path.stat()):
                os.ftruncate(handle, 0)
                os.write(handle, str(os.getpid()).encode())
                taken = True
    finally:
        if not taken:
            os.close(handle)
    return handle if taken else None


def _holder(path: Path) -> str:
    with suppress(OSError, SourceError), open_regular(path) as stream:
        said = stream.read(20).decode("ascii", "replace").strip()
        return f" (process {said})" if said else ""
    return ""
