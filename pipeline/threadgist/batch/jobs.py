"""What a batch is made of: one job a thread, what tells whether it has changed, and the thread itself."""

import hashlib
import io
import json
import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

from threadgist.article import headed
from threadgist.bounds import open_regular
from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions, fetch_page
from threadgist.outputs import slug
from threadgist.records import EncoderInfo, Thread
from threadgist.settings import Settings
from threadgist.sources import Columns, read_thread
from threadgist.sources.decode import clean_line
from threadgist.sources.jsontext import parse_json
from threadgist.sources.loading import STDIN_NAME, is_folder, too_large
from threadgist.sources.payload import Payload
from threadgist.sources.vocabulary import normal_name

Kind = Literal["path", "link", "slice"]
Status = Literal["done", "failed", "skipped"]

_NAME_CHARS: Final = 48
_TITLE_NAMES: Final = ("threadtitle", "linktitle", "title", "subject", "topic", "headline")
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """One thread to make a digest of: a file, a folder, a link, or a slice of a file of ours that holds many threads.

    `folder` is where its digest goes, below the run's; `source` how messages speak of it; `place` the absolute path,
    or the link; `start` and `end` the bytes of a slice. `reader` is the source to read it with and `thread` which
    conversation of the file, where that is known. `named` says whether the user named it, so that a format nobody
    knows is a failure and not just another file. `title`, `event`, `date` (ISO 8601) and `article` (link or path) are
    from the manifest. `problem` is why it cannot be read, where that is known beforehand.
    """

    folder: str
    source: str
    kind: Kind
    place: str
    start: int = 0
    end: int = 0
    reader: str | None = None
    thread: str | None = None
    named: bool = True
    title: str | None = None
    event: str | None = None
    date: str | None = None
    article: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What all threads of a run have in common; `out` is the run's folder, absolute.

    `encoder` is what makes the vectors; `state` names everything but the thread that a digest depends on; `fresh` makes
    every digest again.
    """

    out: str
    settings: Settings
    encoder: EncoderInfo
    formats: tuple[str, ...]
    columns: Columns
    fetch: FetchOptions
    state: str
    fresh: bool = False


def folder_name(identity: str, readable: str) -> str:
    """Return a folder name, readable and of an `identity`, which tells the thread from all others on every run."""
    short = slug(readable).encode()[:_NAME_CHARS].decode(errors="ignore").rstrip("-")
    return f"{short}-{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def path_job(path: Path, *, named: bool = True) -> Job:
    """Return the job of a file or folder."""
    place = os.path.normpath(path.absolute())
    return Job(folder_name(place, Payload("", place).readable_name), place, "path", place, named=named)


def link_job(link: str) -> Job:
    """Return the job of a link."""
    return Job(folder_name(link.rstrip("/"), link.partition("://")[2]), link, "link", link)


def bad_job(place: str, problem: str) -> Job:
    """Return the job of a folder, a file or a row that fails with a problem, which is told with the way out."""
    return Job(folder_name(place, Path(place).name), place, "path", place, problem=problem)


def input_hash(job: Job, thread: Thread | None, limit_mb: int) -> str:
    """Hash what a thread is made of (of a link, what its bytes say); of a file over the limit, its size and time."""
    digest = hashlib.sha256(json.dumps([job.title, job.article, job.thread]).encode())
    place = Path(job.place)
    try:
        if thread is not None:
            digest.update(repr(replace(thread, retrieved_at=None)).encode("utf-8", "surrogatepass"))
        elif job.kind == "slice":
            digest.update(_slice(job, limit_mb))
        else:
            folder = is_folder(place)
            for path in sorted(filter(Path.is_file, place.rglob("*"))) if folder else [place]:
                if folder:
                    digest.update(os.fsencode(path.relative_to(place)) + b"\0")
                with open_regular(path) as stream:
                    status = os.fstat(stream.fileno())
                    if status.st_size > limit_mb << 20:
                        digest.update(repr((status.st_size, status.st_mtime_ns)).encode())
                        continue
                    while piece := stream.read(_PIECE):
                        digest.update(piece)
    except OSError as error:
        raise SourceError(f"{job.source}: cannot be read ({error.strerror}); check the path") from error
    return digest.hexdigest()[:16]


def _slice(job: Job, limit_mb: int) -> bytes:
    if job.end - job.start > limit_mb << 20:
        raise too_large(job.source, limit_mb, "the thread holds")
    with open_regular(job.place) as stream:
        stream.seek(job.start)
        return stream.read(job.end - job.start)


def read_job(job: Job, options: Options) -> Thread:
    """Read the thread itself, its title and article as the manifest has them."""
    limits = options.settings.limits
    read = partial(read_thread, name=job.reader, columns=options.columns, limits=limits)
    if job.kind == "slice":
        data = _slice(job, limits.max_input_mb)
        reddit = job.reader == "reddit-dump"
        # A list, for a lone object would not be taken for a comment.
        rows = data if reddit else b"[" + data.rstrip(b"\n").replace(b"\n", b",") + b"]"
        try:
            thread = read("-", stdin=io.BytesIO(rows), thread=job.thread if reddit else None)
        except SourceError as error:
            raise SourceError(str(error).replace(STDIN_NAME, job.source, 1)) from error
        if not reddit:
            # Tables of comments have no id of their thread inside.
            title = _row_title(data.partition(b"\n")[0]) or job.source
            thread = replace(thread, title=title, id=job.thread or job.source)
    else:
        thread = read(job.place, thread=job.thread, fetch=options.fetch)
    return headed(thread, job.title, job.article, partial(fetch_page, options=options.fetch))


def _row_title(line: bytes) -> str | None:
    row = parse_json(line.decode("utf-8", "replace"))
    fields = {normal_name(str(name)): value for name, value in row.items()}
    titles = [fields.get(name) for name in _TITLE_NAMES]
    return next((clean_line(one, 300) for one in titles if isinstance(one, str) and one.strip()), None)
