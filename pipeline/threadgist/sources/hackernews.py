"""Hacker News: the Algolia API's tree of items, and flat lists of items."""

from __future__ import annotations

from typing import Any, Literal

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import first_words, to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url, site_of
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["HackerNewsSource"]

_ITEM = "https://news.ycombinator.com/item?id="
_STORY_TYPES = ("story", "poll", "job")
_FLAT_KEYS = frozenset(
    [
        "id",
        "author",
        "by",
        "text",
        "time",
        "parent",
        "parent_id",
        "kids",
        "type",
        "deleted",
        "dead",
        "points",
        "score",
        "created_at",
    ]
)
# The site escapes these everywhere, and few others do.
_ESCAPES = ("&#x27;", "&#x2F;", "&quot;", "<p>", "&gt;")
_GONE: dict[str, Literal["deleted", "removed"]] = {
    "[deleted]": "deleted",
    "[dead]": "removed",
    "[flagged]": "removed",
    "[removed]": "removed",
}


class HackerNewsSource:
    """Threads of Hacker News, whose texts are a small and clean HTML."""

    name = "hackernews"
    description = "Hacker News: the Algolia API's item tree (hn.algolia.com/api/v1/items/ID) or a flat list"
    link = _ITEM + "ID"

    def sniff(self, payload: Payload) -> str | None:
        """Accept an Algolia item, or a list of items whose texts are escaped as the site does."""
        if payload.json_problem:
            return payload.json_problem
        document = payload.document
        if isinstance(document, dict):
            return None if _is_item(document) else "no Algolia item (type, children)"
        return None if _is_flat(document) else "no list of {id, author, text} with the site's escaped HTML"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the tree or the list; the story's own text is the article's lead, not a comment."""
        document = payload.require_document()
        if isinstance(document, dict):
            return _tree(document)
        if isinstance(document, list):
            return RawThread(tuple(_comment(item, None, None) for item in objects(document)))
        raise SourceError(
            f"{payload.name}: no Hacker News thread; save https://hn.algolia.com/api/v1/items/ID"
        )


def _is_item(document: dict[str, Any]) -> bool:
    if not isinstance(document.get("children"), list) or identifier(document.get("id")) is None:
        return False
    return document.get("type") in (*_STORY_TYPES, "comment") or "story_id" in document


def _is_flat(document: Any) -> bool:
    if not isinstance(document, list) or not document:
        return False
    if not all(
        isinstance(item, dict) and _FLAT_KEYS.issuperset(item) and isinstance(item.get("id"), int)
        for item in document
    ):
        return False
    texts = [text for item in document if (text := string(item.get("text")))]
    return any(escape in text for text in texts for escape in _ESCAPES)


def _tree(root: dict[str, Any]) -> RawThread:
    is_story = root.get("type") != "comment"
    comments: list[RawComment] = []
    stack: list[tuple[dict[str, Any], int | None]] = []
    if is_story:
        stack.extend((child, None) for child in reversed(objects(root.get("children"))))
    else:
        stack.append((root, None))
    while stack:
        item, inside = stack.pop()
        if item.get("type") == "pollopt":
            continue
        parent = None if inside is not None or item is root else identifier(item.get("parent_id"))
        comments.append(_comment(item, parent, inside))
        index = len(comments) - 1
        stack.extend((child, index) for child in reversed(objects(item.get("children"))))
    thread_id = identifier(root.get("id"))
    url = f"{_ITEM}{thread_id}" if thread_id else None
    created_at = _time(root)
    title = string(root.get("title")) or string(root.get("story_title"))
    return RawThread(
        tuple(comments),
        title=title,
        id=thread_id,
        url=url,
        author=string(root.get("author")),
        created_at=created_at,
        article=_article(root, title, url) if is_story and title else None,
        stated_count=count(root.get("num_comments", root.get("descendants"))),
    )


def _article(story: dict[str, Any], title: str, item_url: str | None) -> Article:
    link = safe_url(story.get("url")) or item_url
    lead = first_words(to_plain(string(story.get("text")) or "", "html"))
    return Article(title, link, site_of(link), lead=lead)


def _comment(item: dict[str, Any], parent: str | None, inside: int | None) -> RawComment:
    comment_id = identifier(item.get("id"))
    body = string(item.get("text")) or ""
    gone = _GONE.get(body.strip())
    if item.get("deleted") is True or not body:
        gone = "deleted"
    elif item.get("dead") is True:
        gone = "removed"
    if parent is None and inside is None:
        parent = identifier(item.get("parent", item.get("parent_id")))
    return RawComment(
        body="" if gone else body,
        id=comment_id,
        parent=parent,
        inside=inside,
        author=string(item.get("author")) or string(item.get("by")),
        created_at=_time(item),
        score=count(item.get("points", item.get("score"))),
        url=f"{_ITEM}{comment_id}" if comment_id and comment_id.isdigit() else None,
        gone=gone,
        markup="html",
    )


def _time(item: dict[str, Any]) -> Any:
    for key in ("created_at_i", "created_at", "time"):
        if (moment := parse_time(item.get(key))) is not None:
            return moment
    return None
