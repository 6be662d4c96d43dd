"""From what the user named (folders, patterns, manifests, dumps, links) to jobs, one at a time."""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final

from threadgist.batch.dump import Spool, spool
from threadgist.batch.jobs import Job, bad_job, link_job, path_job
from threadgist.batch.rows import PLACE_NAMES, BadRows, is_json, many_of, objects, table_rows
from threadgist.errors import SourceError
from threadgist.fetch import is_link
from threadgist.fetch.store import is_stored
from threadgist.sources.base import all_sources
from threadgist.sources.decode import clean_line, decode
from threadgist.sources.loading import is_folder, opened
from threadgist.sources.table import lines_of
from threadgist.sources.vocabulary import normal_name

_MOST_CHARS: Final = 10_000
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
    dumps: dict[str, Path] = {}
    for source in sources:
        here = list(_found(source, out, thread_column, limit_mb))
        if not here:
            raise SourceError(f"{source}: holds no thread; name a folder of threads, a manifest or a dump")
        for one in here:
            if isinstance(one, Job):
                twice, name = found.jobs.setdefault(one.folder, one) is not one, one.source
            else:
                twice, name = dumps.setdefault(str(one), one) is not one, str(one)
            found.duplicates += [name] if twice else []
    if dumps:
        found.spool = spool(list(dumps.values()), out / ".spool", thread_column, min_comments)
    return found


def _found(source: str, out: Path, thread_column: str | None, limit_mb: int) -> Iterator[Job | Path]:
    for path in _named(source):
        if isinstance(path, str):
            yield link_job(path)
        elif (many := many_of(path, thread_column)) == "manifest":
            yield from _read_manifest(path, limit_mb)
        elif many is not None:
            yield path
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
            many = many_of(path, thread_column, found=True)
            if many is None:
                # A pipe, a device or a link that leads nowhere, too: reading it tells what is wrong.
                yield path_job(path, named=False)
            elif many != "manifest":
                yield path
    for error in refused:
        place, why = str(error.filename), f"cannot be read ({error.strerror})"
        yield bad_job(place, f"{place}: {why}; check its permissions, or leave it out")


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


def _read_manifest(path: Path, limit_mb: int) -> Iterator[Job]:
    """Yield the threads of a manifest, then a job that fails for each row that names no thread or cannot be read."""
    bad, text = BadRows(path), ""
    try:
        with opened(path) as start:
            text = decode(start.load(limit_mb))[0].removeprefix("\ufeff")
    except SourceError as error:
        bad.add(0, str(error).removeprefix(f"{path}: "))
    lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    for line, row in objects(lines, bad) if is_json(text) else table_rows(lines_of(text), bad):
        try:
            yield _listed(row, path.parent)
        except SourceError as error:
            bad.add(line, str(error))
    yield from bad


def _listed(row: dict[str, Any], folder: Path) -> Job:
    texts = {normal_name(str(name)): value.strip() for name, value in row.items() if isinstance(value, str)}
    fields = {name: text for name, text in texts.items() if text}
    place = next((fields[name] for name in PLACE_NAMES if name in fields), None)
    if place is None:
        raise SourceError(f"names no thread; fill in {' or '.join(PLACE_NAMES[:4])}")
    if long := next((name for name, value in fields.items() if len(value) > _MOST_CHARS), None):
        raise SourceError(f"{long}: longer than {_MOST_CHARS:,} characters; shorten it")
    date = fields.get("date")
    if date is not None:
        try:
            datetime.fromisoformat(date)
        except ValueError:
            raise SourceError(f"{clean_line(date, 40)!r} is no date; write 2026-11-22") from None
    article = fields.get("article")
    if article is not None and not is_link(article):
        article = str(folder / article)
    return replace(
        link_job(place) if is_link(place) else path_job(folder / place),
        title=fields.get("title"),
        event=fields.get("event"),
        date=date,
        article=article,
    )
