"""Lemmy: a post and its comments, fifty a page, oldest first."""

from __future__ import annotations

from typing import Any, Literal

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.records import Article, Role
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.plaintext import first_words, to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url, site_of
from threadgist.sources.values import count, identifier, objects, string

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
        post, counts = _part(view, "post"), _part(view, "counts")
        stated = count(counts.get("comments"))
        pages.expect(1 + -(-(stated or 0) // _PER_PAGE))
        comments: dict[str, RawComment] = {}
        number = 1
        while True:
            query = {"post_id": post_id, "type_": "All", "sort": "Old", "limit": _PER_PAGE, "page": number}
            page = pages.json(f"{ref.base}/api/v3/comment/list", query)
            listed = page.document.get("comments") if page and isinstance(page.document, dict) else None
            views = objects(listed)
            fresh = [c for c in (_comment(v, ref.base) for v in views) if c.id and c.id not in comments]
            comments.update({str(c.id): c for c in fresh})
            if not fresh or len(views) < _PER_PAGE:
                break
            number += 1
        title = string(post.get("name"))
        link = safe_url(post.get("url")) or ref.url
        lead = first_words(to_plain(string(post.get("body")) or "", "markdown"))
        return RawThread(
            tuple(comments.values()),
            title=title,
            id=post_id,
            url=ref.url,
            author=string(_part(view, "creator").get("name")),
            created_at=parse_time(post.get("published")),
            article=Article(title, link, site_of(link), lead=lead) if title else None,
            stated_count=stated,
        )


def _part(view: dict[str, Any], name: str) -> dict[str, Any]:
    part = view.get(name)
    return part if isinstance(part, dict) else {}


def _comment(view: dict[str, Any], base: str) -> RawComment:
    comment = _part(view, "comment")
    comment_id = identifier(comment.get("id"))
    # The path names all above it: 0 is the post, then the comments down to this one.
    path = (string(comment.get("path")) or "").split(".")
    gone: Literal["deleted", "removed"] | None = None
    if comment.get("removed") is True:
        gone = "removed"
    elif comment.get("deleted") is True:
        gone = "deleted"
    return RawComment(
        body="" if gone else string(comment.get("content")) or "",
        id=comment_id,
        parent=path[-2] if len(path) > 2 else None,
        author=string(_part(view, "creator").get("name")),
        created_at=parse_time(comment.get("published")),
        score=count(_part(view, "counts").get("score")),
        url=f"{base}/comment/{comment_id}" if comment_id else None,
        gone=gone,
        markup="markdown",
        role=_role(view),
    )


def _role(view: dict[str, Any]) -> Role | None:
    """Return what the view says of who wrote it; `distinguished` is what moderators mark their official words with."""
    creator = _part(view, "creator")
    if creator.get("bot_account") is True:
        return "bot"
    if view.get("creator_is_admin") is True or creator.get("admin") is True:
        return "host"
    official = _part(view, "comment").get("distinguished") is True
    return "moderator" if official or view.get("creator_is_moderator") is True else None
