"""A job's thread: what tells whether it has changed, and the thread itself as the manifest describes it."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.errors import SourceError
from threadgist.regular import open_regular
from threadgist.sources.characters import clean_line
from threadgist.sources.columns import normal_name
from threadgist.sources.jsontext import parse_json
from threadgist.sources.loading import STDIN_NAME

if TYPE_CHECKING:
    from threadgist.batch.jobs import Job, Options
    from threadgist.records import Thread


_TITLE_NAMES: Final = ("threadtitle", "linktitle", "title", "subject", "topic", "headline")
_PIECE: Final = 1 << 20


def input_hash(job: Job, thread: Thread | None, limit_mb: int) -> str:
    """Hash what a thread is made of: its bytes (or, of a link, what they say), and what the manifest adds.

    Of a file larger than the limit, which is not read either, only its size and time count.

    Raises:
        SourceError: It cannot be read.
    """
    digest = hashlib.sha256(json.dumps([job.title, job.article, job.thread]).encode())
    try:
        if thread is not None:
            digest.update(repr(replace(thread, retrieved_at=None)).encode("utf-8", "surrogatepass"))
        elif job.kind == "slice":
            digest.update(_slice(job, limit_mb))
        elif job.kind == "folder":
            for path in sorted(path for path in Path(job.place).rglob("*") if path.is_file()):
                digest.update(os.fsencode(path.relative_to(job.place)) + b"\0")
                _update(digest, path, limit_mb)
        else:
            _update(digest, Path(job.place), limit_mb)
    except OSError as error:
        raise SourceError(f"{job.source}: cannot be read ({error.strerror}); check the path") from error
    return digest.hexdigest()[:16]


def _update(digest: Any, path: Path, limit_mb: int) -> None:
    with open_regular(path) as stream:
        status = os.fstat(stream.fileno())
        if status.st_size > limit_mb << 20:
            digest.update(repr((status.st_size, status.st_mtime_ns)).encode())
            return
        while piece := stream.read(_PIECE):
            digest.update(piece)


def _slice(job: Job, limit_mb: int) -> bytes:
    if job.end - job.start > limit_mb << 20:
        raise SourceError(
            f"{job.source}: the thread holds more than {limit_mb} MB; raise limits.max_input_mb if that is meant"
        )
    with open_regular(job.place) as stream:
        stream.seek(job.start)
        return stream.read(job.end - job.start)


def read_job(job: Job, options: Options) -> Thread:
    """Read the thread itself, its title and article as the manifest has them."""
    from threadgist.sources import read_thread

    if job.kind == "slice":
        data = _slice(job, options.settings.limits.max_input_mb)
        reddit = job.reader == "reddit-dump"
        # A list, for a lone object would not be taken for a comment.
        rows = data if reddit else b"[" + data.rstrip(b"\n").replace(b"\n", b",") + b"]"
        try:
            thread = read_thread(
                "-",
                name=job.reader,
                columns=options.columns,
                limits=options.settings.limits,
                stdin=io.BytesIO(rows),
                thread=job.thread if reddit else None,
            )
        except SourceError as error:
            raise SourceError(str(error).replace(STDIN_NAME, job.source, 1)) from error
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
        from threadgist.article import named_article
        from threadgist.fetch import fetch_page

        article = named_article(job.article, partial(fetch_page, options=options.fetch))
        thread = replace(thread, article=article)
    return thread


def _row_title(line: bytes) -> str | None:
    row = parse_json(line.decode("utf-8", "replace"))
    fields = {normal_name(str(name)): value for name, value in row.items()}
    titles = [fields.get(name) for name in _TITLE_NAMES]
    return next((clean_line(one, 300) for one in titles if isinstance(one, str) and one.strip()), None)
