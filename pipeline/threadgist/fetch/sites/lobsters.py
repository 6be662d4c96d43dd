"""Lobsters: a story and all its comments in one answer. Also other sites that run its software."""

from __future__ import annotations

from typing import Any, Literal

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.records import Article
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.plaintext import first_words, to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url, site_of
from threadgist.sources.values import count, objects, string

__all__ = ["LobstersSite"]


class LobstersSite:
    """Stories of lobste.rs."""

    name = "lobsters"
    reads = "a story with all its comments, in one answer (/s/ID.json)"
    link = "https://lobste.rs/c/ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `lobste.rs/s/ID`, with or without the title after it."""
        if link.host not in ("lobste.rs", "www.lobste.rs") or len(link.path) < 2 or link.path[0] != "s":
            return None
        story = link.path[1].removesuffix(".json")
        if not story.isalnum():
            return None
        return Ref(self.name, f"https://lobste.rs/s/{story}", "https://lobste.rs", (story,))

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the story."""
        address = f"{ref.base}/s/{ref.parts[0]}.json"
        story = first_page(pages.json(address), ref).document
        if not isinstance(story, dict) or not isinstance(story.get("comments"), list):
            raise SourceError(f"{address}: no story (comments); the API may have changed")
        return parse_story(story, ref)


def parse_story(story: dict[str, Any], ref: Ref) -> RawThread:
    """Turn the answer into a thread; parents by `parent_comment`, or by depth where that is not given."""
    comments: list[RawComment] = []
    above: list[tuple[int, int]] = []
    for item in objects(story.get("comments")):
        depth = count(item.get("depth", item.get("indent_level"))) or 0
        while above and above[-1][0] >= depth:
            above.pop()
        parent = string(item.get("parent_comment"))
        named = "parent_comment" in item
        comments.append(_comment(item, parent, None if named or not above else above[-1][1], ref))
        above.append((depth, len(comments) - 1))
    title = string(story.get("title"))
    created_at = parse_time(story.get("created_at"))
    link = safe_url(story.get("url")) or ref.url
    lead = first_words(to_plain(string(story.get("description")) or "", "html"))
    return RawThread(
        tuple(comments),
        title=title,
        id=ref.parts[0],
        url=ref.url,
        author=_user(story.get("submitter_user")),
        created_at=created_at,
        article=Article(title, link, site_of(link), lead=lead) if title else None,
        stated_count=count(story.get("comment_count")),
    )


def _comment(item: dict[str, Any], parent: str | None, inside: int | None, ref: Ref) -> RawComment:
    gone: Literal["deleted", "removed"] | None = None
    if item.get("is_moderated") is True:
        gone = "removed"
    elif item.get("is_deleted") is True:
        gone = "deleted"
    comment_id = string(item.get("short_id"))
    return RawComment(
        body="" if gone else string(item.get("comment")) or "",
        id=comment_id,
        parent=parent,
        inside=inside,
        author=_user(item.get("commenting_user")),
        created_at=parse_time(item.get("created_at")),
        score=count(item.get("score")),
        url=safe_url(item.get("url")) or (f"{ref.base}/c/{comment_id}" if comment_id else None),
        gone=gone,
        markup="html",
    )


def _user(value: Any) -> str | None:
    """Return a user's name: a string now, an object in answers of before 2024."""
    return string(value.get("username")) if isinstance(value, dict) else string(value)
