"""Hacker News: the whole tree in one answer of Algolia's API; the count from the site's own API."""

from __future__ import annotations

from dataclasses import replace

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, ReadyPayload, Ref, first_page
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.hackernews import HackerNewsSource
from threadgist.sources.values import count

__all__ = ["HackerNewsSite"]

_TREE = "https://hn.algolia.com/api/v1/items/"
_ITEM = "https://hacker-news.firebaseio.com/v0/item/"


class HackerNewsSite:
    """Stories, and comments with what answers them."""

    name = "hackernews"
    reads = "the tree of an item (Algolia's API); how many comments there are (the site's API)"
    link = "https://news.ycombinator.com/item?id=ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `news.ycombinator.com/item?id=N` and the API's own address."""
        item = ""
        if link.host == "news.ycombinator.com" and link.path == ("item",):
            item = link.query.get("id", "")
        elif link.host == "hn.algolia.com" and link.path[:3] == ("api", "v1", "items"):
            item = link.path[3] if len(link.path) == 4 else ""
        if not (item.isascii() and item.isdigit()):
            return None
        return Ref(
            self.name, f"https://news.ycombinator.com/item?id={item}", "https://hn.algolia.com", (item,)
        )

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the tree; the count is done without if the site's API does not answer."""
        (item,) = ref.parts
        pages.expect(2)
        tree = first_page(pages.json(_TREE + item), ref)
        source = HackerNewsSource()
        payload = ReadyPayload(tree.document, _TREE + item)
        if reason := source.sniff(payload):
            raise SourceError(f"{payload.name}: {reason}; the API may have changed")
        thread = source.parse(payload, Columns())
        about = pages.json(f"{_ITEM}{item}.json", allow=(401, 403, 404))
        stated = about.document.get("descendants") if about and isinstance(about.document, dict) else None
        return replace(thread, stated_count=count(stated))
