"""Hacker News: the Algolia API's tree of items, flat lists of items; Lobsters: a story; Discourse: a topic; as JSON.

What opens a thread is what the others talk about, so its text is the article's lead and not a comment.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from threadgist.records import Role
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, nested, pick, thread_of
from threadgist.sources.values import GONE_TEXT, count, followed, identifier, objects, part, string
from threadgist.sources.vocabulary import vocabulary

_STORY_TYPES = ("story", "poll", "job")
_TYPES = (*_STORY_TYPES, "comment", "pollopt")
_FLAT_KEYS = frozenset(vocabulary("sites")["hackernews"]["fields"].split())
# The site escapes these everywhere, and few others do.
_ESCAPES = ("&#x27;", "&#x2F;", "&quot;", "<p>", "&gt;")

# Small actions ("closed this topic") and whispers among staff are no part of the discussion.
_REGULAR, _MODERATOR = 1, 2
_HOST_GROUPS = ("staff", "team", "admins", "administrators")


def _find(document: Any) -> Any | None:
    """Accept an item of Algolia, hits of its search, or a list of items as the site's own API gives them."""
    if not isinstance(document, dict):
        return document if _is_flat(document) else None
    is_item = isinstance(document.get("children"), list) and identifier(document.get("id")) is not None
    if is_item and (document.get("type") in (*_STORY_TYPES, "comment") or "story_id" in document):
        return document
    return _hits(document)


def _read(found: Any, payload: Payload) -> RawThread:
    """Read the tree or the list; the story's own text is the article's lead, not a comment."""
    if not isinstance(found, dict):
        return _flat(objects(found), payload)
    is_story = found.get("type") != "comment"
    top = objects(found.get("children")) if is_story else [found]
    items = nested(top, lambda one: objects(one.get("children")), lambda one: one.get("type") != "pollopt")
    comments = tuple(item_comment(item, inside) for item, inside in items)
    thread = story_thread(found, identifier(found.get("id")))
    return replace(thread, comments=comments, article=thread.article if is_story else None)


def _is_flat(document: Any) -> bool:
    items = objects(document)
    if not items or len(items) != len(document) or not all(isinstance(item.get("id"), int) for item in items):
        return False
    if all(item.get("type") in _TYPES for item in items):
        named = any(pick(item, "by author", string) for item in items)
        return named and not any("content" in item for item in items)
    if not all(_FLAT_KEYS.issuperset(item) for item in items):
        return False
    texts = [text for item in items if (text := string(item.get("text")))]
    return any(escape in text for text in texts for escape in _ESCAPES)


def _hits(document: dict[str, Any]) -> list[dict[str, Any]]:
    items = []
    for hit in objects(document.get("hits")):
        if "objectID" not in hit or not {"comment_text", "story_text", "points"} & hit.keys():
            return []
        text, own = hit.get("comment_text"), identifier(hit["objectID"])
        kind = {"type": "comment", "title": None} if string(text) else {"type": "story"}
        items.append({**hit, **kind, "id": own, "text": text or hit.get("story_text")})
    return items


def _flat(items: list[dict[str, Any]], payload: Payload) -> RawThread:
    """Read items in any order, each with what it answers; those of several stories are several threads."""
    parents = {identifier(item.get("id")): pick(item, "parent parent_id", identifier) for item in items}
    gathered: dict[str | None, Gathered] = {}
    for item in items:
        if item.get("type") in _STORY_TYPES and string(item.get("title")):
            own = identifier(item.get("id"))
            gathered[own] = conversation(story_thread(item, own))
    for item in items:
        if identifier(item.get("id")) in gathered or item.get("type") == "pollopt":
            continue
        story = identifier(item.get("story_id"))
        if story is None:
            # Only the items that are there tell which story they are below.
            above = followed(pick(item, "parent parent_id", identifier), parents, gathered)
            story = above if above in gathered else None
        if story not in gathered:
            title = string(item.get("story_title"))
            about = {"title": title, "url": item.get("story_url")} if title else {}
            gathered[story] = conversation(story_thread(about, story if title else None))
        raw = item_comment(item)
        gathered[story].comments.append(replace(raw, parent=None) if raw.parent == story else raw)
    return wanted_of(payload, gathered.values())


