"""Lemmy: a post and its comments, fifty a page, oldest first."""

from __future__ import annotations

from dataclasses import replace

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.lemmy import comment_of, thread_of
from threadgist.sources.values import count, objects, part

__all__ = ["LemmySite"]

_PER_PAGE = 50


class LemmySite:
    """Posts of any Lemmy instance, known by its links."""

    name = "lemmy"
    reads = "a post (/api/v3/post) and its comments (/api/v3/comment/list), 50 a page"
    link = "https://INSTANCE/comment/ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `/post/ID` on any host."""
        path = link.path
        if len(path) < 2 or path[0] != "post" or not (path[1].isascii() and path[1].isdigit()):
            return None
        return Ref(self.name, f"{link.base}/post/{path[1]}", link.base, (path[1],))

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the post, then pages of comments until one is not full."""
        (post_id,) = ref.parts
        address = f"{ref.base}/api/v3/post"
        answer = first_page(pages.json(address, {"id": post_id}), ref).document
        view = answer.get("post_view") if isinstance(answer, dict) else None
        if not isinstance(view, dict):
            raise SourceError(
                f"{address}?id={post_id}: no Lemmy post (post_view); is the site a Lemmy instance?"
            )
        stated = count(part(view, "counts").get("comments"))
        pages.expect(1 + -(-(stated or 0) // _PER_PAGE))
        comments: dict[str, RawComment] = {}
        number = 1
        while True:
            query = {"post_id": post_id, "type_": "All", "sort": "Old", "limit": _PER_PAGE, "page": number}
            page = pages.json(f"{ref.base}/api/v3/comment/list", query)
            listed = page.document.get("comments") if page and isinstance(page.document, dict) else None
            views = objects(listed)
            fresh = [c for c in (comment_of(v, ref.base) for v in views) if c.id and c.id not in comments]
            comments.update({str(c.id): c for c in fresh})
            if not fresh or len(views) < _PER_PAGE:
                break
            number += 1
        return replace(
            thread_of(view, post_id, ref.url), comments=tuple(comments.values()), stated_count=stated
        )
