"""Disqus: the XML that a forum's Admin > Export sends, with all its threads and posts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import MarkupSource, comment_of, conversation, thread_of
from threadgist.sources.xmltext import attribute, child, elements, fields, local, text_of


def _read(payload: Payload) -> RawThread:
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
    "disqus", lambda payload: payload.root_tag.startswith(("<disqus ", "<disqus>", "<disqus\n")), _read
)
