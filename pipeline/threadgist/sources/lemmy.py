"""Lemmy: what its API answers about a post and its comments, fetched or saved."""

from __future__ import annotations

from typing import Any, Literal

from threadgist.records import Role
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, part, string

__all__ = ["LemmySource", "comment_of", "thread_of"]


class LemmySource(JsonSource[list[dict[str, Any]]]):
    """Answers of `/api/v3/comment/list`, alone or beside one of `/api/v3/post`, saved."""

    name = "lemmy"
    description = "Lemmy: saved answers of /api/v3/comment/list (and /api/v3/post)"
    link = "the comment's own link, where the answer has it"
    selects_threads = True
    lacks = "no comments of Lemmy (comment, creator, post)"
    way_out = "save /api/v3/comment/list?post_id=ID"

    def find(self, document: Any) -> list[dict[str, Any]] | None:
        """Accept views of comments."""
        return _views(document) or None

    def read(self, found: list[dict[str, Any]], payload: Payload) -> RawThread:
        """Read the comments; they tell what post they are about."""
        posts: dict[str, Gathered] = {}
        known = part(payload.document, "post_view")
        for view in found:
            post = part(view, "post") or part(known, "post")
            post_id = identifier(post.get("id")) or identifier(part(view, "comment").get("post_id")) or ""
            if post_id not in posts:
                whole = known if part(known, "post").get("id") == post.get("id") else {"post": post}
                thread = thread_of(whole, post_id or None, safe_url(post.get("ap_id")))
                posts[post_id] = Gathered(thread, tuple(n for n in (thread.title, thread.url) if n))
            posts[post_id].comments.append(comment_of(view, None))
        return wanted_of(payload, posts.values())


def _views(document: Any) -> list[dict[str, Any]]:
    listed = document.get("comments") if isinstance(document, dict) else document
    views = [
        view
        for view in objects(listed)
        if "path" in part(view, "comment") and "content" in part(view, "comment")
    ]
    return views if views and len(views) == len(objects(listed)) else []


def thread_of(view: dict[str, Any], post_id: str | None, page: str | None) -> RawThread:
    """Read the view of a post, without its comments; `page` is the post's own address."""
    post = part(view, "post")
    title = string(post.get("name"))
    link = safe_url(post.get("url")) or page
    return RawThread(
        (),
        title=title,
        id=post_id,
        url=page,
        author=string(part(view, "creator").get("name")),
        created_at=parse_time(post.get("published")),
        article=article_of(title, link, string(post.get("body")), "markdown"),
        stated_count=count(part(view, "counts").get("comments")),
    )


def comment_of(view: dict[str, Any], base: str | None) -> RawComment:
    """Read the view of a comment; `base` is the instance that was asked, None where that is not known."""
    comment = part(view, "comment")
    comment_id = identifier(comment.get("id"))
    # The path names all above it: 0 is the post, then the comments down to this one.
    path = (string(comment.get("path")) or "").split(".")
    gone: Literal["deleted", "removed"] | None = None
    if comment.get("removed") is True:
        gone = "removed"
    elif comment.get("deleted") is True:
        gone = "deleted"
    own = safe_url(comment.get("ap_id"))
    return RawComment(
        body="" if gone else string(comment.get("content")) or "",
        id=comment_id,
        parent=path[-2] if len(path) > 2 else None,
        author=string(part(view, "creator").get("name")),
        created_at=parse_time(comment.get("published")),
        score=count(part(view, "counts").get("score")),
        url=f"{base}/comment/{comment_id}" if base and comment_id else own,
        gone=gone,
        markup="markdown",
        role=_role(view),
    )


def _role(view: dict[str, Any]) -> Role | None:
    """Return what the view says of who wrote it; `distinguished` is what moderators mark their official words with."""
    creator = part(view, "creator")
    if creator.get("bot_account") is True:
        return "bot"
    if view.get("creator_is_admin") is True or creator.get("admin") is True:
        return "host"
    official = part(view, "comment").get("distinguished") is True
    return "moderator" if official or view.get("creator_is_moderator") is True else None
