"""Sites whose threads can be fetched, by the rows of `vocabulary/links.toml`, which name readers in this folder."""

import hashlib
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from threadgist.errors import SourceError
from threadgist.fetch.exchange import Pages, Response
from threadgist.fetch.guard import shown_url
from threadgist.resources import package_table
from threadgist.sources.base import RawThread
from threadgist.sources.vocabulary import vocabulary

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


def read(ref: Ref, pages: Pages) -> RawThread:
    """Read the whole thread; raises SourceError where it cannot be fetched, or is not what it should be."""
    return _named(vocabulary("links")[ref.site]["reader"])(ref, pages)  # type: ignore[no-any-return]


def match(url: str) -> Ref:
    """Return the thread that a link leads to; raises SourceError where no site knows it."""
    if (link := parse_link(url)) is not None:
        # First those known by their host, then those known by the shape of their links, at last what may be anything.
        for site, row in vocabulary("links").items():
            if site == "wordpress" and any(f".{link.host}".endswith(f".{one}") for one in _KNOWN_HOSTS):
                break
            ref: Ref | None = _named(row["finder"])(link) if "finder" in row else _found(site, row, link)
            if ref is not None:
                return ref
    raise SourceError(
        f"{shown_url(url)}: leads to no thread that can be fetched (a front page, a user, a search?); "
        "copy the link of one thread, or save it and hand over the file"
    )


def _found(site: str, row: dict[str, Any], link: Link) -> Ref | None:
    place = "/".join((link.host, *link.path))
    if "query" in row:
        place += "?" + link.query.get(row["query"], "")
    found = re.fullmatch(row["pattern"], place, re.ASCII)
    if found is None:
        return None
    named = set(found.re.groupindex.values())
    parts = [unquote(part) for at, part in enumerate(found.groups(), 1) if part and at not in named]
    lower = row.get("lower", 0)
    parts[:lower] = [part.lower() for part in parts[:lower]]
    told = {"base": link.base, "host": link.host.removeprefix("www."), **found.groupdict("")}
    url, base = (row[name].format(*parts, **told) for name in ("url", "base"))
    return Ref(site, url, base, tuple(parts))


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(f"{__name__}.{module}"), name)


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


def first_page(page: Response, ref: Ref) -> Response:
    """Return the page that a thread cannot do without; raises SourceError where no more pages may be read."""
    if not page.status:
        raise SourceError(
            f"{ref.url}: needs more pages than are fetched: `threadgist fetch --max-pages N` allows more"
        )
    return page
