"""Reddit: the pair of listings that a thread's address with `.json` at its end returns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from threadgist.records import Role
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup, to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["RedditSource", "comment_of", "thread_of"]

_SITE = "https://www.reddit.com"
_GONE: dict[str, Literal["deleted", "removed"]] = {
    "[deleted]": "deleted",
    "[deleted by user]": "deleted",
    "[removed]": "removed",
    "[ removed by reddit ]": "removed",
}
_ROLES: dict[str, Role] = {"admin": "host", "moderator": "moderator"}


class RedditSource(JsonSource[Any]):
    """Threads of Reddit; comments that the listing only names (`more`) are counted as missing."""

    name = "reddit"
    description = (
        "Reddit: the listings at a thread's address with .json at its end; answers of Pushshift, Arctic Shift"
    )
    link = _SITE + "/r/SUB/comments/THREAD/TITLE/ID/"
    selects_threads = True
    lacks = "no Reddit thread (kind, data, children)"
    way_out = "save the thread's address with .json at its end"

    def find(self, document: Any) -> Any | None:
        """Accept a listing of comments, alone or after the listing with the post."""
        return document if _listings(document) is not None or _rows(document) else None

    def read(self, found: Any, payload: Payload) -> RawThread:
        """Read the tree; the post's own text is the article's lead, not a comment."""
        listings = _listings(found)
        if listings is None:
            return _flat(_rows(found), payload)
        link: dict[str, Any] = {}
        things: list[dict[str, Any]] = []
        for listing in listings:
            for thing in _children(listing):
                if thing.get("kind") == "t3" and not link:
                    link = _data(thing)
                else:
                    things.append(thing)
        permalink = _absolute(link.get("permalink"))
        comments, missing = _walk(things, permalink)
        return thread_of(link, comments, missing)


def _listings(document: Any) -> list[dict[str, Any]] | None:
    candidates = document if isinstance(document, list) else [document]
    if not candidates or len(candidates) > 2:
        return None
    if not all(
        isinstance(c, dict) and c.get("kind") == "Listing" and isinstance(c.get("data"), dict)
        for c in candidates
    ):
        return None
    return candidates


def _rows(document: Any) -> list[dict[str, Any]]:
    """Return comments, and posts among them, in a flat list: as archives of Reddit answer."""
    listed = document.get("data") if isinstance(document, dict) else document
    rows = objects(listed)
    if rows and all(
        row.get("kind") in ("t1", "t3", "more") and isinstance(row.get("data"), dict) for row in rows
    ):
        return rows
    comments = [row for row in rows if isinstance(row.get("body"), str) and string(row.get("link_id"))]
    posts = [row for row in rows if string(row.get("title")) and "num_comments" in row]
    return rows if comments and len(comments) + len(posts) == len(rows) else []


def _flat(rows: list[dict[str, Any]], payload: Payload) -> RawThread:
    things = [
        row if "kind" in row else {"kind": "t3" if "title" in row else "t1", "data": row} for row in rows
    ]
    posts = {
        identifier(_data(thing).get("id")): _data(thing) for thing in things if thing.get("kind") == "t3"
    }
    groups: dict[str | None, list[dict[str, Any]]] = {post: [] for post in posts}
    alone = next(iter(posts)) if len(posts) == 1 else None
    for thing in things:
        if thing.get("kind") != "t3":
            link = (string(_data(thing).get("link_id")) or "").removeprefix("t3_") or alone
            groups.setdefault(link, []).append(thing)
    gathered = []
    for link, found in groups.items():
        subreddit = next((name for thing in found if (name := string(_data(thing).get("subreddit")))), None)
        page = f"/r/{subreddit}/comments/{link}/_/" if subreddit and link else None
        post = {"id": link, "permalink": page, **posts.get(link, {})}
        comments, missing = _walk(found, _absolute(post.get("permalink")))
        thread = thread_of(post, (), missing)
        title = thread.title or next(
            (t for thing in found if (t := string(_data(thing).get("link_title")))), None
        )
        names = tuple(name for name in (f"t3_{link}", thread.url, title) if name)
        gathered.append(Gathered(replace(thread, title=title), names, list(comments)))
    return wanted_of(payload, gathered)


def _data(thing: dict[str, Any]) -> dict[str, Any]:
    data = thing.get("data")
    return data if isinstance(data, dict) else {}


def _children(listing: Any) -> list[dict[str, Any]]:
    return objects(_data(listing).get("children")) if isinstance(listing, dict) else []


def _walk(things: list[dict[str, Any]], permalink: str | None) -> tuple[tuple[RawComment, ...], int]:
    comments: list[RawComment] = []
    missing = 0
    stack: list[tuple[dict[str, Any], int | None]] = [(thing, None) for thing in reversed(things)]
    while stack:
        thing, inside = stack.pop()
        data = _data(thing)
        if thing.get("kind") == "more":
            named = data.get("children")
            # Old listings state a count of 0 beside the ids they leave out.
            missing += max(count(data.get("count")) or 0, len(named) if isinstance(named, list) else 0)
            continue
        if thing.get("kind") != "t1":
            continue
        comments.append(comment_of(data, permalink, inside=inside))
        index = len(comments) - 1
        stack.extend((child, index) for child in reversed(_children(data.get("replies"))))
    return tuple(comments), missing


def thread_of(link: dict[str, Any], comments: tuple[RawComment, ...], missing: int) -> RawThread:
    """Read the fields of a post, which tell what the thread is about."""
    permalink = _absolute(link.get("permalink"))
    title = string(link.get("title"))
    title = to_plain(title, "unknown") if title else None
    created_at = parse_time(link.get("created_utc"))
    article = None
    if title:
        is_self = link.get("is_self") is True or not string(link.get("url"))
        url = permalink if is_self else _absolute(_unescape(string(link.get("url")) or ""))
        text, markup = _body(link, "selftext", "selftext_html")
        subreddit = string(link.get("subreddit"))
        article = article_of(
            title,
            url,
            "" if to_plain(text, markup).strip().lower() in _GONE else text,
            markup,
            begun=created_at if is_self else None,
            site=f"r/{subreddit}" if is_self and subreddit else None,
        )
    return RawThread(
        comments,
        title=title,
        id=identifier(link.get("id")),
        url=permalink,
        author=_author(link),
        created_at=created_at,
        article=article,
        stated_count=count(link.get("num_comments")),
        missing=missing,
    )


def comment_of(data: dict[str, Any], permalink: str | None, *, inside: int | None = None) -> RawComment:
    """Read the fields of a comment; `permalink` is the thread's, for those that do not tell their own."""
    comment_id = identifier(data.get("id")) or (string(data.get("name")) or "").removeprefix("t1_") or None
    body, markup = _body(data, "body", "body_html")
    gone = _GONE.get((string(data.get("body")) or body).strip().lower())
    parent = identifier(data.get("parent_id")) if inside is None else None
    url = _absolute(data.get("permalink"))
    if url is None and permalink and comment_id:
        url = f"{permalink.rstrip('/')}/{comment_id}/"
    return RawComment(
        body="" if gone else body,
        id=comment_id,
        parent=None if parent is None or parent.startswith("t3_") else parent.removeprefix("t1_"),
        inside=inside,
        author=_author(data),
        created_at=parse_time(data.get("created_utc")),
        score=None if data.get("score_hidden") is True else count(data.get("score")),
        url=url,
        gone=gone,
        markup=markup,
        role=_ROLES.get(string(data.get("distinguished")) or "")
        or ("op" if data.get("is_submitter") is True else None),
    )


def _author(data: dict[str, Any]) -> str | None:
    author = string(data.get("author"))
    return None if author == "[deleted]" else author


def _absolute(path: Any) -> str | None:
    return safe_url(_SITE + path) if isinstance(path, str) and path.startswith("/") else safe_url(path)


def _body(data: dict[str, Any], plain: str, rendered: str) -> tuple[str, Markup]:
    """Return a body as the site rendered it where that is given, else as its author wrote it in Markdown.

    The API escapes both unless it is asked not to (`raw_json=1`); rendered text gives away which it is.
    """
    html = string(data.get(rendered))
    if html is not None:
        return (_unescape(html) if html.lstrip().startswith("&lt;") else html), "html"
    return _unescape(string(data.get(plain)) or ""), "markdown"


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
