"""Hacker News: a thread's page as a browser saves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.page import inner_html, one_line, parse_page
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url

if TYPE_CHECKING:
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from threadgist.sources.payload import Payload

__all__ = ["HackerNewsPageSource"]

_SITE = "https://news.ycombinator.com/"
_ITEM = _SITE + "item?id="
_ROW = re.compile(r"""<tr[^>]{0,200}\bcomtr\b""")
_PIXELS_A_LEVEL = 40
_NUMBER = re.compile(r"[0-9]{1,9}")
_GONE: dict[str, Literal["deleted", "removed"]] = {
    "[deleted]": "deleted",
    "[dead]": "removed",
    "[flagged]": "removed",
    "[delayed]": "removed",
}


class HackerNewsPageSource:
    """Saved pages of Hacker News: the indentation tells what answers what."""

    name = "hackernews-page"
    description = "Hacker News: a thread's page saved as HTML"
    link = _ITEM + "ID"

    def sniff(self, payload: Payload) -> str | None:
        """Accept HTML with the rows of a comment tree."""
        if not payload.looks_like_markup:
            return "it is neither XML nor HTML"
        return None if _ROW.search(payload.text) else "no saved page of Hacker News (rows of class comtr)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read one page of the thread; a long thread has several, and the site states how many comments."""
        tree = parse_page(payload)
        rows = tree.css("tr.comtr")
        if not rows:
            raise SourceError(
                f"{payload.name}: no comments of Hacker News; save the thread's page as HTML, "
                "or https://hn.algolia.com/api/v1/items/ID"
            )
        top = tree.css_first("table.fatitem")
        head = top.css_first("tr.athing") if top is not None else None
        thread_id = (head.attributes.get("id") if head is not None else None) or None
        url = f"{_ITEM}{thread_id}" if thread_id and thread_id.isdigit() else None
        link = head.css_first(".titleline > a, a.storylink") if head is not None else None
        title = one_line(link) or one_line(tree.css_first("title")).removesuffix(" | Hacker News")
        return RawThread(
            tuple(_comments(rows)),
            title=title or None,
            id=thread_id,
            url=url,
            author=one_line(top.css_first("a.hnuser")) or None if top is not None else None,
            created_at=_time(top) if top is not None else None,
            article=_article(top, link, title, url) if top is not None and link is not None else None,
            stated_count=_stated(top) if top is not None else None,
        )


def _article(top: LexborNode, link: LexborNode, title: str, url: str | None) -> Article | None:
    target = safe_url(urljoin(_SITE, link.attributes.get("href") or "")) or url
    text = top.css_first(".toptext")
    return article_of(title, target, inner_html(text) if text is not None else "")


def _stated(top: LexborNode) -> int | None:
    for link in top.css(".subtext a, .subline a"):
        words = one_line(link).split()
        if len(words) == 2 and words[1].startswith("comment") and _NUMBER.fullmatch(words[0]):
            return int(words[0])
    return None


def _comments(rows: list[LexborNode]) -> list[RawComment]:
    comments: list[RawComment] = []
    above: list[tuple[int, str | None]] = []
    for row in rows:
        comment_id = row.attributes.get("id") or None
        depth = _depth(row)
        while above and above[-1][0] >= depth:
            above.pop()
        parent = above[-1][1] if above else None
        above.append((depth, comment_id))
        comments.append(_comment(row, comment_id, parent))
    return comments


def _comment(row: LexborNode, comment_id: str | None, parent: str | None) -> RawComment:
    for reply in row.css("div.reply"):
        reply.decompose()
    text = row.css_first(".commtext")
    body = inner_html(text) if text is not None else ""
    shown = one_line(row.css_first("div.comment"))
    marks = one_line(row.css_first(".comhead"))
    gone = _GONE.get(shown)
    if gone is None and "[dead]" in marks:
        gone = "removed"
    if gone is None and not shown:
        gone = "deleted"
    return RawComment(
        body="" if gone else body,
        id=comment_id,
        parent=parent,
        author=one_line(row.css_first("a.hnuser")) or None,
        created_at=_time(row),
        url=f"{_ITEM}{comment_id}" if comment_id and comment_id.isdigit() else None,
        gone=gone,
        markup="html",
    )


def _depth(row: LexborNode) -> int:
    cell = row.css_first("td.ind")
    if cell is None:
        return 0
    given = cell.attributes.get("indent") or ""
    if _NUMBER.fullmatch(given):
        return int(given)
    spacer = cell.css_first("img")
    width = (spacer.attributes.get("width") or "") if spacer is not None else ""
    return int(width) // _PIXELS_A_LEVEL if _NUMBER.fullmatch(width) else 0


def _time(node: LexborNode) -> datetime | None:
    """Return the exact time, which newer pages hold; "3 hours ago" says nothing once the page is saved."""
    age = node.css_first("span.age")
    title = (age.attributes.get("title") or "") if age is not None else ""
    return parse_time(title.split(" ")[0]) if title else None
