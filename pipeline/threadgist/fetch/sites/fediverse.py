"""Lemmy, Mastodon and Bluesky: a post of an instance or of the network, and what answers it."""

import itertools
import re
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.fetch.exchange import Pages
from threadgist.fetch.sites import Link, Ref, first_page
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.sites.answers import nested, thread_of
from threadgist.sources.sites.fediverse import bluesky_replies, bluesky_thread, lemmy_comment, mastodon_thread
from threadgist.sources.values import at, count, identifier, objects, part, string

_PER_PAGE = 50
_STATUS = re.compile(r"(?:(?:web|deck)/)?(?:(@[^/]+)|users/([^/]+)/statuses|statuses)/([0-9]+)")
# What an instance of Mastodon shows to strangers (DESCENDANTS_LIMIT in its statuses_controller).
_SHOWN = 60
_BLUESKY = "https://public.api.bsky.app"


def lemmy(ref: Ref, pages: Pages) -> RawThread:
    """Read the post, then pages of comments, oldest first, until one is not full."""
    (post_id,) = ref.parts
    address = f"{ref.base}/api/v3/post"
    view = first_page(pages.get(address, {"id": post_id}), ref).fields.get("post_view")
    if not isinstance(view, dict):
        raise SourceError(f"{address}?id={post_id}: no Lemmy post (post_view); is the site a Lemmy instance?")
    thread = thread_of("lemmy", view, ref.url, id=post_id)
    pages.expect(1 + -(-(thread.stated_count or 0) // _PER_PAGE))
    comments: dict[str, RawComment] = {}
    for number in itertools.count(1):
        query = {"post_id": post_id, "type_": "All", "sort": "Old", "limit": _PER_PAGE, "page": number}
        page = pages.get(f"{ref.base}/api/v3/comment/list", query)
        views = objects(page.fields.get("comments")) if page is not None else []
        fresh = [c for c in (lemmy_comment(v, ref.base) for v in views) if c.id and c.id not in comments]
        comments.update({str(c.id): c for c in fresh})
        if not fresh or len(views) < _PER_PAGE:
            break
    return replace(thread, comments=tuple(comments.values()))


def mastodon_ref(link: Link) -> Ref | None:
    """Accept `/@user/ID`, `/@user@elsewhere/ID`, `/users/user/statuses/ID` and `/web/statuses/ID`."""
    found = _STATUS.fullmatch("/".join(link.path))
    if found is None:
        return None
    user = found[1] or (f"@{found[2]}" if found[2] else "web/statuses")
    return Ref("mastodon", f"{link.base}/{quote(user, safe='@/.')}/{found[3]}", link.base, (found[3],))


def mastodon(ref: Ref, pages: Pages) -> RawThread:
    """Read the post and its answers; where the answers are cut off, ask below those that have more."""
    (status_id,) = ref.parts
    address = f"{ref.base}/api/v1/statuses/"
    root = first_page(pages.get(address + status_id), ref).document
    if not isinstance(root, dict) or identifier(root.get("id")) is None or "content" not in root:
        raise SourceError(f"{address}{status_id}: no Mastodon post; is the site a Mastodon instance?")
    found: dict[str, dict[str, Any]] = {}
    below: Counter[str | None] = Counter()
    asked = {status_id}
    waiting = [status_id]
    while waiting:
        page = pages.get(f"{address}{quote(waiting.pop(0), safe='')}/context")
        answers = objects(page.fields.get("descendants")) if page is not None else []
        for status in answers:
            name = identifier(status.get("id"))
            if name is not None and name not in found:
                found[name] = status
                below[identifier(status.get("in_reply_to_id"))] += 1
        if len(answers) >= _SHOWN:
            more = [n for n, s in found.items() if (count(s.get("replies_count")) or 0) > below[n]]
            waiting.extend(name for name in more if name not in asked)
            asked.update(more)
    return mastodon_thread(root, list(found.values()), ref.url)


def bluesky(ref: Ref, pages: Pages) -> RawThread:
    """Find the account's DID, read the tree, and then the branches that were cut off."""
    handle, key = ref.parts
    did: str | None = handle
    if not handle.startswith("did:"):
        address = f"{_BLUESKY}/xrpc/com.atproto.identity.resolveHandle"
        page = first_page(pages.get(address, {"handle": handle}, allow=(400,)), ref)
        did = string(at(page.document, "did"))
        if did is None:
            raise SourceError(f"{ref.url}: HTTP {page.status}: no account {handle!r}; check the link")
    tree = _branch(pages, f"at://{did}/app.bsky.feed.post/{key}")
    if tree is None:
        first_page(None, ref)
    root = part(tree, "post")
    if tree is None or not root:
        raise SourceError(
            f"{ref.url}: the post is deleted, blocked, or shown only to those who are logged in"
        )
    known: set[str] = set()

    def is_new(node: dict[str, Any]) -> bool:
        uri = string(at(node, "post/uri"))
        if uri is None or uri in known:
            return False
        known.add(uri)
        return True

    def below(node: dict[str, Any]) -> list[dict[str, Any]]:
        found, post = bluesky_replies(node), node["post"]
        if not found and "replies" not in node and (count(post.get("replyCount")) or 0) > 0:
            return bluesky_replies(_branch(pages, post["uri"]) or {})
        return found

    return bluesky_thread(root, nested(bluesky_replies(tree), below, is_new), ref.url, key)


def _branch(pages: Pages, uri: str) -> dict[str, Any] | None:
    """Return the tree below a post; an empty one where the post is gone, None at the limit of pages."""
    address = f"{_BLUESKY}/xrpc/app.bsky.feed.getPostThread"
    page = pages.get(address, {"uri": uri, "depth": 1000, "parentHeight": 0}, allow=(400, 404))
    return part(page.document, "thread") if page is not None else None
