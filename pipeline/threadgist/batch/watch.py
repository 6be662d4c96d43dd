"""How a run is told: a bar on a terminal, a line now and then without one, or one JSON object a line."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TextIO

from threadgist.batch.journal import ThreadRecord
from threadgist.words import counted, one_line

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_EVERY_SECONDS: Final = 15.0
_SHOWN_CHARS: Final = 300
_OUTCOMES: Final = ("done", "kept", "failed", "skipped")


class BatchWatch:
    """Follows a run on stderr; JSON goes to standard output, which a program reads."""

    def __init__(self, *, json_log: bool, stream: TextIO | None = None) -> None:
        """Watch nothing yet: JSON on standard output or lines on `stream`."""
        self._json = json_log
        self._stream = stream or sys.stderr
        self._began = self._told = time.monotonic()
        self._total = self._comments = 0
        self._counts: Counter[str] = Counter()
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
        if not self._json and self._stream.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._bar = Progress(
                BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False),
                console=Console(file=self._stream), transient=True,
            )  # fmt: skip
            self._bar.start()
            self._task = self._bar.add_task("threads", total=total)
        else:
            self._tell(counted(total, "thread"), "begin", threads=total)

    def ended(self, record: ThreadRecord, how: Literal["made", "kept"]) -> None:
        """A thread was made, kept, skipped, or failed."""
        self._counts["kept" if how == "kept" else record.status] += 1
        if how == "made" and record.status == "failed":
            error = (record.error or "")[:_SHOWN_CHARS]
            source = "" if record.source in error else f"{record.source}: "
            names = ("source", "folder", "stage", "error", "advice")
            shown = {name: getattr(record, name) for name in names}
            self._tell(f"{source}{record.stage}: {error}", "failed", **shown)
        elif how == "made":
            self._comments += record.comments if record.status == "done" else 0
            names = ("source", "folder", "status", "comments", "themes")
            shown = {name: getattr(record, name) for name in names}
            self._tell(None, "thread", **shown, seconds=dict(record.seconds))
        now = time.monotonic()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._counts.total(), description=self._state(now))
        elif now - self._told >= _EVERY_SECONDS:
            self._told = now
            self._tell(self._state(now), "progress", **self._figures(now))

    def say(self, text: str) -> None:
        """Tell something."""
        self._tell(text, "notice", text=text)

    def end(self) -> None:
        """Tell what it came to."""
        now = time.monotonic()
        done, kept, failed, skipped = (self._counts[name] for name in _OUTCOMES)
        parts = [f"{done:,} made"]
        parts += [f"{kept:,} as they were"] if kept else []
        parts += [f"{failed:,} failed (see failures.jsonl)"] if failed else []
        parts += [f"{counted(skipped, 'file')} without a thread"] if skipped else []
        rate = self._comments / max(now - self._began, 1e-6)
        speed = f", {counted(round(rate), 'comment')} a second" if done else ""
        line = f"{', '.join(parts)} in {_duration(now - self._began)}{speed}"
        self._tell(line, "end", **self._figures(now))

    def _figures(self, now: float) -> dict[str, Any]:
        spent = max(now - self._began, 1e-6)
        made = self._counts.total() - self._counts["kept"]
        left = self._total - self._counts.total()
        return {
            **{name: self._counts[name] for name in _OUTCOMES},
            "threads": self._total,
            "comments_a_second": round(self._comments / spent, 1),
            "seconds_left": round(left * spent / made) if made else None,
        }

    def _state(self, now: float) -> str:
        figures = self._figures(now)
        failed = self._counts["failed"]
        ended = self._counts.total() - failed
        parts = [f"{ended:,} of {self._total:,} threads" if self._bar is None else "threads"]
        parts += [f"{failed:,} failed"] if failed else []
        parts.append(f"{figures['comments_a_second']:,.0f} comments/s")
        if figures["seconds_left"]:
            parts.append(f"{_duration(figures['seconds_left'])} left")
        return ", ".join(parts)

    def _tell(self, line: str | None, event: str, /, **fields: Any) -> None:
        """Print an event, as JSON or as the line that there may be for it."""
        if self._json:
            print(json.dumps({"event": event, "at": round(time.time(), 3), **fields}), flush=True)  # noqa: T201
        elif line is not None and self._bar is not None:
            shown = f"threadgist: {one_line(line)}"
            self._bar.console.print(shown, markup=False, highlight=False, soft_wrap=True)
        elif line is not None:
            print(f"threadgist: {one_line(line)}", file=self._stream, flush=True)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
