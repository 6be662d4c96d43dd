"""Opening inputs that are too large to load: unpacked as they are read, in constant memory."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

from threadgist.bounds import FREE_BYTES, RATIO, open_regular
from threadgist.errors import SourceError
from threadgist.sources.loading import MAX_WINDOW, STDIN_NAME, ZSTD, damage, packing_of

_HEAD = 1 << 16
# As much, packed in the largest blocks, makes a head.
_START = 1 << 20


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
    """An open input whose first bytes were looked at.

    `name` is how messages speak of it; `head` the first 64 KB or so, unpacked, fewer where the input is shorter or
    damaged; `window_mb` what the packing itself says that unpacking keeps in memory.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.name = name
        self._stream = stream
        self._start = stream.read(_START)
        self._unpacked = packing_of(self._start)[1]
        self.head = b""
        self.window_mb = 0
        # Damage is told when the input is read, not while its format is being guessed.
        with suppress(*damage()):
            if self._start.startswith(ZSTD):
                import zstandard

                window = zstandard.get_frame_parameters(self._start).window_size
                self.window_mb = min(window, MAX_WINDOW) >> 20
            for piece in self._unpacked(io.BytesIO(self._start)):
                self.head += piece
                if len(self.head) >= _HEAD:
                    break

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole content in pieces of at most 1 MB.

        Raises SourceError: damaged or cut short, or it unpacks to more than 200 times its size.
        """
        raw: Any = self.rewound()
        total = 0
        try:
            for large in self._unpacked(raw):
                total += len(large)
                if total > FREE_BYTES and total > RATIO * raw.count:
                    raise SourceError(
                        f"{self.name}: unpacks to more than {RATIO:,} times its size, "
                        "which no dump does; get it from its publisher again"
                    )
                yield from (large[at : at + _START] for at in range(0, len(large), _START))
        except damage() as error:
            raise SourceError(
                f"{self.name}: damaged or cut short after {total:,} unpacked bytes ({error}); "
                "copy or download it again"
            ) from error

    def rewound(self) -> BinaryIO:
        """Return the input as it was given, from its start, for a reader that loads it whole."""
        return _Replayed(self._start, self._stream)  # type: ignore[return-value]


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
    with ExitStack() as stack:
        start = None
        with suppress(SourceError):
            start = Unpacked(stack.enter_context(open_regular(source)), str(source))
        yield start
