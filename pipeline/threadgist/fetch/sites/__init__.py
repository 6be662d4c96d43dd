"""Sites whose threads can be fetched, by the rows of `vocabulary/links.toml`, which name readers in this folder."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from threadgist.errors import SourceError
from threadgist.fetch.guard import shown_url
from threadgist.resources import package_table
from threadgist.sources.vocabulary import vocabulary

if TYPE_CHECKING:
    from threadgist.fetch.exchange import Response
    from threadgist.fetch.pages import Pages
    from threadgist.sources.base import RawThread


_KNOWN_HOSTS: list[str] = package_table("fetch/hosts.toml")["known"]
_UNFIT = re.compile(r"[^A-Za-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A link, taken apart: `base` is scheme and host, `path` the segments, `query` the first of each name."""

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
    """One forum, or one kind of forum software; `name` is the name of the source, and of its row."""

    name: str

    @property
    def row(self) -> dict[str, Any]:
        """What is known of it: what it `reads`, and what the `link` of a comment looks like."""
        return vocabulary("links")[self.name]  # type: ignore[no-any-return]

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the whole thread; raises SourceError where it cannot be fetched, or is not what it should be."""
        return self._made("reader")(ref, pages)  # type: ignore[no-any-return]

    def matches(self, link: Link) -> Ref | None:
        """Return the thread that a link leads to, if it is one of this site."""
        if "finder" in self.row:
            return self._made("finder")(link)  # type: ignore[no-any-return]
        place = "/".join((link.host, *link.path))
        if "query" in self.row:
            place += "?" + link.query.get(self.row["query"], "")
        found = re.fullmatch(self.row["pattern"], place, re.ASCII)
        if found is None:
            return None
        named = set(found.re.groupindex.values())
        parts = [unquote(part) for at, part in enumerate(found.groups(), 1) if part and at not in named]
        lower = self.row.get("lower", 0)
        parts[:lower] = [part.lower() for part in parts[:lower]]
        told = {"base": link.base, "host": link.host.removeprefix("www."), **found.groupdict("")}
        url, base = (self.row[name].format(*parts, **told) for name in ("url", "base"))
        return Ref(self.name, url, base, tuple(parts))

    def _made(self, what: str) -> Any:
        module, _, name = self.row[what].partition(":")
        return getattr(import_module(f"{__name__}.{module}"), name)


# First those known by their host, then those known by the shape of their links, at last what may be anything.
SITES = tuple(map(Site, vocabulary("links")))


def match(url: str) -> tuple[Site, Ref]:
    """Return the site that knows a link, and the thread it leads to; raises SourceError where none does."""
    link = parse_link(url)
    if link is not None:
        for site in SITES:
            if site.name == "wordpress" and any(f".{link.host}".endswith(f".{one}") for one in _KNOWN_HOSTS):
                break
            if (ref := site.matches(link)) is not None:
                return site, ref
    raise SourceError(
        f"{shown_url(url)}: leads to no thread that can be fetched (a front page, a user, a search?); "
        "copy the link of one thread, or save it and hand over the file"
    )


def parse_link(url: str) -> Link | None:
    """Take a link apart; None where it is none."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    segments = tuple(segment for segment in parts.path.split("/") if segment)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Link(f"{parts.scheme}://{parts.netloc.lower()}", host, segments, query)


def first_page(page: Response | None, ref: Ref) -> Response:
    """Return the page that a thread cannot do without; raises SourceError where there is none."""
    if page is None:
        raise SourceError(
            f"{ref.url}: needs more pages than are fetched: `threadgist fetch --max-pages N` allows more"
        )
    return page
