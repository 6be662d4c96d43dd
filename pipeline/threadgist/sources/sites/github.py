"""GitHub: issues, pull requests and discussions as its APIs and `gh` give them, fetched or saved; and archives."""

import re
from dataclasses import replace
from typing import Any

from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, nested, pick, thread_of
from threadgist.sources.values import at, count, identifier, objects, part, string

_PAGE = re.compile(
    r"https://(?:api\.)?github\.com/(?:repos/)?([\w.-]+/[\w.-]+)/(issues|pulls?|discussions)/([0-9]+)"
)
# What bots and templates write for themselves.
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARK = re.compile("author_?[Aa]ssociation|isMinimized|reactionGroups|(?:issue|pull_request)_url")

_Objects = list[dict[str, Any]]
# What is discussed, and what was said about it.
_Topics = list[tuple[dict[str, Any], _Objects]]


def _read(found: _Topics, payload: Payload) -> RawThread:
    """Read the issues; what was hidden as spam is left out and counted, what was hidden otherwise is gone."""
    gathered: dict[str, Gathered] = {}
    for number, (topic, listed) in enumerate(found, 1):
        pages: dict[str | None, _Objects] = {}
        for one in listed:
            # Lists of a whole repository hold comments of several issues.
            address = string(one.get("issue_url")) or string(one.get("pull_request_url"))
            about = _PAGE.match(address or "") if not topic else None
            key = f"https://github.com/{about[1]}/issues/{about[3]}" if about else None
            pages.setdefault(key, []).append(one)
        for key, comments in (pages or {None: []}).items():
            thread = _topic_thread(topic, key)
            name = thread.id or str(number)
            issue = gathered.setdefault(name, conversation(thread, identifier(topic.get("number"))))
            issue.comments.extend(_comments(comments, issue))
    return wanted_of(payload, gathered.values())


def _topics(document: Any) -> _Topics:
    """Return what is discussed and what was said about it, for each issue; an empty issue for bare comments."""
    data = part(document, "data") or document
    repository = part(data, "repository")
    ones = [part(repository, name) for name in ("issue", "pullRequest", "discussion")]
    lists = [_nodes(repository.get(name)) for name in ("issues", "pullRequests", "discussions")]
    if topics := [one for one in ones if "comments" in one] or next(filter(None, lists), []):
        return [(topic, _said(topic)) for topic in topics]
    if isinstance(document, dict):
        topic = part(document, "issue") or part(document, "pull_request") or document
        said = _said({**topic, **{k: v for k, v in document.items() if isinstance(v, list)}})
        return [(topic, said)] if string(topic.get("title")) and _is_github([*said, topic]) else []
    listed = objects(document)
    if not listed or len(listed) != len(document):
        return []
    titled = [one for one in listed if string(one.get("title"))]
    if len(titled) == len(listed) and all(isinstance(one.get("comments"), list) for one in listed):
        return [(one, _said(one)) for one in listed] if _is_github([*listed, *_said(listed[0])]) else []
    issues = [one for one in titled if isinstance(one.get("comments"), int)]
    said = [one for one in listed if one not in issues]
    return [(issues[0] if issues else {}, said)] if said and _is_github(said) and len(issues) <= 1 else []


def _is_github(found: _Objects) -> bool:
    logins = all(
        pick(one, "user/login author/login", string) or one.get("user", one.get("author", 0)) is None
        for one in found
    )
    return logins and any(_MARK.fullmatch(key) for one in found for key in one)


def _nodes(value: Any) -> _Objects:
    """Return a list, or the nodes or edges of one in GraphQL."""
    if isinstance(value, dict):
        return objects(value.get("nodes")) or [part(edge, "node") for edge in objects(value.get("edges"))]
    return objects(value)


def _said(topic: dict[str, Any]) -> _Objects:
    said = _nodes(topic.get("comments"))
    for key in ("reviews", "latestReviews", "review_comments", "reviewComments"):
        for review in _nodes(topic.get(key)):
            said += [review, *_nodes(review.get("comments"))]
    for thread in _nodes(topic.get("reviewThreads")):
        said += _nodes(thread.get("comments"))
    return said


