"""Hacker News: the Algolia API's tree of items, and flat lists of items."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Any, Literal

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["HackerNewsSource"]

_ITEM = "https://news.ycombinator.com/item?id="
_STORY_TYPES = ("story", "poll", "job")
_FLAT_KEYS = frozenset(
    ("id", "author", "by", "text", "time", "parent", "parent_id", "kids", "type", "deleted", "dead", "points", "score",
     "created_at", "title", "url", "descendants", "poll", "parts")
)  # fmt: skip
_TYPES = (*_STORY_TYPES, "comment", "pollopt")
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
    description = "Hacker News: Algolia's item tree or search hits, lists of items of the site's own API"
    link = _ITEM + "ID"
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept an item of Algolia, hits of its search, or a list of items as the site's own API gives them."""
        document = payload.document
        if isinstance(document, dict):
            fits = _is_item(document) or _hits(document)
            return None if fits else "no Algolia item (type, children)"
        lacks = None if _is_flat(document) else "no list of {id, author, text} with the site's escaped HTML"
        return payload.json_problem or lacks

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the tree or the list; the story's own text is the article's lead, not a comment."""
        document = payload.require_document()
        if isinstance(document, dict):
            return _flat(_hits(document), payload) if _hits(document) else _tree(document)
        if isinstance(document, list):
            return _flat(objects(document), payload)
        raise SourceError(
            f"{payload.name}: no Hacker News thread; save https://hn.algolia.com/api/v1/items/ID"
        )


def _is_item(document: dict[str, Any]) -> bool:
    if not isinstance(document.get("children"), list) or identifier(document.get("id")) is None:
        return False
    return document.get("type") in (*_STORY_TYPES, "comment") or "story_id" in document


def _is_flat(document: Any) -> bool:
    items = objects(document)
    if not items or len(items) != len(document) or not all(isinstance(item.get("id"), int) for item in items):
        return False
    if all(item.get("type") in _TYPES for item in items):
        named = any(string(item.get("by")) or string(item.get("author")) for item in items)
        return named and not any("content" in item for item in items)
    if not all(_FLAT_KEYS.issuperset(item) for item in items):
        return False
    texts = [text for item in items if (text := string(item.get("text")))]
    return any(escape in text for text in texts for escape in _ESCAPES)


def _hits(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the hits of a search as items; those of stories have a title."""
    hits = objects(document.get("hits"))
    if not hits or not all(
        "objectID" in hit and ("comment_text" in hit or "story_text" in hit or "points" in hit)
        for hit in hits
    ):
        return []
    return [
        {
            **{
                key: hit.get(key)
                for key in (
                    "author",
                    "created_at_i",
                    "parent_id",
                    "story_id",
                    "url",
                    "points",
                    "num_comments",
                )
            },
            "id": identifier(hit.get("objectID")),
            "title": None if string(hit.get("comment_text")) else hit.get("title"),
            "text": hit.get("comment_text") or hit.get("story_text"),
            "type": "comment" if string(hit.get("comment_text")) else "story",
            "story_title": hit.get("story_title"),
            "story_url": hit.get("story_url"),
        }
        for hit in hits
    ]


def _flat(items: list[dict[str, Any]], payload: Payload) -> RawThread:
    """Read items in any order, each with what it answers; those of several stories are several threads."""
    by_id = {identifier(item.get("id")): item for item in items}
    gathered: dict[str | None, Gathered] = {}
    for item in items:
        if item.get("type") in _STORY_TYPES and string(item.get("title")):
            thread = _about(item, identifier(item.get("id")))
            gathered[identifier(item.get("id"))] = Gathered(
                thread, tuple(n for n in (thread.title, thread.url) if n)
            )
    for item in items:
        own_id = identifier(item.get("id"))
        if own_id in gathered or item.get("type") == "pollopt":
            continue
        story = _story(item, by_id, gathered)
        if story not in gathered:
            title = string(item.get("story_title"))
            about = {"title": title, "url": item.get("story_url"), "id": story} if title else {}
            thread = _about(about, story if title else None)
            gathered[story] = Gathered(thread, (title,) if title else ())
        raw = _comment(item, None, None)
        gathered[story].comments.append(replace(raw, parent=None) if raw.parent == story else raw)
    return wanted_of(payload, gathered.values())


def _story(
    item: dict[str, Any], by_id: dict[str | None, dict[str, Any]], known: Container[str | None]
) -> str | None:
    """Return the id of the story that an item is below; None where only the items that are there tell."""
    if (story := identifier(item.get("story_id"))) is not None:
        return story
    seen: set[str | None] = set()
    above = identifier(item.get("parent", item.get("parent_id")))
    while above in by_id and above not in seen and above not in known:
        seen.add(above)
        above = identifier(by_id[above].get("parent", by_id[above].get("parent_id")))
    return above if above in known else None


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
    return replace(_about(root, identifier(root.get("id")), is_story=is_story), comments=tuple(comments))


def _about(root: dict[str, Any], thread_id: str | None, *, is_story: bool = True) -> RawThread:
    """Read what a story, or the comment that was asked for, says about the thread."""
    url = f"{_ITEM}{thread_id}" if thread_id and thread_id.isdigit() else None
    title = string(root.get("title")) or string(root.get("story_title"))
    return RawThread(
        (),
        title=title,
        id=thread_id,
        url=url,
        author=string(root.get("author")) or string(root.get("by")),
        created_at=_time(root),
        article=article_of(title, safe_url(root.get("url")) or url, string(root.get("text")))
        if is_story
        else None,
        stated_count=count(root.get("num_comments", root.get("descendants"))),
    )


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
