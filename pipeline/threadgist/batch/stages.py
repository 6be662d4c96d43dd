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
from threadgist.batch.journal import ThreadRecord, begun
from threadgist.errors import SourceError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Digest, EncoderInfo
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


def take(options: Options, encoder: EncoderInfo, step: str, *task: Any) -> Next | ThreadRecord:
    """Take a thread one step on: `read` of a job and what is known of it, the others as `Next` and its vectors say."""
    if step == "read":
        return read(options, *task)
    if step == "plan":
        return plan(options, encoder, *task)
    if step == "write":
        return write(options, *task)
    return publish(options, *unpack(task[0]))


def read(options: Options, job: Job, known: ThreadRecord | None) -> Next | ThreadRecord:
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
    record = begun(job, "done", options, input=print_, comments=len(thread.comments))
    return Next("plan", pack((_timed(record, "read", began), corpus)), tuple(encoded_texts(corpus)))


def plan(options: Options, encoder: EncoderInfo, state: bytes, vectors: NDArray[np.float32] | None) -> Next:
    """Find the themes of a thread, their points, and the phrases for their headings.

    `state` is from `read`; `vectors` are `(n, d)` float32 unit rows of its texts, None where there are none.
    """
    import numpy as np

    from threadgist.flow import begin_plan
    from threadgist.records import Embeddings

    began = time.thread_time()
    record, corpus = unpack(state)
    if vectors is None:
        vectors = np.empty((0, encoder.dimension), dtype=np.float32)
    vectors.flags.writeable = False
    ids = tuple(passage.id for passage in corpus.passages)
    draft = begin_plan(corpus, Embeddings(ids, vectors, encoder), options.settings)
    record = replace(record, passages=len(ids))
    return Next("write", pack((_timed(record, "plan", began), draft)), draft.wanted)


def write(
    options: Options, state: bytes, vectors: NDArray[np.float32] | None, fallbacks: tuple[str, ...]
) -> ThreadRecord:
    """Write a digest in quotations, render it and put its files into the thread's folder.

    `state` and `vectors` are as for `plan`; `fallbacks` is what did not go as asked. Raises ThreadgistError: the digest
    broke an invariant, or its files cannot be written.
    """
    return publish(options, *_composed(options, None, state, vectors, fallbacks))


def compose(options: Options, writer: Writer, *task: Any) -> Next:
    """Have a digest written by a language model; `publish` does the rest; the task is that of `write`."""
    record, digest = _composed(options, writer, *task)
    return Next("publish", pack((record, digest)), failed=_failed_calls(digest))


def _composed(
    options: Options,
    writer: Writer | None,
    state: bytes,
    vectors: NDArray[np.float32] | None,
    fallbacks: tuple[str, ...],
) -> tuple[ThreadRecord, Digest]:
    from threadgist.flow import end_plan, finish

    began = time.thread_time()
    record, draft = unpack(state)
    digest = finish(end_plan(draft, vectors, options.settings), options.settings, fallbacks, writer=writer)
    return _timed(record, "write", began), digest


def _failed_calls(digest: Digest) -> int:
    return sum(rejection.reason == "call" for rejection in digest.rejections)


def publish(options: Options, record: ThreadRecord, digest: Digest) -> ThreadRecord:
    """Put what was composed into the thread's folder; raises OutputError: its files cannot be written.

    Where calls of the language model failed, comments are quoted, and the thread counts as failed: it is written again.
    """
    from threadgist.edits import folder as folders

    began = time.thread_time()
    folder = Path(options.out) / record.folder
    revision = folders.continued(digest, folder, fresh=options.fresh)
    folders.publish(folder, revision, options.formats, options.settings.page)
    record = replace(
        _timed(record, "render", began),
        title=revision.digest.title,
        themes=len(revision.digest.themes),
        at=round(time.time(), 1),
        notices=(
            *(one.text for one in revision.digest.notices if one.code != "pseudonyms"),
            *(f"{folders.EDITS}: {misfit}" for misfit in revision.misfits),
        ),
    )
    if not (failed := _failed_calls(digest)):
        return record
    return replace(
        record,
        status="failed",
        stage="write",
        error=f"{record.source}: {failed} calls of the language model failed; comments are quoted instead",
        advice="see to the model or its server, then start the same command again",
    )


def _timed(record: ThreadRecord, stage: str, began: float) -> ThreadRecord:
    return replace(record, seconds={**record.seconds, stage: round(time.thread_time() - began, 3)})
