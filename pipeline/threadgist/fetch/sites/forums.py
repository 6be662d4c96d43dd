"""Hacker News, Lobsters, Discourse, Reddit, Stack Exchange; and Lemmy, Mastodon, Bluesky, the networks of posts.

The first answer of each is the thread, or much of it.
"""

import itertools
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.fetch.exchange import Pages, Response
from threadgist.fetch.sites import Link, Ref, first_page
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import nested, thread_of
from threadgist.sources.sites.fediverse import bluesky_replies, bluesky_thread, lemmy_comment, mastodon_thread
from threadgist.sources.sites.news import HACKERNEWS, LOBSTERS, posts_of, topic_thread
from threadgist.sources.sites.reddit import REDDIT, children_of, replies_to, thread_of_things
from threadgist.sources.sites.stackexchange import STACKEXCHANGE
from threadgist.sources.values import at, count, identifier, objects, part, string

_TREE = "https://hn.algolia.com/api/v1/items/"
_COUNT = "https://hacker-news.firebaseio.com/v0/item/"
_CHUNK = 20
_REDDIT = "https://www.reddit.com"
_NAMED = 100
_REFUSALS = (400, 403, 404)
_STACKEXCHANGE = "https://api.stackexchange.com/2.3"
_PER_PAGE = 100
_OLDEST_FIRST = {"order": "asc", "sort": "creation"}
_LEMMY_PAGE = 50
_STATUS = re.compile(r"(?:(?:web|deck)/)?(?:(@[^/]+)|users/([^/]+)/statuses|statuses)/([0-9]+)")
# What an instance of Mastodon shows to strangers (DESCENDANTS_LIMIT in its statuses_controller).
_SHOWN = 60
_BLUESKY = "https://public.api.bsky.app"


def hackernews(ref: Ref, pages: Pages) -> RawThread:
    """Read the tree; the count is done without if the site's API does not answer."""
    (item,) = ref.parts
    pages.expect(2)
    tree = first_page(pages.get(_TREE + item), ref).document
    if not HACKERNEWS.find(tree):
        raise SourceError(f"{_TREE}{item}: {HACKERNEWS.lacks}; the API may have changed")
    thread = HACKERNEWS.read(tree, Payload("", _TREE + item))
    about = pages.get(f"{_COUNT}{item}.json", allow=(401, 403, 404))
    return replace(thread, stated_count=count(about.fields.get("descendants")))


def lobsters(ref: Ref, pages: Pages) -> RawThread:
    """Read the story."""
    address = f"{ref.base}/s/{ref.parts[0]}.json"
    story = LOBSTERS.find(first_page(pages.get(address), ref).document)
    if not story:
        raise SourceError(f"{address}: {LOBSTERS.lacks}; the API may have changed")
    return replace(LOBSTERS.read({"short_id_url": ref.url, **story}, Payload("", address)), url=ref.url)


def discourse(ref: Ref, pages: Pages) -> RawThread:
    """Read the topic, then the posts that its answer only names, twenty at a time."""
    (topic_id,) = ref.parts
    address = f"{ref.base}/t/{topic_id}.json"
    topic = first_page(pages.get(address), ref).document
    there = posts_of(topic)
    if there is None:
        raise SourceError(f"{address}: no Discourse topic (post_stream); is the site a Discourse forum?")
    posts = {identifier(post.get("id")): post for post in there}
    stream = part(topic, "post_stream")
    listed = stream.get("stream")
    wanted = [i for i in map(identifier, listed if isinstance(listed, list) else []) if i not in posts]
    chunks = [wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK)]
    pages.expect(1 + len(chunks))
    for chunk in chunks:
        page = pages.get(f"{ref.base}/t/{topic_id}/posts.json", [("post_ids[]", i) for i in chunk])
        if not page.status:
            break
        for post in posts_of(page.document) or []:
            posts.setdefault(identifier(post.get("id")), post)
    return topic_thread({**topic, "post_stream": {**stream, "posts": list(posts.values())}}, ref.url)


def reddit(ref: Ref, pages: Pages) -> RawThread:
    """Read the two listings, then what they only name: `more` stubs and threads that go on elsewhere."""
    (thread_id,) = ref.parts
    address = f"{_REDDIT}/comments/{thread_id}.json"
    page = first_page(pages.get(address, {"raw_json": 1, "limit": 500, "sort": "old"}), ref)
    if not (listings := REDDIT.find(page.document)):
        raise SourceError(f"{address}: {REDDIT.lacks}; the thread may be private or quarantined")
    posts = (thing for thing in children_of(listings[0]) if thing.get("kind") == "t3")
    post = {"permalink": ref.url, **part(next(posts, None), "data")}
    said = _completed(thread_id, children_of(listings[-1]), pages)
    return thread_of_things([{"kind": "t3", "data": post}, *said])


