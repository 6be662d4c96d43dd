"""Bluesky: a post and the tree of its replies, as the public API gives them, fetched or saved."""

from __future__ import annotations

from typing import Any

from threadgist.sources.article import article_of, post_title
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.values import count, objects, part, string

__all__ = ["BlueskySource", "replies_of", "thread_of"]

_POST = "/app.bsky.feed.post/"


class BlueskySource(JsonSource[dict[str, Any]]):
    """An answer of `app.bsky.feed.getPostThread`, saved."""

    name = "bluesky"
    description = "Bluesky: a saved answer of app.bsky.feed.getPostThread"
    link = "https://bsky.app/profile/HANDLE/post/ID"
    lacks = "no thread of Bluesky (thread, post, replies)"
    way_out = "save app.bsky.feed.getPostThread"

    def find(self, document: Any) -> dict[str, Any] | None:
        """Accept a thread that has a post with an `at://` address."""
        return _tree(document)

    def read(self, found: dict[str, Any], payload: Payload) -> RawThread:
        """Read the tree; replies that the answer only counts are missing."""
        replies: list[tuple[dict[str, Any], int | None]] = []
        stack: list[tuple[dict[str, Any], int | None]] = [
            (node, None) for node in reversed(replies_of(found))
        ]
        while stack:
            node, inside = stack.pop()
            post = node.get("post")
            if not isinstance(post, dict) or string(post.get("uri")) is None:
                continue
            replies.append((post, inside))
            index = len(replies) - 1
            stack.extend((child, index) for child in reversed(replies_of(node)))
        root = found["post"]
        handle, key = _author(root) or "", (string(root.get("uri")) or "").rpartition("/")[2]
        return thread_of(root, replies, f"https://bsky.app/profile/{handle}/post/{key}", key)


def _tree(document: Any) -> dict[str, Any] | None:
    tree = document.get("thread", document) if isinstance(document, dict) else None
    post = tree.get("post") if isinstance(tree, dict) else None
    uri = string(post.get("uri")) if isinstance(post, dict) else None
    return tree if uri is not None and uri.startswith("at://") and _POST in uri else None


def replies_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes below one."""
    return objects(node.get("replies"))


def thread_of(
    root: dict[str, Any], replies: list[tuple[dict[str, Any], int | None]], url: str, key: str
) -> RawThread:
    """Read a post and its replies, each with the place of the one it is nested in."""
    author = _author(root)
    title = post_title(author, to_plain(_text(root), "plain"))
    created_at = parse_time(part(root, "record").get("createdAt"))
    return RawThread(
        tuple(_comment(post, inside) for post, inside in replies),
        title=title,
        id=key,
        url=url,
        author=author,
        created_at=created_at,
        article=article_of(title, url, _text(root), "plain", begun=created_at),
        stated_count=sum(count(p.get("replyCount")) or 0 for p in (root, *(post for post, _ in replies))),
    )


def _comment(post: dict[str, Any], inside: int | None) -> RawComment:
    # at://DID/app.bsky.feed.post/KEY
    did, _, key = (string(post.get("uri")) or "").removeprefix("at://").partition(_POST)
    handle = _author(post) or did
    if handle == "handle.invalid":
        handle = did
    return RawComment(
        body=_text(post),
        id=key or None,
        inside=inside,
        author=_author(post),
        created_at=parse_time(part(post, "record").get("createdAt")) or parse_time(post.get("indexedAt")),
        score=count(post.get("likeCount")),
        url=f"https://bsky.app/profile/{handle}/post/{key}" if key else None,
        markup="plain",
    )


def _text(post: dict[str, Any]) -> str:
    return string(part(post, "record").get("text")) or ""


def _author(post: dict[str, Any]) -> str | None:
    author = part(post, "author")
    return string(author.get("handle")) or string(author.get("did"))
