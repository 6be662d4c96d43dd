"""A request and its response, as they are sent, stored and read again; and within which limits."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from threadgist.errors import SourceError

JSON = "application/json"
PAGE = "text/html"
KEPT_HEADERS = ("content-type", "link", "x-wp-total", "x-wp-totalpages")
"""Headers that are part of the answer; no others are kept, cookies least of all."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. Tokens are no part of it: `client.py` adds them when it sends.

    `body` is JSON text to POST; `accept_status` are failures that the site's module knows what to do with.
    """

    url: str
    body: str | None = None
    accept: str = JSON
    accept_status: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """What tells this request from every other: the name of its file."""
        return hashlib.sha256(repr((self.url, self.body)).encode()).hexdigest()[:24]

    def headers(self) -> dict[str, str]:
        """Return the headers to send."""
        headers = {"Accept": self.accept}
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        if (urlsplit(self.url).hostname or "") == "api.github.com":
            headers["X-GitHub-Api-Version"] = "2022-11-28"
        return headers


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: `text` is the unpacked body, `headers` are those of `KEPT_HEADERS` in lower case.

    `document` is the JSON in the body; None for a page of HTML, or a failure that was allowed for.
    """

    url: str
    status: int
    headers: dict[str, str]
    text: str
    retrieved_at: datetime
    document: Any = None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of a document that is an object; none of any other."""
        return self.document if isinstance(self.document, dict) else {}

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300


def with_query(url: str, query: Mapping[str, object] | Iterable[tuple[str, object]]) -> str:
    """Return `url` with a query, encoded in the order given."""
    pairs = query.items() if isinstance(query, Mapping) else query
    return f"{url}?{urlencode([(name, str(value)) for name, value in pairs])}"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits of one thread.

    Attributes:
        allow_private: also fetch from addresses inside a network.
        max_pages: how many responses; a thread that needs more is read as far as they go, and says so.
        max_response_mb: how large one response may be, unpacked.
        max_thread_mb: how large all of them may be.
        attempts: how often a request is tried before it is given up.
        max_redirects: how many redirects one request may take.
        timeout: seconds without a sign of life before a connection is given up.
        deadline: seconds that one response may take in all, redirects included.
        thread_deadline: seconds that all of them may take, waits included.
    """

    allow_private: bool = False
    max_pages: int = 500
    max_response_mb: int = 32
    max_thread_mb: int = 256
    attempts: int = 5
    max_redirects: int = 8
    timeout: float = 30.0
    deadline: float = 180.0
    thread_deadline: float = 3_600.0

    @property
    def max_wire_bytes(self) -> int:
        """How much a server may send for one response as it comes: headers, frames of chunks and all."""
        return 2 * (self.max_response_mb << 20) + (1 << 20)


_STEP = 1 << 16


class CutShort(Exception):
    """The body ended before it was complete: worth another try."""


def read_body(chunks: Iterable[bytes], encoding: str, limit: int, url: str, over: str) -> bytes:
    """Read a body that is plain or packed with gzip (the only packing that is asked for).

    `chunks` are the bytes as they arrive, `encoding` is the Content-Encoding header. A bomb is not unpacked further
    than `limit` bytes; `over` says what is wrong with more.

    Raises:
        CutShort: the packed stream ends in the middle.
        SourceError: more than the limit, another packing, or damaged data.
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
            piece, rest = rest, b""
            if unpacker is not None:
                try:
                    piece = unpacker.decompress(piece, min(_STEP, limit - size + 1))
                except zlib.error as error:
                    raise SourceError(f"{url}: its gzip data is damaged ({error}); try again") from error
                rest = b"" if unpacker.eof else unpacker.unconsumed_tail
            size += len(piece)
            if size > limit:
                raise SourceError(f"{url}: {over}")
            parts.append(piece)
    if unpacker is not None and size and not unpacker.eof:
        raise CutShort("the packed data ends in the middle")
    return b"".join(parts)


def text_of(request: Request, content: bytes) -> str:
    """Return the body as text: JSON is UTF-8 and nothing else; of a page only links are wanted."""
    if request.accept == PAGE:
        return content.decode("utf-8", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{request.url}: the answer is damaged (byte {error.start} is not UTF-8); try again"
        ) from error
