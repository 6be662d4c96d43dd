"""What became of every thread: an append-only journal while a run goes on, run.json when it ends.

A killed run leaves the journal of what was done; at most its last line is cut short, and is then dropped.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

from threadgist import errors
from threadgist.batch.jobs import Job, Options, Status
from threadgist.batch.workers import WorkerDiedError
from threadgist.bounds import open_regular
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
        return _json(filled, separators=(",", ":"))


class Journal:
    """The records of a run's folder, each kept as its line of JSON (400 bytes): there may be a hundred thousand."""

    def __init__(self, out: Path, *, fresh: bool = False) -> None:
        """Read what is known of the folder; `fresh` forgets it.

        Raises OutputError: the journal cannot be written; SourceError: what is there is no file of ours.
        """
        self._out = out
        self._lines: dict[str, bytes] = {}
        self.damaged = 0
        self._synced = time.monotonic()
        path = out / JOURNAL
        with writing(path, "name --out"):
            if fresh:
                path.unlink(missing_ok=True)
            for record in _stored(out) if not fresh else ():
                if record is None:
                    self.damaged += 1
                else:
                    self._lines[record.folder] = record.line()
            if os.path.lexists(path):
                # Without what a killed run or a full disk left of a last line.
                write_whole(out, {JOURNAL: (line + b"\n" for line in self._lines.values())})
            self._file = path.open("ab", buffering=0)

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
        self._lines[record.folder] = record.line()
        with writing(self._out / JOURNAL, "free some space and start again"):
            line = self._lines[record.folder] + b"\n"
            while line:
                line = line[self._file.write(line) :]
            if time.monotonic() - self._synced > _SYNC_SECONDS:
                os.fsync(self._file.fileno())
                self._synced = time.monotonic()

    def close_run(self, head: Mapping[str, Any]) -> None:
        """Write run.json and failures.jsonl from the records, then drop the journal, which stays if that fails."""
        lines = [self._lines[folder] for folder in sorted(self._lines)]
        names = {"thread": "source"} | {name: name for name in ("folder", "stage", "error", "advice")}
        rows = (row for line in lines if (row := json.loads(line))["status"] == "failed")
        failures = (_json({name: row.get(key) for name, key in names.items()}) + b"\n" for row in rows)
        fields = b"".join(b" %s: %s,\n" % (_json(name), _json(value)) for name, value in head.items())
        threads = b",".join(b"\n  " + line for line in lines)
        run = b'{\n%s "threads": [%s\n ]\n}\n' % (fields, threads)
        write_whole(self._out, {FAILURES: failures, RUN: run})
        (self._out / JOURNAL).unlink(missing_ok=True)


def _json(value: Any, **options: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, **options).encode("utf-8", "replace")


def _stored(out: Path) -> Iterator[ThreadRecord | None]:
    """Yield the records of run.json and then of the journal, which is newer; None for each that is damaged."""
    for name in (RUN, JOURNAL):
        if not (out / name).exists():
            continue
        with open_regular(out / name) as stream:
            if os.fstat(stream.fileno()).st_size > _MOST_BYTES:
                raise errors.SourceError(f"{out / name}: larger than {_MOST_BYTES >> 30} GB: remove it")
            for line in iter(partial(stream.readline, _LINE_BYTES), b""):
                text = line.strip().rstrip(b",")
                # What is cut short at the end is what a killed run was writing.
                if text.startswith(b'{"folder"') and line.endswith(b"\n"):
                    try:
                        yield parse(text, ThreadRecord)
                    except ValueError:
                        yield None


_FEWER_WORKERS: Final = (
    "start the same command again with fewer --workers if memory ran out; else leave this thread out"
)
# The first one that fits counts.
_ADVICE: Final[dict[type[BaseException], str]] = {
    errors.ChoiceError: "name the files or folders of single conversations, or use `threadgist digest` with --thread",
    errors.InputError: "correct the source or leave it out, then start the same command again",
    errors.OutputError: "free some space or correct the permissions, then start the same command again",
    errors.ModelError: "correct the model named, then start the same command again",
    WorkerDiedError: _FEWER_WORKERS,
    MemoryError: _FEWER_WORKERS,
    BaseException: "a fault of threadgist: report it with the thread; the same command tries it again",
}


def begun(job: Job, status: Status, options: Options, **more: Any) -> ThreadRecord:
    """Return the record of a job as it stands now."""
    at = round(time.time(), 1)
    return ThreadRecord(
        job.folder, job.source, status, state=options.state, event=job.event, date=job.date, at=at, **more
    )


def failure(job: Job, stage: str, error: BaseException, options: Options) -> ThreadRecord:
    """Return the record of a thread that could not be made; a stray file of a folder counts as skipped."""
    own = isinstance(error, errors.ThreadgistError | WorkerDiedError)
    text = str(error) if own else f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError):
        text = f"{job.source}: there is not enough memory to make its digest"
    told = {"title": job.title, "stage": stage, "error": " ".join(text.split())}
    if isinstance(error, errors.UnknownFormatError) and not job.named:
        return begun(job, "skipped", options, **told)
    advice = next(text for kind, text in _ADVICE.items() if isinstance(error, kind))
    return begun(job, "failed", options, **told, advice=advice)
