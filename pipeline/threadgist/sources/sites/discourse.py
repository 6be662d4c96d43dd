"""Discourse: a topic as JSON, from the address `/t/ID.json` of any forum that runs it.

The first post opens the topic: it is what the others talk about, so it becomes the article's lead and not a comment,
as the story of Hacker News and the post of Reddit do. Comments have their post number as id, which is what people and
links call them by.
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

from threadgist.records import Role
from threadgist.sources.archive import wanted_of
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, thread_of
from threadgist.sources.values import count, identifier, objects, part, string

# Small actions ("closed this topic") and whispers among staff are no part of the discussion.
_REGULAR, _MODERATOR = 1, 2
_HOST_GROUPS = ("staff", "team", "admins", "administrators")


def posts_of(document: Any) -> list[dict[str, Any]] | None:
    """Return the posts of a topic; None where it is none."""
    posts = part(document, "post_stream").get("posts")
    return objects(posts) if isinstance(posts, list) else None


def _topics(document: Any) -> list[dict[str, Any]]:
    """Accept a topic, or a list of posts, as /posts.json and searches give them; return topics with their posts."""
    if posts_of(document) is not None:
        return [document]
    listed = document.get("latest_posts", document.get("posts")) if isinstance(document, dict) else document
    topics: dict[str | None, list[dict[str, Any]]] = {}
    for post in objects(listed):
        if not ({"post_number", "topic_id"} <= post.keys() and {"cooked", "blurb"} & post.keys()):
            return []
        topics.setdefault(identifier(post.get("topic_id")), []).append(post)
    found = []
    for topic_id, posts in topics.items():
        about = next((post for post in posts if string(post.get("topic_title"))), {})
        topic = {"id": topic_id, "title": about.get("topic_title"), "slug": about.get("topic_slug")}
        found.append({**topic, "post_stream": {"posts": posts}})
    return found


def _read(found: list[dict[str, Any]], payload: Payload) -> RawThread:
    if posts_of(payload.document) is not None:
        return topic_thread(payload.document)
    return wanted_of(payload, [conversation(topic_thread(one), string(one["slug"])) for one in found])


def topic_thread(topic: dict[str, Any], url: str | None = None) -> RawThread:
    """Read the posts that are there; `post_stream.stream` tells how many are not. `url` is the topic's address."""
    posts = posts_of(topic) or []
    url = url or _topic_url(topic)
    opener = next((post for post in posts if post.get("post_number") == 1), None)
    replies = [p for p in posts if p is not opener and p.get("post_type", _REGULAR) in (_REGULAR, _MODERATOR)]
    listed = part(topic, "post_stream").get("stream")
    stated = count(topic.get("posts_count"))
    return thread_of(
        "discourse",
        {**topic, "opener": opener},
        url,
        comments=tuple(_comment(post, url) for post in replies),
        stated_count=None if stated is None else max(0, stated - (opener is not None)),
        missing=max(0, len(listed) - len(posts)) if isinstance(listed, list) else 0,
    )


def _topic_url(topic: dict[str, Any]) -> str | None:
    """Return the topic's address: not in the JSON, but most topics link to pages of their own forum."""
    bases: Counter[str] = Counter()
    for link in objects(part(topic, "details").get("links")):
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
    likes = [a.get("count") for a in objects(post.get("actions_summary")) if a.get("id") == 2]
    score = (count(likes[0]) if likes else 0) if "actions_summary" in post else None
    return comment_of("discourse", post, topic_url, score=score, role=_role(post))


def _role(post: dict[str, Any]) -> Role | None:
    """Return what a post says of its author: a group called "staff" or "team" answers for the site as its admins do."""
    if post.get("admin") is True or (string(post.get("primary_group_name")) or "").lower() in _HOST_GROUPS:
        return "host"
    if post.get("moderator") is True:
        return "moderator"
    return "host" if post.get("staff") is True else None


DISCOURSE = AnswerSource("discourse", _topics, _read)
