"""GitHub: issues and pull requests through the REST API, discussions through GraphQL."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.fetch.exchange import Pages
from threadgist.fetch.sites import Ref, first_page
from threadgist.resources import package_table
from threadgist.sources.base import RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.github import GITHUB
from threadgist.sources.values import at, count, objects, part, string

_API = "https://api.github.com"
_ACCEPT = "application/vnd.github+json"
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,<]{0,200}\brel="?next"?')
_QUERIES = package_table("fetch/github.toml")


def issue(ref: Ref, pages: Pages) -> RawThread:
    """Read the issue, then its comments; of a pull request also what was said about its code."""
    owner, repository, _, number = ref.parts
    base = f"{_API}/repos/{quote(owner)}/{quote(repository)}"
    topic = first_page(pages.get(f"{base}/issues/{number}", accept=_ACCEPT), ref).document
    if not isinstance(topic, dict) or not string(topic.get("title")):
        raise SourceError(f"{base}/issues/{number}: no issue (title); the API may have changed")
    stated = count(topic.get("comments"))
    said = _pages_of(pages, f"{base}/issues/{number}/comments")
    about: dict[str, Any] = {}
    if isinstance(topic.get("pull_request"), dict):
        about = pages.get(f"{base}/pulls/{number}", accept=_ACCEPT).fields
        remarks = _pages_of(pages, f"{base}/pulls/{number}/comments")
        said += [{"diff_hunk": "", **remark} for remark in remarks]
        said += _pages_of(pages, f"{base}/pulls/{number}/reviews")
    thread = GITHUB.read([({"url": ref.url, **topic}, said)], Payload("", ref.url))
    if stated is not None:
        reviews = sum((comment.id or "").startswith("v") for comment in thread.comments)
        stated += (count(about.get("review_comments")) or 0) + reviews
    return replace(thread, stated_count=stated)


def _pages_of(pages: Pages, address: str) -> list[dict[str, Any]]:
    """Return the items of all pages, following the `Link` header's `next` as far as it stays on the API."""
    items: list[dict[str, Any]] = []
    page = pages.get(address, {"per_page": 100}, accept=_ACCEPT)
    seen = {address}
    while page.status:
        items += objects(page.document)
        following = _NEXT.search(page.headers.get("link", ""))
        if following is None or not following[1].startswith(f"{_API}/") or following[1] in seen:
            break
        seen.add(following[1])
        page = pages.get(following[1], accept=_ACCEPT)
    return items


def discussion(ref: Ref, pages: Pages) -> RawThread:
    """Read the discussion page by page, and of comments with many replies the rest of those."""
    # What is in the store was told to somebody with a token.
    if pages.client is not None and pages.client.tokens.github is None:
        raise SourceError(
            f"{ref.url}: GitHub shows discussions only to those with a token; "
            "set THREADGIST_GITHUB_TOKEN to one (no scopes are needed for public ones)"
        )
    owner, repository, _, number = ref.parts
    said: list[dict[str, Any]] = []
    topic: dict[str, Any] = {}
    stated = 0
    asked = {"owner": owner, "name": repository, "number": int(number)}
    for found in _connections(pages, _QUERIES["topic"], asked, None, ref):
        listed = part(found, "comments")
        if not topic:
            topic, stated = found, count(listed.get("totalCount")) or 0
        for node in objects(listed.get("nodes")):
            stated += count(at(node, "replies/totalCount")) or 0
            replies = objects(at(node, "replies/nodes"))
            if cursor := _following(part(node, "replies")):
                more = {"id": string(node.get("id"))}
                for rest in _connections(pages, _QUERIES["more"], more, cursor, ref):
                    replies += objects(at(rest, "replies/nodes"))
            said.append({**node, "replies": replies})
    if string(topic.get("title")) is None:
        raise SourceError(f"{ref.url}: not found: deleted, private to others than the token, or a wrong link")
    thread = GITHUB.read([({"url": ref.url, **topic}, said)], Payload("", ref.url))
    return replace(thread, stated_count=stated)


def _following(connection: dict[str, Any]) -> str | None:
    """Return where the next page of a GraphQL list begins; None behind its last."""
    info = part(connection, "pageInfo")
    return string(info.get("endCursor")) if info.get("hasNextPage") is True else None


def _connections(
    pages: Pages, query: dict[str, str], asked: dict[str, Any], cursor: str | None, ref: Ref
) -> Iterator[dict[str, Any]]:
    """Yield what holds a GraphQL list, from the cursor on, once for each page; raises SourceError."""
    seen: set[str | None] = set()
    while cursor not in seen:
        seen.add(cursor)
        body = {"query": query["text"], "variables": {**asked, query["variable"]: cursor}}
        page = pages.get(f"{_API}/graphql", body=json.dumps(body, sort_keys=True))
        if errors := objects(page.fields.get("errors")):
            reason = " ".join((string(errors[0].get("message")) or "no reason given").split())[:200]
            raise SourceError(
                f"{ref.url}: GitHub says: {reason}; check the link, and that the token may read the repository"
            )
        around = at(page.document, f"data/{query['path']}")
        yield around if isinstance(around, dict) else {}
        cursor = _following(part(around, query["list"]))
        if cursor is None:
            return
