"""Hacker News and Lobsters: a thread's page as a browser saves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from threadgist.errors import SourceError
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.page import attribute_of, canonical, html_in, one_line, parse_page
from threadgist.sources.sites.answers import MarkupSource
from threadgist.sources.sites.hackernews import GONE, item_url, parents_by_depth
from threadgist.sources.times import parse_time

if TYPE_CHECKING:
    from datetime import datetime

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from threadgist.sources.payload import Payload


_HACKERNEWS = "https://news.ycombinator.com/"
_ROW = re.compile(r"""<tr[^>]{0,200}\bcomtr\b""")
_PIXELS_A_LEVEL = 40
_SUBTREE = re.compile(r"""<(?:li|ol|div)[^>]{0,200}\bcomments_subtree\b""")
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_STATED = re.compile(r"([0-9]{1,9})\s+comments?")
_USER = re.compile(r"/[u~]/?[^/]+$")


def _hackernews(payload: Payload) -> RawThread:
    """Read one page of the thread; a long thread has several, and the site states how many comments.

    The indentation tells what answers what.
    """
    tree = parse_page(payload)
    rows = tree.css("tr.comtr")
    if not rows:
        raise SourceError(
            f"{payload.name}: no comments of Hacker News; save the thread's page as HTML, "
            "or https://hn.algolia.com/api/v1/items/ID"
        )
    top = tree.css_first("table.fatitem")
    head = top.css_first("tr.athing") if top is not None else None
    thread_id = attribute_of(head, "id")
    url = item_url(thread_id)
    link = head.css_first(".titleline > a, a.storylink") if head is not None else None
    title = one_line(link) or one_line(tree.css_first("title")).removesuffix(" | Hacker News")
    parents = parents_by_depth((_depth(row), row.attributes.get("id") or None) for row in rows)
    comments = tuple(map(_row, rows, parents))
    if top is None:
        return RawThread(comments, title=title or None)
    target = safe_url(urljoin(_HACKERNEWS, attribute_of(link, "href") or "")) or url
    return RawThread(
        comments,
        title=title or None,
        id=thread_id,
        url=url,
        author=one_line(top.css_first("a.hnuser")) or None,
        created_at=_age(top),
        article=article_of(title, target, html_in(top.css_first(".toptext"))) if link is not None else None,
        stated_count=_stated(top),
    )


def _stated(top: LexborNode) -> int | None:
    found = (re.fullmatch(r"([0-9]{1,9}) comment\S*", one_line(a)) for a in top.css(".subtext a, .subline a"))
    return next((int(one[1]) for one in found if one), None)


def _row(row: LexborNode, parent: str | None) -> RawComment:
    for reply in row.css("div.reply"):
        reply.decompose()
    shown = one_line(row.css_first("div.comment"))
    gone = GONE.get(shown)
    if gone is None and (shown == "[delayed]" or "[dead]" in one_line(row.css_first(".comhead"))):
        gone = "removed"
    if gone is None and not shown:
        gone = "deleted"
    name = row.attributes.get("id") or None
    return RawComment(
        body="" if gone else html_in(row.css_first(".commtext")),
        id=name,
        parent=parent,
        author=one_line(row.css_first("a.hnuser")) or None,
        created_at=_age(row),
        url=item_url(name),
        gone=gone,
        markup="html",
    )


def _depth(row: LexborNode) -> int:
    cell = row.css_first("td.ind")
    indent, width = attribute_of(cell, "indent"), attribute_of(row.css_first("td.ind img"), "width")
    for value, level in ((indent, 1), (width, _PIXELS_A_LEVEL)):
        if value and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value) // level
    return 0


def _age(node: LexborNode) -> datetime | None:
    """Return the exact time, which newer pages hold; "3 hours ago" says nothing once the page is saved."""
    title = attribute_of(node.css_first("span.age"), "title")
    return parse_time(title.split(" ")[0]) if title else None


def _lobsters(payload: Payload) -> RawThread:
    """Read the story and its comments, nested as the lists are; the story's own text is the article's lead."""
    tree = parse_page(payload)
    story = tree.css_first("li.story, div.story")
    link = story.css_first("a.u-url, .link a") if story is not None else None
    page = canonical(tree)
    if story is None or link is None:
        raise SourceError(f"{payload.name}: no story of Lobsters; save its page as HTML, or /s/ID.json")
    title = one_line(link)
    target = safe_url(urljoin(page or "", attribute_of(link, "href") or "")) or page
    label = _STATED.search(one_line(story.css_first(".comments_label")))
    return RawThread(
        tuple(_items(tree, page)),
        title=title or None,
        id=attribute_of(story, "data-shortid"),
        url=page,
        author=_user(story),
        created_at=_time(story),
        article=article_of(title, target, html_in(tree.css_first(".story_text"))),
        stated_count=int(label[1]) if label else None,
    )


def _items(tree: LexborHTMLParser, page: str | None) -> list[RawComment]:
    """Walk the lists of comments; a list inside the item of a comment holds the answers to it."""
    comments: list[RawComment] = []
    body = tree.body
    stack: list[tuple[LexborNode, str | None]] = [(body, None)] if body is not None else []
    while stack:
        node, parent = stack.pop()
        inner: list[tuple[LexborNode, str | None]] = []
        above = parent
        for child in node.iter():
            classes = (child.attributes.get("class") or "").split()
            comment_id = child.attributes.get("data-shortid")
            if "comment" in classes and comment_id:
                comments.append(_item(child, comment_id, parent, page))
                above = comment_id
            elif "comment" not in classes:
                inner.append((child, above))
        stack.extend(reversed(inner))
    return comments


def _item(node: LexborNode, comment_id: str, parent: str | None, page: str | None) -> RawComment:
    text = node.css_first(".comment_text")
    score = one_line(node.css_first(".score"))
    removed = text.css_first("span.na") if text is not None else None
    gone: Literal["deleted", "removed"] | None = None
    if removed is not None:
        gone = "deleted" if "by author" in one_line(removed) else "removed"
    links = (attribute_of(anchor, "href") for anchor in node.css(".byline a") if one_line(anchor) == "link")
    link = next((safe_url(urljoin(page or "", href or "")) for href in links), None)
    return RawComment(
        body="" if gone else html_in(text),
        id=comment_id,
        parent=parent,
        author=_user(node),
        created_at=_time(node),
        score=int(score) if _NUMBER.fullmatch(score) else None,
        url=link or (f"{page}#c_{comment_id}" if page else None),
        gone=gone,
        markup="html",
    )


def _user(node: LexborNode) -> str | None:
    links = (a for a in node.css(".byline a") if _USER.search(attribute_of(a, "href") or ""))
    return next((name for link in links if (name := one_line(link))), None)


def _time(node: LexborNode) -> datetime | None:
    marks = node.css(".byline time, .byline span[title]")
    values = (mark.attributes.get(name) for mark in marks for name in ("datetime", "title"))
    return next((moment for value in values if (moment := parse_time(value))), None)


HACKERNEWS_PAGE = MarkupSource("hackernews-page", lambda payload: _ROW.search(payload.text), _hackernews)
LOBSTERS_PAGE = MarkupSource("lobsters-page", lambda payload: _SUBTREE.search(payload.text), _lobsters)
