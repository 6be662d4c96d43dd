"""Bytes in: from a file or standard input, unpacked, within a limit."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import IO, BinaryIO

from threadgist.errors import SourceError

__all__ = ["STDIN_NAME", "Loaded", "load", "unpack"]

STDIN_NAME = "standard input"
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_FOREIGN = (
    (b"PK\x03\x04", "a zip archive"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ\x00", "packed with xz"),
)
_CHUNK = 1 << 20
# Four bytes can stand for 128 KB, so little is fed at a time.
_ZSTD_STEP = 4096

Loaded = tuple[bytes, str]


def load(source: str | Path, *, limit_mb: int, stdin: BinaryIO | None = None) -> Loaded:
    """Read and unpack a source; return its bytes and the name by which messages speak of it.

    Raises:
        SourceError: no such file, a directory, not readable, empty, over the limit, or damaged packing.
    """
    if str(source) == "-":
        return unpack(_read_stdin(stdin, limit_mb), STDIN_NAME, limit_mb=limit_mb), STDIN_NAME
    name = str(source)
    path = Path(source)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceError(
                f"{name}: is a directory; name the files in it, such as {name.rstrip('/')}/*.json"
            )
        if size > limit_mb << 20:
            raise _too_large(name, limit_mb)
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{name}: no such file; check the path (- reads standard input)") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SourceError(f"{name}: cannot be read ({reason}); check the path and its permissions") from error
    return unpack(data, name, limit_mb=limit_mb), name


def _read_stdin(stdin: BinaryIO | None, limit_mb: int) -> bytes:
    return _read_limited(stdin if stdin is not None else sys.stdin.buffer, STDIN_NAME, limit_mb)


def _read_limited(stream: IO[bytes] | gzip.GzipFile, name: str, limit_mb: int) -> bytes:
    room = limit_mb << 20
    chunks: list[bytes] = []
    while chunk := stream.read(_CHUNK):
        room -= len(chunk)
        if room < 0:
            raise _too_large(name, limit_mb)
        chunks.append(chunk)
    return b"".join(chunks)


def unpack(data: bytes, name: str, *, limit_mb: int) -> bytes:
    """Unpack gzip or Zstandard data, known by its first bytes; return anything else as it is.

    Raises:
        SourceError: empty, damaged, packed in another way, or larger than the limit when unpacked.
    """
    if data.startswith(_GZIP):
        try:
            data = _read_limited(gzip.GzipFile(fileobj=io.BytesIO(data)), name, limit_mb)
        except (EOFError, OSError, zlib.error) as error:
            raise _damaged(name, "gzip", error) from error
    elif data.startswith(_ZSTD):
        data = _read_zstd(data, name, limit_mb)
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise SourceError(f"{name}: is {what}; unpack it first (gzip and zstd are read as they are)")
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise SourceError(f"{name}: is empty; save the thread again")
    return data


def _read_zstd(data: bytes, name: str, limit_mb: int) -> bytes:
    import zstandard

    room = limit_mb << 20
    chunks: list[bytes] = []
    at = 0
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        while at < len(data):
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            piece = data[at : at + _ZSTD_STEP]
            chunk = frame.decompress(piece)
            at += len(piece) - len(frame.unused_data)
            room -= len(chunk)
            if room < 0:
                raise _too_large(name, limit_mb)
            chunks.append(chunk)
    except zstandard.ZstdError as error:
        raise _damaged(name, "Zstandard", error) from error
    if not frame.eof:
        raise _damaged(name, "Zstandard", "it ends in the middle")
    return b"".join(chunks)


def _too_large(name: str, limit_mb: int) -> SourceError:
    return SourceError(f"{name}: holds more than {limit_mb} MB; raise limits.max_input_mb if that is meant")


def _damaged(name: str, packing: str, error: object) -> SourceError:
    return SourceError(f"{name}: the {packing} data is damaged or cut short ({error}); save or copy it again")
