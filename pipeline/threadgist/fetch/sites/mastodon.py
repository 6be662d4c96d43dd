"""Mastodon: a post and what answers it. Without a login an instance shows sixty answers at a time."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.sources.base import RawThread
from threadgist.sources.mastodon import thread_of
from threadgist.sources.values import count, identifier, objects

__all__ = ["MastodonSite"]

# What an instance shows to strangers (DESCENDANTS_LIMIT in its statuses_controller).
_SHOWN = 60


class MastodonSite:
    """Posts of any Mastodon instance. The post is what is discussed; answers are comments."""

    name = "mastodon"
    reads = "a post (/api/v1/statuses/ID) and its answers (/context), and theirs where that is cut off"
    link = "https://INSTANCE/@USER/ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `/@user/ID`, `/@user@elsewhere/ID`, `/users/user/statuses/ID` and `/web/statuses/ID`."""
        path = link.path[1:] if link.path[:1] in (("web",), ("deck",)) else link.path
        status = ""
        if len(path) == 2 and (path[0].startswith("@") or path[0] == "statuses"):
            status = path[1]
        elif len(path) == 4 and path[0] == "users" and path[2] == "statuses":
            status = path[3]
        if not (status.isascii() and status.isdigit()):
            return None
        user = path[0] if path[0].startswith("@") else f"@{path[1]}" if path[0] == "users" else "web/statuses"
        return Ref(self.name, f"{link.base}/{quote(user, safe='@/.')}/{status}", link.base, (status,))

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the post and its answers; where the answers are cut off, ask below those that have more."""
        (status_id,) = ref.parts
        address = f"{ref.base}/api/v1/statuses/"
        root = first_page(pages.json(address + status_id), ref).document
        if not isinstance(root, dict) or identifier(root.get("id")) is None or "content" not in root:
            raise SourceError(f"{address}{status_id}: no Mastodon post; is the site a Mastodon instance?")
        found: dict[str, dict[str, Any]] = {}
        below: Counter[str | None] = Counter()
        asked = {status_id}
        waiting = [status_id]
        while waiting:
            page = pages.json(f"{address}{quote(waiting.pop(0), safe='')}/context")
            document = page.document if page is not None and isinstance(page.document, dict) else {}
            answers = objects(document.get("descendants"))
            for status in answers:
                name = identifier(status.get("id"))
                if name is not None and name not in found:
                    found[name] = status
                    below[identifier(status.get("in_reply_to_id"))] += 1
            if len(answers) >= _SHOWN:
                more = [n for n, s in found.items() if (count(s.get("replies_count")) or 0) > below[n]]
                waiting.extend(name for name in more if name not in asked)
                asked.update(more)
        return thread_of(root, found.values(), ref.url, status_id)
