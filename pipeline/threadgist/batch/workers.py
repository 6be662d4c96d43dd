"""Who does the work of a batch: threads of this process, and processes that may die, each behind a thread of its own.

`concurrent.futures` gives up a whole pool when one of its processes is killed; here the task fails, another process
takes the place, and the run goes on.
"""

import errno
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, Final

from threadgist.errors import OutputError

Handler = Callable[..., Any]
Start = Callable[[], Handler]

_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_GRACE: Final = 2.0
_MANY_OBJECTS: Final = 500_000
_THOROUGH_EVERY: Final = 100
_LONG: Final = 5.0
_FULL: Final = ("ENOSPC", "EDQUOT", "EFBIG", "EROFS")
# Whenever a process is started, multiprocessing asks what became of all others: how one ended is told once.
_LOCK: Final = threading.Lock()


class WorkerDiedError(Exception):
    """A process ended in the middle of a task: killed, out of memory, or a crash in a library."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that raised; `fatal` where all others would meet that too: a full or read-only disk, no more processes."""

    error: BaseException
    fatal: bool = False


class Handling:
    """What a process does: `start()` once, then what it returned; what one of them raises comes back as `Failed`."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._handle: Handler | None = None
        self._lock = threading.Lock()

    def do(self, *task: Any) -> Any:
        """Return what a task gives, or `Failed`."""
        try:
            with self._lock:
                self._handle = self._handle or self._start()
            return self._handle(*task)
        except Exception as error:  # noqa: BLE001 - whatever a thread does, the run goes on and the record says it
            cause = error.__cause__ if isinstance(error, OutputError) else error
            number = cause.errno if isinstance(cause, OSError) else None
            return Failed(_portable(error), errno.errorcode.get(number or 0) in _FULL)


def _portable(error: Exception) -> BaseException:
    """Return the error if it survives the pipe, else one that says the same."""
    # An error of a library that cannot be copied is told by name.
    with suppress(Exception):
        if str(pickle.loads(pickle.dumps(error))) == str(error):
            return error
    return RuntimeError(f"{type(error).__name__}: {error}")


class Crew:
    """Those who do one kind of step, each a call that gives the future of a result: `free` ones, and what is `running`.

    A task is given with any token, which comes back with its result. `stop` begins nothing more, and does not wait for
    what is being done; `told` returns what a record says of an error.
    """

    def __init__(
        self,
        calls: Sequence[Callable[..., Future[Any]]],
        stop: Callable[[], object],
        told: Callable[[BaseException], BaseException] = lambda error: error,
    ) -> None:
        self.free = list(calls)
        self.running: dict[Future[Any], tuple[Any, Callable[..., Future[Any]]]] = {}
        self.stop = stop
        self._told = told

    def submit(self, token: Any, *task: Any) -> None:
        """Give a task to one that is free."""
        # Whoever has worked before is ready at once.
        call = self.free.pop()
        self.running[call(*task)] = token, call

    def results(self) -> Iterator[tuple[Any, Any]]:
        """Yield (token, result or `Failed`) of the tasks that have ended."""
        for future in [one for one in self.running if one.done()]:
            token, call = self.running.pop(future)
            self.free.append(call)
            if (error := future.exception()) is None:
                yield token, future.result()
            else:
                # A process that cannot be started: what the system refuses to one it refuses to the next.
                yield token, Failed(told := self._told(error), isinstance(told, OSError))


def threads(calls: Sequence[Handler]) -> Crew:
    """Return threads of this process, one for each of `calls`."""
    pool = ThreadPoolExecutor(len(calls), "threadgist", _undisturbed)
    stop = partial(pool.shutdown, wait=False, cancel_futures=True)
    return Crew([partial(pool.submit, call) for call in calls], stop)


def processes(starts: Sequence[Start], *, seconds: float | None = None, from_scratch: bool = False) -> Crew:
    """Return processes, one for each of `starts`, which can be pickled; a task over `seconds` is ended.

    Started `from_scratch`, they have nothing of what workers have loaded already, and do not wait for it. When they are
    stopped, those at work get two seconds to put away what they are writing.
    """
    forks = not from_scratch and "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(["threadgist.batch.preload"])
    planned = [_Process(context, start, seconds) for start in starts]
    crew = threads([one.do for one in planned])
    begin_nothing = crew.stop

    def stop() -> None:
        begin_nothing()
        for one in planned:
            one.end()
        deadline = time.monotonic() + _GRACE
        for one in planned:
            one.bury(deadline)

    crew.stop = stop
    return crew


class _Process:
    """A process that does one task after the other, started when there is the first, and again when it has died."""

    def __init__(self, context: BaseContext, start: Start, seconds: float | None) -> None:
        self._context, self._start, self._seconds = context, start, seconds
        self._process: Any = None
        self._pipe: Connection
        self._over = False

    def do(self, *task: Any) -> Any:
        """Return what the process gives; raises WorkerDiedError where it gives nothing."""
        with _LOCK:
            if self._process is None or not self._process.is_alive():
                self._launch()
        try:
            self._pipe.send(task)
            if self._pipe.poll(self._seconds):
                return self._pipe.recv()
            self._process.kill()
            died = f"it took longer than {self._seconds:.0f} seconds and was ended"
        except (EOFError, OSError):
            died = ""
        with _LOCK:
            self._process.join(_GRACE)
            died = died or f"the process that worked on it {_how_it_ended(self._process.exitcode)}"
            self._process = None
        self._pipe.close()
        raise WorkerDiedError(died)

    def end(self) -> None:
        """Ask it to end, and start it no more."""
        self._over = True
        if process := self._process:
            process.terminate()

    def bury(self, deadline: float) -> None:
        """Wait for its end until the deadline (of `time.monotonic`), then bring it about."""
        if process := self._process:
            process.join(max(0.0, deadline - time.monotonic()))
            process.kill()
            process.join()

    def _launch(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        process = self._context.Process(target=_main, args=(theirs, self._start), daemon=True)  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        self._process = process
        if self._over:
            process.kill()


def one_thread_each() -> None:
    """Let matrix libraries that are loaded from now on use one thread: there are as many processes as cores."""
    os.environ.update(dict.fromkeys(_THREADS, "1"))


def _undisturbed() -> None:
    """Hold Ctrl-C back from processes that this thread starts, until they have said what they do about it."""
    if hasattr(signal, "pthread_sigmask"):
        # Whoever starts this one, which happens with the first process, lets Ctrl-C through again.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def _main(pipe: Connection, start: Start) -> None:
    one_thread_each()
    # Looking for garbage in the middle of a step costs a tenth of it; but for large threads it is done in between.
    gc.set_threshold(_MANY_OBJECTS, 20, 100)
    # Ctrl-C reaches the whole group of processes; who ends is decided by the first one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow_parent, daemon=True).start()
    handling = Handling(start)
    tasks = 0
    # The run has gone where the pipe is broken.
    with suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
            began = time.monotonic()
            result = handling.do(*task)
            pipe.send(result)
            tasks += 1
            del task, result
            # A long step was looked through in its middle: what was in use then is found by a full search alone.
            thorough = tasks % _THOROUGH_EVERY == 0 or time.monotonic() - began > _LONG
            gc.collect(2 if thorough else 0)


def _leave(*_: object) -> None:
    # Looking through all objects of torch once more takes two seconds, and they end with the process anyway.
    gc.freeze()
    sys.exit(0)


def _follow_parent() -> None:
    """End this process when the run's own has gone, even by kill -9."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
