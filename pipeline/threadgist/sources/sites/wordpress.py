"""WordPress: its REST API's answers, fetched or saved; and exports (WXR), which Disqus and others write, too."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from threadgist.sources.archive import Gathered, left_out, one_of, wanted_of
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawThread
from threadgist.sources.page import children, elements, fields, local, text_of
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import to_plain
from threadgist.sources.sites.answers import (
    AnswerSource,
    MarkupSource,
    comment_of,
    conversation,
    pick,
    thread_of,
)
from threadgist.sources.values import identifier, objects, part, string

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_BLOCK = re.compile(r"</?(?:p|div|ul|ol|li|blockquote|pre|h[1-6]|table)\b", re.IGNORECASE)

# A post, empty where it is not there, and its comments.
_Answer = tuple[dict[str, Any], list[dict[str, Any]]]


def _unshown(kind: Any, status: Any) -> str | None:
    """Say why a comment was never shown, or is nobody's."""
    if kind in ("pingback", "trackback"):
        return "pingbacks and trackbacks"
    if status in ("approved", "approve", "1", ""):
        return None
    return "waiting for approval" if status in ("hold", "0") else "spam or trash"


def _found(document: Any) -> _Answer | None:
    """Accept a list of comments of the API, or a post with them embedded."""
    post = document if isinstance(document, dict) else {}
    embedded = part(post, "_embedded").get("replies")
    pages = embedded if isinstance(embedded, list) else [post.get("comments") if post else document]
    listed = [item for page in pages for item in objects(page)]
    fits = all(
        {"author_name", "post"} <= item.keys() and "rendered" in part(item, "content") for item in listed
    )
    return (post, listed) if fits and listed else None


def _read_answer(found: _Answer, payload: Payload) -> RawThread:
    """Read the comments; pingbacks and those that wait for approval are left out, and counted."""
    post, listed = found
    gathered: dict[str, Gathered] = {}
    skipped: dict[str, Counter[str]] = {}
    for item in listed:
        post_id = identifier(item.get("post")) or ""
        if post_id not in gathered:
            is_it = identifier(post.get("id")) == post_id
            page = (safe_url(item.get("link")) or "").partition("#")[0] or None
            thread = api_thread(post if is_it else {}, page)
            gathered[post_id] = conversation(replace(thread, id=post_id or None))
        if reason := _unshown(item.get("type"), item.get("status", "approved")):
            skipped.setdefault(post_id, Counter())[reason] += 1
        else:
            gathered[post_id].comments.append(comment_of("wordpress-api", item))
    for post_id, reasons in skipped.items():
        one = gathered[post_id]
        one.thread = replace(one.thread, repairs=left_out(reasons))
    return wanted_of(payload, gathered.values())


def api_thread(post: dict[str, Any], page: str | None) -> RawThread:
    """Read a post, without its comments; `page` is its address, where the post itself has none."""
    title = to_plain(pick(post, "title/rendered", string) or "", "html") or None
    return thread_of("wordpress-api", post, page, title=title)


def _read_export(payload: Payload) -> RawThread:
    """Read all posts and their comments.

    Pingbacks, and comments that the site never showed (spam, trash, waiting for approval), are left out and counted.
    """
    posts: list[Gathered] = []
    title: str | None = None
    for element in elements(payload, frozenset(("item", "title")), depth=2):
        if local(element) == "title":
            title = title or text_of(element).strip()
        else:
            posts.append(_post(element))
    talked = [post for post in posts if post.comments] or posts
    return one_of(talked, payload.thread, payload.name, title=title)


def _post(element: Any) -> Gathered:
    found = fields(element)
    thread = thread_of("wordpress", found, lead=_paragraphs(found.get("encoded", "")))
    gathered = conversation(thread, found.get("link"), found.get("post_name"), found.get("guid"))
    skipped: Counter[str] = Counter()
    for one in children(element, "comment"):
        comment = fields(one)
        if reason := _unshown(comment.get("comment_type"), comment.get("comment_approved", "1")):
            skipped[reason] += 1
        else:
            body = _paragraphs(comment.get("comment_content", ""))
            gathered.comments.append(comment_of("wordpress", comment, thread.url, body=body))
    gathered.thread = replace(thread, repairs=left_out(skipped))
    return gathered


def _paragraphs(html: str) -> str:
    """Mark paragraphs as WordPress does when it shows a text, which is stored with blank lines (wpautop)."""
    html = html.replace("\r\n", "\n").strip()
    return html if "\n" not in html or _BLOCK.search(html) else _BLANK.sub("<p>", html)


WORDPRESS_API = AnswerSource("wordpress-api", _found, _read_answer)
WORDPRESS = MarkupSource(
    "wordpress",
    lambda payload: payload.root_tag.startswith("<rss") and "wordpress.org/export/" in payload.root_tag,
    _read_export,
)
