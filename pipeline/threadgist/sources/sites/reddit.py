"""Reddit: the pair of listings that a thread's address with `.json` at its end returns; and dumps.

Dumps hold a JSON object a line, of millions of threads; one is picked while streaming.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, takewhile
from typing import Any
from xml.sax.saxutils import unescape

from threadgist.errors import SourceError
from threadgist.sources.archive import Conversation, several, wanted_of
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import Columns, Described, RawComment, RawThread
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.loading import too_large
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup, to_plain
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, nested, pick, thread_of
from threadgist.sources.table import line_blocks
from threadgist.sources.values import GONE_TEXT, at, count, identifier, objects, part, string

_Objects = list[dict[str, Any]]

_SITE = "https://www.reddit.com"
# Not all of them: `[dead]` and `[flagged]` are marks of other sites, and words of people here.
_GONE = {
    text: GONE_TEXT[text] for text in ("[deleted]", "[deleted by user]", "[removed]", "[ removed by reddit ]")
}
_LOOKED_AT = 20_000


def _find(document: Any) -> _Objects:
    """Return one or two listings, as the site answers; or comments and posts in a list, as archives do."""
    listings = document if isinstance(document, list) else [document]
    if 1 <= len(listings) <= 2 and all(
        at(one, "kind") == "Listing" and isinstance(at(one, "data"), dict) for one in listings
    ):
        return listings
    rows = objects(document.get("data") if isinstance(document, dict) else document)
    if all(row.get("kind") in ("t1", "t3", "more") and isinstance(row.get("data"), dict) for row in rows):
        return rows
    comments = [row for row in rows if is_comment(row)]
    posts = [row for row in rows if string(row.get("title")) and "num_comments" in row]
    if not comments or len(comments) + len(posts) != len(rows):
        return []
    return [row if "kind" in row else {"kind": "t3" if "title" in row else "t1", "data": row} for row in rows]


def is_comment(row: dict[str, Any]) -> bool:
    """Whether a row of an archive is a comment."""
    return isinstance(row.get("body"), str) and string(row.get("link_id")) is not None


def _read(found: _Objects, payload: Payload) -> RawThread:
    if found[0].get("kind") != "Listing":
        return _flat(found, payload)
    return thread_of_things([thing for listing in found for thing in children_of(listing)])


def thread_of_things(things: _Objects) -> RawThread:
    """Read a post, and comments in trees or in a list; the post's own text is the article's lead, not a comment."""
    post = next((thing for thing in things if thing.get("kind") == "t3" and part(thing, "data")), None)
    link = part(post, "data")
    permalink = _absolute(link.get("permalink"))
    comments, missing = _comments(things, permalink)
    title = to_plain(string(link.get("title")) or "", "unknown") or None
    thread = thread_of("reddit", link, permalink, title=title, comments=comments, missing=missing)
    is_self = link.get("is_self") is True or not string(link.get("url"))
    text, markup = _body(link, "selftext", "selftext_html")
    subreddit = string(link.get("subreddit"))
    article = article_of(
        title,
        permalink if is_self else _absolute(unescape(link["url"])),
        "" if to_plain(text, markup).strip().lower() in _GONE else text,
        markup,
        begun=thread.created_at if is_self else None,
        site=f"r/{subreddit}" if is_self and subreddit else None,
    )
    return replace(thread, article=article)


def flat_thread(link: str | None, post: dict[str, Any], things: _Objects) -> RawThread:
    """Read comments in a list, and what is known of the post that they are about; `link` is its id."""
    data = [post, *(part(thing, "data") for thing in things)]
    subreddit = next((found for one in data if (found := string(one.get("subreddit")))), None)
    page = f"/r/{subreddit}/comments/{link}/_/" if subreddit and link else None
    known = {"kind": "t3", "data": {"id": link, "permalink": page, **post}}
    thread = thread_of_things([known, *things])
    titles = (title for one in data if (title := string(one.get("link_title"))))
    return replace(thread, title=thread.title or min(titles, default=None))


def _flat(things: _Objects, payload: Payload) -> RawThread:
    found = [part(thing, "data") for thing in things if thing.get("kind") == "t3"]
    posts = {identifier(post.get("id")): post for post in found}
    groups: dict[str | None, _Objects] = {post: [] for post in posts}
    alone = next(iter(posts)) if len(posts) == 1 else None
    for thing in things:
        if thing.get("kind") != "t3":
            link = (pick(thing, "data/link_id", string) or "").removeprefix("t3_") or alone
            groups.setdefault(link, []).append(thing)
    threads = ((link, flat_thread(link, posts.get(link, {}), below)) for link, below in groups.items())
    return wanted_of(payload, [conversation(thread, f"t3_{link}") for link, thread in threads])


def children_of(listing: Any) -> _Objects:
    """Return the things in a listing."""
    return objects(part(listing, "data").get("children"))


def replies_to(thing: dict[str, Any]) -> _Objects:
    """Return the things that are nested in one."""
    return children_of(part(thing, "data").get("replies"))


def _comments(things: _Objects, permalink: str | None) -> tuple[tuple[RawComment, ...], int]:
    found = nested(things, replies_to, lambda thing: thing.get("kind") == "t1")
    missing = 0
    for one in chain(things, *(replies_to(thing) for thing, _ in found)):
        if one.get("kind") == "more":
            data = part(one, "data")
            named = data.get("children")
            # Old listings state a count of 0 beside the ids they leave out.
            missing += max(count(data.get("count")) or 0, len(named) if isinstance(named, list) else 0)
    return tuple(_comment(part(thing, "data"), permalink, inside) for thing, inside in found), missing


def _comment(data: dict[str, Any], permalink: str | None, inside: int | None) -> RawComment:
    """Read the fields of a comment; `permalink` is the thread's, for those that do not tell their own."""
    comment_id = identifier(data.get("id")) or (string(data.get("name")) or "").removeprefix("t1_") or None
    body, markup = _body(data, "body", "body_html")
    gone = _GONE.get((string(data.get("body")) or body).strip().lower())
    parent = identifier(data.get("parent_id")) or ""
    url = _absolute(data.get("permalink"))
    if url is None and permalink and comment_id:
        url = f"{permalink.rstrip('/')}/{comment_id}/"
    return comment_of(
        "reddit",
        data,
        body=body,
        id=comment_id,
        parent=None if parent.startswith("t3_") else parent.removeprefix("t1_") or None,
        inside=inside,
        score=None if data.get("score_hidden") is True else count(data.get("score")),
        url=url,
        gone=gone,
        markup=markup,
    )


