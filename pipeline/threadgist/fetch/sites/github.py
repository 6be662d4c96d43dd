"""GitHub: issues and pull requests through the REST API, a hundred comments a page.

A pull request has three kinds of comments: those of the conversation, those on lines of code, and the words
that come with a review.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Ref, Site, first_page
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.sites.github import api_comment, topic_thread
from threadgist.sources.values import count, objects, part, string

_API = "https://api.github.com"
_ACCEPT = "application/vnd.github+json"
_PER_PAGE = 100
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,<]{0,200}\brel="?next"?')
_FIELDS = (
    "id databaseId url body createdAt upvoteCount isMinimized deletedAt authorAssociation"
    " author { login __typename }"
)
_PAGE = "totalCount pageInfo { hasNextPage endCursor }"
_REPLIES = f"replies(first: 100, after: $replies) {{ {_PAGE} nodes {{ {_FIELDS} }} }}"
# GitHub bounds how many nodes a query may ask for; 50 comments with 100 replies each stay well below.
_TOPIC = (
    "query($owner: String!, $name: String!, $number: Int!, $after: String, $replies: String) {"
    " repository(owner: $owner, name: $name) { discussion(number: $number) {"
    " id title url body createdAt author { login }"
    f" comments(first: 50, after: $after) {{ {_PAGE} nodes {{ {_FIELDS} {_REPLIES} }} }} }} }} }}"
)
_MORE = (
    f"query($id: ID!, $replies: String) {{ node(id: $id) {{ ... on DiscussionComment {{ {_REPLIES} }} }} }}"
)


@dataclass(slots=True)
class _Connection:
    """One page of a GraphQL list."""

    nodes: list[dict[str, Any]]
    total: int
    cursor: str | None

    @classmethod
    def of(cls, value: Any) -> _Connection:
        fields = value if isinstance(value, dict) else {}
        info = fields.get("pageInfo")
        cursor = None
        if isinstance(info, dict) and info.get("hasNextPage") is True:
            cursor = string(info.get("endCursor"))
        return cls(objects(fields.get("nodes")), count(fields.get("totalCount")) or 0, cursor)


def _issue(ref: Ref, pages: Pages) -> RawThread:
    """Read the issue, then its comments; of a pull request also what was said about its code."""
    owner, repository, _, number = ref.parts
    base = f"{_API}/repos/{quote(owner)}/{quote(repository)}"
    issue = first_page(pages.json(f"{base}/issues/{number}", accept=_ACCEPT), ref).document
    if not isinstance(issue, dict) or not string(issue.get("title")):
        raise SourceError(f"{base}/issues/{number}: no issue (title); the API may have changed")
    stated = count(issue.get("comments"))
    found = [api_comment(c, "") for c in _pages_of(pages, f"{base}/issues/{number}/comments")]
    if isinstance(issue.get("pull_request"), dict):
        pull = pages.json(f"{base}/pulls/{number}", accept=_ACCEPT)
        about = pull.document if pull is not None and isinstance(pull.document, dict) else {}
        code = [api_comment(c, "r") for c in _pages_of(pages, f"{base}/pulls/{number}/comments")]
        reviews = [api_comment(c, "v") for c in _pages_of(pages, f"{base}/pulls/{number}/reviews")]
        # Most reviews come without words; those are no comments.
        reviews = [r for r in reviews if r.body.strip()]
        found += [*code, *reviews]
        if stated is not None:
            stated += (count(about.get("review_comments")) or 0) + len(reviews)
    return replace(topic_thread(issue, ref.url), comments=tuple(found), stated_count=stated)


def _pages_of(pages: Pages, address: str) -> list[dict[str, Any]]:
    """Return the items of all pages, following the `Link` header's `next` as far as it stays on the API."""
    items: list[dict[str, Any]] = []
    page = pages.json(address, {"per_page": _PER_PAGE}, accept=_ACCEPT)
    seen = {address}
    while page is not None:
        items += objects(page.document)
        following = _NEXT.search(page.response.headers.get("link", ""))
        if following is None or not following[1].startswith(f"{_API}/") or following[1] in seen:
            break
        seen.add(following[1])
        page = pages.json(following[1], accept=_ACCEPT)
    return items


def _discussion(ref: Ref, pages: Pages) -> RawThread:
    """Read the discussion page by page, and of comments with many replies the rest of those."""
    if not pages.has_github_token:
        raise SourceError(
            f"{ref.url}: GitHub shows discussions only to those with a token; "
            "set THREADGIST_GITHUB_TOKEN to one (no scopes are needed for public ones)"
        )
    owner, repository, _, number = ref.parts
    comments: list[RawComment] = []
    topic: dict[str, Any] = {}
    stated = 0
    cursor: str | None = None
    while True:
        asked = {"owner": owner, "name": repository, "number": int(number), "after": cursor}
        data = _ask(pages, _TOPIC, asked, ref)
        if data is None:
            break
        found = part(part(data, "repository"), "discussion")
        page = _Connection.of(found.get("comments"))
        if not topic:
            topic, stated = found, page.total
        for node in page.nodes:
            replies = _Connection.of(node.get("replies"))
            stated += replies.total
            comments.append(api_comment(node))
            parent = len(comments) - 1
            comments += [api_comment(reply, "", parent) for reply in _all_replies(pages, node, replies, ref)]
        if page.cursor is None or page.cursor == cursor:
            break
        cursor = page.cursor
    if not topic:
        first_page(None, ref)
    if string(topic.get("title")) is None:
        raise SourceError(f"{ref.url}: not found: deleted, private to others than the token, or a wrong link")
    return replace(topic_thread(topic, ref.url), comments=tuple(comments), stated_count=stated)


def _all_replies(pages: Pages, node: dict[str, Any], replies: _Connection, ref: Ref) -> list[dict[str, Any]]:
    nodes = list(replies.nodes)
    seen: set[str] = set()
    while replies.cursor is not None and replies.cursor not in seen:
        seen.add(replies.cursor)
        data = _ask(pages, _MORE, {"id": string(node.get("id")), "replies": replies.cursor}, ref)
        if data is None:
            break
        replies = _Connection.of(part(data, "node").get("replies"))
        nodes += replies.nodes
    return nodes


def _ask(pages: Pages, query: str, variables: dict[str, Any], ref: Ref) -> dict[str, Any] | None:
    """Return the `data` of an answer; None at the limit of pages.

    Raises:
        SourceError: GitHub tells an error, which it does with HTTP 200.
    """
    page = pages.json(
        f"{_API}/graphql", body=json.dumps({"query": query, "variables": variables}, sort_keys=True)
    )
    if page is None:
        return None
    document = page.document if isinstance(page.document, dict) else {}
    if errors := objects(document.get("errors")):
        reason = " ".join((string(errors[0].get("message")) or "no reason given").split())[:200]
        raise SourceError(
            f"{ref.url}: GitHub says: {reason}; check the link, and that the token may read the repository"
        )
    return part(document, "data")


GITHUB_SITE = Site("github", _issue)
DISCUSSIONS_SITE = Site("github-discussions", _discussion)
