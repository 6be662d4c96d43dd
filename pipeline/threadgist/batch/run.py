"""A run: what is to be done, doing it, and what is left on disk whatever happens."""

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from threadgist import __version__
from threadgist.batch.gather import gather
from threadgist.batch.jobs import Job, Options
from threadgist.batch.journal import Journal, ThreadRecord
from threadgist.batch.watch import BatchWatch
from threadgist.fetch import FetchOptions
from threadgist.outputs import ensure_writable, locked, sweep
from threadgist.pages import FORMATS, check_formats
from threadgist.records import EncoderInfo
from threadgist.settings import Settings, settings_hash, versions
from threadgist.sources import Columns

_LINK_SECONDS: Final = 6 * 3600.0


def run_batch(
    sources: Sequence[str],
    out: Path,
    settings: Settings,
    watcher: BatchWatch,
    *,
    columns: Columns | None = None,
    fetch: FetchOptions | None = None,
    formats: tuple[str, ...] = ("html", "md", "txt", "json"),
    engine: str = "local",
    ray_address: str | None = None,
    workers: int | None = None,
    fresh: bool = False,
    limit: int | None = None,
    min_comments: int = 1,
) -> dict[str, int]:
    """Make the digests of many threads, those that are missing, changed or failed before; return how many of each.

    `sources` are folders, patterns, manifests, dumps, files and links; `out` gets a folder a thread, run.json and
    failures.jsonl. `columns.thread` takes dumps apart; their threads under `min_comments` are left out. `engine` is
    "local", with as many `workers` as there are cores by default, or "ray", at `ray_address` or started here. `fresh`
    makes every digest again, `limit` bounds how many are made. Raises ThreadgistError: nothing can be read or written,
    or the encoder is unfit; single threads that fail do not raise. After Ctrl-C what was done is in run.json.
    """
    from threadgist.backends.encoders import open_encoder
    from threadgist.batch.engine import local_engine
    from threadgist.batch.ray_engine import ray_engine

    check_formats(formats)
    ensure_writable(out)
    out = out.absolute()
    encoder = open_encoder(settings.encoder).info
    columns = columns or Columns()
    unnamed = replace(columns, thread=None)
    state = _state(settings, formats, unnamed, encoder)
    options = Options(str(out), settings, encoder, formats, unnamed, fetch or FetchOptions(), state, fresh)
    count = workers or settings.batch.workers or os.cpu_count() or 1
    with locked(out), Journal(out, fresh=fresh) as journal:
        sweep(out)
        if journal.damaged:
            damaged = f"{journal.damaged} damaged records of run.json and the journal"
            watcher.say(f"{out}: {damaged} are made again")
        most, of = settings.limits.max_input_mb, columns.thread
        found = gather(sources, out, thread_column=of, min_comments=min_comments, limit_mb=most)
        for name in found.duplicates:
            watcher.say(f"{name}: named more than once; it is made once")
        watcher.begin(len(found))
        run = _Run(options, journal, watcher, limit)
        if engine == "ray":
            machine = ray_engine(options, address=ray_address, workers=count)
        else:
            machine = local_engine(options, count)
        started, status = _now(), "failed"
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
            notices = sorted(machine.notices)
            for notice in notices:
                watcher.say(notice)
            journal.close_run(
                {
                    "schema": 1,
                    "threadgist": __version__,
                    "started_at": started,
                    "engine": engine,
                    "workers": count,
                    "sources": list(sources),
                    "ended_at": _now(),
                    "status": status,
                    **run.counts,
                    "encoder": {name: getattr(encoder, name) for name in ("name", "revision", "dimension")},
                    "writer": settings.writer.name,
                    "formats": list(formats),
                    "settings_hash": settings_hash(settings),
                    "settings": settings.model_dump(mode="json"),
                    "versions": dict(versions()),
                    "duplicates": found.duplicates,
                    "notices": notices,
                }
            )
        whole = status == "finished" and not run.counts["failed"] and limit is None
        if whole and found.spool is not None:
            found.spool.discard()
    return run.counts


def _state(settings: Settings, formats: tuple[str, ...], columns: Columns, encoder: EncoderInfo) -> str:
    about = settings_hash(settings), settings.page.model_dump_json(), formats, repr(columns)
    parts = (__version__, *about, encoder.name, encoder.revision)
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
            known = None if self.options.fresh else self._known(job.folder)
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

    def _known(self, folder: str) -> ThreadRecord | None:
        """Return what is known of a thread if its digest is there and was made as it would be now."""
        known = self.journal.get(folder)
        if known is None or known.status != "done" or known.state != self.options.state:
            return None
        names = (f"digest.{end}" for name in self.options.formats for end in FORMATS[name].ends)
        return known if all((Path(self.options.out) / folder / name).is_file() for name in names) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
