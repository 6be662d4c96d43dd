"""The terminal: messages and lines that nothing from outside can forge, progress, and streams that hold."""

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import typer

from threadgist.errors import ThreadgistError
from threadgist.progress import Progress
from threadgist.words import one_line, visible


def say(text: object) -> None:
    """Tell the user something on standard error, as one line, whatever stands in it."""
    print(f"threadgist: {one_line(str(text))}", file=sys.stderr, flush=True)  # noqa: T201


def show(line: str) -> None:
    """Print one line of what was asked for, its columns as they are."""
    print(visible(line).replace("\n", " "))  # noqa: T201


def show_paths(paths: Iterable[Path]) -> None:
    """Print the paths of what was written, as they are, one a line."""
    for path in paths:
        typer.echo(str(path))


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns as wide as their widest cell, the last one free: good for grep and cut."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        show("  ".join([*cells, row[-1]]).rstrip())


def one_by_one(names: Sequence[str], work: Callable[[str], None]) -> None:
    """Do the work for each thread named; one that fails stops none of the others, and is told.

    The error of the only one is raised; of several that failed, the exit code of the last is left with.
    """
    failures, last_code = 0, 0
    for name in names:
        try:
            work(name)
        except ThreadgistError as error:
            if len(names) == 1:
                raise
            failures, last_code = failures + 1, error.exit_code
            say(error)
    if failures:
        say(f"{failures} of {len(names)} threads failed, see above")
        raise typer.Exit(last_code)


class _Standing(io.FileIO):
    """A standard stream that takes what it is given when nobody reads it any more, or its disk is full."""

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        """Write, or remember why that cannot be done."""
        if self.failure is None:
            try:
                return super().write(data)
            except OSError as error:
                self.failure = error
        return memoryview(data).nbytes


class _AskedToEnd(KeyboardInterrupt):
    """What Ctrl-C does; by a type of its own, for after `KeyboardInterrupt` in code from text Python ends by SIGINT."""


class Streams:
    """What became of the standard streams: the request to end that came, if one did, and what took our output."""

    signal: int | None = None
    out: _Standing | None = None


@contextmanager
def standing() -> Iterator[Streams]:
    """Put streams in place that outlast their readers, in UTF-8, and end on SIGTERM and SIGHUP as on Ctrl-C."""
    before = sys.stdin, sys.stdout, sys.stderr
    streams = Streams()
    # A file must never get the number of a standard stream that was closed; what is written there fails.
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if _is_file(sys.stdout, 1):
        streams.out = _Standing(1, "w", closefd=False)
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(streams.out), "utf-8", "surrogateescape", line_buffering=streams.out.isatty()
        )
    if _is_file(sys.stderr, 2):
        buffer = io.BufferedWriter(_Standing(2, "w", closefd=False))
        sys.stderr = io.TextIOWrapper(buffer, "utf-8", "backslashreplace", line_buffering=True)

    def interrupt(number: int, frame: object) -> None:
        streams.signal = number
        raise _AskedToEnd

    asked = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # What is ignored stays so, as under nohup.
    usual = (signal.SIG_DFL, signal.default_int_handler)
    kept = {number: how for number in asked if (how := signal.getsignal(number)) in usual}
    for number in kept:
        signal.signal(number, interrupt)
    try:
        yield streams
    finally:
        for number, how in kept.items():
            signal.signal(number, how)
        sys.stdin, sys.stdout, sys.stderr = before


def _is_file(stream: Any, number: int) -> bool:
    try:
        return stream is None or stream.fileno() == number
    except (OSError, ValueError, AttributeError):
        return False


class Watch(Progress):
    """Follows one thread through its stages, on stderr. Quiet in a pipe, unless timings are asked for."""

    def __init__(self, title: str, *, timings: bool) -> None:
        self._title, self._timings = title, timings
        self._stage: tuple[str, int | None, float] | None = None
        self._began = time.perf_counter()
        self._bars: Any = None
        self._seconds: list[tuple[str, float, int | None]] = []

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            name = TextColumn("{task.description:<16}", markup=False)
            columns = name, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
            self._bars = Bars(*columns, console=Console(stderr=True), transient=True)
            self._bars.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()
        if self._bars is not None:
            self._bars.stop()
        if self._timings and self._seconds:
            lines = [one_line(self._title)]
            for name, seconds, total in self._seconds:
                rate = f"  {total / seconds:8.0f} passages/s" if name == "embed" and total and seconds else ""
                lines.append(f"  {name:<18}{seconds:8.2f} s{rate}")
            lines.append(f"  {'all':<18}{time.perf_counter() - self._began:8.2f} s")
            print("\n".join(lines), file=sys.stderr)  # noqa: T201

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage."""
        self._end()
        self._stage = name, total, time.perf_counter()
        if self._bars is not None:
            self._bars.add_task(name, total=1 if total is None else total)

    def done(self, count: int) -> None:
        """Move the stage's bar."""
        if self._bars is not None and self._stage is not None:
            self._bars.update(self._bars.task_ids[-1], completed=count)

    def _end(self) -> None:
        if self._stage is not None:
            name, total, began = self._stage
            self.done(1 if total is None else total)
            self._seconds.append((name, time.perf_counter() - began, total))
            self._stage = None
