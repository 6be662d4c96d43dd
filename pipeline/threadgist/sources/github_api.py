"""GitHub: issues, pull requests and discussions as its APIs and `gh` give them, fetched or saved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from threadgist.records import Role
from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.github import github_role
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, part, string

__all__ = ["GitHubSource", "comment_of", "thread_of"]

_PAGE = re.compile(
    r"https://(?:api\.)?github\.com/(?:repos/)?([\w.-]+/[\w.-]+)/(issues|pulls?|discussions)/([0-9]+)"
)
# What bots and templates write for themselves.
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = (
    "author_association",
    "authorAssociation",
    "isMinimized",
    "reactionGroups",
    "issue_url",
    "pull_request_url",
)


# What is discussed, and what was said about it.
_Topics = list[tuple[dict[str, Any], list[dict[str, Any]]]]


class GitHubSource(JsonSource[_Topics]):
    """Saved answers of the REST API and of GraphQL, and what `gh issue view --json` prints."""

    name = "github-api"
    description = "GitHub: saved answers of REST and GraphQL, gh issue|pr view --json title,body,comments"
    link = "https://github.com/OWNER/REPO/issues/N#issuecomment-ID"
    selects_threads = True
    lacks = "no answer of GitHub's APIs (user or author with a login, body)"
    way_out = "save gh issue view N --json title,body,comments"

    def find(self, document: Any) -> _Topics | None:
        """Accept issues with their comments, and lists of comments, by fields that only GitHub has."""
        return _topics(document) or None

    def read(self, found: _Topics, payload: Payload) -> RawThread:
        """Read the issues; what was hidden as spam is left out and counted, what was hidden otherwise is gone."""
        gathered: dict[str, Gathered] = {}
        for number, (topic, listed) in enumerate(found, 1):
            skipped: Counter[str] = Counter()
            for key, comments in _by_page(listed, topic):
                thread = thread_of(topic, key)
                name = thread.id or str(number)
                aliases = tuple(n for n in (identifier(topic.get("number")), thread.url, thread.title) if n)
                one = gathered.setdefault(name, Gathered(thread, aliases))
                one.comments.extend(_comments(comments, skipped, len(one.comments)))
                one.thread = replace(one.thread, repairs=left_out(skipped))
        return wanted_of(payload, gathered.values())


def _topics(document: Any) -> _Topics:
    """Return what is discussed and what was said about it, for each issue; an empty issue for bare comments."""
    data = part(document, "data") or document
    repository = part(data, "repository")
    for name in ("issue", "pullRequest", "discussion"):
        if topic := part(repository, name):
            return [(topic, _said(topic))] if "comments" in topic else []
    for name in ("issues", "pullRequests", "discussions"):
        if found := _nodes(repository.get(name)):
            return [(topic, _said(topic)) for topic in found]
    if isinstance(document, dict):
        topic = part(document, "issue") or part(document, "pull_request") or document
        said = _said({**topic, **{k: v for k, v in document.items() if isinstance(v, list)}})
        return [(topic, said)] if string(topic.get("title")) and _is_github([*said, topic]) else []
    listed = objects(document)
    if not listed or len(listed) != len(document):
        return []
    if all(string(one.get("title")) and isinstance(one.get("comments"), list) for one in listed):
        return [(one, _said(one)) for one in listed] if _is_github([*listed, *_said(listed[0])]) else []
    issues = [one for one in listed if string(one.get("title")) and isinstance(one.get("comments"), int)]
    said = [one for one in listed if one not in issues]
    if not said or not _is_github(said) or len(issues) > 1:
        return []
    return [(issues[0] if issues else {}, said)]


def _is_github(found: list[dict[str, Any]]) -> bool:
    logins = all(_login(one) is not None or one.get("user", one.get("author", 0)) is None for one in found)
    return logins and any(mark in one for one in found for mark in _MARKS)


def _nodes(value: Any) -> list[dict[str, Any]]:
    """Return a list, or the nodes or edges of one in GraphQL."""
    if isinstance(value, dict):
        edges = [part(edge, "node") for edge in objects(value.get("edges"))]
        return objects(value.get("nodes")) or edges
    return objects(value)


def _said(topic: dict[str, Any]) -> list[dict[str, Any]]:
    said = _nodes(topic.get("comments"))
    for key in ("reviews", "latestReviews", "review_comments", "reviewComments"):
        for review in _nodes(topic.get(key)):
            said.append(review)
            said.extend(_nodes(review.get("comments")))
        if key == "reviews" and said:
            continue
    for thread in _nodes(topic.get("reviewThreads")):
        said.extend(_nodes(thread.get("comments")))
    return said


def _by_page(
    listed: list[dict[str, Any]], topic: dict[str, Any]
) -> Iterator[tuple[str | None, list[dict[str, Any]]]]:
    """Yield the comments of each issue: lists of a whole repository hold those of several."""
    pages: dict[str | None, list[dict[str, Any]]] = {}
    for one in listed:
        address = string(one.get("issue_url")) or string(one.get("pull_request_url"))
        found = _PAGE.match(address or "") if not topic else None
        key = f"https://github.com/{found[1]}/issues/{found[3]}" if found else None
        pages.setdefault(key, []).append(one)
    yield from pages.items() if pages else ((None, []),)


def _comments(listed: list[dict[str, Any]], skipped: Counter[str], start: int) -> list[RawComment]:
    found: list[RawComment] = []
    seen: set[str] = set()
    stack: list[tuple[dict[str, Any], int | None]] = [(one, None) for one in reversed(listed)]
    while stack:
        one, inside = stack.pop()
        if str(one.get("minimizedReason") or "").lower() == "spam":
            skipped["hidden as spam"] += 1
            continue
        raw = comment_of(one, _kind(one), inside)
        # Reviews without words only carry remarks on lines; some queries give a remark twice.
        if (not raw.body.strip() and raw.gone is None) or (raw.id is not None and raw.id in seen):
            continue
        seen.add(raw.id or "")
        found.append(raw)
        index = start + len(found) - 1
        stack.extend((reply, index) for reply in reversed(_nodes(one.get("replies"))))
    return found


def _kind(one: dict[str, Any]) -> str:
    if "submitted_at" in one or "submittedAt" in one:
        return "v"
    return "r" if "pull_request_review_id" in one or "diff_hunk" in one else ""


def thread_of(topic: dict[str, Any], page: str | None) -> RawThread:
    """Read an issue, pull request or discussion; `page` is its address, where the topic itself has none."""
    title = string(topic.get("title"))
    created_at = parse_time(topic.get("created_at")) or parse_time(topic.get("createdAt"))
    url = safe_url(topic.get("html_url")) or safe_url(topic.get("url")) or safe_url(page)
    found = _PAGE.match(url or "")
    place = f"{found[1]}/discussions/{found[3]}" if found and found[2] == "discussions" else None
    name = place or (f"{found[1]}#{found[3]}" if found else identifier(topic.get("number")))
    body = _HIDDEN.sub("", string(topic.get("body")) or "")
    site = found[1] if found else "github.com"
    return RawThread(
        (),
        title=title or name,
        id=name,
        url=url,
        author=_login(topic),
        created_at=created_at,
        article=article_of(title, url, body, "markdown", begun=created_at, site=site),
    )


def comment_of(comment: dict[str, Any], kind: str = "", inside: int | None = None) -> RawComment:
    """Read one comment; `kind` comes before its id, because those of three kinds count on their own."""
    comment_id = identifier(comment.get("databaseId")) or identifier(comment.get("id"))
    parent = identifier(comment.get("in_reply_to_id")) or identifier(
        part(comment, "replyTo").get("databaseId")
    )
    gone: Literal["deleted", "removed"] | None = None
    if comment.get("deletedAt"):
        gone = "deleted"
    elif comment.get("isMinimized") is True:
        gone = "removed"
    times = (comment.get(n) for n in ("created_at", "createdAt", "submitted_at", "submittedAt"))
    url = safe_url(comment.get("html_url")) or safe_url(comment.get("url"))
    return RawComment(
        body="" if gone else _HIDDEN.sub("", string(comment.get("body")) or ""),
        id=f"{kind}{comment_id}" if comment_id else None,
        parent=f"{kind}{parent}" if parent and inside is None else None,
        inside=inside,
        author=_login(comment),
        created_at=next((moment for time in times if (moment := parse_time(time)) is not None), None),
        score=_votes(comment),
        url=url,
        gone=gone,
        markup="markdown",
        role=_role(comment),
    )


def _role(comment: dict[str, Any]) -> Role | None:
    """Return what an author is to the repository, as REST, GraphQL or `gh` says it."""
    author = part(comment, "author")
    kind = part(comment, "user").get("type") or author.get("__typename")
    if author.get("is_bot") is True:
        kind = "Bot"
    return github_role(comment.get("author_association") or comment.get("authorAssociation"), kind)


def _votes(comment: dict[str, Any]) -> int | None:
    """Return upvotes, or thumbs up less thumbs down."""
    if (ups := count(comment.get("upvoteCount"))) is not None:
        return ups
    if isinstance(votes := comment.get("reactions"), dict) and "+1" in votes:
        return (count(votes.get("+1")) or 0) - (count(votes.get("-1")) or 0)
    if not isinstance(comment.get("reactionGroups"), list):
        return None
    groups = {
        string(g.get("content")): part(g, "users") or part(g, "reactors")
        for g in objects(comment["reactionGroups"])
    }
    ups_, downs = (
        count(groups.get(name, {}).get("totalCount")) or 0 for name in ("THUMBS_UP", "THUMBS_DOWN")
    )
    return ups_ - downs


def _login(value: dict[str, Any]) -> str | None:
    """Return a user's name; None for an account that was deleted."""
    return string(part(value, "user").get("login")) or string(part(value, "author").get("login"))
