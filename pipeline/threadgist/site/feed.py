"""The Atom feed (RFC 4287) and the sitemap (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from threadgist.pages.html import environment
from threadgist.pages.words import crowd, source_name, zulu
from threadgist.site.entries import Entry

FEED_ENTRIES: Final = 50
SITEMAP_URLS: Final = 50_000
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "threadgist.invalid")
# What XML 1.0 has no way to write, beyond what a page leaves out anyway.
_NO_CHARACTERS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def feed(entries: Sequence[Entry], title: str, base_url: str | None) -> str:
    """Return the feed of the digests made last, dated by when they were made: an old thread can be news.

    An entry's id is made of its thread alone, so that it stays when the site moves or the digest is renewed.
    """
    newest = sorted(entries, key=lambda entry: (-entry.made.timestamp(), entry.href))[:FEED_ENTRIES]
    taken: set[str] = set()
    listed = [_feed_entry(entry, base_url, taken) for entry in newest]
    template = environment().get_template("site.feed.jinja")
    return (
        template.render(
            title=_characters(title),
            id=_urn(f"feed {base_url or title}"),
            base=base_url or "",
            updated=listed[0]["updated"] if listed else "1970-01-01T00:00:00Z",
            entries=listed,
        )
        + "\n"
    )


def _feed_entry(entry: Entry, base_url: str | None, taken: set[str]) -> dict[str, Any]:
    key = f"thread {entry.source} {entry.thread_id}"
    # Two digests of one thread in one site are two entries, which Atom wants told apart.
    key = f"{key} {entry.href}" if key in taken or not entry.thread_id else key
    taken.add(key)
    figures = crowd(entry.commenters or 0, entry.comments, signed=entry.commenters is not None)
    themes = f" Themes: {'; '.join(entry.headings)}." if entry.headings else ""
    return {
        "id": _urn(key),
        "title": _characters(entry.title),
        "href": (base_url or "") + entry.href,
        "updated": zulu(entry.made),
        "summary": _characters(f"{figures}.{themes}"),
        "categories": [_characters(name) for name in (source_name(entry.source), entry.event) if name],
    }


def sitemaps(entries: Sequence[Entry], pages: Sequence[str], base_url: str) -> Mapping[str, str]:
    """Return sitemap.xml, or where one file may not hold all addresses several and sitemap.xml as their index."""
    urls = [(base_url + ("" if page == "index.html" else page), "") for page in pages]
    urls += [(base_url + entry.href, zulu(entry.made)) for entry in entries]
    template = environment().get_template("site.sitemap.jinja")
    if len(urls) <= SITEMAP_URLS:
        return {"sitemap.xml": template.render(urls=urls, parts=()) + "\n"}
    parts = [urls[start : start + SITEMAP_URLS] for start in range(0, len(urls), SITEMAP_URLS)]
    files = {
        f"sitemap-{at}.xml": template.render(urls=part, parts=()) + "\n" for at, part in enumerate(parts, 1)
    }
    return {
        "sitemap.xml": template.render(urls=(), parts=[base_url + name for name in files]) + "\n",
        **files,
    }


def _urn(key: str) -> str:
    return uuid.uuid5(_NAMESPACE, key.encode("utf-8", "replace").decode()).urn


def _characters(text: str) -> str:
    return _NO_CHARACTERS.sub("", text)
