"""XML of comments: feeds (Atom and RSS, as WordPress, Reddit, Blogger offer for a page), and the export of Disqus."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.page import attribute, child, children, elements, fields, local, text_of
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup
from threadgist.sources.sites.answers import MarkupSource, comment_of, conversation, thread_of

_ROOTS = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b")
_ABOUT = re.compile(
    r"^(?:Comments on|Comments for|Kommentare zu|Commentaires sur|Comentarios en):?\s+", re.IGNORECASE
)
_NAMES = frozenset(("item", "entry", "title", "link", "channel"))


def _read(payload: Payload) -> RawThread:
    """Read the entries, the latest comments of a page; answers are told by `thr:in-reply-to` (RFC 4685), if at all."""
    title = link = None
    entries: list[RawComment] = []
    reddit = "reddit.com/r/" in payload.text[:4096]
    post: RawComment | None = None
    for element in elements(payload, _NAMES, depth=2 if payload.root_tag.startswith("<rss") else 1):
        name = local(element)
        if name == "title":
            title = title or text_of(element).strip()
        elif name == "link":
            link = link or _page(element)
        elif name == "channel":
            head = fields(element)
            title, link = head.get("title"), safe_url(head.get("link"))
        elif name in ("item", "entry"):
            comment = _entry(element)
            if reddit and (comment.id or "").startswith("t3_") and post is None:
                post, title = comment, fields(element).get("title") or title
                continue
            entries.append(comment)
    if title is None and not entries:
        raise SourceError(f"{payload.name}: a feed without entries; save the feed of the comments again")
    title = _ABOUT.sub("", title or "")
    known = {comment.id for comment in entries}
    return RawThread(
        tuple(_settled(comment, known) for comment in entries),
        title=title or None,
        id=(post.id or "").removeprefix("t3_") if post else None,
        url=link,
        author=post.author if post else None,
        created_at=post.created_at if post else None,
        article=article_of(title, link, _own_text(post.body) if post else ""),
    )


def _page(element: Any) -> str | None:
    """Return the address of the page that a feed's own link names; not that of the feed."""
    if attribute(element, "rel") in (None, "alternate"):
        return safe_url(attribute(element, "href") or text_of(element).strip())
    return None


def _entry(element: Any) -> RawComment:
    found = fields(element)
    body, markup = _body(element, found)
    author = child(element, "author")
    name = text_of(child(author, "name")).strip() if author is not None and len(author) else ""
    links = [url for one in children(element, "link") if (url := _page(one))]
    return comment_of(
        "feed",
        {**found, "link": links[0] if links else None},
        body=body,
        parent=attribute(child(element, "in-reply-to"), "ref"),
        author=(name or found.get("creator") or found.get("author") or "").removeprefix("/u/") or None,
        markup=markup,
    )


def _body(element: Any, found: dict[str, str]) -> tuple[str, Markup]:
    if text := found.get("encoded"):
        return text, "html"
    for name in ("content", "summary", "description"):
        node = child(element, name)
        if node is None:
            continue
        kind = attribute(node, "type") or ("text" if name != "description" else "html")
        if kind == "xhtml":
            from lxml import etree

            return etree.tostring(node, encoding="unicode", with_tail=False), "html"
        return text_of(node), "html" if "html" in kind else "unknown"
    return "", "plain"


def _own_text(html: str) -> str:
    """Return what the author of a Reddit post wrote, without the table that Reddit lays around it."""
    start, end = html.find("<!-- SC_OFF -->"), html.find("<!-- SC_ON -->")
    return html[start:end] if 0 <= start < end else ""


def _settled(comment: RawComment, known: set[str | None]) -> RawComment:
    """Shorten ids to what people call a comment by, and drop answers to the page itself."""
    parent = comment.parent if comment.parent in known else None
    return replace(comment, id=_short(comment.id), parent=_short(parent))


def _short(given: str | None) -> str | None:
    if given is None:
        return None
    if given.startswith("t1_"):
        return given[3:]
    if given.startswith(("http://", "https://")):
        try:
            fragment = urlsplit(given).fragment
        except ValueError:
            return given
        return fragment.removeprefix("comment-").removeprefix("c") or given if fragment else given
    return given


FEED = MarkupSource("feed", lambda payload: _ROOTS.match(payload.root_tag), _read)


def _disqus_read(payload: Payload) -> RawThread:
    """Read all threads and posts; posts marked as spam are left out, and counted.

    The shape is that of https://docs.disqus.com/developers/export/ (http://disqus.com/disqus.xsd).
    """
    threads: dict[str, Gathered] = {}
    posts: list[tuple[str, RawComment]] = []
    spam: Counter[str] = Counter()
    for element in elements(payload, frozenset(("thread", "post")), depth=1):
        own_id = attribute(element, "id") or ""
        if local(element) == "thread":
            threads[own_id] = _thread(own_id, element)
            continue
        found, thread_id = fields(element), attribute(child(element, "thread"), "id") or ""
        if found.get("isSpam") == "true":
            spam[thread_id] += 1
            continue
        posts.append((thread_id, _post(own_id, element, found)))
    for thread_id, post in posts:
        gathered = threads.setdefault(thread_id, Gathered(RawThread((), id=thread_id or None)))
        gathered.comments.append(_linked(post, gathered.thread.url))
    for thread_id, number in spam.items():
        if (one := threads.get(thread_id)) is not None:
            one.thread = replace(one.thread, repairs=left_out(Counter({"marked as spam": number})))
    # A page without comments is nothing that anybody would choose.
    talked = [one for one in threads.values() if one.comments] or list(threads.values())
    return wanted_of(payload, talked)


def _thread(thread_id: str, element: Any) -> Gathered:
    found = fields(element)
    thread = thread_of("disqus", found, id=thread_id or None)
    return conversation(thread, text_of(child(element, "id")).strip(), found.get("link"), thread.title)


def _post(post_id: str, element: Any, found: dict[str, str]) -> RawComment:
    by = child(element, "author")
    author = fields(by) if by is not None else {}
    return comment_of(
        "disqus",
        found,
        id=post_id or None,
        parent=attribute(child(element, "parent"), "id"),
        author=author.get("username") or author.get("name"),
    )


def _linked(post: RawComment, page: str | None) -> RawComment:
    return replace(post, url=f"{page}#comment-{post.id}") if page and post.id else post


DISQUS = MarkupSource(
    "disqus", lambda payload: payload.root_tag.startswith(("<disqus ", "<disqus>", "<disqus\n")), _disqus_read
)
