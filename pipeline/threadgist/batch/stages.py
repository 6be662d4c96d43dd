"""The three steps of a thread between which vectors are made, on bytes, so that any process can take each of them.

    read      source to corpus            (then its passages are encoded)
    plan      themes, points, phrases     (then its phrases are encoded)
    write     headings, digest, files

Both engines run these and nothing else, which is why what comes out is the same.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.batch.jobs import Job, Options, input_hash, read_job
from threadgist.batch.journal import ThreadRecord
from threadgist.errors import SourceError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Corpus, Digest, EncoderInfo
    from threadgist.write.stage import Writer


class _Reducers(dict[type, Callable[[Any], Any]]):
    """How records are written: as calls of their classes, several times as fast as states of slotted dataclasses."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        own = fields(kind) if is_dataclass(kind) and kind.__module__.startswith("threadgist.") else ()
        if len(own) < 2 or not all(one.init for one in own):
            raise KeyError(kind)
        values = attrgetter(*[one.name for one in own])
        self[kind] = lambda value: (kind, values(value))
        return self[kind]


class _Pickler(pickle.Pickler):
    dispatch_table = _Reducers(copyreg.dispatch_table)


def pack(value: Any) -> bytes:
    """Return a value as bytes."""
    buffer = io.BytesIO()
    _Pickler(buffer, 5).dump(value)
    return buffer.getvalue()


def unpack(data: bytes) -> Any:
    """Return what was packed."""
    return pickle.loads(data)


# How far workers step back for an encoder that shares the processors with them.
NICE: Final = 10


@dataclass(frozen=True, slots=True)
class Next:
    """How a thread goes on: `step` takes `state`, and vectors of `texts`; `failed` counts a model's failed calls."""

    step: str
    state: bytes
    texts: tuple[str, ...] = ()
    failed: int = 0


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What travels with a thread from step to step."""

    job: Job
    input: str
    comments: int
    seconds: dict[str, float]
    passages: int = 0


def take(options: Options, encoder: EncoderInfo, step: str, *arguments: Any) -> Next | ThreadRecord:
    """Take a thread one step on: `read` of a job and what is known of it, the others as `Next` and its vectors say."""
    if step == "read":
        return read(arguments[0], options, arguments[1])
    if step == "plan":
        return plan(arguments[0], arguments[1], encoder, options)
    if step == "publish":
        return publish(arguments[0], options)
    return write(arguments[0], arguments[1], arguments[2], options)


def read(job: Job, options: Options, known: ThreadRecord | None = None) -> Next | ThreadRecord:
    """Read a thread and cut it into passages; what is as it was when `known` was made of it gives that again."""
    if job.problem is not None:
        raise SourceError(job.problem)
    began = time.thread_time()
    thread = read_job(job, options) if job.kind == "link" else None
    print_ = input_hash(job, thread, options.settings.limits.max_input_mb)
    if known is not None and known.input == print_:
        return replace(known, event=job.event, date=job.date)
    if thread is None:
        thread = read_job(job, options)
    from threadgist.embed import encoded_texts
    from threadgist.flow import make_corpus

    corpus = make_corpus(thread, options.settings)
    ticket = _Ticket(job, print_, len(thread.comments), {"read": time.thread_time() - began})
    return Next("plan", pack((ticket, corpus)), tuple(encoded_texts(corpus)))


def plan(state: bytes, vectors: NDArray[np.float32] | None, encoder: EncoderInfo, options: Options) -> Next:
    """Find the themes of a thread, their points, and the phrases for their headings.

    `state` is from `read`; `vectors` are `(n, d)` float32 unit rows of its texts by `encoder`, None where there are
    none.
    """
    import numpy as np

    from threadgist.flow import begin_plan
    from threadgist.records import Embeddings

    began = time.thread_time()
    ticket: _Ticket
    corpus: Corpus
    ticket, corpus = unpack(state)
    if vectors is None:
        vectors = np.empty((0, encoder.dimension), dtype=np.float32)
    vectors.flags.writeable = False
    ids = tuple(passage.id for passage in corpus.passages)
    draft = begin_plan(corpus, Embeddings(ids, vectors, encoder), options.settings)
    ticket.seconds["plan"] = time.thread_time() - began
    return Next("write", pack((ticket, draft)), draft.wanted)


def write(
    state: bytes, vectors: NDArray[np.float32] | None, fallbacks: tuple[str, ...], options: Options
) -> ThreadRecord:
    """Write a digest in quotations, render it and put its files into the thread's folder.

    `state` is from `plan`, `vectors` are as there; `fallbacks` is what did not go as asked, for the digest's
    provenance. Raises ThreadgistError: the digest broke an invariant, or its files cannot be written.
    """
    return _publish(*_compose(state, vectors, fallbacks, options, None), options)


def compose(
    state: bytes,
    vectors: NDArray[np.float32] | None,
    fallbacks: tuple[str, ...],
    options: Options,
    writer: Writer,
) -> Next:
    """Have a digest written by a language model; `publish` does the rest. The arguments are those of `write`."""
    ticket, digest = _compose(state, vectors, fallbacks, options, writer)
    failed = sum(rejection.reason == "call" for rejection in digest.rejections)
    return Next("publish", pack((ticket, digest, failed)), failed=failed)


def publish(state: bytes, options: Options) -> ThreadRecord:
    """Render what was composed and put it into the thread's folder.

    Where calls of the language model failed, what it should have written quotes comments, and the thread counts as
    failed: the same command writes it again. Raises OutputError: its files cannot be written.
    """
    ticket, digest, failed = unpack(state)
    record = _publish(ticket, digest, options)
    if not failed:
        return record
    return replace(
        record,
        status="failed",
        stage="write",
        error=f"{ticket.job.source}: {failed} calls of the language model failed; comments are quoted instead",
        advice="see to the model or its server, then start the same command again",
    )


def _compose(
    state: bytes,
    vectors: NDArray[np.float32] | None,
    fallbacks: tuple[str, ...],
    options: Options,
    writer: Writer | None,
) -> tuple[_Ticket, Digest]:
    from threadgist.flow import end_plan, finish

    began = time.thread_time()
    ticket: _Ticket
    ticket, draft = unpack(state)
    digest = finish(end_plan(draft, vectors, options.settings), options.settings, fallbacks, writer=writer)
    ticket.seconds["write"] = time.thread_time() - began
    return replace(ticket, passages=len(draft.plan.corpus.passages)), digest


def _publish(ticket: _Ticket, digest: Digest, options: Options) -> ThreadRecord:
    from threadgist.edits.folder import EDITS, continued, publish

    began = time.thread_time()
    folder = Path(options.out) / ticket.job.folder
    revision = continued(digest, folder, fresh=options.fresh)
    digest = revision.digest
    publish(folder, revision, options.formats, options.settings.page)
    ticket.seconds["render"] = time.thread_time() - began
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
        passages=ticket.passages,
        themes=len(digest.themes),
        seconds={stage: round(seconds, 3) for stage, seconds in ticket.seconds.items()},
        at=round(time.time(), 1),
        notices=(
            *(one.text for one in digest.notices if one.code != "pseudonyms"),
            *(f"{EDITS}: {misfit}" for misfit in revision.misfits),
        ),
    )
