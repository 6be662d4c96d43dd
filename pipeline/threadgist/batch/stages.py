"""The three steps of a thread between which vectors are made, on bytes, so that any process can take each of them.

    read      source to corpus            (then its passages are encoded)
    plan      themes, points, phrases     (then its phrases are encoded)
    write     headings, digest, files

Both engines run these and nothing else, which is why what comes out is the same.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import pickle
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.batch.jobs import Job, Options
from threadgist.batch.journal import ThreadRecord
from threadgist.batch.workers import WorkerDiedError
from threadgist.errors import (
    InputError,
    ModelError,
    OutputError,
    SourceError,
    ThreadgistError,
    UnknownFormatError,
)
from threadgist.sources.characters import clean_line
from threadgist.sources.columns import normal_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Article, Corpus, EncoderInfo, Thread

__all__ = ["NICE", "Planned", "Read", "failure", "is_fatal", "plan", "read", "write"]

# How far workers step back for an encoder that shares the processors with them.
NICE: Final = 10
_TITLE_NAMES: Final = ("threadtitle", "linktitle", "title", "subject", "topic", "headline")
_FULL: Final = ("ENOSPC", "EDQUOT", "EFBIG", "EROFS")
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Read:
    """A thread read and cut into passages: `state` continues in `plan`, `texts` are to be encoded."""

    state: bytes
    texts: tuple[str, ...]
    comments: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A thread planned but for its headings: `state` continues in `write`, `texts` are to be encoded."""

    state: bytes
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What travels with a thread from step to step."""

    job: Job
    input: str
    comments: int
    seconds: dict[str, float]


def read(job: Job, options: Options, known: ThreadRecord | None = None) -> Read | ThreadRecord:
    """Read a thread and cut it into passages.

    Args:
        job: the thread.
        options: what all threads have in common.
        known: what an earlier run made of it; if it has not changed, that is returned, and nothing else done.

    Raises:
        ThreadgistError: The thread cannot be read.
    """
    began = time.thread_time()
    thread = _thread(job, options) if job.kind == "link" else None
    print_ = _input(job, thread)
    if known is not None and known.input == print_:
        return replace(known, event=job.event, date=job.date)
    if thread is None:
        thread = _thread(job, options)
    from threadgist.embed import encoded_texts
    from threadgist.flow import make_corpus

    corpus = make_corpus(thread, options.settings)
    ticket = _Ticket(job, print_, len(thread.comments), {"read": time.thread_time() - began})
    return Read(pickle.dumps((ticket, corpus), 5), tuple(encoded_texts(corpus)), len(thread.comments))


def plan(
    state: bytes, vectors: NDArray[np.float32] | None, encoder: EncoderInfo, options: Options
) -> Planned:
    """Find the themes of a thread, their points, and the phrases for their headings.

    Args:
        state: from `read`.
        vectors: `(n, d)` float32 unit rows of its texts; None where there are none.
        encoder: what made them.
        options: what all threads have in common.
    """
    import numpy as np

    from threadgist.flow import begin_plan
    from threadgist.records import Embeddings

    began = time.thread_time()
    ticket: _Ticket
    corpus: Corpus
    ticket, corpus = pickle.loads(state)
    if vectors is None:
        vectors = np.empty((0, encoder.dimension), dtype=np.float32)
    vectors.flags.writeable = False
    ids = tuple(passage.id for passage in corpus.passages)
    draft = begin_plan(corpus, Embeddings(ids, vectors, encoder), options.settings)
    ticket.seconds["plan"] = time.thread_time() - began
    return Planned(pickle.dumps((ticket, draft), 5), draft.wanted)


def write(
    state: bytes, vectors: NDArray[np.float32] | None, fallbacks: tuple[str, ...], options: Options
) -> ThreadRecord:
    """Write a digest, render it and put its files into the thread's folder.

    Args:
        state: from `plan`.
        vectors: `(n, d)` float32 unit rows of its texts; None where there are none.
        fallbacks: what did not go as asked, for the digest's provenance.
        options: what all threads have in common.

    Raises:
        ThreadgistError: The digest broke an invariant, or its files cannot be written.
    """
    from threadgist.flow import end_plan, finish
    from threadgist.outputs import write_whole
    from threadgist.pages import render
    from threadgist.refresh import refreshed

    began = time.thread_time()
    ticket: _Ticket
    ticket, draft = pickle.loads(state)
    digest = finish(end_plan(draft, vectors), options.settings, fallbacks)
    folder = Path(options.out) / ticket.job.folder
    if not options.fresh:
        digest = refreshed(digest, folder)
    pages = {f"digest.{name}": render(digest, name, options.settings.page) for name in options.formats}  # type: ignore[arg-type]
    _sweep(folder)
    write_whole(folder, pages)
    ticket.seconds["write"] = time.thread_time() - began
    return ThreadRecord(
        folder=ticket.job.folder,
        source=ticket.job.source,
        status="done",
        input=ticket.input,
        state=options.state,
        title=digest.title,
        event=ticket.job.event,
        date=ticket.job.date,
        comments=ticket.comments,
        passages=len(draft.plan.corpus.passages),
        themes=len(digest.themes),
        seconds={stage: round(seconds, 3) for stage, seconds in ticket.seconds.items()},
        at=round(time.time(), 1),
        notices=tuple(notice.text for notice in digest.notices if notice.code != "pseudonyms"),
    )


def failure(job: Job, stage: str, error: BaseException, options: Options) -> ThreadRecord:
    """Return the record of a thread that could not be made; a stray file of a folder counts as skipped."""
    stray = isinstance(error, UnknownFormatError) and not job.named
    text = str(error) if isinstance(error, ThreadgistError) else f"{type(error).__name__}: {error}"
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
    if isinstance(error, WorkerDiedError):
        return (
            "start the same command again with fewer --workers if memory ran out; else leave this thread out"
        )
    return "a fault of threadgist: report it with the thread; the same command tries it again"


def _input(job: Job, thread: Thread | None) -> str:
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


def _thread(job: Job, options: Options) -> Thread:
    """Read the thread itself, its title and article as the manifest has them."""
    from threadgist.sources import read_thread

    if job.kind == "slice":
        data = _slice(job)
        thread = read_thread(
            "-",
            name=job.reader,
            columns=options.columns,
            limits=options.settings.limits,
            stdin=io.BytesIO(data),
            thread=job.thread,
        )
        if job.reader != "reddit-dump":
            title = _row_title(data.partition(b"\n")[0]) or job.source
            # Tables of comments have no id of their thread inside.
            thread = replace(thread, title=title, id=job.source.rpartition(": ")[2])
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
    from threadgist.fetch import is_link

    if not is_link(named):
        return read_article(Path(named))

    def page(url: str) -> bytes:
        from threadgist.fetch.client import Client
        from threadgist.fetch.exchange import PAGE, Request

        with Client(options.fetch) as client:
            return client.send(Request(url, accept=PAGE)).text.encode("utf-8")

    return fetch_article(named, page)


def _sweep(folder: Path) -> None:
    """Take away what a killed run left beside the files of a thread."""
    for path in folder.glob(".digest.*-*"):
        path.unlink(missing_ok=True)
