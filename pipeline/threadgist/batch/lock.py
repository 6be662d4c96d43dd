"""One run a folder: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from threadgist.errors import OutputError

__all__ = ["locked"]


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the lock of a run's folder.

    Raises:
        OutputError: Another run holds it; names its process.
    """
    path = out / ".lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}): name another folder with --out"
        ) from error
    try:
        if not _take(handle):
            holder = (
                os.pread(handle, 20, 0).decode("ascii", "replace").strip() if hasattr(os, "pread") else ""
            )
            who = f" (process {holder})" if holder else ""
            raise OutputError(
                f"{out}: another batch writes there{who}: wait for it, or name another folder with --out"
            )
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            # Far behind the content, which others may then read.
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
