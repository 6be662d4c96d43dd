"""What became of every thread: an append-only journal while a run goes on, run.json when it ends.

A killed run leaves the journal of what was done; at most its last line is cut short, and is then dropped. run.json and
failures.jsonl are written beside their place and moved there, so that neither is ever half a file.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any, Final, Self

from threadgist.batch.jobs import Job, Options, Status
from threadgist.batch.workers import WorkerDiedError
from threadgist.bounds import open_regular
from threadgist.errors import (
    InputError,
    ModelError,
    OutputError,
    SourceError,
    ThreadgistError,
    UnknownFormatError,
)
from threadgist.outputs import write_whole, writing
from threadgist.stored import parse

RUN: Final = "run.json"
JOURNAL: Final = "journal.jsonl"
FAILURES: Final = "failures.jsonl"
_SYNC_SECONDS: Final = 2.0
_LINE_BYTES: Final = 1 << 20
# Two million threads; a file that is larger was not written by us.
_MOST_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class ThreadRecord:
    """One thread in run.json; `skipped` is a file of a folder that no source can read.

    `folder` is where its digest is, below the run's. It is made again when `input`, the hash of what was read, or
    `state`, which names settings and version, is another. `event` and `date` are from the manifest; `seconds` processor
    time of each stage, `at` seconds since 1970, `notices` what a reader of the digest is told. One that failed says in
    which `stage`, why (`error`), and what to do about it (`advice`).
    """

    folder: str
    source: str
    status: Status
    input: str = ""
    state: str = ""
    title: str | None = None
    event: str | None = None
    date: str | None = None
    comments: int = 0
    passages: int = 0
    themes: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    at: float = 0.0
    notices: tuple[str, ...] = ()
    stage: str | None = None
    error: str | None = None
    advice: str | None = None

    def line(self) -> bytes:
        """Return the record as a line of JSON, without what is empty."""
        filled = {name: value for name, value in asdict(self).items() if value not in (None, (), {}, "")}
        return json.dumps(filled, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class Journal:
    """The records of a run's folder: those of run.json, those of a journal left behind, and new ones.

    A record is kept as its line of JSON (some 400 bytes), so that a hundred thousand of them are no burden.
    """

    def __init__(self, out: Path, *, fresh: bool = False) -> None:
        """Read what is known of the folder; `fresh` forgets it.

        Raises OutputError: the journal cannot be written; SourceError: what is there is no file of ours.
        """
        self._out = out
        self._lines: dict[str, bytes] = {}
        self._failed: set[str] = set()
        self.damaged = 0
        self._synced = time.monotonic()
        path = out / JOURNAL
        with writing(path, "name --out"):
            if fresh:
                path.unlink(missing_ok=True)
            else:
                for record in _stored(out):
                    if record is None:
                        self.damaged += 1
                    else:
                        self._keep(record)
            self._file = _appended(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def get(self, folder: str) -> ThreadRecord | None:
        """Return what is known of a thread."""
        line = self._lines.get(folder)
        return parse(line, ThreadRecord) if line is not None else None

    def add(self, record: ThreadRecord) -> None:
        """Keep a record, in the journal at once; raises OutputError where the disk is full."""
        self._keep(record)
        with writing(self._out / JOURNAL, "free some space and start again"):
            line = record.line() + b"\n"
            while line:
                line = line[self._file.write(line) :]
            if time.monotonic() - self._synced > _SYNC_SECONDS:
                os.fsync(self._file.fileno())
                self._synced = time.monotonic()

    def close_run(self, head: Mapping[str, Any]) -> None:
        """Write run.json and failures.jsonl from the records, then drop the journal, which stays if that fails."""
        folders = sorted(self._lines)
        failed = [folder for folder in folders if folder in self._failed]

        def failures() -> Iterator[bytes]:
            for folder in failed:
                row = json.loads(self._lines[folder])
                wanted = ("source", "folder", "stage", "error", "advice")
                shown = {"thread" if name == "source" else name: row.get(name) for name in wanted}
                yield json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace") + b"\n"

        def run() -> Iterator[bytes]:
            yield b"{\n"
            for name, value in head.items():
                yield f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n".encode(
                    "utf-8", "replace"
                )
            yield b' "threads": ['
            for number, folder in enumerate(folders):
                yield (b",\n  " if number else b"\n  ") + self._lines[folder]
            yield b"\n ]\n}\n"

        write_whole(self._out, {FAILURES: failures(), RUN: run()})
        (self._out / JOURNAL).unlink(missing_ok=True)

    def _keep(self, record: ThreadRecord) -> None:
        self._lines[record.folder] = record.line()
        (self._failed.add if record.status == "failed" else self._failed.discard)(record.folder)


def _stored(out: Path) -> Iterator[ThreadRecord | None]:
    """Yield the records of run.json and then of the journal, which is newer; None for each that is damaged."""
    for name in (RUN, JOURNAL):
        if not (out / name).exists():
            continue
        with open_regular(out / name) as stream:
            if os.fstat(stream.fileno()).st_size > _MOST_BYTES:
                raise SourceError(f"{out / name}: larger than {_MOST_BYTES >> 30} GB: remove it")
            for line in iter(partial(stream.readline, _LINE_BYTES), b""):
                text = line.strip().rstrip(b",")
                # What is cut short at the end is what a killed run was writing.
                if text.startswith(b'{"folder"') and line.endswith(b"\n"):
                    try:
                        yield parse(text, ThreadRecord)
                    except ValueError:
                        yield None


def _appended(path: Path) -> FileIO:
    """Open the journal to add to it, what a killed run or a full disk left of a last line cut off.

    Raises OSError where it cannot be written, or is no file of its own but a link to another.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    file = FileIO(handle, "r+b")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    whole, found = file.seek(0, os.SEEK_END), -1
    while whole > 0 and found < 0:
        start = file.seek(max(0, whole - _LINE_BYTES))
        found = file.read(whole - start).rfind(b"\n")
        whole = start + found + 1
    file.truncate(file.seek(whole))
    return file


_FULL: Final = ("ENOSPC", "EDQUOT", "EFBIG", "EROFS")


def failure(job: Job, stage: str, error: BaseException, options: Options) -> ThreadRecord:
    """Return the record of a thread that could not be made; a stray file of a folder counts as skipped."""
    stray = isinstance(error, UnknownFormatError) and not job.named
    text = str(error) if isinstance(error, ThreadgistError) else f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError):
        text = f"{job.source}: there is not enough memory to make its digest"
    return ThreadRecord(
        folder=job.folder,
        source=job.source,
        status="skipped" if stray else "failed",
        state=options.state,
        title=job.title,
        event=job.event,
        date=job.date,
        at=round(time.time(), 1),
        stage=stage,
        error=" ".join(text.split()),
        advice=None if stray else _advice(error),
    )


def is_fatal(error: BaseException) -> bool:
    """Whether an error would meet every other thread too: a full or read-only disk."""
    cause = error.__cause__ if isinstance(error, OutputError) else error
    return isinstance(cause, OSError) and errno.errorcode.get(cause.errno or 0) in _FULL


def _advice(error: BaseException) -> str:
    if isinstance(error, InputError):
        return "correct the source or leave it out, then start the same command again"
    if isinstance(error, OutputError):
        return "free some space or correct the permissions, then start the same command again"
    if isinstance(error, ModelError):
        return "correct the model named, then start the same command again"
    if isinstance(error, WorkerDiedError | MemoryError):
        return (
            "start the same command again with fewer --workers if memory ran out; else leave this thread out"
        )
    return "a fault of threadgist: report it with the thread; the same command tries it again"
