"""Discourse: a topic as JSON, from the address `/t/ID.json` of any forum that runs it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import quote

from threadgist.records import Role
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["DiscourseSource"]

# Small actions ("closed this topic") and whispers among staff are no part of the discussion.
_REGULAR, _MODERATOR = 1, 2
_HOST_GROUPS = ("staff", "team", "admins", "administrators")


class DiscourseSource(JsonSource[Any]):
    """Topics of Discourse.

    The first post opens the topic: it is what the others talk about, so it becomes the article's lead and
    not a comment, as the story of Hacker News and the post of Reddit do. Comments have their post number as
    id, which is what people and links call them by.
    """

    name = "discourse"
    description = "Discourse: a topic at /t/ID.json (?print=true: more than 20 posts), lists of posts"
    link = "https://FORUM/t/TOPIC/ID/NUMBER"
    selects_threads = True
    lacks = "no Discourse topic (post_stream, posts)"
    way_out = "save the topic's address /t/ID.json"

    def find(self, document: Any) -> Any | None:
        """Accept an object with a stream of posts, or a list of posts."""
        return document if _stream(document) is not None or _listed(document) else None

    def read(self, found: Any, payload: Payload) -> RawThread:
        """Read the posts that are there; `post_stream.stream` tells how many are not."""
        if _stream(found) is not None:
            return _topic(found)
        topics: dict[str | None, list[dict[str, Any]]] = {}
        for post in _listed(found):
            topics.setdefault(identifier(post.get("topic_id")), []).append(post)
        gathered = []
        for topic_id, posts in topics.items():
            about = next((post for post in posts if string(post.get("topic_title"))), {})
            topic = {"id": topic_id, "title": about.get("topic_title"), "slug": about.get("topic_slug")}
            thread = _topic({**topic, "post_stream": {"posts": posts}})
            aliases = tuple(name for name in (thread.title, string(about.get("topic_slug"))) if name)
            gathered.append(Gathered(replace(thread, comments=()), aliases, list(thread.comments)))
        return wanted_of(payload, gathered)


def _topic(topic: dict[str, Any]) -> RawThread:
    stream = _stream(topic) or {}
    posts = objects(stream.get("posts"))
    topic_url = _topic_url(topic)
    opener = next((post for post in posts if post.get("post_number") == 1), None)
    replies = [p for p in posts if p is not opener and p.get("post_type", _REGULAR) in (_REGULAR, _MODERATOR)]
    listed = stream.get("stream")
    missing = max(0, len(listed) - len(posts)) if isinstance(listed, list) else 0
    stated = count(topic.get("posts_count"))
    title = string(topic.get("title"))
    created_at = parse_time(topic.get("created_at")) or parse_time((opener or {}).get("created_at"))
    return RawThread(
        tuple(_comment(post, topic_url) for post in replies),
        title=title,
        id=identifier(topic.get("id")),
        url=topic_url,
        author=string((opener or {}).get("username")),
        created_at=created_at,
        article=article_of(title, topic_url, string((opener or {}).get("cooked")), begun=created_at),
        stated_count=None if stated is None else max(0, stated - (opener is not None)),
        missing=missing,
    )


def _listed(document: Any) -> list[dict[str, Any]]:
    """Return the posts of a list, as /posts.json and searches give them."""
    listed = document.get("latest_posts", document.get("posts")) if isinstance(document, dict) else document
    posts = objects(listed)
    fits = all(
        "post_number" in post and "topic_id" in post and ("cooked" in post or "blurb" in post)
        for post in posts
    )
    return posts if fits else []


def _stream(document: Any) -> dict[str, Any] | None:
    stream = document.get("post_stream") if isinstance(document, dict) else None
    return stream if isinstance(stream, dict) and isinstance(stream.get("posts"), list) else None


def _topic_url(topic: dict[str, Any]) -> str | None:
    """Return the topic's address: not in the JSON, but most topics link to pages of their own forum."""
    bases: Counter[str] = Counter()
    details = topic.get("details")
    for link in objects(details.get("links")) if isinstance(details, dict) else []:
        url = safe_url(link.get("url"))
        if link.get("internal") is True and url and "/t/" in url:
            bases[url.partition("/t/")[0]] += 1
    topic_id = identifier(topic.get("id"))
    if not bases or topic_id is None:
        return None
    base = min(bases, key=lambda b: (-bases[b], b))
    slug = string(topic.get("slug")) or "-"
    return safe_url(f"{base}/t/{quote(slug, safe='')}/{quote(topic_id, safe='')}")


def _comment(post: dict[str, Any], topic_url: str | None) -> RawComment:
    number = identifier(post.get("post_number")) or identifier(post.get("id"))
    parent = identifier(post.get("reply_to_post_number"))
    gone: Literal["deleted", "removed"] | None = None
    if post.get("user_deleted") is True:
        gone = "deleted"
    elif post.get("hidden") is True or post.get("deleted_at"):
        gone = "removed"
    likes = [a.get("count") for a in objects(post.get("actions_summary")) if a.get("id") == 2]
    return RawComment(
        body="" if gone else string(post.get("cooked")) or "",
        id=number,
        parent=None if parent == "1" else parent,
        author=string(post.get("username")),
        created_at=parse_time(post.get("created_at")),
        score=(count(likes[0]) if likes else 0) if "actions_summary" in post else None,
        url=f"{topic_url}/{quote(number, safe='')}" if topic_url and number else None,
        gone=gone,
        markup="html",
        role=_role(post),
    )


def _role(post: dict[str, Any]) -> Role | None:
    """Return what a post says of its author: a group called "staff" or "team" answers for the site as its admins do."""
    if post.get("admin") is True or (string(post.get("primary_group_name")) or "").lower() in _HOST_GROUPS:
        return "host"
    if post.get("moderator") is True:
        return "moderator"
    return "host" if post.get("staff") is True else None
