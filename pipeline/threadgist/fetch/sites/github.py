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
from threadgist.sources.base import RawThread
from threadgist.sources.github_api import comment_of, thread_of
from threadgist.sources.values import count, objects, string

__all__ = ["GitHubSite", "github_ref"]

_API = "https://api.github.com"
_ACCEPT = "application/vnd.github+json"
_PER_PAGE = 100
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,<]{0,200}\brel="?next"?')


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
        found = [comment_of(c, "") for c in _pages_of(pages, f"{base}/issues/{number}/comments")]
        if isinstance(issue.get("pull_request"), dict):
            pull = pages.json(f"{base}/pulls/{number}", accept=_ACCEPT)
            about = pull.document if pull is not None and isinstance(pull.document, dict) else {}
            code = [comment_of(c, "r") for c in _pages_of(pages, f"{base}/pulls/{number}/comments")]
            reviews = [comment_of(c, "v") for c in _pages_of(pages, f"{base}/pulls/{number}/reviews")]
            # Most reviews come without words; those are no comments.
            reviews = [r for r in reviews if r.body.strip()]
            found += [*code, *reviews]
            if stated is not None:
                stated += (count(about.get("review_comments")) or 0) + len(reviews)
        return replace(thread_of(issue, ref.url), comments=tuple(found), stated_count=stated)


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