def _absolute(path: Any) -> str | None:
    return safe_url(_SITE + path) if isinstance(path, str) and path.startswith("/") else safe_url(path)


def _body(data: dict[str, Any], plain: str, rendered: str) -> tuple[str, Markup]:
    """Return a body as the site rendered it where that is given, else as its author wrote it in Markdown.

    The API escapes both unless asked not to (`raw_json=1`); rendered text gives away which it is.
    """
    html = string(data.get(rendered))
    if html is not None:
        return (unescape(html) if html.lstrip().startswith("&lt;") else html), "html"
    return unescape(string(data.get(plain)) or ""), "markdown"


REDDIT = AnswerSource("reddit", _find, _read)


class RedditDumpSource(Described):
    """Dumps of Pushshift, Arctic Shift and the like (`RC_2024-01.zst`), plain or packed in any usual way.

    Only lines of the wanted thread are parsed and kept; one of a post (a submission) gives its title and text.
    """

    name = "reddit-dump"

    def fits(self, payload: Payload) -> bool:
        """Accept lines as `sniff_start` does."""
        return self.sniff_start(payload.text[: 1 << 16].encode("utf-8", "replace")) is None

    def sniff_start(self, head: bytes) -> str | None:
        """Accept a first line that is a comment, or a post followed by one."""
        found = any(map(is_comment, filter(None, takewhile(bool, map(_row, head.split(b"\n")[:50])))))
        return None if found else "no Reddit dump (lines with id, body and link_id)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read a dump that is in memory."""
        data = payload.text.encode("utf-8")
        return self.parse_stream([data], payload.name, thread=payload.thread, limit_mb=2048)

    def parse_stream(
        self, pieces: Iterable[bytes], place: str, *, thread: str | None, limit_mb: int
    ) -> RawThread:
        """Read the lines of one thread in a dump that is cut anywhere; by default of the only one.

        `thread` may have a `t3_` before its id. Raises SourceError: no such thread, several, or a damaged line.
        """
        if thread is None:
            return _only_thread(_lines(pieces, place, None, limit_mb), place)
        wanted = thread.strip().removeprefix("t3_").lower()
        if not wanted.isascii() or not wanted.isalnum():
            raise SourceError(f"{place}: {thread!r} is no id of a Reddit thread; write it as in t3_abc123")
        return _build(_lines(pieces, place, wanted, limit_mb), wanted, place)


