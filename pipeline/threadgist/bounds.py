"""How much is taken of what comes from outside, where the settings do not say; of files regular ones; memory and time.

Nobody needs to turn these numbers: nothing honest comes near them. A pipe or a device may never end, so none is opened.
"""

import io
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Final, TypeVar

from threadgist.errors import SourceError

# What reading a thread may take, if the settings do not say: memory, and seconds.
READ_MEMORY_MB: Final = 1_200
READ_SECONDS: Final = 600
# What has unpacked to more than so many bytes and so many times its size is refused: text packs 5 to 20 fold.
RATIO: Final = 200
FREE_BYTES: Final = 16 << 20
# A line of a dump or a manifest.
LINE_BYTES: Final = 16 << 20
# Containers of JSON in each other: a chain of 20,000 replies needs some 80,000.
DEPTH: Final = 100_000
# A file with the article under discussion, and what finding its text may take.
ARTICLE_BYTES: Final = 20_000_000
ARTICLE_MEMORY_MB: Final = 1_000
ARTICLE_SECONDS: Final = 120.0
# One answer of a language model's server, headers and all.
ANSWER_BYTES: Final = 8 << 20

# Opening a pipe would wait for somebody to write into it.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)

T = TypeVar("T")


class _Named(io.FileIO):
    """A file whose errors of reading name it: a disk may fail in the middle."""

    def readinto(self, buffer: Any) -> int | None:
        with _naming(self.name):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        with _naming(self.name):
            return super().readall()


@contextmanager
def _naming(path: object) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise SourceError(f"{path}: cannot be read ({reason}); check the path and its permissions") from error


def open_regular(path: str | Path) -> io.BufferedReader:
    """Open a regular file; raises SourceError: it is none, or it cannot be read, now or later."""
    with _naming(path):
        _check(path, os.stat(path).st_mode)  # noqa: PTH116 - a path may hold what pathlib chokes on
        file = _Named(path, "rb", opener=lambda name, flags: os.open(name, flags | _AT_ONCE))
    try:
        _check(path, os.fstat(file.fileno()).st_mode)
    except SourceError:
        file.close()
        raise
    return io.BufferedReader(file)


def _check(path: str | Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        files = f"{str(path).rstrip('/')}/*.json"
        raise SourceError(f"{path}: is a directory; name the files in it, such as {files}")
    if not stat.S_ISREG(mode):
        raise SourceError(
            f"{path}: is no regular file but a pipe or a device; pipe its content in and name -"
        )


class _OverdueError(BaseException):
    """Raised wherever the reader is; no `except Exception` of a library holds it up."""


def bounded(call: Callable[[], T], place: str, *, megabytes: int, seconds: float) -> T:
    """Return what a call returns, which may take so many MB more than the process has by now, and so many seconds.

    Both only in the main thread, memory on Linux, time on any Unix. `place` is the input, for messages.
    Raises SourceError: that is not enough, or the input is nested deeper than Python's stack.
    """

    def too_much(what: str, limit: str) -> SourceError:
        way_out = f"hand over a part of it, or raise limits.{limit} if that is meant"
        return SourceError(f"{place}: takes more than {what} to read; {way_out}")

    alarm = _Alarm(seconds)
    try:
        try:
            with _memory(megabytes):
                return call()
        finally:
            alarm.off()
    except _OverdueError:
        # It may have rung before it could be turned off.
        alarm.off()
        raise too_much(f"{seconds:,.0f} seconds", "max_read_seconds") from None
    except RecursionError:
        raise SourceError(f"{place}: is nested too deep to read; save the thread in another format") from None
    except Exception as error:
        # The parser of web pages has an error of its own for having no memory.
        if not isinstance(error, MemoryError) and type(error).__name__ != "SelectolaxError":
            raise
        raise too_much(f"{megabytes:,} MB of memory", "max_memory_mb") from None


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


@contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    if sys.platform != "linux" or not _in_main_thread():
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(OSError, ValueError, IndexError):
        taken = Path("/proc/self/status").read_text().partition("VmData:")[2].split()[0]
        wanted = (int(taken) << 10) + (megabytes << 20)
        if before[0] == resource.RLIM_INFINITY or wanted < before[0]:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


class _Alarm:
    """Raises `_OverdueError` in the main thread after so many seconds, unless somebody uses the signal already."""

    def __init__(self, seconds: float) -> None:
        free = sys.platform != "win32" and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
        self._on = free and _in_main_thread()
        if self._on:
            signal.signal(signal.SIGALRM, self._ring)
            # Again and again, for a callback of a library may lose an exception.
            signal.setitimer(signal.ITIMER_REAL, seconds, 10.0)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._on:
            raise _OverdueError

    def off(self) -> None:
        if self._on:
            self._on = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
