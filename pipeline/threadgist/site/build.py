"""From entries to the files of a site. Pure: the same entries give the same bytes, and no clock is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from threadgist.site.entries import Entry
from threadgist.site.feed import feed, sitemaps
from threadgist.site.index import SEARCH, TEXT_CHARS, index_pages

# Names that only a site's own files bear; what is left of a larger site is removed by them.
OURS: Final = (
    r"(?:(?:index|events|sources)(?:-\d+)?\.html|search\.html|feed\.xml|sitemap(?:-\d+)?\.xml|robots\.txt)"
)


@dataclass(frozen=True, slots=True)
class Site:
    """The files of a site, by their name in its root, and what the user should be told."""

    files: Mapping[str, str]
    notices: tuple[str, ...]


def build_site(entries: Sequence[Entry], title: str, base_url: str | None = None) -> Site:
    """Return the index by date, by event and by source, a search, an Atom feed, and with `base_url` a sitemap.

    Args:
        entries: The digests, in any order.
        title: What the site is called.
        base_url: Where it will be published, ending in "/"; absolute links are made of it.
    """
    ordered = sorted(entries, key=lambda entry: entry.href)
    files = index_pages(ordered, title, base_url)
    searched = sum(len(line) for entry in ordered for part in entry.parts for line in part.lines)
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
    if searched > TEXT_CHARS:
        notices += (
            f"{SEARCH} has the lines of the newest digests only, and titles and headings of all: their lines have "
            f"{searched:,} characters, more than {TEXT_CHARS:,}",
        )
    return Site(files, notices)
