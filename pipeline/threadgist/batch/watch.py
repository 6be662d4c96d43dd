"""How a run is told: a bar on a terminal, a line now and then without one, or one JSON object a line."""

import json
import sys
import time
from collections import Counter
from typing import Any, Final, Literal, Self

from threadgist.batch.journal import ThreadRecord
from threadgist.words import counted, one_line

_EVERY_SECONDS: Final = 15.0
_SHOWN_CHARS: Final = 300
_OUTCOMES: Final = ("done", "kept", "failed", "skipped")


class BatchWatch:
    """Follows a run on stderr; JSON goes to standard output, which a program reads."""

    def __init__(self, *, json_log: bool) -> None:
        self._json = json_log
        self._stream = sys.stderr
        self._began = self._told = time.monotonic()
        self._total = self._comments = 0
        self._counts: Counter[str] = Counter()
        self._bar: Any = None

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

            columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False)
            self._bar = Progress(*columns, console=Console(file=self._stream), transient=True)
            self._bar.start()
            self._bar.add_task("threads", total=total)
        else:
            self._tell(counted(total, "thread"), "begin", threads=total)

    def ended(self, record: ThreadRecord, how: Literal["made", "kept"]) -> None:
        """A thread was made, kept, skipped, or failed."""
        self._counts["kept" if how == "kept" else record.status] += 1
        if how == "made" and record.status == "failed":
            error = (record.error or "")[:_SHOWN_CHARS]
            source = "" if record.source in error else f"{record.source}: "
            told = _some(record, "source", "folder", "stage", "error", "advice")
            self._tell(f"{source}{record.stage}: {error}", "failed", **told)
        elif how == "made":
            self._comments += record.comments if record.status == "done" else 0
            told = _some(record, "source", "folder", "status", "comments", "themes", "seconds")
            self._tell(None, "thread", **told)
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=self._counts.total(), description=self._state("threads"))
        elif time.monotonic() - self._told >= _EVERY_SECONDS:
            self._told = time.monotonic()
            ended = self._counts.total() - self._counts["failed"]
            self._tell(self._state(f"{ended:,} of {self._total:,} threads"), "progress", **self._figures())

    def say(self, text: str) -> None:
        """Tell something."""
        self._tell(text, "notice", text=text)

    def end(self) -> None:
        """Tell what it came to."""
        done, kept, failed, skipped = (self._counts[name] for name in _OUTCOMES)
        parts = [f"{done:,} made"]
        parts += [f"{kept:,} as they were"] if kept else []
        parts += [f"{failed:,} failed (see failures.jsonl)"] if failed else []
        parts += [f"{counted(skipped, 'file')} without a thread"] if skipped else []
        rate = counted(round(self._comments / self._spent()), "comment")
        line = f"{', '.join(parts)} in {_duration(self._spent())}{f', {rate} a second' if done else ''}"
        self._tell(line, "end", **self._figures())

    def _spent(self) -> float:
        return max(time.monotonic() - self._began, 1e-6)

    def _figures(self) -> dict[str, Any]:
        made = self._counts.total() - self._counts["kept"]
        left = self._total - self._counts.total()
        return {
            **{name: self._counts[name] for name in _OUTCOMES},
            "threads": self._total,
            "comments_a_second": round(self._comments / self._spent(), 1),
            "seconds_left": round(left * self._spent() / made) if made else None,
        }

    def _state(self, threads: str) -> str:
        figures = self._figures()
        parts = [threads, f"{figures['failed']:,} failed" if figures["failed"] else ""]
        parts.append(f"{figures['comments_a_second']:,.0f} comments/s")
        parts.append(f"{_duration(figures['seconds_left'])} left" if figures["seconds_left"] else "")
        return ", ".join(filter(None, parts))

    def _tell(self, line: str | None, event: str, /, **fields: Any) -> None:
        if self._json:
            print(json.dumps({"event": event, "at": round(time.time(), 3), **fields}), flush=True)  # noqa: T201
        elif line is not None and self._bar is not None:
            shown = f"threadgist: {one_line(line)}"
            self._bar.console.print(shown, markup=False, highlight=False, soft_wrap=True)
        elif line is not None:
            print(f"threadgist: {one_line(line)}", file=self._stream, flush=True)


def _some(record: ThreadRecord, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
