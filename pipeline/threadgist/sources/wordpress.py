"""WordPress: the export file of Tools > Export (WXR), and what Disqus and others write in the same form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from threadgist.sources.archive import Gathered, left_out, one_of
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.xmltext import children, elements, fields, local, text_of

__all__ = ["WordPressSource", "paragraphs"]

_NAMESPACE = "wordpress.org/export/"
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_BLOCK = re.compile(r"</?(?:p|div|ul|ol|li|blockquote|pre|h[1-6]|table)\b", re.IGNORECASE)
_NOT_PEOPLE = ("pingback", "trackback")


class WordPressSource:
    """Exports of WordPress: choose a post by its id, its link, its slug or its title."""

    name = "wordpress"
    description = "WordPress: an export file (WXR; choose one of its posts with --thread)"
    link = "the post's address with #comment-ID"
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept RSS that declares the namespace of WordPress exports."""
        if not payload.looks_like_markup:
            return "it is neither XML nor HTML"
        root = payload.root_tag
        fits = root.startswith("<rss") and _NAMESPACE in root
        return None if fits else "no WordPress export (rss with the namespace wp)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read all posts and their comments.

        Pingbacks, and comments that the site never showed (spam, trash, waiting for approval), are left out
        and counted.
        """
        posts: list[Gathered] = []
        title: str | None = None
        for element in elements(payload, frozenset(("item", "title")), depth=2):
            if local(element) == "title":
                title = title or text_of(element).strip()
                continue
            posts.append(_post(element))
        talked = [post for post in posts if post.comments] or posts
        return one_of(talked, payload.thread, payload.name, title=title)


def _post(element: Any) -> Gathered:
    found = fields(element)
    title, url = found.get("title"), safe_url(found.get("link"))
    created_at = _moment(found, "post_date_gmt", "pubDate", "post_date")
    post_id = found.get("post_id") or found.get("thread_identifier") or found.get("link")
    thread = RawThread(
        (),
        title=title,
        id=post_id,
        url=url,
        author=found.get("creator"),
        created_at=created_at,
        article=article_of(title, url, paragraphs(found.get("encoded", "")), begun=created_at),
    )
    aliases = (found.get("link"), found.get("post_name"), found.get("guid"), title)
    gathered = Gathered(thread, tuple(name for name in aliases if name))
    skipped: Counter[str] = Counter()
    for one in children(element, "comment"):
        comment = fields(one)
        if reason := _unshown(comment):
            skipped[reason] += 1
        else:
            gathered.comments.append(_comment(comment, url))
    gathered.thread = replace(thread, repairs=left_out(skipped))
    return gathered


def _unshown(comment: dict[str, str]) -> str | None:
    if comment.get("comment_type") in _NOT_PEOPLE:
        return "pingbacks and trackbacks"
    approved = comment.get("comment_approved", "1")
    if approved in ("1", "approve", "approved"):
        return None
    return "waiting for approval" if approved in ("0", "hold") else "spam or trash"


def _comment(found: dict[str, str], page: str | None) -> RawComment:
    comment_id, parent = found.get("comment_id"), found.get("comment_parent")
    return RawComment(
        body=paragraphs(found.get("comment_content", "")),
        id=comment_id,
        parent=None if parent == "0" else parent,
        author=found.get("comment_author"),
        created_at=_moment(found, "comment_date_gmt", "comment_date"),
        url=f"{page}#comment-{comment_id}" if page and comment_id else None,
        markup="html",
    )


def _moment(found: dict[str, str], *names: str) -> Any:
    # A draft has the date 0000-00-00 00:00:00, which is no time.
    return next((moment for name in names if (moment := parse_time(found.get(name)))), None)


def paragraphs(html: str) -> str:
    """Mark paragraphs as WordPress does when it shows a text, which is stored with blank lines (wpautop)."""
    html = html.replace("\r\n", "\n").strip()
    return html if "\n" not in html or _BLOCK.search(html) else _BLANK.sub("<p>", html)
