"""Lobsters: a story's page as a browser saves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from threadgist.errors import SourceError
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.page import canonical, inner_html, one_line, parse_page
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url

if TYPE_CHECKING:
    from datetime import datetime

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from threadgist.sources.payload import Payload

__all__ = ["LobstersPageSource"]

_SUBTREE = re.compile(r"""<(?:li|ol|div)[^>]{0,200}\bcomments_subtree\b""")
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_STATED = re.compile(r"([0-9]{1,9})\s+comments?")


class LobstersPageSource:
    """Saved pages of Lobsters: the nesting of lists tells what answers what."""

    name = "lobsters-page"
    description = "Lobsters: a story's page saved as HTML"
    link = "https://lobste.rs/s/STORY/TITLE#c_ID"

    def sniff(self, payload: Payload) -> str | None:
        """Accept HTML with subtrees of comments."""
        if not payload.looks_like_markup:
            return "it is neither XML nor HTML"
        return None if _SUBTREE.search(payload.text) else "no saved page of Lobsters (class comments_subtree)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the story and its comments; the story's own text is the article's lead."""
        tree = parse_page(payload)
        story = tree.css_first("li.story, div.story")
        link = story.css_first("a.u-url, .link a") if story is not None else None
        page = canonical(tree)
        if story is None or link is None:
            raise SourceError(f"{payload.name}: no story of Lobsters; save its page as HTML, or /s/ID.json")
        title = one_line(link)
        target = safe_url(urljoin(page or "", link.attributes.get("href") or "")) or page
        text = tree.css_first(".story_text")
        label = _STATED.search(one_line(story.css_first(".comments_label")))
        return RawThread(
            tuple(_comments(tree, page)),
            title=title or None,
            id=story.attributes.get("data-shortid") or None,
            url=page,
            author=_user(story),
            created_at=_time(story),
            article=article_of(title, target, inner_html(text) if text is not None else ""),
            stated_count=int(label[1]) if label else None,
        )


def _comments(tree: LexborHTMLParser, page: str | None) -> list[RawComment]:
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
                comments.append(_comment(child, comment_id, parent, page))
                above = comment_id
            elif "comment" not in classes:
                inner.append((child, above))
        stack.extend(reversed(inner))
    return comments


def _comment(node: LexborNode, comment_id: str, parent: str | None, page: str | None) -> RawComment:
    text = node.css_first(".comment_text")
    score = one_line(node.css_first(".score"))
    removed = text.css_first("span.na") if text is not None else None
    gone: Literal["deleted", "removed"] | None = None
    if removed is not None:
        gone = "deleted" if "by author" in one_line(removed) else "removed"
    link = next(
        (
            safe_url(urljoin(page or "", anchor.attributes.get("href") or ""))
            for anchor in node.css(".byline a")
            if one_line(anchor) == "link"
        ),
        None,
    )
    return RawComment(
        body=inner_html(text) if text is not None and not gone else "",
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
    for link in node.css(".byline a"):
        if re.search(r"/[u~]/?[^/]+$", link.attributes.get("href") or "") and (name := one_line(link)):
            return name
    return None


def _time(node: LexborNode) -> datetime | None:
    for mark in node.css(".byline time, .byline span[title]"):
        for name in ("datetime", "title"):
            if moment := parse_time(mark.attributes.get(name)):
                return moment
    return None
