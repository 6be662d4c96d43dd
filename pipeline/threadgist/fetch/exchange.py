"""A request and its response, as they are sent, stored and read again; and within which limits."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

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


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits of one thread: its answers unpacked, times in seconds."""

    allow_private: bool = False  # fetch from addresses inside a network, too
    max_pages: int = 500  # responses; a thread that needs more is read as far as they go, and says so
    max_response_mb: int = 32
    max_thread_mb: int = 256
    attempts: int = 5  # for one request
    max_redirects: int = 8
    timeout: float = 30.0  # without a sign of life
    deadline: float = 180.0  # for one response in all, redirects included
    thread_deadline: float = 3_600.0  # for all of them, waits included


class CutShort(Exception):
    """The body ended before it was complete: worth another try."""


def read_body(chunks: Iterable[bytes], encoding: str, limit: int, url: str, over: str) -> bytes:
    """Return a body that arrives in chunks, plain or in gzip (see the Content-Encoding), to at most `limit` bytes.

    Raises SourceError: `over` the limit, another packing, damaged data; CutShort: it ends in the middle.
    """
    name = encoding.strip().lower()
    if name not in ("", "identity", "gzip", "x-gzip"):
        raise SourceError(
            f"{url}: answered packed with {name[:40]!r}, which was not asked for; a proxy may be in the way"
        )
    body = bytearray()
    try:
        for piece in _unpacked(chunks) if name.endswith("gzip") else chunks:
            body += piece
            if len(body) > limit:
                raise SourceError(f"{url}: {over}")
    except zlib.error as error:
        raise SourceError(f"{url}: its gzip data is damaged ({error}); try again") from error
    return bytes(body)


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    packed = b""
    for packed in chunks:
        rest = packed
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, 1 << 16)
            rest = unpacker.unconsumed_tail
    if packed and not unpacker.eof:
        raise CutShort("the packed data ends in the middle")


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
