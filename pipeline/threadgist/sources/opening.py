"""Opening inputs that are too large to load: unpacked as they are read, in constant memory."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any, BinaryIO

from threadgist.bounds import FREE_BYTES, RATIO, open_regular
from threadgist.errors import SourceError
from threadgist.sources.loading import PACKINGS, STDIN_NAME, ZSTD, damage, zstd_pieces

_HEAD = 1 << 16
_CHUNK = 1 << 20
_FRAME_HEADER = 18
# Dumps are packed with `zstd --long=31`; the decoder keeps that much of what came before.
_MAX_WINDOW = 1 << 31


class _Recorded(io.RawIOBase):
    """A stream of bytes that counts what is read and, until `forget`, keeps it to be read again."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self._kept: list[bytes] | None = []
        self._again = b""
        self.count = 0
        self.window = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        if self._again:
            wanted = size if size >= 0 else len(self._again)
            data, self._again = self._again[:wanted], self._again[wanted:]
        else:
            data = self._inner.read(size) or b""
            self.count += len(data)
        if self._kept is not None:
            self._kept.append(data)
        return data

    def rewind(self) -> None:
        self._again = b"".join(self._kept or ()) + self._again
        self._kept = []

    def forget(self) -> None:
        self._kept = None


class Unpacked:
    """An open input whose first bytes were looked at.

    `name` is how messages speak of it; `head` the first 64 KB or so, unpacked, fewer where the input is shorter or
    damaged; `window_mb` what the packing itself says that unpacking keeps in memory.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.name = name
        self._raw = _Recorded(stream)
        self._rest = _pieces(self._raw)
        head: list[bytes] = []
        self._problem: Exception | None = None
        try:
            while sum(map(len, head)) < _HEAD and (piece := next(self._rest, None)) is not None:
                head.append(piece)
        except SourceError as error:
            self._problem = error
        except damage() as error:
            # Told when the input is read, not while its format is being guessed.
            self._problem = error
        self.head = b"".join(head)
        self.window_mb = self._raw.window >> 20

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole content, the head first, in pieces of at most 1 MB.

        Raises SourceError: damaged or cut short, or it unpacks to more than 200 times its size.
        """
        self._raw.forget()
        total = 0
        try:
            for large in chain((self.head,), self._rest):
                total += len(large)
                if total > FREE_BYTES and total > RATIO * self._raw.count:
                    raise SourceError(
                        f"{self.name}: unpacks to more than {RATIO:,} times its size, "
                        "which no dump does; get it from its publisher again"
                    )
                for at in range(0, len(large), _CHUNK):
                    yield large[at : at + _CHUNK]
            if self._problem is not None:
                raise self._problem
        except damage() as error:
            raise SourceError(
                f"{self.name}: damaged or cut short after {total:,} unpacked bytes ({error}); "
                "copy or download it again"
            ) from error

    def rewound(self) -> BinaryIO:
        """Return the input as it was given, from its start, for a reader that loads it whole."""
        self._raw.rewind()
        self._raw.forget()
        return self._raw  # type: ignore[return-value]


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; False where that cannot be told (reading it tells why)."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


@contextmanager
def opened(source: str | Path, stdin: BinaryIO | None) -> Iterator[Unpacked | None]:
    """Open a regular file, or standard input for `-`, and look at its first bytes.

    None where that cannot be done: loading the source tells why.
    """
    if str(source) == "-":
        yield Unpacked(stdin if stdin is not None else sys.stdin.buffer, STDIN_NAME)
        return
    try:
        stream = open_regular(source)
    except SourceError:
        yield None
        return
    with stream:
        yield Unpacked(stream, str(source))


def _pieces(raw: _Recorded) -> Iterator[bytes]:
    magic = raw.read(_FRAME_HEADER)
    raw.rewind()
    source: Any = raw
    if magic.startswith(ZSTD):
        import zstandard

        raw.window = zstandard.get_frame_parameters(magic).window_size
        yield from zstd_pieces(source, _MAX_WINDOW)
        return
    stream = next((unpacked(source) for start, _, unpacked in PACKINGS if magic.startswith(start)), source)
    while piece := stream.read(_CHUNK if raw.count > _HEAD else _HEAD):
        yield piece
