"""What a batch is made of: one job a thread, and what came of it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from threadgist.outputs import slug
from threadgist.sources.opening import is_folder
from threadgist.sources.payload import Payload

if TYPE_CHECKING:
    from threadgist.fetch import FetchOptions
    from threadgist.settings import Settings
    from threadgist.sources import Columns


Kind = Literal["file", "folder", "link", "slice"]
Status = Literal["done", "failed", "skipped"]

_NAME_CHARS = 48
_DIGITS = 12


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

    `state` names everything but the thread that a digest depends on (see `run.state_of`); `fresh` makes every digest
    again.
    """

    out: str
    settings: Settings
    formats: tuple[str, ...]
    columns: Columns
    fetch: FetchOptions
    state: str
    fresh: bool = False


def folder_name(identity: str, readable: str) -> str:
    """Return the folder of a thread: readable, and the same on every run whatever other threads there are.

    `identity` is what tells this thread from all others: absolute path, link, or dump and id.
    """
    short = slug(readable).encode()[:_NAME_CHARS].decode(errors="ignore").rstrip("-")
    digits = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{short}-{digits}"


def path_job(path: Path, *, named: bool = True) -> Job:
    """Return the job of a file or folder."""
    path = Path(os.path.normpath(path.absolute()))
    return Job(
        folder=folder_name(str(path), Payload("", str(path)).readable_name),
        source=str(path),
        kind="folder" if is_folder(path) else "file",
        place=str(path),
        named=named,
    )


def link_job(link: str) -> Job:
    """Return the job of a link."""
    return Job(
        folder=folder_name(link.rstrip("/"), link.partition("://")[2]),
        source=link,
        kind="link",
        place=link,
    )
