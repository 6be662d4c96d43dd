"""WordPress: posts and comments as its REST API gives them, fetched or saved."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import replace
from typing import Any

from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import identifier, objects, part, string

__all__ = ["WordPressApiSource", "comment_of", "thread_of"]


# A post, empty where it is not there, and its comments.
_Found = tuple[dict[str, Any], list[dict[str, Any]]]


class WordPressApiSource(JsonSource[_Found]):
    """Answers of `/wp-json/wp/v2/comments`, saved, or a post with them embedded."""

    name = "wordpress-api"
    description = "WordPress: saved answers of /wp-json/wp/v2/comments (choose a post with --thread ID)"
    link = "the post's address and #comment-ID"
    selects_threads = True
    lacks = "no comments of WordPress (author_name, content.rendered)"
    way_out = "save /wp-json/wp/v2/comments?post=ID"

    def find(self, document: Any) -> _Found | None:
        """Accept a list of comments of the API."""
        return _found(document)

    def read(self, found: _Found, payload: Payload) -> RawThread:
        """Read the comments; pingbacks and those that wait for approval are left out, and counted."""
        post, listed = found
        gathered: dict[str, Gathered] = {}
        skipped: dict[str, Counter[str]] = {}
        for item in listed:
            post_id = identifier(item.get("post")) or ""
            if post_id not in gathered:
                is_it = identifier(post.get("id")) == post_id
                page = (safe_url(item.get("link")) or "").partition("#")[0] or None
                thread = thread_of(post if is_it else {}, page)
                gathered[post_id] = Gathered(replace(thread, id=post_id or None), (page,) if page else ())
            if item.get("type", "comment") in ("pingback", "trackback"):
                skipped.setdefault(post_id, Counter())["pingbacks and trackbacks"] += 1
            elif item.get("status", "approved") not in ("approved", "approve", "1", ""):
                reason = "waiting for approval" if item.get("status") == "hold" else "spam or trash"
                skipped.setdefault(post_id, Counter())[reason] += 1
            else:
                gathered[post_id].comments.append(comment_of(item))
        for post_id, reasons in skipped.items():
            one = gathered[post_id]
            one.thread = replace(one.thread, repairs=left_out(reasons))
        return wanted_of(payload, gathered.values())


def _found(document: Any) -> _Found | None:
    post = document if isinstance(document, dict) else {}
    embedded = part(post, "_embedded").get("replies")
    pages = embedded if isinstance(embedded, list) else [post.get("comments") if post else document]
    listed = [item for page in pages for item in objects(page)]
    fits = all(
        "author_name" in item and "rendered" in part(item, "content") and "post" in item for item in listed
    )
    return (post, listed) if fits and listed else None


def thread_of(post: dict[str, Any], page: str | None) -> RawThread:
    """Read a post, without its comments; `page` is its address, where the post itself has none."""
    title = to_plain(_rendered(post, "title"), "html") or None
    created_at = parse_time(post.get("date_gmt")) or parse_time(post.get("date"))
    url = safe_url(post.get("link")) or safe_url(page)
    return RawThread(
        (),
        title=title,
        id=identifier(post.get("id")),
        url=url,
        created_at=created_at,
        article=article_of(title, url, _rendered(post, "content"), begun=created_at),
    )


def comment_of(item: dict[str, Any]) -> RawComment:
    """Read one comment. Guests have the user id 0, so people are told by the names they gave."""
    parent = identifier(item.get("parent"))
    name = string(item.get("author_name"))
    return RawComment(
        body=_rendered(item, "content"),
        id=identifier(item.get("id")),
        parent=None if parent == "0" else parent,
        author=html.unescape(name) if name else None,
        created_at=parse_time(item.get("date_gmt")) or parse_time(item.get("date")),
        url=safe_url(item.get("link")),
        markup="html",
    )


def _rendered(item: dict[str, Any], name: str) -> str:
    return string(part(item, name).get("rendered")) or ""
