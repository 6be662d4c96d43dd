"""Discourse: a topic, and the posts its first answer only names, twenty at a time."""

from __future__ import annotations

from typing import Any

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, ReadyPayload, Ref, first_page, with_links
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.discourse import DiscourseSource
from threadgist.sources.values import identifier, objects

__all__ = ["DiscourseSite"]

_CHUNK = 20


class DiscourseSite:
    """Topics of any forum that runs Discourse, known by its links."""

    name = "discourse"
    reads = "a topic (/t/ID.json) and its further posts (/t/ID/posts.json), 20 at a time"
    link = "https://FORUM/t/ID/NUMBER"

    def matches(self, link: Link) -> Ref | None:
        """Accept `/t/ID`, `/t/TITLE/ID` and `/t/TITLE/ID/POST`, below whatever path the forum is at."""
        if "t" not in link.path:
            return None
        at = link.path.index("t")
        rest = [part.removesuffix(".json") for part in link.path[at + 1 :]]
        numbers = [part for part in rest[:2] if part.isascii() and part.isdigit()]
        if not numbers:
            return None
        # /t/12 and /t/12/3 start with the topic; in /t/title/12/3 the title comes first.
        topic = rest[0] if rest[0] in numbers else numbers[0]
        base = "/".join((link.base, *link.path[:at]))
        return Ref(self.name, f"{base}/t/{topic}", base, (topic,))

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the topic, then the posts that are missing in it."""
        (topic_id,) = ref.parts
        address = f"{ref.base}/t/{topic_id}.json"
        topic = first_page(pages.json(address), ref).document
        stream = topic.get("post_stream") if isinstance(topic, dict) else None
        if not isinstance(stream, dict) or not isinstance(stream.get("posts"), list):
            raise SourceError(f"{address}: no Discourse topic (post_stream); is the site a Discourse forum?")
        posts = {identifier(post.get("id")): post for post in objects(stream["posts"])}
        listed = stream.get("stream")
        wanted = [i for i in map(identifier, listed if isinstance(listed, list) else []) if i not in posts]
        chunks = [wanted[at : at + _CHUNK] for at in range(0, len(wanted), _CHUNK)]
        pages.expect(1 + len(chunks))
        for chunk in chunks:
            page = pages.json(f"{ref.base}/t/{topic_id}/posts.json", [("post_ids[]", i) for i in chunk])
            if page is None:
                break
            for post in _posts(page.document):
                posts.setdefault(identifier(post.get("id")), post)
        whole = {**topic, "post_stream": {**stream, "posts": list(posts.values())}}
        thread = DiscourseSource().parse(ReadyPayload(whole, address), Columns())
        return with_links(thread, ref, ref.url + "/")


def _posts(document: Any) -> list[dict[str, Any]]:
    stream = document.get("post_stream") if isinstance(document, dict) else None
    return objects(stream.get("posts")) if isinstance(stream, dict) else []
