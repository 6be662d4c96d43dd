"""Bytes in, unpacked, whole or piece by piece, within limits; and what a file is that is no text, with the way out."""

import bz2
import gzip
import io
import lzma
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO

from threadgist.bounds import FREE_BYTES, RATIO, open_regular
from threadgist.errors import SourceError
from threadgist.sources.decode import listed
from threadgist.sources.vocabulary import vocabulary

STDIN_NAME = "standard input"
_CHUNK = 1 << 16
# As much of a file, packed in the largest blocks, makes a head.
_PIECE = 1 << 20
_HEAD = 1 << 16
_ZSTD = b"\x28\xb5\x2f\xfd"
# Dumps are packed with `zstd --long=31`; the decoder keeps that much of what came before.
_MAX_WINDOW = 1 << 31
# Four bytes can stand for 128 KB, so little is fed at a time.
_ZSTD_STEP = 4096
DAMAGE = (EOFError, OSError, ValueError, struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
"""What is raised of damaged packings."""
# A file may be packed twice (a .csv.gz in a .zip); more is made to keep a machine busy.
_MAX_LAYERS = 3

Kind = tuple[str, str]
"""What a file is, and what to do with it, which is empty for tables: they are read."""

_WAYS: dict[str, str] = vocabulary("files")["ways"]


def joined(pieces: Iterable[bytes], name: str, limit_mb: int, holds: str = "holds") -> bytes:
    """Return the pieces as one; raises SourceError: they are over the limit, as `too_large` says it."""
    # A buffer hands over its bytes without a copy, which chunks joined would be.
    kept = io.BytesIO()
    for piece in pieces:
        if kept.tell() + len(piece) > limit_mb << 20:
            raise too_large(name, limit_mb, holds)
        kept.write(piece)
    return kept.getvalue()


def _unpacked(data: bytes, name: str, limit_mb: int) -> bytes | None:
    """Take one packing off; None where there is none, or it is part of the format, as of a workbook."""
    packing, opened = _packing_of(data)
    try:
        if packing:
            return joined(opened(io.BytesIO(data)), name, limit_mb)
        if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return None
        packing = "zip"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if binary_kind(data) is None:
                return _only_member(archive, name, limit_mb)
            if sum(one.file_size for one in archive.infolist()) > limit_mb << 20:
                raise too_large(name, limit_mb)
            return None
    except RuntimeError as error:
        raise SourceError(f"{name}: the zip archive cannot be read ({error}); unpack it first") from error
    except DAMAGE as error:
        reason = " ".join(str(error).split())
        raise SourceError(
            f"{name}: the {packing} data is damaged or cut short ({reason}); save or copy it again"
        ) from error


def _only_member(archive: zipfile.ZipFile, name: str, limit_mb: int) -> bytes:
    files = [one.filename for one in archive.infolist() if not one.is_dir()]
    members = sorted(file for file in files if not any(junk in file for junk in _JUNK))
    if len(members) != 1:
        shown = f" ({listed(members, 8)})" if members else ""
        raise SourceError(
            f"{name}: is a zip archive of {len(members)} files{shown}; unpack it and name one of them"
        )
    with archive.open(members[0]) as stream:
        return joined(_pieces(stream), name, limit_mb)


def _pieces(stream: IO[bytes], unpacker: Callable[[IO[bytes]], Any] | None = None) -> Iterator[bytes]:
    unpacked: IO[bytes] = unpacker(stream) if unpacker else stream
    return iter(lambda: unpacked.read(_CHUNK), b"")


def _zstd_pieces(stream: IO[bytes]) -> Iterator[bytes]:
    import zstandard

    unpacker = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    frame = unpacker.decompressobj()
    rest = b""
    while step := rest or stream.read(_ZSTD_STEP):
        if frame.eof:
            frame = unpacker.decompressobj()
        try:
            piece = frame.decompress(step)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
        if piece:
            yield piece
        rest = frame.unused_data
    if not frame.eof:
        raise EOFError("it ends in the middle of a frame")


_PACKINGS: tuple[tuple[bytes, str, Callable[[IO[bytes]], Iterator[bytes]]], ...] = (
    (b"\x1f\x8b", "gzip", partial(_pieces, unpacker=lambda stream: gzip.GzipFile(fileobj=stream))),
    (b"BZh", "bzip2", partial(_pieces, unpacker=bz2.BZ2File)),
    (b"\xfd7zXZ\x00", "xz", partial(_pieces, unpacker=lzma.LZMAFile)),
    (_ZSTD, "Zstandard", _zstd_pieces),
    (b"", "", _pieces),
)


def _packing_of(start: bytes) -> tuple[str, Callable[[IO[bytes]], Iterator[bytes]]]:
    """Return how what starts so is packed, empty where it is not, and what unpacks a stream of it."""
    return next((packing, unpacked) for magic, packing, unpacked in _PACKINGS if start.startswith(magic))


class _Replayed:
    """A stream whose start was read before and is read again; `count` is how many bytes of it were read by now."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start = io.BytesIO(start)
        self._rest = rest
        self.count = 0

    def read(self, size: int) -> bytes:
        data = self._start.read(size) or self._rest.read(size) or b""
        self.count += len(data)
        return data


class Unpacked:
    """An open input, `name` for messages, whose first 64 KB or so (unpacked, fewer if damaged) are its `head`.

    `size` is that of the file, in bytes as it is packed; `window_mb` what the packing says that unpacking keeps in
    memory. Its content can be read once, by one of the two ways below.
    """

    def __init__(self, stream: IO[bytes], name: str, size: int | None = None) -> None:
        self.name, self.size = name, size
        start = b""
        # A pipe that is not buffered hands over less than it is asked for.
        while len(start) < _PIECE and (piece := stream.read(_PIECE - len(start))):
            start += piece
        self._raw: Any = _Replayed(start, stream)
        self._unpacked = _packing_of(start)[1]
        self.head = b""
        self.window_mb = 0
        if start.startswith(_ZSTD):
            import zstandard

            with suppress(zstandard.ZstdError):
                window = zstandard.get_frame_parameters(start).window_size
                self.window_mb = min(window, _MAX_WINDOW) >> 20
        # Damage is told when the input is read, not while its format is being guessed.
        with suppress(*DAMAGE):
            for piece in self._unpacked(io.BytesIO(start)):
                self.head += piece
                if len(self.head) >= _HEAD:
                    break

    def pieces(self) -> Iterator[bytes]:
        """Yield the content in pieces of at most 1 MB. Raises SourceError: damaged, or over 200 times its size."""
        total = 0
        try:
            for large in self._unpacked(self._raw):
                total += len(large)
                if total > FREE_BYTES and total > RATIO * self._raw.count:
                    raise SourceError(
                        f"{self.name}: unpacks to more than {RATIO:,} times its size, "
                        "which no dump does; get it from its publisher again"
                    )
                yield from (large[at : at + _PIECE] for at in range(0, len(large), _PIECE))
        except DAMAGE as error:
            raise SourceError(
                f"{self.name}: damaged or cut short after {total:,} unpacked bytes ({error}); "
                "copy or download it again"
            ) from error

    def load(self, limit_mb: int) -> bytes:
        """Return the whole content. Raises SourceError: empty, over the limit, or damaged packing."""
        if self.size is not None and self.size > limit_mb << 20:
            raise too_large(self.name, limit_mb)
        data = joined(_pieces(self._raw), self.name, limit_mb)
        if self.size is not None and len(data) > self.size:
            raise SourceError(f"{self.name}: is being written; wait until it is complete")
        for _ in range(_MAX_LAYERS):
            if (unpacked := _unpacked(data, self.name, limit_mb)) is None:
                break
            data = unpacked
        if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
            raise SourceError(f"{self.name}: is empty; save the thread again")
        return data


# False where it cannot be told, which a method of a path is not; reading it tells why.
is_folder = os.path.isdir


@contextmanager
def opened(source: str | Path, stdin: BinaryIO | None = None) -> Iterator[Unpacked]:
    """Open a regular file, or for `-` standard input, which is not closed. Raises SourceError: it cannot be read."""
    if str(source) == "-":
        yield Unpacked(stdin if stdin is not None else sys.stdin.buffer, STDIN_NAME)
        return
    with open_regular(source) as stream:
        yield Unpacked(stream, str(source), os.fstat(stream.fileno()).st_size)


def too_large(name: str, limit_mb: int, holds: str = "holds") -> SourceError:
    """Return the error of an input that, or of which what `holds` names, is over the limit."""
    return SourceError(f"{name}: {holds} more than {limit_mb} MB; raise limits.max_input_mb if that is meant")


def _kinds(key: str) -> list[tuple[str, Kind]]:
    return [(mark, (what, _WAYS.get(way, way))) for mark, what, way in vocabulary("files")[key]]


_MAGIC = [(mark.encode("latin-1"), kind) for mark, kind in _kinds("magic")]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE_OLE = [(mark.encode("utf-16-le"), kind) for mark, kind in _kinds("ole")]
_INSIDE_ZIP = _kinds("zip")
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def binary_kind(data: bytes) -> Kind | None:
    """Return what a file is that holds no text; None for text, and for what is not known."""
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        return next(kind for mark, kind in _INSIDE_OLE if mark in data)
    if kind := next((kind for magic, kind in _MAGIC if data.startswith(magic)), None):
        return None if kind[0] in ("a program", "a sound file") and b"\0" not in data[:4096] else kind
    return ("a video", _WAYS["save"]) if data[4:8] == b"ftyp" else None


def _zipped(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mime = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (*DAMAGE, RuntimeError):
        return None
    told = [mime, *(names if "[Content_Types].xml" in names else ())]
    return next((kind for mark, kind in _INSIDE_ZIP if any(name.startswith(mark) for name in told)), None)
