"""A few threads that make calls; unlike those of `concurrent.futures` they never keep a process from ending."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


T = TypeVar("T")


class Workers:
    """At most `count` calls at once, whoever submits them; threads are started as they are needed."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._queue: SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._started = 0

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Return the future of `function(*arguments)`."""
        future: Future[T] = Future()
        self._queue.put((future, function, arguments))
        with self._lock:
            if self._started < self._count:
                self._started += 1
                threading.Thread(target=self._work, name=f"call-{self._started}", daemon=True).start()
        return future

    def _work(self) -> None:
        while True:
            future, function, arguments = self._queue.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(function(*arguments))
            except BaseException as error:  # noqa: BLE001  (raised to whoever asks for the result)
                future.set_exception(error)