def _comments(listed: _Objects, issue: Gathered) -> list[RawComment]:
    start = len(issue.comments)
    seen: set[str] = set()

    def is_said(one: dict[str, Any]) -> bool:
        if str(one.get("minimizedReason") or "").lower() == "spam":
            issue.skipped["hidden as spam"] += 1
            return False
        raw = _comment(one, None)
        # Reviews without words only carry remarks on lines; some queries give a remark twice.
        if (not raw.body.strip() and raw.gone is None) or raw.id in seen:
            return False
        seen.update([raw.id] if raw.id else [])
        return True

    found = nested(listed, lambda one: _nodes(one.get("replies")), is_said)
    return [_comment(one, None if inside is None else inside + start) for one, inside in found]


def _topic_thread(topic: dict[str, Any], page: str | None) -> RawThread:
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


def _comment(comment: dict[str, Any], inside: int | None) -> RawComment:
    """Read one comment; a letter comes before its id, because reviews and remarks on code count on their own."""
    kind = ""
    if {"submitted_at", "submittedAt"} & comment.keys():
        kind = "v"
    elif {"pull_request_review_id", "diff_hunk"} & comment.keys():
        kind = "r"
    raw = comment_of("github-api", comment, score=_votes(comment), inside=inside)
    own, parent = (f"{kind}{name}" if name else None for name in (raw.id, raw.parent))
    return replace(raw, body=_HIDDEN.sub("", raw.body), id=own, parent=parent)


def _votes(comment: dict[str, Any]) -> int | None:
    if (ups := count(comment.get("upvoteCount"))) is not None:
        return ups
    votes = part(comment, "reactions")
    if isinstance(comment.get("reactionGroups"), list):
        groups = {str(one.get("content")): one for one in objects(comment["reactionGroups"])}
        people = {name: part(one, "users") or part(one, "reactors") for name, one in groups.items()}
        thumbs = (("+1", "THUMBS_UP"), ("-1", "THUMBS_DOWN"))
        votes = {mark: part(people, name).get("totalCount") for mark, name in thumbs}
    return (count(votes["+1"]) or 0) - (count(votes.get("-1")) or 0) if "+1" in votes else None


def _archive(document: Any) -> dict[str, Any] | None:
    """Accept an archive.json with issues or pulls, as the i-d-template of the IETF's working groups keeps."""
    listed = any(isinstance(at(document, key), list) for key in ("issues", "pulls"))
    return document if listed and string(at(document, "repo")) else None


def _read_archive(found: dict[str, Any], payload: Payload) -> RawThread:
    """Read issues and pull requests with their comments, reviews and comments on code.

    With `all` the whole archive is one thread, in which every opening text is a comment that the others answer.
    """
    gathered = []
    for item in (*objects(found.get("issues")), *objects(found.get("pulls"))):
        thread = thread_of("github", item, lead=string(item.get("body")) or "", site="github.com")
        said = objects(item.get("comments"))
        for review in objects(item.get("reviews")):
            # Remarks on lines of code are listed under their review, and tell no author of their own.
            remarks = objects(review.get("comments"))
            said.extend((review, *({"author": review.get("author"), **remark} for remark in remarks)))
        one = conversation(thread, identifier(item.get("id")))
        # Archives give no addresses of comments, so these link to their page.
        one.opener, *one.comments = (
            comment_of("github", {"url": thread.url, **each})
            for each in ({**item, "id": f"#{thread.id}"}, *(one for one in said if string(one.get("body"))))
        )
        gathered.append(one)
    return wanted_of(payload, gathered, f"{found['repo']}: issues and pull requests")


GITHUB_ARCHIVE = AnswerSource("github", _archive, _read_archive)
GITHUB = AnswerSource("github-api", _topics, _read)
