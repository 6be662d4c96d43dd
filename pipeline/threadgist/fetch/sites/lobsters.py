"""Lobsters: a story and all its comments in one answer."""

from __future__ import annotations

from dataclasses import replace

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, ReadyPayload, Ref, first_page, with_links
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.lobsters import LobstersSource

__all__ = ["LobstersSite"]


class LobstersSite:
    """Stories of lobste.rs."""

    name = "lobsters"
    reads = "a story with all its comments, in one answer (/s/ID.json)"
    link = "https://lobste.rs/c/ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `lobste.rs/s/ID`, with or without the title after it."""
        if link.host not in ("lobste.rs", "www.lobste.rs") or len(link.path) < 2 or link.path[0] != "s":
            return None
        story = link.path[1].removesuffix(".json")
        if not (story.isascii() and story.isalnum()):
            return None
        return Ref(self.name, f"https://lobste.rs/s/{story}", "https://lobste.rs", (story,))

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the story."""
        address = f"{ref.base}/s/{ref.parts[0]}.json"
        payload = ReadyPayload(first_page(pages.json(address), ref).document, address)
        source = LobstersSource()
        if reason := source.sniff(payload):
            raise SourceError(f"{address}: {reason}; the API may have changed")
        thread = source.parse(payload, Columns())
        comments = tuple(
            c if c.url or not c.id else replace(c, url=f"{ref.base}/c/{c.id}") for c in thread.comments
        )
        return with_links(replace(thread, comments=comments), ref)
