"""What is recorded of a thread that could not be made, and what else its error would stop."""

from __future__ import annotations

import errno
import time
from typing import TYPE_CHECKING, Final

from threadgist.batch.journal import ThreadRecord
from threadgist.batch.workers import WorkerDiedError
from threadgist.errors import InputError, ModelError, OutputError, ThreadgistError, UnknownFormatError

if TYPE_CHECKING:
    from threadgist.batch.jobs import Job, Options


_FULL: Final = ("ENOSPC", "EDQUOT", "EFBIG", "EROFS")


def failure(job: Job, stage: str, error: BaseException, options: Options) -> ThreadRecord:
    """Return the record of a thread that could not be made; a stray file of a folder counts as skipped."""
    stray = isinstance(error, UnknownFormatError) and not job.named
    text = str(error) if isinstance(error, ThreadgistError) else f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError):
        text = f"{job.source}: there is not enough memory to make its digest"
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
    if isinstance(error, WorkerDiedError | MemoryError):
        return (
            "start the same command again with fewer --workers if memory ran out; else leave this thread out"
        )
    return "a fault of threadgist: report it with the thread; the same command tries it again"
