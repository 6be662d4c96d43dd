"""A response's body, unpacked as it arrives and never beyond a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from threadgist.errors import SourceError

__all__ = ["CutShort", "TooLarge", "read_body"]

_STEP = 1 << 16


class CutShort(Exception):
    """The body ended before it was complete: worth another try."""


class TooLarge(Exception):
    """The body holds more than the limit; carries the limit in bytes."""


def read_body(
    chunks: Iterable[bytes],
    *,
    encoding: str,
    limit: int,
    url: str,
) -> bytes:
    """Read a body that is plain or packed with gzip (the only packing that is asked for).

    Args:
        chunks: the bytes as they arrive.
        encoding: the Content-Encoding header.
        limit: how many bytes there may be, once unpacked; a bomb is not unpacked further than that.
        url: for messages.

    Raises:
        TooLarge: more than `limit` bytes.
        CutShort: the packed stream ends in the middle.
        SourceError: another packing, or damaged data.
    """
    name = encoding.strip().lower()
    if name not in ("", "identity", "gzip", "x-gzip"):
        raise SourceError(
            f"{url}: answered packed with {name[:40]!r}, which was not asked for; a proxy may be in the way"
        )
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if name in ("gzip", "x-gzip") else None
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpacker is None:
                piece, rest = rest, b""
            else:
                try:
                    piece = unpacker.decompress(rest, min(_STEP, limit - size + 1))
                except zlib.error as error:
                    raise SourceError(f"{url}: its gzip data is damaged ({error}); try again") from error
                rest = unpacker.unconsumed_tail
                if unpacker.eof:
                    rest = b""
            size += len(piece)
            if size > limit:
                raise TooLarge(limit)
            parts.append(piece)
    if unpacker is not None and size and not unpacker.eof:
        raise CutShort("the packed data ends in the middle")
    return b"".join(parts)
