"""Bluesky: a post and the tree of its replies, as the public API gives them, fetched or saved."""

from __future__ import annotations

from typing import Any

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.values import count, objects, part, string

__all__ = ["BlueskySource", "replies_of", "thread_of"]

_POST = "/app.bsky.feed.post/"


class BlueskySource:
    """An answer of `app.bsky.feed.getPostThread`, saved."""

    name = "bluesky"
    description = "Bluesky: a saved answer of app.bsky.feed.getPostThread"
    link = "https://bsky.app/profile/HANDLE/post/ID"

    def sniff(self, payload: Payload) -> str | None:
        """Accept a thread that has a post with an `at://` address."""
        if payload.json_problem:
            return payload.json_problem
        return None if _tree(payload.document) is not None else "no thread of Bluesky (thread, post, replies)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the tree; replies that the answer only counts are missing."""
        tree = _tree(payload.require_document())
        if tree is None:
            raise SourceError(f"{payload.name}: no thread of Bluesky; save app.bsky.feed.getPostThread")
        replies: list[tuple[dict[str, Any], int | None]] = []
        stack: list[tuple[dict[str, Any], int | None]] = [(node, None) for node in reversed(replies_of(tree))]
        while stack:
            node, inside = stack.pop()
            post = node.get("post")
            if not isinstance(post, dict) or string(post.get("uri")) is None:
                continue
            replies.append((post, inside))
            index = len(replies) - 1
            stack.extend((child, index) for child in reversed(replies_of(node)))
        root = tree["post"]
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
    author, text = _author(root), to_plain(_text(root), "plain")
    line = " ".join(text.split())
    start = line if len(line) <= 80 else line[:80].rsplit(" ", 1)[0] + " …"
    title = f"{author or 'A post'}: {start}" if start else f"A post by {author or 'somebody'}"
    created_at = parse_time(part(root, "record").get("createdAt"))
    date = created_at.date().isoformat() if created_at else None
    return RawThread(
        tuple(_comment(post, inside) for post, inside in replies),
        title=title,
        id=key,
        url=url,
        author=author,
        created_at=created_at,
        article=Article(title, url, "bsky.app", date, text),
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
