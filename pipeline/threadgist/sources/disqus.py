"""Disqus: the XML that a forum's Admin > Export sends, with all its threads and posts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, Literal

from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.xmltext import attribute, child, elements, fields, local, text_of

__all__ = ["DisqusSource"]


class DisqusSource:
    """Exports of Disqus: choose a thread by its id, its identifier, its link or its title.

    The shape is that of https://docs.disqus.com/developers/export/ (http://disqus.com/disqus.xsd).
    """

    name = "disqus"
    description = "Disqus: a forum's XML export (choose one of its threads with --thread)"
    link = "the page's address with #comment-ID"
    selects_threads = True

    def sniff(self, payload: Payload) -> str | None:
        """Accept XML whose root is `disqus`."""
        if not payload.looks_like_markup:
            return "it is neither XML nor HTML"
        root = payload.root_tag
        return None if root.startswith(("<disqus ", "<disqus>", "<disqus\n")) else "no Disqus export (disqus)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read all threads and posts; posts marked as spam are left out, and counted."""
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
    title, url = found.get("title"), safe_url(found.get("link"))
    created_at = parse_time(found.get("createdAt"))
    article = article_of(title, url, found.get("message"), begun=created_at)
    thread = RawThread((), title=title, id=thread_id or None, url=url, created_at=created_at, article=article)
    aliases = (text_of(child(element, "id")).strip(), found.get("link", ""), title or "")
    return Gathered(thread, tuple(name for name in aliases if name))


def _post(post_id: str, element: Any, found: dict[str, str]) -> RawComment:
    author = fields(child(element, "author")) if child(element, "author") is not None else {}
    gone: Literal["deleted", "removed"] | None = "deleted" if found.get("isDeleted") == "true" else None
    return RawComment(
        body="" if gone else found.get("message", ""),
        id=post_id or None,
        parent=attribute(child(element, "parent"), "id"),
        author=author.get("username") or author.get("name"),
        created_at=parse_time(found.get("createdAt")),
        gone=gone,
        markup="html",
    )


def _linked(post: RawComment, page: str | None) -> RawComment:
    return replace(post, url=f"{page}#comment-{post.id}") if page and post.id else post
