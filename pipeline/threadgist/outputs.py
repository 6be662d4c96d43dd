"""Where results land: one folder a thread, its files written whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from threadgist.errors import OutputError
from threadgist.refresh import mostly_kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threadgist.records import Digest

__all__ = ["ensure_writable", "folder_for", "slug", "sweep", "write_whole"]

MAX_SLUG_BYTES = 80


def slug(title: str) -> str:
    """Make a folder name of a title: letters and digits of any script, joined by hyphens, lower case.

    Never empty, never hidden, at most `MAX_SLUG_BYTES` bytes in UTF-8.
    """
    words = re.findall(
        r"[^\W_]+", unicodedata.normalize("NFKC", title).lower().replace("'", "").replace("’", "")
    )
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word
        if len(longer.encode()) > MAX_SLUG_BYTES:
            break
        name = longer
    if not name and words:
        name = words[0].encode()[:MAX_SLUG_BYTES].decode(errors="ignore")
    return name or "thread"


def ensure_writable(folder: Path) -> None:
    """Make sure that results can be written below `folder`, creating it where needed.

    Raises:
        OutputError: It cannot be created or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".probe-"):
            pass
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written to ({error.strerror}): name another folder with --out"
        ) from error


def folder_for(out: Path, digest: Digest, taken: set[Path]) -> Path:
    """Return the folder of a digest: `out/<slug of the title>`, with the id where that is another thread's.

    Folders given out are added to `taken`.
    """
    folder = out / slug(digest.title)
    if folder in taken or _holds_another(folder, digest):
        base = f"{slug(digest.title)}-{slug(digest.thread_id)}"
        folder = out / base
        number = 1
        while folder in taken or _holds_another(folder, digest):
            number += 1
            folder = out / f"{base}-{number}"
    taken.add(folder)
    return folder


def _holds_another(folder: Path, digest: Digest) -> bool:
    path = folder / "digest.json"
    try:
        with path.open(encoding="utf-8") as stream:
            other = json.load(stream)
    except (OSError, ValueError):
        return False
    if not isinstance(other, dict) or other.get("thread_id", digest.thread_id) == digest.thread_id:
        return False
    before = other.get("comments")
    said = [(one.get("id"), one.get("text")) for one in before or () if isinstance(one, dict)]
    return other.get("source") != digest.source or not mostly_kept(said, digest)


def write_whole(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write files, texts in UTF-8, into a folder so that a crash leaves either the old file or the new one.

    All are written beside their place first and then moved there: a full disk leaves everything as it was.

    Returns:
        The paths written, in the order of `files`.

    Raises:
        OutputError: A file cannot be written.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
            staged.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content.encode("utf-8") if isinstance(content, str) else content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
        for temporary_path, path in staged:
            temporary_path.replace(path)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror}): free some space or name --out"
        ) from error
    finally:
        for temporary_path, _ in staged:
            temporary_path.unlink(missing_ok=True)
    return [path for _, path in staged]


def sweep(folder: Path) -> None:
    """Take away what a process that was ended in the middle of `write_whole` left beside the files of a digest."""
    for path in folder.glob(".digest.*-*"):
        path.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
