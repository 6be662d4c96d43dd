"""Reddit: a thread's two listings, and what they only name: `more` stubs and threads that go on elsewhere.

A listing holds some hundreds of comments. The others it names in stubs: with ids, which `morechildren`
answers a hundred at a time; without ids where the tree gets too deep, which the listing of that comment
answers. All comments are made one flat list, as their `parent_id` says where they belong.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from threadgist.errors import SourceError
from threadgist.fetch.pages import Page, Pages
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
    tree = _Tree(thread_id, pages)
    posts = (thing for thing in children_of(listings[0]) if thing.get("kind") == "t3")
    post = {"permalink": ref.url, **part(next(posts, None), "data")}
    tree.add(children_of(listings[-1]))
    tree.complete()
    return thread_of_things([{"kind": "t3", "data": post}, *tree.things()])


class _Tree:
    """Comments by id, and the stubs that are still to be asked for."""

    def __init__(self, thread_id: str, pages: Pages) -> None:
        self._thread_id = thread_id
        self._pages = pages
        self._comments: dict[str, dict[str, Any]] = {}
        self._named: deque[str] = deque()
        self._deeper: deque[str] = deque()
        self._asked: set[str] = set()
        self._unread = 0

    def add(self, things: list[dict[str, Any]]) -> None:
        """Take in comments with all that is nested in them, and note the stubs among them."""
        stack = list(reversed(things))
        while stack:
            thing = stack.pop()
            data = part(thing, "data")
            if thing.get("kind") == "more":
                self._note(data)
            elif thing.get("kind") == "t1" and (name := string(data.get("id"))):
                self._comments.setdefault(name, {"kind": "t1", "data": {**data, "replies": ""}})
                stack.extend(reversed(children_of(data.get("replies"))))

    def _note(self, stub: dict[str, Any]) -> None:
        children = stub.get("children")
        ids = [i for i in children if isinstance(i, str)] if isinstance(children, list) else []
        if ids:
            self._named.extend(i for i in ids if i not in self._asked)
            self._asked.update(ids)
            return
        parent = string(stub.get("parent_id")) or ""
        if parent.startswith("t1_") and parent not in self._asked:
            self._asked.add(parent)
            self._deeper.append(parent.removeprefix("t1_"))

    def complete(self) -> None:
        """Ask for what the stubs name until nothing is left, or nothing more may be asked."""
        while self._named or self._deeper:
            if self._named:
                chunk = [self._named.popleft() for _ in range(min(_CHUNK, len(self._named)))]
                query = {"api_type": "json", "link_id": f"t3_{self._thread_id}", "raw_json": 1}
                address = f"{_API}/api/morechildren.json"
                page = self._pages.json(address, {**query, "children": ",".join(chunk)}, allow=_REFUSALS)
                if page is not None and not page.ok:
                    # Without a login the stub's address may be closed while the comments' own are open.
                    for name in chunk:
                        self._below(name)
                else:
                    self.add(_more(page))
                self._unread += sum(name not in self._comments for name in chunk)
            else:
                self._below(self._deeper.popleft())

    def _below(self, name: str) -> None:
        address = f"{_API}/comments/{self._thread_id}/_/{name}.json"
        page = self._pages.json(address, {"raw_json": 1, "limit": 500}, allow=_REFUSALS)
        document = page.document if page is not None else None
        if isinstance(document, list) and document:
            self.add(children_of(document[-1]))

    def things(self) -> list[dict[str, Any]]:
        """Return all comments as one flat list, and one stub for those that stay unread."""
        found = list(self._comments.values())
        return [*found, {"kind": "more", "data": {"count": self._unread}}] if self._unread else found


def _more(page: Page | None) -> list[dict[str, Any]]:
    return objects(at(page.document, "json/data/things")) if page is not None else []
