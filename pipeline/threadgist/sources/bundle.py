"""The files of an export that is a folder or a zip archive, read one by one within limits."""

import os
import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from threadgist.bounds import FREE_BYTES, RATIO, open_regular
from threadgist.errors import SourceError
from threadgist.sources.base import RawThread
from threadgist.sources.decode import decode
from threadgist.sources.loading import DAMAGE, too_large
from threadgist.sources.payload import Payload

_MAX_FILES = 1_000_000
_MAX_DEPTH = 8
# So much of a folder is read to tell what it is: the chat of a large group is one file of some ten megabytes.
_TOLD_FROM_MB = 64
# Folders whose names tell what is in them.
_TELLING = {"cur", "new", "data"}
# Tables and documents that are likely to be threads of their own, at the top of a folder.
_BESIDE = re.compile(r"[^/]+\.(?:json|jsonl|ndjson|csv|tsv|mbox|xlsx|parquet)(?:\.\w{2,4})?", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|/)(?:\.|__MACOSX/)")


class Bundle:
    """The files of a folder or archive, by their sorted paths below the one folder that holds them all, if one does.

    `place` is how messages speak of it, `readable_name` its name as a title. Hidden files are left out.
    """

    def __init__(
        self, place: str, paths: list[str], read: Callable[[str, int], bytes], limit_mb: int
    ) -> None:
        self.place = place
        self.readable_name = Payload("", place).readable_name
        self._read = read
        self._limit_mb = limit_mb
        self._room = limit_mb << 20
        kept = sorted(path for path in paths if not _HIDDEN.search(path))
        tops = {path.partition("/")[0] for path in kept} if all("/" in path for path in kept) else set()
        self._top = tops.pop() + "/" if len(tops) == 1 and not tops & _TELLING else ""
        self.names = tuple(path.removeprefix(self._top) for path in kept[:_MAX_FILES])

    def matching(self, pattern: str) -> list[str]:
        """Return the names that a regular expression matches as a whole, without regard to case."""
        wanted = re.compile(pattern, re.IGNORECASE)
        return [name for name in self.names if wanted.fullmatch(name)]

    def exported(self, pattern: str) -> list[str]:
        """Return what `matching` does; nothing where it lies in folders beside files that are something else."""
        names = self.matching(pattern)
        beside = not any("/" not in name for name in names) and any(map(_BESIDE.fullmatch, self.names))
        return [] if beside else names

    def data(self, name: str) -> bytes:
        """Return a file's bytes. Raises SourceError: it cannot be read, or all that was read is over the limit."""
        data = self._read(self._top + name, self._room)
        self._room -= len(data)
        if self._room < 0:
            raise too_large(self.place, self._limit_mb)
        return data

    def payload(self, name: str) -> Payload:
        """Return a file as a payload whose name says where it lies."""
        data = self.data(name)
        return Payload(decode(data)[0], f"{self.place}/{name}", data=data)

    def document(self, name: str) -> Any:
        """Return a file as JSON, None where there is none of the name. Raises SourceError: it is no JSON."""
        return self.payload(name).require_document() if name in self.names else None

    def some(self, names: Sequence[str], fits: Callable[[Payload], object]) -> bool:
        """Whether one of the first three of these files fits; what cannot be read does not."""
        with suppress(SourceError):
            return any(fits(self.payload(name)) for name in names[:3])
        return False


class BundleReader(ABC):
    """A source that reads folders by way of `Bundle`, and so zip archives of them as well."""

    @abstractmethod
    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Return None if `parse_bundle` can read this, else in one line why not. Must not raise."""

    @abstractmethod
    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read the thread as `Source.parse` does; `thread` chooses one of several."""

    def sniff_folder(self, folder: Path) -> str | None:
        """Say whether the files below a folder can be read."""
        return self.sniff_bundle(folder_bundle(folder, limit_mb=_TOLD_FROM_MB))

    def parse_folder(self, folder: Path, *, thread: str | None, limit_mb: int) -> RawThread:
        """Read the files below a folder."""
        return self.parse_bundle(folder_bundle(folder, limit_mb=limit_mb), thread=thread)


def folder_bundle(folder: Path, *, limit_mb: int, names: Iterable[str] | None = None) -> Bundle:
    """Return the regular files of a folder, or those of the `names`, eight deep; links are not followed."""

    def read(name: str, room: int) -> bytes:
        path = folder / name
        # Of what cannot be looked at, opening it tells why.
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
            raise SourceError(f"{path}: is no regular file; leave it out of the export")
        with open_regular(path) as stream:
            return stream.read(room + 1)

    found = [name for name in names or () if (folder / name).is_file()]
    if names is None:
        with suppress(OSError):
            found = _listed(folder, folder.stat().st_mtime_ns)
    return Bundle(str(folder), found, read, limit_mb)


@lru_cache(maxsize=2)
def _listed(folder: Path, changed: int) -> list[str]:
    """Every source asks the same folder; it is listed once, for as long as it is not `changed`."""
    found: list[str] = []
    for root, folders, files in os.walk(folder):
        inner = Path(root).relative_to(folder)
        folders[:] = sorted(folders) if len(inner.parts) < _MAX_DEPTH else []
        found.extend((inner / name).as_posix() for name in files)
        if len(found) >= _MAX_FILES:
            break
    return found


def zip_bundle(stream: IO[bytes], place: str, *, limit_mb: int) -> Bundle:
    """Return the files of a zip archive, unpacked when read, never to disk. Raises SourceError: it is damaged."""
    try:
        archive = zipfile.ZipFile(stream)
    except (*DAMAGE, NotImplementedError) as error:
        raise _damaged(place, error) from error
    members = {one.filename: one for one in archive.infolist() if not one.is_dir()}

    def read(name: str, room: int) -> bytes:
        member = members[name]
        if member.flag_bits & 1:
            raise SourceError(f"{place}: {name} is locked with a password; unpack it first")
        if member.file_size > FREE_BYTES and member.file_size > RATIO * max(1, member.compress_size):
            raise SourceError(
                f"{place}: {name} unpacks to more than {RATIO:,} times its size; export it again"
            )
        try:
            with archive.open(member) as opened:
                return opened.read(room + 1)
        except DAMAGE as error:
            raise _damaged(f"{place}/{name}", error) from error
        except RuntimeError as error:
            raise SourceError(f"{place}: {name} cannot be unpacked ({error}); unpack it first") from error

    return Bundle(place, list(members), read, limit_mb)


def _damaged(place: str, error: Exception) -> SourceError:
    return SourceError(f"{place}: damaged or cut short ({error}); copy or export it again")