def _completed(thread_id: str, things: list[dict[str, Any]], pages: Pages) -> list[dict[str, Any]]:
    """Ask for what the stubs among the things name until nothing is left, or nothing more may be asked.

    Stubs with ids are answered by `morechildren`, a hundred at a time; those without, where the tree gets too deep, by
    the listing of that comment. Returns all comments as one flat list, and one stub for those that stay unread.
    """
    comments: dict[str, dict[str, Any]] = {}
    named: deque[str] = deque()
    deeper: deque[str] = deque()
    asked: set[str] = set()
    unread = 0

    def add(things: list[dict[str, Any]]) -> None:
        """Take in comments with all that is nested in them, and note the stubs among them."""
        for thing, _ in nested(things, replies_to):
            data = part(thing, "data")
            if thing.get("kind") == "t1" and (name := string(data.get("id"))):
                comments.setdefault(name, {"kind": "t1", "data": {**data, "replies": ""}})
            elif thing.get("kind") == "more":
                children = data.get("children")
                ids = [i for i in children if isinstance(i, str)] if isinstance(children, list) else []
                named.extend(i for i in ids if i not in asked)
                parent = string(data.get("parent_id")) or ""
                if not ids and parent.startswith("t1_") and parent not in asked:
                    deeper.append(parent.removeprefix("t1_"))
                asked.update(ids or [parent])

    def add_below(name: str) -> None:
        address = f"{_REDDIT}/comments/{thread_id}/_/{name}.json"
        page = pages.get(address, {"raw_json": 1, "limit": 500}, allow=_REFUSALS)
        add(children_of((objects(page.document) or [{}])[-1]))

    add(things)
    while named or deeper:
        if not named:
            add_below(deeper.popleft())
            continue
        chunk = [named.popleft() for _ in range(min(_NAMED, len(named)))]
        query = {"api_type": "json", "link_id": f"t3_{thread_id}", "raw_json": 1, "children": ",".join(chunk)}
        page = pages.get(f"{_REDDIT}/api/morechildren.json", query, allow=_REFUSALS)
        if page.status in _REFUSALS:
            # Without a login the stub's address may be closed while the comments' own are open.
            for name in chunk:
                add_below(name)
        else:
            add(objects(at(page.document, "json/data/things")))
        unread += sum(name not in comments for name in chunk)
    return [*comments.values(), *([{"kind": "more", "data": {"count": unread}}] if unread else [])]


def stackexchange(ref: Ref, pages: Pages) -> RawThread:
    """Read the question, all answers, then the comments of all."""
    site, question_id = ref.parts
    found = _items(pages, site, f"/questions/{question_id}", {})
    if not found:
        raise SourceError(f"{ref.url}: not found: deleted, or a wrong link")
    question = found[0]
    answers = _items(pages, site, f"/questions/{question_id}/answers")
    notes = _items(pages, site, f"/questions/{question_id}/comments")
    ids = [i for answer in answers if (i := identifier(answer.get("answer_id")))]
    for start in range(0, len(ids), _PER_PAGE):
        notes += _items(pages, site, f"/answers/{';'.join(ids[start : start + _PER_PAGE])}/comments")
    stated = count(question.get("answer_count"))
    thread = STACKEXCHANGE.read([{**question, "link": ref.url}, *answers, *notes], Payload("", ref.url))
    # The site states how many answers there are, but not how many comments.
    return replace(thread, stated_count=None if stated is None else stated + len(notes))


def _items(
    pages: Pages, site: str, path: str, order: Mapping[str, str] = _OLDEST_FIRST
) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    address = _STACKEXCHANGE + path
    for number in itertools.count(1):
        query = {"site": site, "filter": "withbody", "pagesize": _PER_PAGE, "page": number, **order}
        page = pages.get(address, query, allow=(400,))
        if not page.status:
            break
        if not page.ok:
            raise _refusal(address, page.text)
        if not isinstance(page.fields.get("items"), list):
            raise SourceError(f"{address}: no list of items; the API may have changed")
        items += objects(page.fields["items"])
        if pages.client is not None and (pause := count(page.fields.get("backoff"))) is not None:
            pages.client.hold(_STACKEXCHANGE, float(max(0, pause)))
        if page.fields.get("has_more") is not True:
            break
    return items


def _refusal(address: str, text: str) -> SourceError:
    problem = Payload(text, address).document
    name, message = (
        " ".join((string(at(problem, field)) or nothing).split())
        for field, nothing in (("error_name", "bad request"), ("error_message", "no reason given"))
    )
    way = "without a key the API answers 300 requests a day" if "throttle" in name else "check the link"
    return SourceError(f"{address}: HTTP 400: {name[:60]} ({message[:200]}); {way}")


