"""Mastodon, Lemmy and Bluesky: posts and what answers them, as the APIs give them, fetched or saved."""

import html
from dataclasses import replace
from typing import Any

from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import post_title, safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import to_plain
from threadgist.sources.rows import settle_parents
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, nested, pick, thread_of
from threadgist.sources.values import at, count, identifier, objects, part, string

_POST = "/app.bsky.feed.post/"
_Objects = list[dict[str, Any]]
_Nested = list[tuple[dict[str, Any], int | None]]


def _statuses(document: Any) -> _Objects | None:
    """Accept ancestors and descendants that are posts of Mastodon, or a list of posts with what they answer."""
    found = objects(document)
    if isinstance(document, dict):
        above, below = document.get("ancestors"), document.get("descendants")
        if not isinstance(above, list) or not isinstance(below, list):
            return None
        found = [*objects(above), *objects([document.get("status")]), *objects(below)]
    elif len(found) == 2 and _is_status(found[0]) and (inside := _statuses(found[1])) is not None:
        return [found[0], *inside]
    return found if all(map(_is_status, found)) else None


def _is_status(value: dict[str, Any]) -> bool:
    return "content" in value and "in_reply_to_id" in value and "acct" in part(value, "account")


def _mastodon(found: _Objects, payload: Payload) -> RawThread:
    """Read the posts; the first of those that were above the one asked for opens the thread."""
    ids = {identifier(status.get("id")) for status in found}
    roots = [s for s in found if identifier(s.get("in_reply_to_id")) not in ids]
    if len(roots) == 1 and roots[0].get("in_reply_to_id") is None and len(found) > 1:
        return mastodon_thread(roots[0], [status for status in found if status is not roots[0]])
    said = [comment_of("mastodon", status, body=_status_text(status)) for status in found]
    return RawThread(tuple(settle_parents(said)))


def mastodon_thread(root: dict[str, Any], answers: _Objects, page: str | None = None) -> RawThread:
    """Read a post, which is what is discussed, and its answers; `page` is the link that was given."""
    body = _status_text(root)
    return thread_of(
        "mastodon",
        root,
        page or safe_url(root.get("url")),
        lead=body,
        title=post_title(pick(root, "account/acct", string), to_plain(body, "html")),
        stated_count=sum(count(s.get("replies_count")) or 0 for s in (root, *answers)),
        comments=tuple(comment_of("mastodon", status, body=_status_text(status)) for status in answers),
    )


def _status_text(status: dict[str, Any]) -> str:
    """Return a post's HTML, its content warning as a paragraph before it."""
    content = string(status.get("content")) or ""
    if (warning := string(status.get("spoiler_text"))) is None:
        return content
    return f"<p>{html.escape(warning, quote=False)}</p>{content}"


def _views(document: Any) -> _Objects:
    views = objects(document.get("comments") if isinstance(document, dict) else document)
    return views if all({"path", "content"} <= part(view, "comment").keys() for view in views) else []


def _lemmy(found: _Objects, payload: Payload) -> RawThread:
    posts: dict[str, Gathered] = {}
    known = part(payload.document, "post_view")
    for view in found:
        post = part(view, "post") or part(known, "post")
        post_id = identifier(post.get("id")) or pick(view, "comment/post_id", identifier) or ""
        if post_id not in posts:
            whole = known if part(known, "post").get("id") == post.get("id") else {"post": post}
            page = safe_url(post.get("ap_id"))
            posts[post_id] = conversation(thread_of("lemmy", whole, page, id=post_id or None))
        posts[post_id].comments.append(lemmy_comment(view, None))
    return wanted_of(payload, posts.values())


def lemmy_comment(view: dict[str, Any], base: str | None) -> RawComment:
    """Read the view of a comment; `base` is the instance that was asked, None where that is not known."""
    # The path names all above it: 0 is the post, then the comments down to this one.
    path = (pick(view, "comment/path", string) or "").split(".")
    return comment_of("lemmy", view, base, parent=path[-2] if len(path) > 2 else None)


def _tree(document: Any) -> dict[str, Any] | None:
    tree = document.get("thread", document) if isinstance(document, dict) else None
    uri = string(at(tree, "post/uri")) or ""
    return tree if uri.startswith("at://") and _POST in uri else None


def _bluesky(found: dict[str, Any], payload: Payload) -> RawThread:
    """Read the tree; replies that the answer only counts are missing."""
    replies = nested(bluesky_replies(found), bluesky_replies, lambda node: string(at(node, "post/uri")))
    root = found["post"]
    handle, key = pick(root, "author/handle author/did", string) or "", root["uri"].rpartition("/")[2]
    return bluesky_thread(root, replies, f"https://bsky.app/profile/{handle}/post/{key}", key)


def bluesky_replies(node: dict[str, Any]) -> _Objects:
    """Return the nodes below one."""
    return objects(node.get("replies"))


def bluesky_thread(root: dict[str, Any], replies: _Nested, url: str, key: str) -> RawThread:
    """Read a post and the nodes of its replies, each with the place of the one it is nested in."""
    text = pick(root, "record/text", string) or ""
    posts = (root, *(node["post"] for node, _ in replies))
    thread = thread_of(
        "bluesky",
        root,
        url,
        title=post_title(pick(root, "author/handle author/did", string), to_plain(text, "plain")),
        id=key,
        stated_count=sum(count(post.get("replyCount")) or 0 for post in posts),
    )
    comments = []
    for node, inside in replies:
        # at://DID/app.bsky.feed.post/KEY
        did, _, key = (string(node["post"].get("uri")) or "").removeprefix("at://").partition(_POST)
        handle = pick(node["post"], "author/handle author/did", string)
        handle = did if handle in (None, "handle.invalid") else handle
        link = f"https://bsky.app/profile/{handle}/post/{key}" if key else None
        comments.append(comment_of("bluesky", node["post"], id=key or None, inside=inside, url=link))
    return replace(thread, comments=tuple(comments))


FEDIVERSE = (
    AnswerSource("lemmy", _views, _lemmy),
    AnswerSource("mastodon", _statuses, _mastodon),
    AnswerSource("bluesky", _tree, _bluesky),
)
