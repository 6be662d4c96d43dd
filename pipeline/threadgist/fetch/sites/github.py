"""GitHub: issues and pull requests through the REST API, a hundred comments a page.

A pull request has three kinds of comments: those of the conversation, those on lines of code, and the words
that come with a review.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites.base import Link, Ref, first_page
from threadgist.records import Article, Role
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.github import github_role
from threadgist.sources.plaintext import first_words, to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["GitHubSite", "github_name", "github_ref"]

_API = "https://api.github.com"
_ACCEPT = "application/vnd.github+json"
_PER_PAGE = 100
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,<]{0,200}\brel="?next"?')


def github_name(value: Any) -> str | None:
    """Return a user's name; None for an account that was deleted."""
    return string(value.get("login")) if isinstance(value, dict) else None


def github_ref(link: Link, kinds: tuple[str, ...], site: str) -> Ref | None:
    """Return the thread of `github.com/OWNER/REPO/KIND/N`."""
    path = link.path
    if link.host not in ("github.com", "www.github.com") or len(path) < 4 or path[2] not in kinds:
        return None
    if not (path[3].isascii() and path[3].isdigit()) or not all(_NAME.fullmatch(p) for p in path[:2]):
        return None
    if set(path[:2]) & {".", ".."}:
        return None
    return Ref(site, f"https://github.com/{'/'.join(path[:4])}", _API, path[:4])


class GitHubSite:
    """Issues and pull requests of github.com."""

    name = "github"
    reads = "an issue or pull request, its comments, reviews and comments on code (REST), 100 a page"
    link = "https://github.com/OWNER/REPO/issues/N#issuecomment-ID"

    def matches(self, link: Link) -> Ref | None:
        """Accept `github.com/OWNER/REPO/issues/N` and `/pull/N`."""
        return github_ref(link, ("issues", "pull"), self.name)

    def read(self, ref: Ref, pages: Pages) -> RawThread:
        """Read the issue, then its comments; of a pull request also what was said about its code."""
        owner, repository, _, number = ref.parts
        base = f"{_API}/repos/{quote(owner)}/{quote(repository)}"
        issue = first_page(pages.json(f"{base}/issues/{number}", accept=_ACCEPT), ref).document
        if not isinstance(issue, dict) or not string(issue.get("title")):
            raise SourceError(f"{base}/issues/{number}: no issue (title); the API may have changed")
        stated = count(issue.get("comments"))
        found = [_comment(c, "") for c in _pages_of(pages, f"{base}/issues/{number}/comments")]
        if isinstance(issue.get("pull_request"), dict):
            pull = pages.json(f"{base}/pulls/{number}", accept=_ACCEPT)
            about = pull.document if pull is not None and isinstance(pull.document, dict) else {}
            code = [_comment(c, "r") for c in _pages_of(pages, f"{base}/pulls/{number}/comments")]
            reviews = [_comment(c, "v") for c in _pages_of(pages, f"{base}/pulls/{number}/reviews")]
            # Most reviews come without words; those are no comments.
            reviews = [r for r in reviews if r.body.strip()]
            found += [*code, *reviews]
            if stated is not None:
                stated += (count(about.get("review_comments")) or 0) + len(reviews)
        title = string(issue.get("title"))
        created_at = parse_time(issue.get("created_at"))
        url = safe_url(issue.get("html_url")) or ref.url
        date = created_at.date().isoformat() if created_at else None
        lead = first_words(to_plain(string(issue.get("body")) or "", "markdown"))
        return RawThread(
            tuple(found),
            title=title,
            id=f"{owner}/{repository}#{number}",
            url=url,
            author=github_name(issue.get("user")),
            created_at=created_at,
            article=Article(title or "", url, f"{owner}/{repository}", date, lead),
            stated_count=stated,
        )


def _pages_of(pages: Pages, address: str) -> list[dict[str, Any]]:
    """Return the items of all pages, following the `Link` header's `next` as far as it stays on the API."""
    items: list[dict[str, Any]] = []
    page = pages.json(address, {"per_page": _PER_PAGE}, accept=_ACCEPT)
    seen = {address}
    while page is not None:
        items += objects(page.document)
        following = _NEXT.search(page.response.header("link"))
        if following is None or not following[1].startswith(f"{_API}/") or following[1] in seen:
            break
        seen.add(following[1])
        page = pages.json(following[1], accept=_ACCEPT)
    return items


def _comment(comment: dict[str, Any], kind: str) -> RawComment:
    """Read one comment; `kind` comes before its id, because the three kinds count on their own."""
    comment_id = identifier(comment.get("id"))
    parent = identifier(comment.get("in_reply_to_id"))
    raw = RawComment(
        body=string(comment.get("body")) or "",
        id=f"{kind}{comment_id}" if comment_id else None,
        parent=f"{kind}{parent}" if parent else None,
        author=github_name(comment.get("user")),
        created_at=parse_time(comment.get("created_at")) or parse_time(comment.get("submitted_at")),
        url=safe_url(comment.get("html_url")),
        markup="markdown",
        role=_role(comment),
    )
    votes = comment.get("reactions")
    if not isinstance(votes, dict):
        return raw
    return replace(raw, score=(count(votes.get("+1")) or 0) - (count(votes.get("-1")) or 0))


def _role(comment: dict[str, Any]) -> Role | None:
    user = comment.get("user")
    return github_role(
        comment.get("author_association"), user.get("type") if isinstance(user, dict) else None
    )
