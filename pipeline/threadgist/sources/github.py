"""GitHub: the issues and pull requests of a repository as one JSON archive."""

from __future__ import annotations

from typing import Any

from threadgist.records import Role
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import identifier, objects, string

__all__ = ["GitHubArchiveSource", "github_role"]

# Those who may write to the repository; who once contributed, or opened an issue, speaks for nobody else.
_HOSTS = ("OWNER", "MEMBER", "COLLABORATOR")


class GitHubArchiveSource(JsonSource[dict[str, Any]]):
    """Archives that the i-d-template of the IETF's working groups keeps (archive.json).

    One issue or pull request is chosen by its number, and its opening text is the article's lead; with `all`
    the whole archive is one thread, in which every opening text is a comment that the others answer.
    """

    name = "github"
    description = "GitHub: an archive.json of issues and pull requests (choose one with --thread NUMBER)"
    link = "https://github.com/OWNER/NAME/issues/NUMBER"
    selects_threads = True
    lacks = "no GitHub archive (repo, issues, pulls)"
    way_out = "it lacks repo, issues or pulls"

    def find(self, document: Any) -> dict[str, Any] | None:
        """Accept an object with a repository's name and its issues or pulls."""
        return document if _is_archive(document) else None

    def read(self, found: dict[str, Any], payload: Payload) -> RawThread:
        """Read issues and pull requests with their comments, reviews and comments on code."""
        items = [*objects(found.get("issues")), *objects(found.get("pulls"))]
        return wanted_of(payload, map(_conversation, items), f"{found['repo']}: issues and pull requests")


def _is_archive(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and string(document.get("repo")) is not None
        and any(isinstance(document.get(key), list) for key in ("issues", "pulls"))
    )


def _conversation(item: dict[str, Any]) -> Gathered:
    number = identifier(item.get("number"))
    title, url = string(item.get("title")), safe_url(item.get("url"))
    created_at = parse_time(item.get("createdAt"))
    body = string(item.get("body")) or ""
    thread = RawThread(
        (),
        title=title,
        id=number,
        url=url,
        author=string(item.get("author")),
        created_at=created_at,
        article=article_of(title, url, body, "markdown", begun=created_at, site="github.com"),
    )
    said = list(objects(item.get("comments")))
    for review in objects(item.get("reviews")):
        # Remarks on lines of code are listed under their review, and tell no author of their own.
        remarks = objects(review.get("comments"))
        said.extend((review, *({"author": review.get("author"), **remark} for remark in remarks)))
    comments = [_comment(one, url) for one in said if string(one.get("body"))]
    opener = _comment({**item, "id": f"#{number}"}, url)
    aliases = tuple(name for name in (identifier(item.get("id")), url, title) if name)
    return Gathered(thread, aliases, comments, opener)


def _comment(item: dict[str, Any], page: str | None) -> RawComment:
    """Read a comment; archives give no address for one, so it links to its page."""
    return RawComment(
        body=string(item.get("body")) or "",
        id=identifier(item.get("id")),
        author=string(item.get("author")),
        created_at=parse_time(item.get("createdAt")),
        url=safe_url(item.get("url")) or page,
        markup="markdown",
        role=github_role(item.get("authorAssociation")),
    )


def github_role(association: Any, kind: Any = None) -> Role | None:
    """Return what an author is to a repository, by `authorAssociation` and the kind of account ("User" or "Bot")."""
    if kind == "Bot":
        return "bot"
    return "host" if association in _HOSTS else None
