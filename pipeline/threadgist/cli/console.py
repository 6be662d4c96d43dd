"""Progress on the terminal: a bar per stage where somebody watches, timings where they were asked for."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

__all__ = ["Watch"]


class Watch:
    """Follows one thread through its stages, on stderr. Quiet in a pipe, unless timings are asked for."""

    def __init__(self, title: str, *, timings: bool) -> None:
        self._title = title
        self._timings = timings
        self._name: str | None = None
        self._total: int | None = None
        self._began = self._first = time.perf_counter()
        self._bars: RichProgress | None = None
        self._task: TaskID | None = None
        self._seconds: list[tuple[str, float, int | None]] = []

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bars = Progress(
                TextColumn("{task.description:<16}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bars.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()
        if self._bars is not None:
            self._bars.stop()
        if self._timings and self._seconds:
            print(self._title, file=sys.stderr)  # noqa: T201
            for name, seconds, total in self._seconds:
                rate = f"  {total / seconds:8.0f} passages/s" if name == "embed" and total and seconds else ""
                print(f"  {name:<18}{seconds:8.2f} s{rate}", file=sys.stderr)  # noqa: T201
            print(f"  {'all':<18}{time.perf_counter() - self._first:8.2f} s", file=sys.stderr)  # noqa: T201

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage."""
        self._end()
        self._name, self._total, self._began = name, total, time.perf_counter()
        if self._bars is not None:
            self._task = self._bars.add_task(name, total=total if total is not None else 1)

    def done(self, count: int) -> None:
        """Move the stage's bar."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=count)

    def _end(self) -> None:
        if self._name is None:
            return
        self._seconds.append((self._name, time.perf_counter() - self._began, self._total))
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=self._total if self._total is not None else 1)
        self._name = self._task = None
