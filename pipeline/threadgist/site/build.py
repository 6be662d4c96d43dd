"""From entries to the files of a site. Pure: the same entries give the same bytes, and no clock is asked.

The feed is Atom (RFC 4287), the sitemap that of sitemaps.org (protocol 0.9). Files are written all or none, and nothing
of anybody else's is written over.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from threadgist.bounds import open_regular
from threadgist.errors import OutputError, SettingsError, SourceError
from threadgist.outputs import ensure_writable, write_whole
from threadgist.pages.html import environment
from threadgist.pages.safe import safe_url
from threadgist.pages.words import crowd, source_name, zulu
from threadgist.site.entries import Entry
from threadgist.site.index import MARK, SEARCH, TEXT_CHARS, index_pages, page_url

# Names that only a site's own pages bear; what is left of a larger site is removed by them. A feed, a sitemap or a
# robots.txt bears no mark to know it by.
_OURS: Final = re.compile(r"(?:(?:index|events|sources)(?:-\d+)?|search)\.html")

_HEAD_BYTES = 2_000

FEED_ENTRIES: Final = 50
SITEMAP_URLS: Final = 50_000
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "threadgist.invalid")
# What XML 1.0 has no way to write, beyond what a page leaves out anyway.
_NO_CHARACTERS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Site:
    """The files of a site, by their name in its root, and what the user should be told."""

    files: Mapping[str, str]
    notices: tuple[str, ...]


def build_site(entries: Sequence[Entry], title: str, base_url: str | None = None) -> Site:
    """Return the index by date, by event and by source, a search, an Atom feed, and with `base_url` a sitemap.

    `base_url` is where it will be published, ending in "/"; absolute links are made of it.
    """
    ordered = sorted(entries, key=lambda entry: entry.href)
    files = index_pages(ordered, title, base_url)
    files["feed.xml"] = feed(ordered, title, base_url)
    notices: tuple[str, ...] = ()
    if base_url is None:
        notices = (
            "no sitemap.xml, and relative links in feed.xml: a sitemap needs the address the site will have "
            "(--base-url https://example.org/digests/)",
        )
    else:
        pages = sorted(name for name in files if name.endswith(".html") and name != SEARCH)
        files.update(sitemaps(ordered, pages, base_url))
        files["robots.txt"] = f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n"
    searched = sum(len(line) for entry in ordered for part in entry.parts for line in part.lines)
    if searched > TEXT_CHARS:
        notices += (
            f"{SEARCH} has the lines of the newest digests only, and titles and headings of all: their lines have "
            f"{searched:,} characters, more than {TEXT_CHARS:,}",
        )
    return Site(files, notices)


def base_address(url: str) -> str:
    """Return the address of a site's root, ending in "/".

    Raises SettingsError: it is no http or https address, or it has a query or fragment.
    """
    parts = urlsplit(url) if safe_url(url) is not None else None
    if parts is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise SettingsError(
            f"--base-url {url!r}: no address of a site; write it as https://example.org/digests/"
        )
    return url.rstrip("/") + "/"


def write_site(root: Path, site: Site) -> list[Path]:
    """Write the files of a site into its root, and remove pages of ours that a larger site left there.

    Returns the paths written. Raises OutputError: they cannot be written, or a page would be lost that is not of our
    making.
    """
    ensure_writable(root)
    for name in site.files:
        path = root / name
        if name.endswith(".html") and path.exists() and not _is_ours(path):
            raise OutputError(
                f"{path} was not made by `threadgist site`: move it, or put the digests into a folder of their own"
            )
    written = write_whole(root, site.files)
    for path in root.glob("*.html"):
        if path.name not in site.files and _OURS.fullmatch(path.name) and _is_ours(path):
            path.unlink(missing_ok=True)
    return written


def _is_ours(path: Path) -> bool:
    with suppress(SourceError), open_regular(path) as stream:
        return MARK.encode() in stream.read(_HEAD_BYTES)
    return False


def feed(entries: Sequence[Entry], title: str, base_url: str | None) -> str:
    """Return the feed of the digests made last, dated by when they were made: an old thread can be news.

    An entry's id is made of its thread alone, so that it stays when the site moves or the digest is renewed.
    """
    newest = sorted(entries, key=lambda entry: (-entry.made.timestamp(), entry.href))[:FEED_ENTRIES]
    listed: dict[str, dict[str, Any]] = {}
    for entry in newest:
        key = f"thread {entry.source} {entry.thread_id}"
        # Two digests of one thread in one site are two entries, which Atom wants told apart.
        key = f"{key} {entry.href}" if key in listed or not entry.thread_id else key
        figures = crowd(entry.commenters or 0, entry.comments, signed=entry.commenters is not None)
        themes = f" Themes: {'; '.join(entry.headings)}." if entry.headings else ""
        listed[key] = {
            "id": _urn(key),
            "title": _characters(entry.title),
            "href": (base_url or "") + entry.href,
            "updated": zulu(entry.made),
            "summary": _characters(f"{figures}.{themes}"),
            "categories": [_characters(name) for name in (source_name(entry.source), entry.event) if name],
        }
    text = (
        environment()
        .get_template("site.feed.jinja")
        .render(
            title=_characters(title),
            id=_urn(f"feed {base_url or title}"),
            base=base_url or "",
            updated=zulu(newest[0].made) if newest else "1970-01-01T00:00:00Z",
            entries=listed.values(),
        )
    )
    return text + "\n"


def sitemaps(entries: Sequence[Entry], pages: Sequence[str], base_url: str) -> Mapping[str, str]:
    """Return sitemap.xml, or where one file may not hold all addresses several and sitemap.xml as their index."""
    urls = [(page_url(base_url, page), "") for page in pages]
    urls += [(base_url + entry.href, zulu(entry.made)) for entry in entries]
    parts = [urls[start : start + SITEMAP_URLS] for start in range(0, len(urls), SITEMAP_URLS)]
    names = [f"sitemap-{at}.xml" for at, _ in enumerate(parts, 1)] if len(parts) > 1 else ["sitemap.xml"]
    render = environment().get_template("site.sitemap.jinja").render
    files = {name: render(urls=part, parts=()) + "\n" for name, part in zip(names, parts, strict=True)}
    if len(parts) == 1:
        return files
    return {"sitemap.xml": render(parts=[base_url + name for name in names]) + "\n", **files}


def _urn(key: str) -> str:
    return uuid.uuid5(_NAMESPACE, key.encode("utf-8", "replace").decode()).urn


def _characters(text: str) -> str:
    return _NO_CHARACTERS.sub("", text)
