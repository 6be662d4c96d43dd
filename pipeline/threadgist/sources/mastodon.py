"""Mastodon: a post and what answers it, as the API of an instance gives them, fetched or saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threadgist.sources.article import article_of, post_title
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import to_plain
from threadgist.sources.rows import settle_parents
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, part, string

__all__ = ["MastodonSource", "thread_of"]


class MastodonSource(JsonSource[list[dict[str, Any]]]):
    """Answers of `/api/v1/statuses/ID/context`, saved. What they do not hold is the post itself."""

    name = "mastodon"
    description = "Mastodon: a saved answer of /api/v1/statuses/ID/context"
    link = "as the post's own instance gives it"
    lacks = "no posts of Mastodon (ancestors, descendants)"
    way_out = "save /api/v1/statuses/ID/context"

    def find(self, document: Any) -> list[dict[str, Any]] | None:
        """Accept ancestors and descendants that are posts, or a list of posts with what they answer."""
        return _statuses(document)

    def read(self, found: list[dict[str, Any]], payload: Payload) -> RawThread:
        """Read the posts; the first of those that were above the one asked for opens the thread."""
        ids = {identifier(status.get("id")) for status in found}
        roots = [s for s in found if identifier(s.get("in_reply_to_id")) not in ids]
        if len(roots) == 1 and roots[0].get("in_reply_to_id") is None and len(found) > 1:
            rest = [status for status in found if status is not roots[0]]
            return thread_of(roots[0], rest, None, identifier(roots[0].get("id")))
        return RawThread(tuple(settle_parents([_comment(status, None) for status in found])))


def _statuses(document: Any) -> list[dict[str, Any]] | None:
    if isinstance(document, dict):
        if not isinstance(document.get("descendants"), list) or not isinstance(
            document.get("ancestors"), list
        ):
            return None
        own = [document["status"]] if isinstance(document.get("status"), dict) else []
        found = [*objects(document["ancestors"]), *own, *objects(document["descendants"])]
        return found if all(map(_is_status, found)) else None
    found = objects(document)
    if len(found) == 2 and _is_status(found[0]) and (below := _statuses(found[1])) is not None:
        return [found[0], *below]
    fits = bool(found) and isinstance(document, list) and all(map(_is_status, found))
    return found if fits else None


def _is_status(value: dict[str, Any]) -> bool:
    account = value.get("account")
    return (
        "content" in value and "in_reply_to_id" in value and isinstance(account, dict) and "acct" in account
    )


def thread_of(
    root: dict[str, Any], answers: Iterable[dict[str, Any]], page: str | None, root_id: str | None
) -> RawThread:
    """Read a post, which is what is discussed, and its answers; `page` is the link that was given."""
    answers = list(answers)
    author = _author(root)
    title = post_title(author, to_plain(_body(root), "html"))
    created_at = parse_time(root.get("created_at"))
    link = safe_url(root.get("url")) or page
    return RawThread(
        tuple(_comment(status, root_id) for status in answers),
        title=title,
        id=root_id,
        url=page or link,
        author=author,
        created_at=created_at,
        article=article_of(title, link, _body(root), begun=created_at),
        stated_count=sum(count(s.get("replies_count")) or 0 for s in (root, *answers)),
    )


def _comment(status: dict[str, Any], root_id: str | None) -> RawComment:
    parent = identifier(status.get("in_reply_to_id"))
    return RawComment(
        body=_body(status),
        id=identifier(status.get("id")),
        parent=None if parent == root_id else parent,
        author=_author(status),
        created_at=parse_time(status.get("created_at")),
        score=count(status.get("favourites_count")),
        url=safe_url(status.get("url")) or safe_url(status.get("uri")),
        markup="html",
        role="bot" if part(status, "account").get("bot") is True else None,
    )


def _body(status: dict[str, Any]) -> str:
    """Return a post's HTML, its content warning as a paragraph before it."""
    warning = string(status.get("spoiler_text"))
    content = string(status.get("content")) or ""
    if warning is None:
        return content
    escaped = warning.replace("&", "&amp;").replace("<", "&lt;")
    return f"<p>{escaped}</p>{content}"


def _author(status: dict[str, Any]) -> str | None:
    account = status.get("account")
    return string(account.get("acct")) if isinstance(account, dict) else None
