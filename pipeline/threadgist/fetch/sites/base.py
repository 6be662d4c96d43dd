"""What a site's module is, and the helpers that most of them need."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from threadgist.errors import SourceError
from threadgist.sources.vocabulary import vocabulary

if TYPE_CHECKING:
    from threadgist.fetch.pages import Page, Pages
    from threadgist.sources.base import RawThread


_UNFIT = re.compile(r"[^A-Za-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A link, taken apart: `base` is scheme and host, `path` the segments, `query` the first of each name."""

    url: str
    base: str
    host: str
    path: tuple[str, ...]
    query: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ref:
    """A thread on a site: `parts` are what the site's module found in the link and needs to fetch it.

    `url` is the thread's own link, the same for all ways to write it; `base` where its API is.
    """

    site: str
    url: str
    base: str
    parts: tuple[str, ...]

    @property
    def folder_name(self) -> str:
        """A folder name that no other thread has."""
        host = urlsplit(self.base).hostname or ""
        plain = "-".join(_UNFIT.sub("-", part).strip("-.") for part in (self.site, host, *self.parts) if part)
        tail = hashlib.sha256(repr((self.site, self.base, self.parts)).encode()).hexdigest()[:8]
        return f"{plain[:80].rstrip('-.')}-{tail}"


@dataclass(frozen=True, slots=True)
class Site:
    """One forum, or one kind of forum software; the rest of what is known of it is in `vocabulary/links.toml`.

    `name` is the name of the source. `read` reads the whole thread; raises a SourceError where it cannot be fetched, or
    is not what it should be. `find` returns the thread that a link leads to, where no pattern tells that.
    """

    name: str
    read: Callable[[Ref, Pages], RawThread]
    find: Callable[[Link], Ref | None] | None = None

    @property
    def row(self) -> dict[str, Any]:
        """What is known of it: what it `reads`, and what the `link` of a comment looks like."""
        return vocabulary("links")[self.name]  # type: ignore[no-any-return]

    def matches(self, link: Link) -> Ref | None:
        """Return the thread that a link leads to, if it is one of this site."""
        if self.find is not None:
            return self.find(link)
        found = re.fullmatch(self.row["pattern"], "/".join((link.host, *link.path)), re.ASCII)
        if found is None:
            return None
        parts = tuple(part.lower() if "lower" in self.row else part for part in found.groups() if part)
        url, base = (self.row[name].format(*parts, base=link.base) for name in ("url", "base"))
        return Ref(self.name, url, base, parts)


def parse_link(url: str) -> Link | None:
    """Take a link apart; None where it is none."""
    try:
        parts: SplitResult = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    segments = tuple(segment for segment in parts.path.split("/") if segment)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Link(url.strip(), f"{parts.scheme}://{parts.netloc.lower()}", host, segments, query)


def first_page(page: Page | None, ref: Ref) -> Page:
    """Return the page that a thread cannot do without.

    Raises SourceError: there is none, because the limit of pages is too low.
    """
    if page is None:
        raise SourceError(
            f"{ref.url}: needs more pages than are fetched: `threadgist fetch --max-pages N` allows more"
        )
    return page


def with_links(thread: RawThread, ref: Ref, prefix: str | None = None) -> RawThread:
    """Give a thread its own link, and its comments theirs: `prefix` and the id."""
    article = thread.article
    if article is not None and article.url is None:
        article = replace(article, url=ref.url, site=article.site or urlsplit(ref.url).hostname)
    comments = thread.comments
    if prefix is not None:
        comments = tuple(replace(c, url=prefix + quote(c.id, safe="")) if c.id else c for c in comments)
    return replace(thread, url=ref.url, article=article, comments=comments)
