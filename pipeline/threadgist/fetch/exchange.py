"""A request and its response, as they are sent, stored and read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

__all__ = ["JSON", "KEPT_HEADERS", "PAGE", "Request", "Response", "with_query"]

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
    """What came back: `text` is the unpacked body, `headers` are those of `KEPT_HEADERS` in lower case."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    text: str
    retrieved_at: datetime

    def header(self, name: str) -> str:
        """Return a header's value; empty where there is none."""
        return dict(self.headers).get(name, "")


def with_query(url: str, query: Mapping[str, object] | Iterable[tuple[str, object]]) -> str:
    """Return `url` with a query, encoded in the order given."""
    pairs = query.items() if isinstance(query, Mapping) else query
    return f"{url}?{urlencode([(name, str(value)) for name, value in pairs])}"
