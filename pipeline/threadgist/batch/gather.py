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
    """The jobs of a run: of files and links, and of dumps taken apart; `duplicates` were named more than once."""

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

    What lies there and cannot be read is a job too, one that fails. Raises SourceError: a source is not there or holds
    nothing, or no dump has the `thread_column`; OutputError: the parts of a dump cannot be written.
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
    """Yield the threads and dumps of a folder and all below it; what is hidden and manifests are left out."""
    if _is_thread(folder):
        yield path_job(folder)
        return
    refused: list[OSError] = []
    for name, below, files in os.walk(folder, onerror=refused.append):
        here, is_out = Path(name), Path(name) == out.absolute()
        seen = [here / one for one in sorted(below) if not one.startswith(".")]
        folders = [path for path in seen if path != out.absolute() and not path.is_symlink()]
        threads = [path for path in folders if _is_thread(path)]
        below[:] = [path.name for path in folders if path not in threads]
        yield from (path_job(path, named=False) for path in threads)
        for path in [here / one for one in sorted(files) if not one.startswith(".")]:
            if is_out and path.name in _RUN_FILES:
                continue
            if dump_kind(path, thread_column, found=True) is not None:
                yield path
            elif not is_manifest(path):
                # A pipe, a device or a link that leads nowhere, too: reading it tells what is wrong.
                yield path_job(path, named=False)
    for error in refused:
        problem = (
            f"{error.filename}: cannot be read ({error.strerror}); check its permissions, or leave it out"
        )
        yield bad_job(str(error.filename), problem)


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
