"""A run: what is to be done, doing it, and what is left on disk whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from threadgist import __version__
from threadgist.batch.gather import gather
from threadgist.batch.jobs import Job, Options
from threadgist.batch.journal import Journal, ThreadRecord
from threadgist.batch.watch import BatchWatch
from threadgist.fetch import FetchOptions
from threadgist.outputs import ensure_writable, locked, sweep
from threadgist.records import EncoderInfo
from threadgist.settings import Settings, settings_hash, versions
from threadgist.sources import Columns

_LINK_SECONDS: Final = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a run came to; `failed` counts threads of this run, `duplicates` sources named more than once."""

    made: int
    kept: int
    failed: int
    skipped: int
    duplicates: tuple[str, ...]


def run_batch(
    sources: Sequence[str],
    out: Path,
    settings: Settings,
    watcher: BatchWatch,
    *,
    columns: Columns | None = None,
    fetch: FetchOptions | None = None,
    formats: tuple[str, ...] = ("html", "md", "txt", "json"),
    engine: Literal["local", "ray"] = "local",
    ray_address: str | None = None,
    workers: int | None = None,
    fresh: bool = False,
    limit: int | None = None,
    min_comments: int = 1,
) -> BatchResult:
    """Make the digests of many threads, those that are missing, changed or failed before.

    `sources` are folders, patterns, manifests, dumps, files and links; `out` is the run's folder: one folder a thread,
    run.json, failures.jsonl. `columns.thread` takes the threads of a dump apart; those with fewer than `min_comments`
    are left out. `engine` is processes of this machine, as many `workers` as there are cores by default, or Ray, whose
    cluster is at `ray_address` or started here. `fresh` makes every digest again, `limit` bounds how many are made.
    Raises ThreadgistError: nothing can be read or written, or the encoder is unfit; single threads that fail do not
    raise. Ctrl-C raises KeyboardInterrupt, and what was done is in run.json.
    """
    from threadgist.batch.engine import Engine, LocalEngine
    from threadgist.batch.ray_engine import RayEngine
    from threadgist.pages import check_formats
    from threadgist.tools import open_encoder

    check_formats(formats)
    ensure_writable(out)
    out = out.absolute()
    encoder = open_encoder(settings).info
    columns = columns or Columns()
    unnamed = replace(columns, thread=None)
    options = Options(str(out), settings, formats, unnamed, fetch or FetchOptions(), "", fresh)
    options = replace(options, state=state_of(options, encoder))
    count = workers or settings.batch.workers or os.cpu_count() or 1
    with locked(out), Journal(out, fresh=fresh) as journal:
        sweep(out)
        if journal.damaged:
            watcher.say(
                f"{out}: {journal.damaged} damaged records of run.json and the journal are made again"
            )
        found = gather(
            sources,
            out,
            thread_column=columns.thread,
            min_comments=min_comments,
            limit_mb=settings.limits.max_input_mb,
        )
        for name in found.duplicates:
            watcher.say(f"{name}: named more than once; it is made once")
        watcher.begin(len(found))
        run = _Run(options, journal, watcher, limit)
        machine: Engine = (
            RayEngine(options, encoder, address=ray_address, workers=count)
            if engine == "ray"
            else LocalEngine(options, encoder, workers=count)
        )
        head: dict[str, Any] = {
            "schema": 1,
            "threadgist": __version__,
            "started_at": _now(),
            "engine": engine,
            "workers": count,
            "sources": list(sources),
        }
        status = "failed"
        try:
            with closing(machine.run(run.jobs(iter(found)))) as records:
                for record in records:
                    run.take(record)
            status = "finished"
        except KeyboardInterrupt:
            status = "interrupted"
            raise
        finally:
            machine.stop()
            run.tidy()
            for notice in sorted(machine.notices):
                watcher.say(notice)
            head |= {"ended_at": _now(), "status": status, **run.counts}
            about = {"name": encoder.name, "revision": encoder.revision, "dimension": encoder.dimension}
            head |= {"encoder": about, "writer": settings.writer.name, "formats": list(formats)}
            head |= {
                "settings_hash": settings_hash(settings),
                "settings": settings.model_dump(mode="json"),
                "versions": dict(versions()),
                "duplicates": found.duplicates,
                "notices": sorted(machine.notices),
            }
            journal.close_run(head)
        whole = status == "finished" and not run.counts["failed"] and limit is None
        if whole and found.spool is not None:
            found.spool.discard()
    return BatchResult(**run.counts, duplicates=tuple(found.duplicates))


def state_of(options: Options, encoder: EncoderInfo) -> str:
    """Name everything but the thread that a digest depends on, in 16 hex digits."""
    parts = (
        __version__,
        settings_hash(options.settings),
        options.settings.page.model_dump_json(),
        options.formats,
        repr(options.columns),
        encoder.name,
        encoder.revision,
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


@dataclass
class _Run:
    """Decides what is to be done, and counts."""

    options: Options
    journal: Journal
    watcher: BatchWatch
    limit: int | None
    begun: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: {"made": 0, "kept": 0, "failed": 0, "skipped": 0})

    def jobs(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, ThreadRecord | None]]:
        """Yield the threads that may need work, each with what is known if its digest is there and may still hold."""
        begun = 0
        for job in jobs:
            known = None if self.options.fresh else self.journal.get(job.folder)
            if known is not None and not self._holds(known):
                known = None
            if known is not None and job.kind == "link" and time.time() - known.at < _LINK_SECONDS:
                self._keep(known)
                continue
            if known is None:
                if self.limit is not None and begun >= self.limit:
                    continue
                begun += 1
            self.begun.add(job.folder)
            yield job, known

    def take(self, record: ThreadRecord) -> None:
        """Keep a record that the engine gave."""
        self.begun.discard(record.folder)
        known = self.journal.get(record.folder)
        if known is not None and record.status == "done" and known.at == record.at:
            if known != record:
                self.journal.add(record)
            self._keep(record)
            return
        self.journal.add(record)
        self.counts["made" if record.status == "done" else record.status] += 1
        if record.status == "failed":
            self._sweep(record.folder)
        self.watcher.ended(record, "made")

    def tidy(self) -> None:
        """Once all processes have ended: take away what they had half written of threads that were in the works."""
        for folder in self.begun:
            self._sweep(folder)

    def _keep(self, record: ThreadRecord) -> None:
        self.counts["kept"] += 1
        self.watcher.ended(record, "kept")

    def _sweep(self, folder: str) -> None:
        # What cannot be taken away now is taken away when the thread is made again.
        with suppress(OSError):
            sweep(Path(self.options.out) / folder)

    def _holds(self, known: ThreadRecord) -> bool:
        from threadgist.pages import FORMATS

        folder = Path(self.options.out) / known.folder
        ends = [end for name in self.options.formats for end in FORMATS[name].ends]
        same = known.status == "done" and known.state == self.options.state
        return same and all((folder / f"digest.{end}").is_file() for end in ends)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
