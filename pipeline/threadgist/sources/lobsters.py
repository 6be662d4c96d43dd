"""Lobsters: a story as JSON, from the address `/s/ID.json` of the site or of others that run its software."""

from __future__ import annotations

from typing import Any, Literal

from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["LobstersSource", "parse_story"]


class LobstersSource(JsonSource[dict[str, Any]]):
    """Stories of Lobsters: comments in tree order, with their depth or the id of what they answer."""

    name = "lobsters"
    description = "Lobsters: a story at /s/ID.json"
    link = "https://lobste.rs/c/ID"
    lacks = "no Lobsters story (short_id, comments)"
    way_out = "save https://lobste.rs/s/ID.json"

    def find(self, document: Any) -> dict[str, Any] | None:
        """Accept a story with short ids and comments."""
        return document if _is_story(document) else None

    def read(self, found: dict[str, Any], payload: Payload) -> RawThread:
        """Read the story; its own text is the article's lead, not a comment."""
        return parse_story(found)


def _is_story(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and isinstance(document.get("comments"), list)
        and string(document.get("short_id")) is not None
    )


def parse_story(story: dict[str, Any]) -> RawThread:
    """Read the JSON of a story as the site's own API gives it (app/models/{story,comment}.rb there).

    A comment's parent is `parent_comment`; older answers lack it, and tell the depth instead (`depth`, before
    that `indent_level`), which is enough because comments come in tree order.
    """
    page = safe_url(story.get("comments_url")) or safe_url(story.get("short_id_url"))
    title = string(story.get("title"))
    link = safe_url(story.get("url"))
    return RawThread(
        tuple(_comments(objects(story.get("comments")))),
        title=title,
        id=identifier(story.get("short_id")),
        url=page,
        author=_user(story.get("submitter_user")),
        created_at=parse_time(story.get("created_at")),
        article=article_of(title, link or page, string(story.get("description"))),
        stated_count=count(story.get("comment_count")),
    )


def _comments(items: list[dict[str, Any]]) -> list[RawComment]:
    comments: list[RawComment] = []
    above: list[tuple[int, str | None]] = []
    for item in items:
        comment_id = string(item.get("short_id"))
        depth = count(item.get("depth", item.get("indent_level"))) or 0
        while above and above[-1][0] >= depth:
            above.pop()
        parent = string(item.get("parent_comment"))
        if parent is None and "parent_comment" not in item and above:
            parent = above[-1][1]
        above.append((depth, comment_id))
        gone: Literal["deleted", "removed"] | None = None
        if item.get("is_moderated") is True:
            gone = "removed"
        elif item.get("is_deleted") is True:
            gone = "deleted"
        comments.append(
            RawComment(
                body="" if gone else string(item.get("comment")) or "",
                id=comment_id,
                parent=parent,
                author=_user(item.get("commenting_user")),
                created_at=parse_time(item.get("created_at")),
                score=count(item.get("score")),
                url=safe_url(item.get("url")) or safe_url(item.get("short_id_url")),
                gone=gone,
                markup="html",
            )
        )
    return comments


def _user(user: Any) -> str | None:
    return string(user.get("username")) if isinstance(user, dict) else string(user)