def lemmy(ref: Ref, pages: Pages) -> RawThread:
    """Read the post, then pages of comments, oldest first, until one is not full."""
    (post_id,) = ref.parts
    address = f"{ref.base}/api/v3/post"
    view = first_page(pages.get(address, {"id": post_id}), ref).fields.get("post_view")
    if not isinstance(view, dict):
        raise SourceError(f"{address}?id={post_id}: no Lemmy post (post_view); is the site a Lemmy instance?")
    thread = thread_of("lemmy", view, ref.url, id=post_id)
    pages.expect(1 + -(-(thread.stated_count or 0) // _LEMMY_PAGE))
    comments: dict[str, RawComment] = {}
    for number in itertools.count(1):
        query = {"post_id": post_id, "type_": "All", "sort": "Old", "limit": _LEMMY_PAGE, "page": number}
        page = pages.get(f"{ref.base}/api/v3/comment/list", query)
        views = objects(page.fields.get("comments"))
        fresh = [c for c in (lemmy_comment(v, ref.base) for v in views) if c.id and c.id not in comments]
        comments.update({str(c.id): c for c in fresh})
        if not fresh or len(views) < _LEMMY_PAGE:
            break
    return replace(thread, comments=tuple(comments.values()))


def mastodon_ref(link: Link) -> Ref | None:
    """Accept `/@user/ID`, `/@user@elsewhere/ID`, `/users/user/statuses/ID` and `/web/statuses/ID`."""
    found = _STATUS.fullmatch("/".join(link.path))
    if found is None:
        return None
    user = found[1] or (f"@{found[2]}" if found[2] else "web/statuses")
    return Ref("mastodon", f"{link.base}/{quote(user, safe='@/.')}/{found[3]}", link.base, (found[3],))


def mastodon(ref: Ref, pages: Pages) -> RawThread:
    """Read the post and its answers; where the answers are cut off, ask below those that have more."""
    (status_id,) = ref.parts
    address = f"{ref.base}/api/v1/statuses/"
    root = first_page(pages.get(address + status_id), ref).document
    if not isinstance(root, dict) or identifier(root.get("id")) is None or "content" not in root:
        raise SourceError(f"{address}{status_id}: no Mastodon post; is the site a Mastodon instance?")
    found: dict[str, dict[str, Any]] = {}
    below: Counter[str | None] = Counter()
    asked = {status_id}
    waiting = [status_id]
    while waiting:
        page = pages.get(f"{address}{quote(waiting.pop(0), safe='')}/context")
        answers = objects(page.fields.get("descendants"))
        for status in answers:
            name = identifier(status.get("id"))
            if name is not None and name not in found:
                found[name] = status
                below[identifier(status.get("in_reply_to_id"))] += 1
        if len(answers) >= _SHOWN:
            more = [n for n, s in found.items() if (count(s.get("replies_count")) or 0) > below[n]]
            waiting.extend(name for name in more if name not in asked)
            asked.update(more)
    return mastodon_thread(root, list(found.values()), ref.url)


def bluesky(ref: Ref, pages: Pages) -> RawThread:
    """Find the account's DID, read the tree, and then the branches that were cut off."""
    handle, key = ref.parts
    did: str | None = handle
    if not handle.startswith("did:"):
        address = f"{_BLUESKY}/xrpc/com.atproto.identity.resolveHandle"
        page = first_page(pages.get(address, {"handle": handle}, allow=(400,)), ref)
        did = string(at(page.document, "did"))
        if did is None:
            raise SourceError(f"{ref.url}: HTTP {page.status}: no account {handle!r}; check the link")

    def branch(uri: str) -> Response:
        """Ask for the tree below a post."""
        address = f"{_BLUESKY}/xrpc/app.bsky.feed.getPostThread"
        return pages.get(address, {"uri": uri, "depth": 1000, "parentHeight": 0}, allow=(400, 404))

    tree = part(first_page(branch(f"at://{did}/app.bsky.feed.post/{key}"), ref).document, "thread")
    if not (root := part(tree, "post")):
        raise SourceError(
            f"{ref.url}: the post is deleted, blocked, or shown only to those who are logged in"
        )
    known: set[str] = set()

    def is_new(node: dict[str, Any]) -> bool:
        uri = string(at(node, "post/uri"))
        if uri is None or uri in known:
            return False
        known.add(uri)
        return True

    def below(node: dict[str, Any]) -> list[dict[str, Any]]:
        found, post = bluesky_replies(node), node["post"]
        if not found and "replies" not in node and (count(post.get("replyCount")) or 0) > 0:
            return bluesky_replies(part(branch(post["uri"]).document, "thread"))
        return found

    return bluesky_thread(root, nested(bluesky_replies(tree), below, is_new), ref.url, key)
