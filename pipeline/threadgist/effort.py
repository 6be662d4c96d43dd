"""Bounds on what reading may take: memory and time; what needs more, or nests too deep, is an error of the input."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TypeVar

from threadgist.errors import SourceError

_AGAIN = 10.0

T = TypeVar("T")


class _OverdueError(BaseException):
    """Raised wherever the reader is; no `except Exception` of a library holds it up."""


def bounded(call: Callable[[], T], place: str, *, megabytes: int, seconds: float) -> T:
    """Return what a call returns, which may take so many MB more than the process has by now, and so many seconds.

    Limits and alarms are the whole process's, so both are set in the main thread alone. Memory is bounded on Linux,
    time on any Unix; elsewhere only memory that the system itself refuses is told. `place` is the input, for messages.

    Raises:
        SourceError: that is not enough, or the input is nested deeper than Python's stack.
    """
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
        raise SourceError(
            f"{place}: takes more than {seconds:,.0f} seconds to read; hand over a part of it, or raise "
            "limits.max_read_seconds if that is meant"
        ) from None
    except RecursionError:
        raise SourceError(
            f"{place}: is nested too deep to be read; save the thread in another format"
        ) from None
    except Exception as error:
        # The parser of web pages has an error of its own for having no memory.
        if not isinstance(error, MemoryError) and type(error).__name__ != "SelectolaxError":
            raise
        raise SourceError(
            f"{place}: takes more than {megabytes:,} MB of memory to read; hand over a part of it, or raise "
            "limits.max_memory_mb if that is meant"
        ) from None


def bounds_memory() -> bool:
    """Whether the system enforces the bound here."""
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


@contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    if sys.platform != "linux" or not bounds_memory():
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
        self._on = (
            sys.platform != "win32"
            and threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
        )
        if self._on:
            signal.signal(signal.SIGALRM, self._ring)
            # Again and again, for a callback of a library may lose an exception.
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._on:
            raise _OverdueError

    def off(self) -> None:
        if self._on:
            self._on = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
