"""From what the user named (folders, patterns, manifests, dumps, links) to jobs, one at a time."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from threadgist.batch.dump import Spool, spool
from threadgist.batch.dump_rows import dump_kind
from threadgist.batch.jobs import Job, bad_job, link_job, path_job
from threadgist.batch.rows import BadRows, is_manifest, read_manifest
from threadgist.errors import SourceError
from threadgist.fetch import is_link
from threadgist.fetch.store import is_stored
from threadgist.sources.opening import is_folder
from threadgist.sources.registry import all_sources

_RUN_FILES: Final = frozenset({"run.json", "journal.jsonl", "failures.jsonl"})


@dataclass
class Gathered:
    """The jobs of a run: those of files and links, as they were named, and `spool`, the dumps taken apart by thread.

    `duplicates` are sources that were named more than once, and are made once.
    """

    jobs: dict[str, Job] = field(default_factory=dict)
    spool: Spool | None = None
    duplicates: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.jobs) + len(self.spool or ())

    def __iter__(self) -> Iterator[Job]:
        return chain(self.jobs.values(), self.spool or ())


def gather(
    sources: Sequence[str],
    out: Path,
    *,
    thread_column: str | None = None,
    min_comments: int = 1,
    limit_mb: int = 256,
) -> Gathered:
    """Find the threads of a run; dumps are taken apart into a hidden folder below `out`, which is never read itself.

    What lies there and cannot be read is a job too, one that fails. `thread_column` and `min_comments` are for dumps,
    `limit_mb` for manifests. Raises SourceError: a source is not there or holds nothing, or there is no such column;
    OutputError: the parts of a dump cannot be written.
    """
    found = Gathered()
    dumps: list[Path] = []
    for source in sources:
        empty = True
        for one in _found(source, out, thread_column, limit_mb):
            empty = False
            if isinstance(one, Path):
                if one in dumps:
                    found.duplicates.append(str(one))
                else:
                    dumps.append(one)
            elif found.jobs.setdefault(one.folder, one) is not one:
                found.duplicates.append(one.source)
        if empty:
            raise SourceError(f"{source}: holds no thread; name a folder of threads, a manifest or a dump")
    if dumps:
        found.spool = spool(dumps, out / ".spool", thread_column=thread_column, min_comments=min_comments)
    return found


def _found(source: str, out: Path, thread_column: str | None, limit_mb: int) -> Iterator[Job | Path]:
    """Yield the threads that a source stands for, and the paths of dumps."""
    for path in _named(source):
        if isinstance(path, str):
            yield link_job(path)
        elif dump_kind(path, thread_column) is not None:
            yield path
        elif is_manifest(path):
            bad = BadRows(path)
            yield from read_manifest(path, bad, limit_mb=limit_mb)
            yield from bad
        elif is_folder(path):
            yield from _walk(path, out, thread_column)
        else:
            yield path_job(path)


def _named(source: str) -> list[Path | str]:
    """Return the paths that a source stands for, or the link itself."""
    if is_link(source):
        return [source.strip()]
    path = Path(source)
    if os.path.lexists(path):
        return [path.absolute()]
    if glob.has_magic(source):
        matches = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - patterns may be absolute
        if matches:
            return [Path(match).absolute() for match in matches]
        raise SourceError(f"{source}: no file fits this pattern; check it, and its quotation marks")
    raise SourceError(f"{source}: no such file or folder; check the path")


def _walk(folder: Path, out: Path, thread_column: str | None) -> Iterator[Job | Path]:
    """Yield the threads and dumps of a folder and all below it, by path; what is hidden and manifests are left out."""
    if _is_thread(folder):
        yield path_job(folder)
        return
    out = out.absolute()
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            problem = f"{here}: cannot be read ({error.strerror}); check its permissions, or leave it out"
            yield bad_job(str(here), problem)
            continue
        below: list[Path] = []
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or path == out:
                continue
            if _is_own_folder(entry):
                if _is_thread(path):
                    yield path_job(path, named=False)
                else:
                    below.append(path)
            elif is_folder(path) or (here == out and entry.name in _RUN_FILES):
                continue
            elif dump_kind(path, thread_column, found=True) is not None:
                yield path
            elif not is_manifest(path):
                # A pipe, a device or a link that leads nowhere, too: reading it tells what is wrong.
                yield path_job(path, named=False)
        pending.extend(reversed(below))


def _is_thread(folder: Path) -> bool:
    """Whether a folder is one thread: stored by `fetch`, or of a format of its own, such as a maildir."""
    try:
        if is_stored(folder):
            return True
        sniffs = (getattr(source, "sniff_folder", None) for source in all_sources())
        return any(sniff is not None and sniff(folder) is None for sniff in sniffs)
    except OSError:
        # Listing it tells why.
        return False


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
