"""One worker for many callers: what several threads ask at once is done in shared batches.

Whoever finds the worker idle works for everybody until its own requests are done ("flat combining", Hendler et
al., SPAA 2010), so no thread of ours has to be started, stopped or waited for, and an interrupt reaches the
thread it was meant for.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Ticket(Generic[Item, Result]):
    item: Item
    result: Result | None = None
    fault: Exception | None = None
    done: bool = False


class Combiner(Generic[Item, Result]):
    """Runs items in batches that `choose` puts together from all that wait, whoever asked."""

    def __init__(
        self,
        choose: Callable[[Sequence[Item]], Sequence[int]],
        run: Callable[[Sequence[Item]], Sequence[Result]],
    ) -> None:
        """Take `choose`, which picks indices (at least one) of what waits, and `run`, called by one thread a time."""
        self._choose = choose
        self._run = run
        self._changed = threading.Condition()
        self._waiting: list[_Ticket[Item, Result]] = []
        self._busy = False

    def submit(self, items: Sequence[Item], progress: Callable[[int], None] | None = None) -> list[Result]:
        """Return the results of `items`, in order; an exception of `run` is raised to all of its batch."""
        mine: list[_Ticket[Item, Result]] = [_Ticket(item) for item in items]
        with self._changed:
            self._waiting.extend(mine)
        try:
            self._see_through(mine, progress)
        finally:
            with self._changed:
                asked = set(map(id, mine))
                self._waiting = [ticket for ticket in self._waiting if id(ticket) not in asked]
        results: list[Result] = []
        for ticket in mine:
            if ticket.fault is not None:
                raise ticket.fault
            results.append(ticket.result)  # type: ignore[arg-type]
        return results

    def _see_through(self, mine: list[_Ticket[Item, Result]], progress: Callable[[int], None] | None) -> None:
        told = 0
        while True:
            with self._changed:
                count = sum(ticket.done for ticket in mine)
                batch: list[_Ticket[Item, Result]] = []
                if count < len(mine) and not self._busy:
                    self._busy = True
                    chosen = self._choose([ticket.item for ticket in self._waiting])
                    batch = [self._waiting[at] for at in chosen]
                    taken = set(map(id, batch))
                    self._waiting = [ticket for ticket in self._waiting if id(ticket) not in taken]
                elif count < len(mine) and count == told:
                    self._changed.wait()
            if batch:
                self._work(batch)
                continue
            if progress is not None and count > told:
                progress(count)
            told = count
            if count == len(mine):
                return

    def _work(self, batch: list[_Ticket[Item, Result]]) -> None:
        """Run one batch; what an interrupt leaves undone goes back to the others."""
        finished = False
        try:
            for ticket, result in zip(batch, self._run([ticket.item for ticket in batch]), strict=True):
                ticket.result = result
            finished = True
        except Exception as fault:  # noqa: BLE001  (kept for those who asked, who raise it)
            for ticket in batch:
                ticket.fault = fault
            finished = True
        finally:
            with self._changed:
                for ticket in batch:
                    ticket.done = finished
                if not finished:
                    self._waiting[:0] = batch
                self._busy = False
                self._changed.notify_all()
