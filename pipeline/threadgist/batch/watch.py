"""How a run is told: a bar on a terminal, a line now and then without one, or one JSON object a line."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TextIO

from threadgist.batch.journal import ThreadRecord
from threadgist.printable import one_line
from threadgist.words import counted

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


_EVERY_SECONDS: Final = 15.0
_SHOWN_CHARS: Final = 300


class BatchWatch:
    """Follows a run on stderr; JSON goes to standard output, which a program reads."""

    def __init__(
        self, *, json_log: bool, stream: TextIO | None = None, every: float = _EVERY_SECONDS
    ) -> None:
        """Watch nothing yet.

        Args:
            json_log: one JSON object a line on standard output instead of anything else.
            stream: where lines go; standard error by default.
            every: seconds between two plain lines.
        """
        self._json = json_log
        self._stream = stream or sys.stderr
        self._every = every
        self._began = self._told = time.monotonic()
        self._total = self._done = self._kept = self._failed = self._skipped = self._comments = 0
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, total: int) -> None:
        """So many threads were found."""
        self._total = total
        self._began = self._told = time.monotonic()
        if self._json:
            self._object("begin", threads=total)
        elif self._stream.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._bar = Progress(
                BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False),
                console=Console(file=self._stream), transient=True,
            )  # fmt: skip
            self._bar.start()
            self._task = self._bar.add_task("threads", total=total)
        else:
            self._line(counted(total, "thread"))

    def ended(self, record: ThreadRecord, how: Literal["made", "kept"]) -> None:
        """A thread was made, kept, skipped, or failed."""
        if how == "kept":
            self._kept += 1
        elif record.status == "failed":
            self._failed += 1
            self._fault(record)
        elif record.status == "skipped":
            self._skipped += 1
        else:
            self._done += 1
            self._comments += record.comments
        if self._json and how == "made" and record.status != "failed":
            self._object(
                "thread",
                source=record.source,
                folder=record.folder,
                status=record.status,
                comments=record.comments,
                themes=record.themes,
                seconds=dict(record.seconds),
            )
        now = time.monotonic()
        if self._bar is not None and self._task is not None:
            done = self._done + self._kept + self._failed + self._skipped
            self._bar.update(self._task, completed=done, description=self._state(now))
        elif now - self._told >= self._every:
            self._told = now
            if self._json:
                self._object("progress", **self._figures(now))
            else:
                self._line(self._state(now))

    def say(self, text: str) -> None:
        """Tell something."""
        if self._json:
            self._object("notice", text=text)
        else:
            self._line(text)

    def end(self) -> None:
        """Tell what it came to."""
        now = time.monotonic()
        if self._json:
            self._object("end", **self._figures(now))
            return
        parts = [f"{self._done:,} made"]
        parts += [f"{self._kept:,} as they were"] if self._kept else []
        parts += [f"{self._failed:,} failed (see failures.jsonl)"] if self._failed else []
        parts += [f"{counted(self._skipped, 'file')} without a thread"] if self._skipped else []
        rate = self._comments / max(now - self._began, 1e-6)
        took = _duration(now - self._began)
        self._line(
            f"{', '.join(parts)} in {took}"
            + (f", {counted(round(rate), 'comment')} a second" if self._done else "")
        )

    def _figures(self, now: float) -> dict[str, Any]:
        spent = max(now - self._began, 1e-6)
        made = self._done + self._failed + self._skipped
        left = self._total - made - self._kept
        return {
            "done": self._done,
            "kept": self._kept,
            "failed": self._failed,
            "skipped": self._skipped,
            "threads": self._total,
            "comments_a_second": round(self._comments / spent, 1),
            "seconds_left": round(left * spent / made) if made else None,
        }

    def _state(self, now: float) -> str:
        figures = self._figures(now)
        done = self._done + self._kept + self._skipped
        parts = [f"{done:,} of {self._total:,} threads" if self._bar is None else "threads"]
        if self._failed:
            parts.append(f"{self._failed:,} failed")
        parts.append(f"{figures['comments_a_second']:,.0f} comments/s")
        if figures["seconds_left"]:
            parts.append(f"{_duration(figures['seconds_left'])} left")
        return ", ".join(parts)

    def _fault(self, record: ThreadRecord) -> None:
        if self._json:
            self._object(
                "failed",
                source=record.source,
                folder=record.folder,
                stage=record.stage,
                error=record.error,
                advice=record.advice,
            )
        else:
            error = (record.error or "")[:_SHOWN_CHARS]
            self._line(
                f"{record.stage}: {error}"
                if record.source in error
                else f"{record.source}: {record.stage}: {error}"
            )

    def _line(self, text: str) -> None:
        line = f"threadgist: {one_line(text)}"
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=self._stream, flush=True)

    def _object(self, event: str, **fields: Any) -> None:
        row = {"event": event, "at": round(time.time(), 3), **fields}
        print(json.dumps(row), flush=True)  # noqa: T201


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
