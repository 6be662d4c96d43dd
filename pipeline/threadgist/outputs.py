"""Where results land: one folder a thread, its files written whole or not at all, by one run at a time.

A lock keeps others away that the system lets go of when its holder dies.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import accumulate, chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadgist.bounds import open_regular
from threadgist.errors import OutputError, SourceError

if TYPE_CHECKING:
    from threadgist.records import Digest

MAX_SLUG_BYTES = 80
# As `tempfile.mkstemp` names what is to become a file of ours.
_HALF_WRITTEN = re.compile(r"\.[\w.-]+\.(?:html|md|txt|jsonl?|xml|csv|toml|parquet|sqlite)-[a-z0-9_]{8}")

LOCK = ".lock"


def slug(title: str) -> str:
    """Make a folder name of a title: letters and digits in lower case, at most `MAX_SLUG_BYTES` bytes."""
    plain = unicodedata.normalize("NFKC", title).lower().replace("'", "").replace("’", "")
    words = re.findall(r"[^\W_]+", plain)[:MAX_SLUG_BYTES]
    fitting = [name for name in accumulate(words, "{}-{}".format) if len(name.encode()) <= MAX_SLUG_BYTES]
    first: str = words[0] if words else "thread"
    return fitting[-1] if fitting else first.encode()[:MAX_SLUG_BYTES].decode(errors="ignore")


@contextmanager
def writing(place: Path, way_out: str, cannot: str = "cannot be written") -> Iterator[None]:
    """Raise OutputError that names the place, the reason and the way out where the system refuses to write within."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{place}: {cannot} ({error.strerror}): {way_out}") from error


def ensure_writable(folder: Path) -> None:
    """Make sure that results can be written below `folder`, creating it where needed; raises OutputError where not."""
    with writing(folder, "name another folder with --out", "cannot be written to"):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


@dataclass(frozen=True, slots=True)
class _Known:
    """What tells whose digest lies in a folder, whichever version wrote it."""

    thread_id: str
    source: str = ""
    comments: tuple[dict[str, Any], ...] = ()


def folder_for(out: Path, digest: Digest, taken: set[Path]) -> Path:
    """Return a digest's folder, named after its title, with the id where need be, and add it to `taken`."""
    name, base = slug(digest.title), f"{slug(digest.title)}-{slug(digest.thread_id)}"
    folders = (out / one for one in chain((name, base), (f"{base}-{number}" for number in count(2))))
    folder = next(one for one in folders if one not in taken and not _holds_another(one, digest))
    taken.add(folder)
    return folder


def _holds_another(folder: Path, digest: Digest) -> bool:
    from threadgist.refresh import mostly_kept
    from threadgist.stored import parse, read_bytes

    try:
        other = parse(read_bytes(folder / "digest.json"), _Known)
    except (SourceError, ValueError):
        return False
    said = [(str(one.get("id")), str(one.get("text"))) for one in other.comments]
    same = other.source == digest.source and mostly_kept(said, digest)
    return other.thread_id != digest.thread_id and not same


def write_whole(
    folder: Path, files: Mapping[str, str | bytes | Iterable[bytes]], *, lasting: bool = True
) -> list[Path]:
    """Write files, texts in UTF-8, into a folder so that a crash leaves either the old file or the new one.

    A full disk leaves everything as it was, and what a killed process left half written is taken away. `lasting` ones
    outlast a loss of power. Returns the paths, in the order of `files`. Raises OutputError: a file cannot be written.
    """
    staged: dict[Path, Path] = {}
    with writing(folder, "free some space or name --out"):
        folder.mkdir(parents=True, exist_ok=True)
        mask = os.umask(0)
        os.umask(mask)
        with alone(folder) as certain:
            if certain:
                sweep(folder)
            try:
                for name, content in files.items():
                    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
                    staged[Path(temporary)] = folder / name
                    with os.fdopen(handle, "wb") as stream:
                        whole = content.encode() if isinstance(content, str) else content
                        stream.writelines([whole] if isinstance(whole, bytes) else whole)
                        if lasting:
                            stream.flush()
                            os.fsync(stream.fileno())
                    Path(temporary).chmod(0o666 & ~mask)
                for beside, path in staged.items():
                    beside.replace(path)
            finally:
                for beside in staged:
                    beside.unlink(missing_ok=True)
    return list(staged.values())


def sweep(folder: Path) -> None:
    """Take away what a process that was ended in the middle of writing left in a folder beside our files."""
    for path in folder.glob(".*-*"):
        if _HALF_WRITTEN.fullmatch(path.name):
            path.unlink(missing_ok=True)


@contextmanager
def locked(out: Path, patience: float = 2.0) -> Iterator[None]:
    """Hold the lock of a folder of results; raises OutputError: another run has it for `patience` seconds."""
    path = out / LOCK
    deadline = time.monotonic() + patience
    with writing(path, "name another folder with --out"):
        while (handle := _take(path)) is None:
            if time.monotonic() > deadline:
                raise OutputError(
                    f"{out}: another run writes there{_holder(path)}: wait for it, or name another folder with --out"
                )
            time.sleep(0.05)
    try:
        yield
    finally:
        # Taken away while it is held: whoever waits for it finds that it is no longer the folder's.
        with suppress(OSError):
            path.unlink()
        os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep other processes of threadgist from writing into a folder meanwhile; gives False where that cannot be."""
    handle = None
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _take(path: Path) -> int | None:
    """Open and lock the file; None where another process has it, or has just taken it away."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags, 0o666)
    taken = False
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        with suppress(BlockingIOError, FileNotFoundError, PermissionError):
            if sys.platform == "win32":
                import msvcrt

                # Far behind the content, which others may then read.
                os.lseek(handle, 1 << 20, os.SEEK_SET)
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                os.lseek(handle, 0, os.SEEK_SET)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), path.stat()):
                os.ftruncate(handle, 0)
                os.write(handle, str(os.getpid()).encode())
                taken = True
    finally:
        if not taken:
            os.close(handle)
    return handle if taken else None


def _holder(path: Path) -> str:
    with suppress(OSError, SourceError), open_regular(path) as stream:
        said = stream.read(20).decode("ascii", "replace").strip()
        return f" (process {said})" if said else ""
    return ""
