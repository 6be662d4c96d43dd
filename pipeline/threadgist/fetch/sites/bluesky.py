"""Bluesky: a post and the tree of its replies, from the public view of the network."""

from __future__ import annotations

from typing import Any

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.records import Article
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.plaintext import first_words, to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.values import count, objects, string

__all__ = ["BlueskySite"]

_API = "https://public.api.bsky.app"
_DEPTH = 1000


class BlueskySite:
    """Posts of Bluesky. The post is what is discussed; replies are comments."""

    name = "bluesky"
    reads = "a post with the tree of its replies (getPostThread), and below where the tree is cut off"
    link = "https://bsky.app/profile/HANDLE/post/ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `bsky.app/profile/HANDLE/post/ID`, with a handle or a DID."""
        path = link.path
        if link.host not in ("bsky.app", "www.bsky.app") or len(path) < 4:
            return None
        if path[0] != "profile" or path[2] != "post" or not path[3].isalnum():
            return None
        handle = path[1].replace("%3A", ":").lower() if not path[1].startswith("did:") else path[1]
        return Ref(self.name, f"https://bsky.app/profile/{handle}/post/{path[3]}", _API, (handle, path[3]))

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Find the account's DID, read the tree, and then the branches that were cut off."""
        handle, key = ref.parts
        did = handle
        if not handle.startswith("did:"):
            address = f"{_API}/xrpc/com.atproto.identity.resolveHandle"
            page = first_page(pages.json(address, {"handle": handle}, allow=(400,)), ref)
            found = string(page.document.get("did")) if isinstance(page.document, dict) else None
            if found is None:
                raise SourceError(
                    f"{ref.url}: HTTP {page.response.status}: no account {handle!r}; check the link"
                )
            did = found
        uri = f"at://{did}/app.bsky.feed.post/{key}"
        tree = _branch(pages, uri, ref)
        if tree is None:
            first_page(None, ref)
        root = tree.get("post") if isinstance(tree, dict) else None
        if not isinstance(tree, dict) or not isinstance(root, dict):
            raise SourceError(
                f"{ref.url}: the post is deleted, blocked, or shown only to those who are logged in"
            )
        return _thread(root, _walk(tree, pages, ref), ref)


def _branch(pages: Pages, uri: str, ref: Ref) -> Any:
    """Return the tree below a post; an empty one where the post is gone, None at the limit of pages."""
    address = f"{_API}/xrpc/app.bsky.feed.getPostThread"
    page = pages.json(address, {"uri": uri, "depth": _DEPTH, "parentHeight": 0}, allow=(400, 404))
    if page is None:
        return None
    tree = page.document.get("thread") if isinstance(page.document, dict) else None
    return tree if isinstance(tree, dict) else {}


def _walk(tree: dict[str, Any], pages: Pages, ref: Ref) -> list[tuple[dict[str, Any], int | None]]:
    """Return all replies, each after the one it answers, with that one's place in the list."""
    replies: list[tuple[dict[str, Any], int | None]] = []
    places: dict[str, int] = {}
    stack: list[tuple[dict[str, Any], int | None]] = [(node, None) for node in reversed(_replies(tree))]
    while stack:
        node, inside = stack.pop()
        post = node.get("post")
        uri = string(post.get("uri")) if isinstance(post, dict) else None
        if not isinstance(post, dict) or uri is None or uri in places:
            continue
        places[uri] = len(replies)
        replies.append((post, inside))
        below = _replies(node)
        if not below and "replies" not in node and (count(post.get("replyCount")) or 0) > 0:
            branch = _branch(pages, uri, ref)
            below = _replies(branch) if isinstance(branch, dict) else []
        stack.extend((child, places[uri]) for child in reversed(below))
    return replies


def _replies(node: dict[str, Any]) -> list[dict[str, Any]]:
    return objects(node.get("replies"))


def _thread(root: dict[str, Any], replies: list[tuple[dict[str, Any], int | None]], ref: Ref) -> RawThread:
    author, text = _author(root), to_plain(_text(root), "plain")
    line = " ".join(text.split())
    start = line if len(line) <= 80 else line[:80].rsplit(" ", 1)[0] + " …"
    title = f"{author or 'A post'}: {start}" if start else f"A post by {author or 'somebody'}"
    created_at = parse_time(_record(root).get("createdAt"))
    date = created_at.date().isoformat() if created_at else None
    return RawThread(
        tuple(_comment(post, inside) for post, inside in replies),
        title=title,
        id=ref.parts[1],
        url=ref.url,
        author=author,
        created_at=created_at,
        article=Article(title, ref.url, "bsky.app", date, first_words(text)),
        stated_count=sum(count(p.get("replyCount")) or 0 for p in (root, *(post for post, _ in replies))),
    )


def _comment(post: dict[str, Any], inside: int | None) -> RawComment:
    # at://DID/app.bsky.feed.post/KEY
    did, _, key = (string(post.get("uri")) or "").removeprefix("at://").partition("/app.bsky.feed.post/")
    handle = _author(post) or did
    if handle == "handle.invalid":
        handle = did
    return RawComment(
        body=_text(post),
        id=key or None,
        inside=inside,
        author=_author(post),
        created_at=parse_time(_record(post).get("createdAt")) or parse_time(post.get("indexedAt")),
        score=count(post.get("likeCount")),
        url=f"https://bsky.app/profile/{handle}/post/{key}" if key else None,
        markup="plain",
    )


def _record(post: dict[str, Any]) -> dict[str, Any]:
    record = post.get("record")
    return record if isinstance(record, dict) else {}


def _text(post: dict[str, Any]) -> str:
    return string(_record(post).get("text")) or ""


def _author(post: dict[str, Any]) -> str | None:
    author = post.get("author")
    if not isinstance(author, dict):
        return None
    return string(author.get("handle")) or string(author.get("did"))