def _item_url(name: str | None) -> str | None:
    return f"https://news.ycombinator.com/item?id={name}" if name and name.isdigit() else None


def story_thread(root: dict[str, Any], thread_id: str | None) -> RawThread:
    """Read what a story, or the comment that was asked for, says about the thread."""
    return thread_of("hackernews", root, _item_url(thread_id), id=thread_id)


def item_comment(item: dict[str, Any], inside: int | None = None) -> RawComment:
    """Read an item that is said about a story; `inside` is the place of the comment that it stands in."""
    body = (string(item.get("text")) or "").strip()
    gone = GONE_TEXT.get(body)
    if item.get("deleted") is True or not body:
        gone = "deleted"
    elif item.get("dead") is True:
        gone = "removed"
    own = identifier(item.get("id"))
    return comment_of("hackernews", item, gone=gone, inside=inside, id=own, url=_item_url(own))


HACKERNEWS = AnswerSource("hackernews", _find, _read, reads_any=True)


def _lobsters_story(document: Any) -> dict[str, Any] | None:
    fits = isinstance(document, dict) and isinstance(document.get("comments"), list)
    return document if fits and string(document.get("short_id")) is not None else None


def _lobsters_read(story: dict[str, Any], payload: Payload) -> RawThread:
    """Read a story; older answers tell depths instead of `parent_comment`, in the tree's order."""
    items = objects(story.get("comments"))
    above = parents_by_depth(
        (count(one.get("depth", one.get("indent_level"))) or 0, string(one.get("short_id"))) for one in items
    )
    comments = tuple(
        comment_of("lobsters", one, parent=string(one.get("parent_comment", parent)))
        for one, parent in zip(items, above, strict=True)
    )
    return thread_of("lobsters", story, comments=comments)


def parents_by_depth(places: Iterable[tuple[int, str | None]]) -> list[str | None]:
    """Return the ids of what comments answer that come in the order of their tree with a depth and an id each."""
    parents: list[str | None] = []
    above: list[tuple[int, str | None]] = []
    for depth, name in places:
        while above and above[-1][0] >= depth:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((depth, name))
    return parents


LOBSTERS = AnswerSource("lobsters", _lobsters_story, _lobsters_read)


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


def _read_topics(found: list[dict[str, Any]], payload: Payload) -> RawThread:
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
        comments=tuple(_post(post, url) for post in replies),
        stated_count=None if stated is None else max(0, stated - (opener is not None)),
        missing=max(0, len(listed) - len(posts)) if isinstance(listed, list) else 0,
    )


def _topic_url(topic: dict[str, Any]) -> str | None:
    """Return the topic's address: not in the JSON, but most topics link to pages of their own forum."""
    links = objects(part(topic, "details").get("links"))
    inside = (safe_url(link.get("url")) or "" for link in links if link.get("internal") is True)
    bases = Counter(url.partition("/t/")[0] for url in inside if "/t/" in url)
    topic_id = identifier(topic.get("id"))
    if not bases or topic_id is None:
        return None
    base = min(bases, key=lambda b: (-bases[b], b))
    slug = string(topic.get("slug")) or "-"
    return safe_url(f"{base}/t/{quote(slug, safe='')}/{quote(topic_id, safe='')}")


def _post(post: dict[str, Any], topic_url: str | None) -> RawComment:
    """Read a post; a group called "staff" or "team" answers for the site as its admins do."""
    likes = [a.get("count") for a in objects(post.get("actions_summary")) if a.get("id") == 2]
    score = (count(likes[0]) if likes else 0) if "actions_summary" in post else None
    role: Role | None = "host" if post.get("staff") is True else None
    if post.get("admin") is True or (string(post.get("primary_group_name")) or "").lower() in _HOST_GROUPS:
        role = "host"
    elif post.get("moderator") is True:
        role = "moderator"
    return comment_of("discourse", post, topic_url, score=score, role=role)


DISCOURSE = AnswerSource("discourse", _topics, _read_topics)
