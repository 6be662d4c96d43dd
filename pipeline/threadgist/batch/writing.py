"""Threads that write with one language model: calls of many discussions are in flight together.

They live in the run's own process, for the model, its budget of calls and its batches are shared by all.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from threadgist.batch import stages
from threadgist.batch.workers import Failed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from threadgist.batch.jobs import Options
    from threadgist.write.stage import Writer


class WriterThreads:
    """What `Pool` is for processes, for threads of this one."""

    def __init__(self, size: int, writer: Writer, options: Options) -> None:
        self._threads = ThreadPoolExecutor(size, "threadgist-writer")
        self._size = size
        self._compose = partial(stages.compose, options=options, writer=writer)
        self._bell, self._button = multiprocessing.Pipe(duplex=False)
        self._running: dict[Future[stages.Next], Any] = {}

    @property
    def idle(self) -> int:
        """How many threads have nothing to do."""
        return self._size - len(self._running)

    @property
    def pipes(self) -> list[Connection]:
        """What to wait for."""
        return [self._bell] if self._running else []

    def submit(self, token: Any, state: bytes, vectors: Any, fallbacks: tuple[str, ...]) -> None:
        """Have a digest written."""
        future = self._threads.submit(self._compose, state, vectors, fallbacks)
        self._running[future] = token
        future.add_done_callback(self._ring)

    def results(self, ready: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield (token, what `stages.compose` returned, or `Failed`) of those that ended."""
        if self._bell not in ready:
            return
        while self._bell.poll():
            self._bell.recv_bytes()
        for future in [one for one in self._running if one.done()]:
            error = future.exception()
            yield self._running.pop(future), future.result() if error is None else Failed(error)

    def stop(self) -> None:
        """Begin nothing more; calls that are out are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ring(self, ended: object) -> None:
        with suppress(OSError):
            self._button.send_bytes(b"!")
