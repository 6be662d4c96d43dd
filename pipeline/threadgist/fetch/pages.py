"""What a site's module reads from: its API's answers, whether they come from the store or over the network.

A fetch that was interrupted goes on by asking for everything again and sending only what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from threadgist.errors import SourceError
from threadgist.fetch.exchange import JSON, PAGE, Request, Response
from threadgist.fetch.store import MemoryStore
from threadgist.progress import Progress, Silent
from threadgist.sources.jsontext import JSONDecodeError, parse_json

if TYPE_CHECKING:
    from threadgist.fetch.client import Client


class Pages:
    """The answers for one thread: those in `store`, and what `client` fetches.

    Without a client, `may_lack` says whether the fetch had stopped at its limit, so that answers may be missing.
    """

    def __init__(
        self,
        store: MemoryStore,
        client: Client | None,
        *,
        max_pages: int,
        may_lack: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self._store = store
        self._client = client
        self._max_pages = max_pages
        self._may_lack = may_lack
        self._progress = progress or Silent()
        self._expected = False
        self.used: dict[str, Request] = {}
        self.latest: datetime | None = None
        self.capped = False
        self.sent = 0

    @property
    def has_github_token(self) -> bool:
        """Whether GitHub can be asked what it tells only to those with a token; offline, it was."""
        return self._client is None or self._client.tokens.github is not None

    def expect(self, pages: int) -> None:
        """Say how many answers there will be in all, as soon as that can be told."""
        if not self._expected and pages > len(self.used):
            self._expected = True
            self._progress.stage("fetch pages", pages)
            self._progress.done(len(self.used))

    def json(
        self,
        url: str,
        query: Mapping[str, Any] | Sequence[tuple[str, Any]] | None = None,
        *,
        body: str | None = None,
        accept: str = JSON,
        allow: tuple[int, ...] = (),
    ) -> Response | None:
        """Return an answer in JSON; None where the limit of pages is reached (the first is always there).

        `query` is in the order to send, `body` JSON to POST, `accept` the media type to ask for; failures that `allow`
        names are handed back instead of raised, with None for the document. Raises SourceError: it cannot be fetched,
        is not JSON, or is not in the store.
        """
        return self._get(Request(f"{url}?{urlencode(query)}" if query else url, body, accept, allow))

    def html(self, url: str) -> Response | None:
        """Return a page, of which the text is wanted; None as above."""
        return self._get(Request(url, accept=PAGE))

    def hold(self, url: str, seconds: float) -> None:
        """Leave a host alone for a while, as it asked for."""
        if self._client is not None:
            self._client.hold(url, seconds)

    def _get(self, request: Request) -> Response | None:
        kept = self._store.get(request)
        is_new = request.key not in self.used
        is_lacking = kept is None and self._client is None
        if (is_new and len(self.used) >= self._max_pages) or (is_lacking and self._may_lack):
            self.capped = True
            return None
        found = kept or (self._client.send(request) if self._client else None)
        if found is None:
            raise SourceError(
                f"{request.url}: not among the stored responses (fetched by another version?); "
                "fetch the thread again with --refresh"
            )
        response = _read(request, found)
        if kept is None:
            # Only what can be read is kept: the next run asks again for the rest.
            self._store.put(request, found)
            self.sent += 1
        if is_new:
            self.used[request.key] = request
            self.latest = max(filter(None, (self.latest, response.retrieved_at)))
            if self._expected:
                self._progress.done(len(self.used))
        return response


def _read(request: Request, response: Response) -> Response:
    """Return the response with the document in it."""
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
