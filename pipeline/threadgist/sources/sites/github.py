"""GitHub: issues, pull requests and discussions as its APIs and `gh` give them, fetched or saved; and archives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from threadgist.records import Role
from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, nested, pick, thread_of
from threadgist.sources.values import count, identifier, objects, part, string

# Those who may write to the repository; who once contributed, or opened an issue, speaks for nobody else.
_HOSTS = ("OWNER", "MEMBER", "COLLABORATOR")

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


def _read(found: _Topics, payload: Payload) -> RawThread:
    """Read the issues; what was hidden as spam is left out and counted, what was hidden otherwise is gone."""
    gathered: dict[str, Gathered] = {}
    for number, (topic, listed) in enumerate(found, 1):
        skipped: Counter[str] = Counter()
        for key, comments in _by_page(listed, topic):
            thread = topic_thread(topic, key)
            name = thread.id or str(number)
            named = conversation(thread, identifier(topic.get("number")), thread.url, thread.title)
            one = gathered.setdefault(name, named)
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
    logins = all(
        pick(one, "user/login author/login", string) or one.get("user", one.get("author", 0)) is None
        for one in found
    )
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
            said += [review, *_nodes(review.get("comments"))]
    for thread in _nodes(topic.get("reviewThreads")):
        said += _nodes(thread.get("comments"))
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
    seen: set[str] = set()

    def is_said(one: dict[str, Any]) -> bool:
        if str(one.get("minimizedReason") or "").lower() == "spam":
            skipped["hidden as spam"] += 1
            return False
        raw = api_comment(one, _kind(one))
        # Reviews without words only carry remarks on lines; some queries give a remark twice.
        if (not raw.body.strip() and raw.gone is None) or raw.id in seen:
            return False
        seen.update([raw.id] if raw.id else [])
        return True

    found = nested(listed, lambda one: _nodes(one.get("replies")), is_said)
    return [api_comment(one, _kind(one), None if at is None else at + start) for one, at in found]


def _kind(one: dict[str, Any]) -> str:
    if "submitted_at" in one or "submittedAt" in one:
        return "v"
    return "r" if "pull_request_review_id" in one or "diff_hunk" in one else ""


def topic_thread(topic: dict[str, Any], page: str | None) -> RawThread:
    """Read an issue, pull request or discussion; `page` is its address, where the topic itself has none."""
    found = _PAGE.match(pick(topic, "html_url url", safe_url) or safe_url(page) or "")
    place = f"{found[1]}/discussions/{found[3]}" if found and found[2] == "discussions" else None
    name = place or (f"{found[1]}#{found[3]}" if found else identifier(topic.get("number")))
    thread = thread_of(
        "github-api",
        topic,
        safe_url(page),
        lead=_HIDDEN.sub("", string(topic.get("body")) or ""),
        site=found[1] if found else "github.com",
        id=name,
    )
    return thread if thread.title else replace(thread, title=name)


def api_comment(comment: dict[str, Any], kind: str = "", inside: int | None = None) -> RawComment:
    """Read one comment; `kind` comes before its id, because those of three kinds count on their own."""
    gone = None
    if comment.get("deletedAt"):
        gone = "deleted"
    elif comment.get("isMinimized") is True:
        gone = "removed"
    body = "" if gone else _HIDDEN.sub("", string(comment.get("body")) or "")
    told = {"gone": gone, "body": body, "score": _votes(comment), "role": _role(comment), "inside": inside}
    raw = comment_of("github-api", comment, **told)
    parent = f"{kind}{raw.parent}" if raw.parent and inside is None else None
    return replace(raw, id=f"{kind}{raw.id}" if raw.id else None, parent=parent)


def _role(comment: dict[str, Any]) -> Role | None:
    """Return what an author is to the repository, as REST, GraphQL or `gh` says it."""
    author = part(comment, "author")
    kind = part(comment, "user").get("type") or author.get("__typename")
    if author.get("is_bot") is True or kind == "Bot":
        return "bot"
    association = comment.get("author_association") or comment.get("authorAssociation")
    return "host" if association in _HOSTS else None


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


def _archive(document: Any) -> dict[str, Any] | None:
    """Accept an object with a repository's name and its issues or pulls.

    Such archives are kept by the i-d-template of the IETF's working groups (archive.json).
    """
    fits = isinstance(document, dict) and string(document.get("repo")) is not None
    return (
        document if fits and any(isinstance(document.get(key), list) for key in ("issues", "pulls")) else None
    )


def _read_archive(found: dict[str, Any], payload: Payload) -> RawThread:
    """Read issues and pull requests with their comments, reviews and comments on code.

    One is chosen by its number, and its opening text is the article's lead; with `all` the whole archive is one
    thread, in which every opening text is a comment that the others answer.
    """
    items = [*objects(found.get("issues")), *objects(found.get("pulls"))]
    return wanted_of(payload, map(_archived, items), f"{found['repo']}: issues and pull requests")


def _archived(item: dict[str, Any]) -> Gathered:
    thread = thread_of("github", item, lead=string(item.get("body")) or "", site="github.com")
    said = list(objects(item.get("comments")))
    for review in objects(item.get("reviews")):
        # Remarks on lines of code are listed under their review, and tell no author of their own.
        remarks = objects(review.get("comments"))
        said.extend((review, *({"author": review.get("author"), **remark} for remark in remarks)))
    one = conversation(thread, identifier(item.get("id")), thread.url, thread.title)
    one.comments.extend(_archived_comment(each, thread.url) for each in said if string(each.get("body")))
    one.opener = _archived_comment({**item, "id": f"#{thread.id}"}, thread.url)
    return one


def _archived_comment(item: dict[str, Any], page: str | None) -> RawComment:
    """Read a comment; archives give no address for one, so it links to its page."""
    raw = comment_of("github", item, role=_role(item))
    return replace(raw, url=raw.url or page)


GITHUB_ARCHIVE = AnswerSource("github", _archive, _read_archive)
GITHUB = AnswerSource("github-api", _topics, _read)
