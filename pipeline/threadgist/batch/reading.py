"""A job's thread: what tells whether it has changed, and the thread itself as the manifest describes it."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.errors import SourceError
from threadgist.sources.characters import clean_line
from threadgist.sources.columns import normal_name

if TYPE_CHECKING:
    from threadgist.batch.jobs import Job, Options
    from threadgist.records import Article, Thread

__all__ = ["input_hash", "read_job"]

_TITLE_NAMES: Final = ("threadtitle", "linktitle", "title", "subject", "topic", "headline")
_PIECE: Final = 1 << 20


def input_hash(job: Job, thread: Thread | None) -> str:
    """Hash what a thread is made of: its bytes (or, of a link, what they say), and what the manifest adds."""
    digest = hashlib.sha256(json.dumps([job.title, job.article, job.thread]).encode())
    try:
        if thread is not None:
            digest.update(repr(replace(thread, retrieved_at=None)).encode("utf-8", "surrogatepass"))
        elif job.kind == "slice":
            digest.update(_slice(job))
        elif job.kind == "folder":
            for path in sorted(path for path in Path(job.place).rglob("*") if path.is_file()):
                digest.update(os.fsencode(path.relative_to(job.place)) + b"\0")
                _update(digest, path)
        else:
            _update(digest, Path(job.place))
    except OSError as error:
        raise SourceError(f"{job.source}: cannot be read ({error.strerror}); check the path") from error
    return digest.hexdigest()[:16]


def _update(digest: Any, path: Path) -> None:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)


def _slice(job: Job) -> bytes:
    with Path(job.place).open("rb") as stream:
        stream.seek(job.start)
        return stream.read(job.end - job.start)


def read_job(job: Job, options: Options) -> Thread:
    """Read the thread itself, its title and article as the manifest has them."""
    from threadgist.sources import read_thread

    if job.kind == "slice":
        data = _slice(job)
        reddit = job.reader == "reddit-dump"
        # A list, for a lone object would not be taken for a comment.
        rows = data if reddit else b"[" + data.rstrip(b"\n").replace(b"\n", b",") + b"]"
        thread = read_thread(
            "-",
            name=job.reader,
            columns=options.columns,
            limits=options.settings.limits,
            stdin=io.BytesIO(rows),
            thread=job.thread if reddit else None,
        )
        if not reddit:
            title = _row_title(data.partition(b"\n")[0]) or job.source
            # Tables of comments have no id of their thread inside.
            thread = replace(thread, title=title, id=job.thread or job.source)
    else:
        thread = read_thread(
            job.place,
            name=job.reader,
            columns=options.columns,
            limits=options.settings.limits,
            thread=job.thread,
            fetch=options.fetch,
        )
    if job.title is not None:
        thread = replace(thread, title=job.title)
    if job.article is not None:
        thread = replace(thread, article=_article(job.article, options))
    return thread


def _row_title(line: bytes) -> str | None:
    row = json.loads(line)
    fields = {normal_name(str(name)): value for name, value in row.items()}
    titles = (fields.get(name) for name in _TITLE_NAMES)
    return next(
        (clean_line(title, 300) for title in titles if isinstance(title, str) and title.strip()), None
    )


def _article(named: str, options: Options) -> Article:
    from threadgist.article import fetch_article, read_article
    from threadgist.fetch import fetch_page, is_link

    if not is_link(named):
        return read_article(Path(named))
    return fetch_article(named, lambda url: fetch_page(url, options.fetch))
