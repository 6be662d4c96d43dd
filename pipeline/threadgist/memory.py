"""A bound on memory: what needs more of it, or nests deeper than the stack, is an error of the input."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from threadgist.errors import SourceError

__all__ = ["bounded_memory", "bounds_memory"]


@contextmanager
def bounded_memory(megabytes: int, place: str) -> Iterator[None]:
    """Let what is done inside take so many MB more than the process has by now.

    The system enforces it on Linux, in the main thread (a limit is the whole process's); elsewhere only memory that
    the system itself refuses is told.

    Args:
        megabytes: how much.
        place: the input, for messages.

    Raises:
        SourceError: that is not enough, or the input is nested deeper than Python's stack.
    """
    before = _limited(megabytes)
    try:
        yield
    except RecursionError:
        raise SourceError(
            f"{place}: is nested too deep to be read; save the thread in another format"
        ) from None
    except MemoryError:
        raise SourceError(_too_much(place, megabytes)) from None
    except Exception as error:
        # The parser of web pages has an error of its own for having no memory.
        if type(error).__name__ != "SelectolaxError":
            raise
        raise SourceError(_too_much(place, megabytes)) from None
    finally:
        if before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, before)


def bounds_memory() -> bool:
    """Whether the system enforces the bound here."""
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


def _too_much(place: str, megabytes: int) -> str:
    return (
        f"{place}: takes more than {megabytes:,} MB of memory to read; hand over a part of it, or raise "
        "limits.max_memory_mb if that is meant"
    )


def _limited(megabytes: int) -> tuple[int, int] | None:
    """Lower the process's limit; return the one before, None where nothing was changed."""
    if sys.platform != "linux" or not bounds_memory():
        return None
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(OSError, ValueError, IndexError):
        taken = Path("/proc/self/status").read_text().partition("VmData:")[2].split()[0]
        wanted = (int(taken) << 10) + (megabytes << 20)
        if before[0] == resource.RLIM_INFINITY or wanted < before[0]:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, before[1]))
            return before
    return None
