"""Worker processes that may die: each has a pipe of its own, so that it is known what a dead one was doing.

`concurrent.futures` gives up a whole pool when one of its processes is killed; here the task fails, another process
takes the place, and the run goes on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, Final

Handler = Callable[..., Any]

_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_GRACE: Final = 2.0
_MANY_OBJECTS: Final = 500_000
_THOROUGH_EVERY: Final = 100
_LONG: Final = 5.0


class WorkerDiedError(Exception):
    """A process ended in the middle of a task: killed, out of memory, or a crash in a library."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that raised: the error, and its cause, which would not travel with it."""

    error: BaseException
    cause: BaseException | None = None

    def __post_init__(self) -> None:
        if self.cause is not None:
            self.error.__cause__ = self.cause

    def __reduce__(self) -> tuple[type[Failed], tuple[BaseException, BaseException | None]]:
        return type(self), (self.error, self.cause)


class Handling:
    """What a process does: `start()` once, then what it returned, with one task after the other.

    What a task raises comes back as `Failed`; so does what `start` raises, which the next task then tries again.
    """

    def __init__(self, start: Callable[..., Handler], arguments: tuple[Any, ...]) -> None:
        self._start = partial(start, *arguments)
        self._handle: Handler | None = None
        self._lock = threading.Lock()

    def do(self, *task: Any) -> Any:
        """Return what a task gives, or `Failed`."""
        try:
            with self._lock:
                self._handle = self._handle or self._start()
            return self._handle(*task)
        except Exception as error:  # noqa: BLE001 - whatever a thread does, the run goes on and the record says it
            cause = error.__cause__ if isinstance(error.__cause__, OSError) else None
            return Failed(_portable(error), cause)


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    task: Any = None
    began: float = 0.0


class Pool:
    """A few processes of one kind; each runs `start()` once and then what it returned, a task at a time.

    A task is given with any token, which comes back with its result. Processes are started when they are first needed.
    """

    def __init__(
        self,
        start: Callable[..., Handler],
        arguments: Sequence[tuple[Any, ...]],
        *,
        seconds: float | None = None,
        from_scratch: bool = False,
    ) -> None:
        """Plan a process for each of `arguments`, with which it calls `start`, which must be importable.

        A task that takes longer than `seconds` is ended. Started `from_scratch`, they have nothing of what workers have
        loaded already, and do not wait for it.
        """
        self._context = multiprocessing.get_context("spawn") if from_scratch else _context()
        self._start = start
        self._arguments = list(arguments)
        self._workers: dict[int, _Worker] = {}
        self._seconds = seconds

    @property
    def idle(self) -> int:
        """How many processes have nothing to do."""
        return len(self._arguments) - len(self.pipes)

    @property
    def tokens(self) -> list[Any]:
        """What is being done."""
        return [worker.task for worker in self._workers.values() if worker.task is not None]

    @property
    def pipes(self) -> list[Connection]:
        """What to wait for: a pipe of each process that is at work."""
        return [worker.pipe for worker in self._workers.values() if worker.task is not None]

    def submit(self, token: Any, *task: Any) -> None:
        """Give a task to an idle process; there must be one."""
        at_work = {number for number, worker in self._workers.items() if worker.task is not None}
        number = next(number for number, _ in enumerate(self._arguments) if number not in at_work)
        if number in self._workers and not self._workers[number].process.is_alive():
            self._workers.pop(number).pipe.close()
        if number not in self._workers:
            self._workers[number] = self._launch(number)
        worker = self._workers[number]
        worker.task, worker.began = token, time.monotonic()
        # A process that died just now is found out when its result is asked for.
        with suppress(BrokenPipeError, ConnectionResetError):
            worker.pipe.send(task)

    def results(self, ready: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield (token, result or `Failed`) of the tasks whose pipes are among `ready` or whose time is over."""
        now = time.monotonic()
        for number, worker in sorted(self._workers.items()):
            if worker.task is None:
                continue
            died = None
            if worker.pipe in ready:
                try:
                    result = worker.pipe.recv()
                except (EOFError, OSError):
                    worker.process.join(_GRACE)
                    died = f"the process that worked on it {_end(worker.process.exitcode)}"
            elif self._seconds is not None and now - worker.began > self._seconds:
                worker.process.kill()
                worker.process.join(_GRACE)
                died = f"it took longer than {self._seconds:.0f} seconds and was ended"
            else:
                continue
            if died is not None:
                result = Failed(WorkerDiedError(died))
                self._workers.pop(number).pipe.close()
            token, worker.task = worker.task, None
            yield token, result

    def stop(self) -> None:
        """End all processes: those at work get two seconds to put away what they are writing."""
        for worker in self._workers.values():
            if worker.task is None:
                with suppress(BrokenPipeError, ConnectionResetError):
                    worker.pipe.send(None)
            else:
                worker.process.terminate()
        deadline = time.monotonic() + _GRACE
        for worker in self._workers.values():
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()
        self._workers.clear()

    def _launch(self, index: int) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_main, args=(theirs, self._start, self._arguments[index]), daemon=True
        )
        with single_threaded(), _undisturbed():
            process.start()
        theirs.close()
        return _Worker(process, ours)


@contextmanager
def single_threaded() -> Iterator[None]:
    """Let processes started meanwhile use one thread each in matrix libraries: there are as many as cores."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        set_environment(before)


def set_environment(values: Mapping[str, str | None]) -> None:
    """Set variables of this process; None takes one away."""
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back from processes started meanwhile until they have said what they do about it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Whoever starts this one, which happens with the first process, lets Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _context() -> BaseContext:
    """Processes are forked from one that has the imports done and no threads, or started anew where that cannot be."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["threadgist.batch.preload"])
        return context
    return multiprocessing.get_context("spawn")


def _end(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def _main(pipe: Connection, start: Callable[..., Handler], arguments: tuple[Any, ...]) -> None:
    """Run in the worker: take tasks until the pipe closes."""
    import gc

    # Looking for garbage in the middle of a step costs a tenth of it; but for large threads it is done in between.
    gc.set_threshold(_MANY_OBJECTS, 20, 100)
    # Ctrl-C reaches the whole group of processes; who ends is decided by the first one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.Thread(target=_follow_parent, daemon=True).start()
    handling = Handling(start, arguments)
    tasks = 0
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        began = time.monotonic()
        if task is None:
            # Looking through all objects of torch once more takes two seconds, and they end with the process anyway.
            gc.freeze()
            return
        result = handling.do(*task)
        try:
            pipe.send(result)
        except (BrokenPipeError, ConnectionResetError):
            return
        tasks += 1
        del task, result
        # A long step was looked through in its middle: what was in use then is found by a full search alone.
        thorough = tasks % _THOROUGH_EVERY == 0 or time.monotonic() - began > _LONG
        gc.collect(2 if thorough else 0)


def _portable(error: Exception) -> BaseException:
    """Return the error if it survives the pipe, with its cause, else one that says the same."""
    import pickle

    try:
        again = pickle.loads(pickle.dumps(error))
        if str(again) == str(error):
            return error
    except Exception:  # noqa: BLE001 - an error of a library that cannot be copied is told by name
        pass
    return RuntimeError(f"{type(error).__name__}: {error}")


def _follow_parent() -> None:
    """End this process when the run's own has gone, even by kill -9."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
