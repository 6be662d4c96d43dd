"""The steps of a thread, on bytes, so that any process can take each of them, and the encoder between them.

    read      source to corpus            (then its passages are encoded)
    plan      themes, points, phrases     (then its phrases are encoded)
    write     headings, digest, files

Both engines run these and nothing else, which is why what comes out is the same.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from threadgist.batch.jobs import Job, Options, input_hash, read_job
from threadgist.batch.journal import ThreadRecord, begun
from threadgist.errors import SourceError
from threadgist.records import Digest, Floats
from threadgist.settings import EncoderSettings, Settings
from threadgist.write.stage import Writer

# Texts in one call, on a GPU or not: enough to fill batches of every length, little enough to begin soon. And those of
# the threads on their way, which stay in memory: a GPU starts slowly and is then ahead of all others, so more waits.
WINDOWS: Final = {False: (8_192, 24_576), True: (16_384, 196_608)}
_CHUNKS: Final = {False: 4_096, True: 16_384}
GPUS: Final = ("cuda", "mps")
Encoded = tuple[Floats, tuple[str, ...], tuple[str, ...]]
# How far workers step back for an encoder that shares the processors with them.
_NICE: Final = 10


@dataclass(frozen=True, slots=True)
class Next:
    """How a thread goes on: `step` takes `state`, and vectors of `texts`."""

    step: str
    state: bytes
    texts: tuple[str, ...] = ()


def take(options: Options, step: str, *task: Any, writer: Writer | None = None) -> Next | ThreadRecord:
    """Take a thread one step on: `read` of a job and what is known of it, the others of the state that `Next` has.

    `plan` and `write` also take the vectors of its texts, and `write` what did not go as asked.
    """
    if step == "read":
        return read(options, *task)
    if step == "plan":
        return plan(options, *task)
    if step == "write":
        return write(options, writer, *task)
    return publish(options, *pickle.loads(task[0]))


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
    return Next("plan", pickle.dumps((_timed(record, "read", began), corpus)), tuple(encoded_texts(corpus)))


def plan(options: Options, state: bytes, vectors: Floats | None) -> Next:
    """Find the themes of a thread, their points, and the phrases for their headings.

    `state` is from `read`; `vectors` are `(n, d)` float32 unit rows of its texts, None where there are none.
    """
    import numpy as np

    from threadgist.flow import begin_plan
    from threadgist.records import Embeddings

    began = time.thread_time()
    record, corpus = pickle.loads(state)
    if vectors is None:
        vectors = np.empty((0, options.encoder.dimension), dtype=np.float32)
    vectors.flags.writeable = False
    ids = tuple(passage.id for passage in corpus.passages)
    draft = begin_plan(corpus, Embeddings(ids, vectors, options.encoder), options.settings)
    record = replace(record, passages=len(ids))
    return Next("write", pickle.dumps((_timed(record, "plan", began), draft)), draft.candidates.wanted)


def write(
    options: Options, writer: Writer | None, state: bytes, vectors: Floats | None, fallbacks: tuple[str, ...]
) -> Next | ThreadRecord:
    """Write a digest in quotations and publish it, or have a language model write it, which is published by a worker.

    `state` and `vectors` are as for `plan`. Raises ThreadgistError: the digest broke an invariant.
    """
    from threadgist.flow import end_plan, finish

    began = time.thread_time()
    record, draft = pickle.loads(state)
    digest = finish(end_plan(draft, vectors, options.settings), options.settings, fallbacks, writer=writer)
    record = _timed(record, "write", began)
    if writer is None:
        return publish(options, record, digest)
    return Next("publish", pickle.dumps((record, digest)))


def publish(options: Options, record: ThreadRecord, digest: Digest) -> ThreadRecord:
    """Put what was written into the thread's folder; raises OutputError: its files cannot be written.

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
    if not (failed := sum(rejection.reason == "call" for rejection in digest.rejections)):
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


def start_worker(options: Options, back: bool) -> Callable[..., Next | ThreadRecord]:
    """Return what takes steps, in a process that steps `back` for an encoder on the same processors."""
    if back and hasattr(os, "nice") and os.nice(0) < _NICE:
        os.nice(_NICE)
    return partial(take, options)


def devices(settings: EncoderSettings) -> tuple[str, ...]:
    """Return the devices to encode on: every GPU that is visible, else the one that the settings name."""
    if settings.device not in ("auto", "cuda") or not sys.platform.startswith("linux"):
        return (settings.device,)
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        names = [name.strip() for name in visible.split(",") if name.strip() not in ("", "-1")]
    else:
        names = [str(i) for i, _ in enumerate(Path("/dev").glob("nvidia[0-9]*"))]
    return tuple(f"cuda@{name}" for name in names) or (settings.device,)


def wanted_at_once(settings: Settings) -> bool:
    """Whether a thread that is new will need the model, which can then be loaded while the first ones are read."""
    from threadgist.tools import open_cache

    cache = open_cache(settings)
    return cache is None or cache.is_new


def start_encoder(
    settings: Settings, device: str, environment: Mapping[str, str | None]
) -> Callable[[Sequence[str]], Encoded]:
    """Return what encodes on one of `devices`; called without texts it only loads the model.

    Variables of `environment` are set before torch is loaded; None takes one away.
    """
    for name, value in environment.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    if device.startswith("cuda@"):
        os.environ["CUDA_VISIBLE_DEVICES"] = device.partition("@")[2]
    from threadgist.backends.encoders import open_encoder
    from threadgist.embed import embed_texts
    from threadgist.tools import open_cache

    chunk = _CHUNKS[device.startswith(GPUS)]
    encoder, cache = open_encoder(settings.encoder, alone=True), open_cache(settings)

    def encode(texts: Sequence[str]) -> Encoded:
        if not texts:
            encoder.encode(("It loads.",))
        vectors = embed_texts(texts, encoder, cache, chunk_size=chunk)
        said = tuple(cache.notices) if cache is not None else ()
        return vectors, tuple(getattr(encoder, "notices", ())), said

    return encode
