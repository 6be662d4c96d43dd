"""Reddit: a thread's two listings, and what they only name: `more` stubs and threads that go on elsewhere.

A listing holds some hundreds of comments. The others it names in stubs: with ids, which `morechildren`
answers a hundred at a time; without ids where the tree gets too deep, which the listing of that comment
answers. All comments are made one flat list, as their `parent_id` says where they belong.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from threadgist.errors import SourceError
from threadgist.fetch.pages import Pages
from threadgist.fetch.sites import Ref, first_page
from threadgist.sources.base import RawThread
from threadgist.sources.sites.reddit import REDDIT, children_of, thread_of_things
from threadgist.sources.values import at, objects, part, string

_API = "https://www.reddit.com"
_CHUNK = 100
_REFUSALS = (400, 403, 404)


def reddit(ref: Ref, pages: Pages) -> RawThread:
    """Read the listings, then whatever they leave out."""
    (thread_id,) = ref.parts
    address = f"{_API}/comments/{thread_id}.json"
    page = first_page(pages.json(address, {"raw_json": 1, "limit": 500, "sort": "old"}), ref)
    if not REDDIT.find(page.document):
        raise SourceError(f"{address}: {REDDIT.lacks}; the thread may be private or quarantined")
    listings = page.document if isinstance(page.document, list) else [page.document]
    posts = (thing for thing in children_of(listings[0]) if thing.get("kind") == "t3")
    post = {"permalink": ref.url, **part(next(posts, None), "data")}
    said = _completed(thread_id, children_of(listings[-1]), pages)
    return thread_of_things([{"kind": "t3", "data": post}, *said])


def _completed(thread_id: str, things: list[dict[str, Any]], pages: Pages) -> list[dict[str, Any]]:
    """Ask for what the stubs among the things name until nothing is left, or nothing more may be asked.

    Returns all comments as one flat list, and one stub for those that stay unread.
    """
    comments: dict[str, dict[str, Any]] = {}
    named: deque[str] = deque()
    deeper: deque[str] = deque()
    asked: set[str] = set()
    unread = 0

    def add(things: list[dict[str, Any]]) -> None:
        """Take in comments with all that is nested in them, and note the stubs among them."""
        stack = list(reversed(things))
        while stack:
            thing = stack.pop()
            data = part(thing, "data")
            if thing.get("kind") == "t1" and (name := string(data.get("id"))):
                comments.setdefault(name, {"kind": "t1", "data": {**data, "replies": ""}})
                stack.extend(reversed(children_of(data.get("replies"))))
            elif thing.get("kind") == "more":
                children = data.get("children")
                ids = [i for i in children if isinstance(i, str)] if isinstance(children, list) else []
                named.extend(i for i in ids if i not in asked)
                parent = string(data.get("parent_id")) or ""
                if not ids and parent.startswith("t1_") and parent not in asked:
                    deeper.append(parent.removeprefix("t1_"))
                asked.update(ids or [parent])

    def add_below(name: str) -> None:
        address = f"{_API}/comments/{thread_id}/_/{name}.json"
        page = pages.json(address, {"raw_json": 1, "limit": 500}, allow=_REFUSALS)
        if page is not None and isinstance(page.document, list) and page.document:
            add(children_of(page.document[-1]))

    add(things)
    while named or deeper:
        if not named:
            add_below(deeper.popleft())
            continue
        chunk = [named.popleft() for _ in range(min(_CHUNK, len(named)))]
        query = {"api_type": "json", "link_id": f"t3_{thread_id}", "raw_json": 1, "children": ",".join(chunk)}
        page = pages.json(f"{_API}/api/morechildren.json", query, allow=_REFUSALS)
        if page is not None and not page.ok:
            # Without a login the stub's address may be closed while the comments' own are open.
            for name in chunk:
                add_below(name)
        elif page is not None:
            add(objects(at(page.document, "json/data/things")))
        unread += sum(name not in comments for name in chunk)
    return [*comments.values(), *([{"kind": "more", "data": {"count": unread}}] if unread else [])]
