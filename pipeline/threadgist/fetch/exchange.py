"""A request and its response, as they are sent, stored and read again; and the pages a site's module reads from.

Pages come from the store or over the network: a fetch that was interrupted goes on by asking for everything again and
sending only what is not there.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from threadgist.errors import SourceError
from threadgist.progress import UNWATCHED, Progress
from threadgist.sources.jsontext import JSONDecodeError, parse_json

if TYPE_CHECKING:
    from threadgist.fetch.client import Client
    from threadgist.fetch.store import FolderStore

JSON = "application/json"
PAGE = "text/html"
# Headers that are part of the answer; no others are kept, cookies least of all.
_KEPT_HEADERS = ("content-type", "link", "x-wp-total", "x-wp-totalpages")


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
    """What came back: `text` is the unpacked body, `headers` are few, in lower case.

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


_NOTHING = Response("", 0, {}, "", datetime.min)


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


def read_body(chunks: Iterable[bytes], encoding: str, limit: int, url: str, over: str) -> bytes:
    """Return a body that arrives in chunks, plain or in gzip (see the Content-Encoding), to at most `limit` bytes.

    Raises SourceError: `over` the limit, another packing, damaged data; EOFError: it ends in the middle.
    """
    name = encoding.strip().lower()
    if name not in ("", "identity", "gzip", "x-gzip"):
        raise SourceError(
            f"{url}: answered packed with {name[:40]!r}, which was not asked for; a proxy may be in the way"
        )
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if name.endswith("gzip") else None
    body, piece = bytearray(), b""
    try:
        for piece in chunks:
            if unpacker is None:
                body += piece
            elif not unpacker.eof:
                body += unpacker.decompress(piece, limit + 1 - len(body))
            if len(body) > limit:
                raise SourceError(f"{url}: {over}")
    except zlib.error as error:
        raise SourceError(f"{url}: its gzip data is damaged ({error}); try again") from error
    if unpacker and piece and not unpacker.eof:
        raise EOFError("the packed data ends in the middle")
    return bytes(body)


def received(
    request: Request, status: int, headers: Mapping[str, str], content: bytes, now: datetime
) -> Response:
    """Return the response to a request; JSON is UTF-8 and nothing else, of a page only links are wanted."""
    try:
        text = content.decode("utf-8", "replace") if request.accept == PAGE else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{request.url}: the answer is damaged (byte {error.start} is not UTF-8); try again"
        ) from error
    kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    return Response(request.url, status, kept, text, now)


@dataclass(slots=True)
class Pages:
    """The answers for one thread: those in `store`, and what `client` fetches.

    Without a client, `may_lack` says whether the fetch had stopped at its limit, so that answers may be missing.
    """

    store: FolderStore | None
    client: Client | None
    max_pages: int = field(kw_only=True)
    may_lack: bool = False
    progress: Progress = UNWATCHED
    used: dict[str, Request] = field(default_factory=dict)
    latest: datetime | None = None
    capped: bool = False
    sent: int = 0
    _expected: bool = False

    def expect(self, pages: int) -> None:
        """Say how many answers there will be in all, as soon as that can be told."""
        if pages > len(self.used):
            self._expected = True
            self.progress.stage("fetch pages", pages)
            self.progress.done(len(self.used))

    def get(
        self,
        url: str,
        query: Mapping[str, Any] | Sequence[tuple[str, Any]] | None = None,
        *,
        body: str | None = None,
        accept: str = JSON,
        allow: tuple[int, ...] = (),
    ) -> Response:
        """Return an answer; where the limit of pages is reached, one of status 0 that holds nothing.

        `query` is in the order to send, `body` JSON to POST, `accept` the media type to ask for; failures that `allow`
        names are handed back instead of raised, with None for the document. Raises SourceError: it cannot be fetched,
        is not JSON (but for pages), or is not in the store.
        """
        request = Request(f"{url}?{urlencode(query)}" if query else url, body, accept, allow)
        kept = self.store.get(request) if self.store else None
        is_new = request.key not in self.used
        is_lacking = kept is None and self.client is None
        if (is_new and len(self.used) >= self.max_pages) or (is_lacking and self.may_lack):
            self.capped = True
            return _NOTHING
        found = kept or (self.client.send(request) if self.client else None)
        if found is None:
            raise SourceError(
                f"{request.url}: not among the stored responses (fetched by another version?); "
                "fetch the thread again with --refresh"
            )
        response = _read(request, found)
        if kept is None:
            self.sent += 1
            # Only what can be read is kept: the next run asks again for the rest.
            if self.store:
                self.store.put(request, found)
        if is_new:
            self.used[request.key] = request
            self.latest = max(filter(None, (self.latest, response.retrieved_at)))
            if self._expected:
                self.progress.done(len(self.used))
        return response


def _read(request: Request, response: Response) -> Response:
    if request.accept == PAGE or not response.ok:
        return replace(response, document=None)
    try:
        return replace(response, document=parse_json(response.text))
    except JSONDecodeError as error:
        reason = f"malformed JSON at line {error.lineno}, column {error.colno} ({error.msg})"
        if response.text[:2000].lstrip().lower().startswith(("<!doctype html", "<html", "<head")):
            host = urlsplit(request.url).hostname
            reason = (
                f"a web page where JSON should be: {host} asks for a login or a captcha, or has no such API"
            )
        raise SourceError(
            f"{request.url}: HTTP {response.status}: {reason}; open the link in a browser"
        ) from None
