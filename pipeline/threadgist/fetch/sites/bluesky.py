"""Bluesky: a post and the tree of its replies, from the public view of the network."""

from __future__ import annotations

from typing import Any

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.sources.base import RawThread
from threadgist.sources.bluesky import replies_of, thread_of
from threadgist.sources.values import count, string

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
        return thread_of(root, _walk(tree, pages, ref), ref.url, key)


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
    stack: list[tuple[dict[str, Any], int | None]] = [(node, None) for node in reversed(replies_of(tree))]
    while stack:
        node, inside = stack.pop()
        post = node.get("post")
        uri = string(post.get("uri")) if isinstance(post, dict) else None
        if not isinstance(post, dict) or uri is None or uri in places:
            continue
        places[uri] = len(replies)
        replies.append((post, inside))
        below = replies_of(node)
        if not below and "replies" not in node and (count(post.get("replyCount")) or 0) > 0:
            branch = _branch(pages, uri, ref)
            below = replies_of(branch) if isinstance(branch, dict) else []
        stack.extend((child, places[uri]) for child in reversed(below))
    return replies