def _only_thread(lines: Iterable[tuple[int, bytes]], place: str) -> RawThread:
    kept: list[tuple[int, bytes]] = []
    counts: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for number, line in lines:
        kept.append((number, line))
        row = _row(line) or {}
        if link := _thread_id(row):
            counts[link] += 1
            # Dumps of comments seldom hold titles.
            subreddit = string(row.get("subreddit"))
            titles[link] = string(row.get("link_title")) or (f"r/{subreddit}" if subreddit else "")
        if len(counts) > 1 and number >= _LOOKED_AT:
            break
    if not counts:
        raise SourceError(f"{place}: holds no comment of Reddit; hand over a dump of comments (RC_...)")
    if len(counts) == 1:
        return _build(kept, next(iter(counts)), place)
    found = [Conversation(f"t3_{link}", titles[link], number) for link, number in counts.items()]
    about = f" among its first {_LOOKED_AT:,} lines" if len(kept) >= _LOOKED_AT else ""
    raise several(place, found, about=about, all_as_one=False)


def _lines(
    pieces: Iterable[bytes], place: str, wanted: str | None, limit_mb: int
) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of the lines that may be of the wanted thread; most blocks hold none."""
    needles = (b"",) if wanted is None else (f'"t3_{wanted}"'.encode(), f'"{wanted}"'.encode())
    number, room = 0, limit_mb << 20
    for block in line_blocks(pieces, place):
        if not any(needle in block for needle in needles):
            number += block.count(b"\n")
            continue
        for line in block.split(b"\n")[:-1]:
            number += 1
            if line.strip() and any(needle in line for needle in needles):
                room -= len(line)
                if room < 0:
                    raise too_large(place, limit_mb, "the thread holds")
                yield number, line


def _build(lines: Iterable[tuple[int, bytes]], wanted: str, place: str) -> RawThread:
    post: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    for number, line in lines:
        row = _row(line)
        if row is None:
            raise SourceError(
                f"{place}: line {number:,} is no JSON object; the dump is damaged there, so get it again "
                "or take the line out"
            )
        if is_comment(row):
            if _thread_id(row) == wanted:
                rows.append(row)
        elif row.get("id") == wanted and string(row.get("title")):
            post = row
    if not rows and not post:
        raise SourceError(
            f"{place}: holds no comment of the thread t3_{wanted}; look for it in the dump "
            "of the month it is from"
        )
    # What was posted after the dump was made is counted by the site, but is no loss of the dump.
    post.pop("num_comments", None)
    thread = flat_thread(wanted, post, [{"kind": "t1", "data": row} for row in rows])
    subreddit = next((name for row in (post, *rows) if (name := string(row.get("subreddit")))), None)
    return replace(thread, title=thread.title or (f"r/{subreddit}: thread {wanted}" if subreddit else None))


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = parse_json(line.decode("utf-8", "replace"))
    except JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _thread_id(row: dict[str, Any]) -> str | None:
    link = string(row.get("link_id"))
    return link.removeprefix("t3_").lower() if link else None
