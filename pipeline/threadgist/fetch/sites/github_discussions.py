"""GitHub discussions, which only the GraphQL API tells, and only to those with a token."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.fetch.sites.github import github_ref
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.github_api import comment_of, thread_of
from threadgist.sources.values import count, objects, part, string

__all__ = ["GitHubDiscussionsSite"]

_API = "https://api.github.com/graphql"
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


class GitHubDiscussionsSite:
    """Discussions of github.com."""

    name = "github-discussions"
    reads = "a discussion, its comments and their replies (GraphQL; needs THREADGIST_GITHUB_TOKEN)"
    link = "https://github.com/OWNER/REPO/discussions/N#discussioncomment-ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `github.com/OWNER/REPO/discussions/N`."""
        return github_ref(link, ("discussions",), self.name)

    def read(self, ref: Ref, pages: Pages) -> RawThread:
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
                comments.append(comment_of(node))
                parent = len(comments) - 1
                comments += [
                    comment_of(reply, "", parent) for reply in _all_replies(pages, node, replies, ref)
                ]
            if page.cursor is None or page.cursor == cursor:
                break
            cursor = page.cursor
        if not topic:
            first_page(None, ref)
        if string(topic.get("title")) is None:
            raise SourceError(
                f"{ref.url}: not found: deleted, private to others than the token, or a wrong link"
            )
        return replace(thread_of(topic, ref.url), comments=tuple(comments), stated_count=stated)


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
    page = pages.json(_API, body=json.dumps({"query": query, "variables": variables}, sort_keys=True))
    if page is None:
        return None
    document = page.document if isinstance(page.document, dict) else {}
    if errors := objects(document.get("errors")):
        reason = " ".join((string(errors[0].get("message")) or "no reason given").split())[:200]
        raise SourceError(
            f"{ref.url}: GitHub says: {reason}; check the link, and that the token may read the repository"
        )
    return part(document, "data")
