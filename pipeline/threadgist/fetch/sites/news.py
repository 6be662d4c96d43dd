"""Hacker News, Lobsters and Discourse: forums whose first answer is the thread, or nearly all of it."""

from __future__ import annotations

from dataclasses import replace

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites import Ref, first_page
from threadgist.sources.base import RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.news import HACKERNEWS, LOBSTERS, posts_of, topic_thread
from threadgist.sources.values import count, identifier, part

_TREE = "https://hn.algolia.com/api/v1/items/"
_COUNT = "https://hacker-news.firebaseio.com/v0/item/"
_CHUNK = 20


def hackernews(ref: Ref, pages: Pages) -> RawThread:
    """Read the tree; the count is done without if the site's API does not answer."""
    (item,) = ref.parts
    pages.expect(2)
    tree = first_page(pages.json(_TREE + item), ref).document
    if not HACKERNEWS.find(tree):
        raise SourceError(f"{_TREE}{item}: {HACKERNEWS.lacks}; the API may have changed")
    thread = HACKERNEWS.read(tree, Payload("", _TREE + item))
    about = pages.json(f"{_COUNT}{item}.json", allow=(401, 403, 404))
    return replace(thread, stated_count=count(about.fields.get("descendants")) if about else None)


def lobsters(ref: Ref, pages: Pages) -> RawThread:
    """Read the story."""
    address = f"{ref.base}/s/{ref.parts[0]}.json"
    story = LOBSTERS.find(first_page(pages.json(address), ref).document)
    if not story:
        raise SourceError(f"{address}: {LOBSTERS.lacks}; the API may have changed")
    return replace(LOBSTERS.read({"short_id_url": ref.url, **story}, Payload("", address)), url=ref.url)


def discourse(ref: Ref, pages: Pages) -> RawThread:
    """Read the topic, then the posts that its answer only names, twenty at a time."""
    (topic_id,) = ref.parts
    address = f"{ref.base}/t/{topic_id}.json"
    topic = first_page(pages.json(address), ref).document
    there = posts_of(topic)
    if there is None:
        raise SourceError(f"{address}: no Discourse topic (post_stream); is the site a Discourse forum?")
    posts = {identifier(post.get("id")): post for post in there}
    stream = part(topic, "post_stream")
    listed = stream.get("stream")
    wanted = [i for i in map(identifier, listed if isinstance(listed, list) else []) if i not in posts]
    chunks = [wanted[at : at + _CHUNK] for at in range(0, len(wanted), _CHUNK)]
    pages.expect(1 + len(chunks))
    for chunk in chunks:
        page = pages.json(f"{ref.base}/t/{topic_id}/posts.json", [("post_ids[]", i) for i in chunk])
        if page is None:
            break
        for post in posts_of(page.document) or []:
            posts.setdefault(identifier(post.get("id")), post)
    whole = {**topic, "post_stream": {**stream, "posts": list(posts.values())}}
    return topic_thread(whole, ref.url)
