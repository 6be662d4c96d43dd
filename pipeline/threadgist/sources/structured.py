"""Pages that describe their comments in the words of schema.org, as microdata or as JSON-LD."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadgist.errors import SourceError
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread, TextSource
from threadgist.sources.forumpage import Owners
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.page import attribute_of, canonical, html_in, one_line, parse_page
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup
from threadgist.sources.sites.answers import comment_of, pick
from threadgist.sources.times import local_times
from threadgist.sources.values import number, string
from threadgist.sources.vocabulary import vocabulary

_FIELDS: dict[str, Any] = vocabulary("sites")["schema-org"]
_COMMENTS, _OPENINGS = (frozenset(_FIELDS[part].split()) for part in ("comments", "openings"))
# Things about people and pictures; what stands in them is no comment.
_ASIDE = frozenset(_FIELDS["aside"].split())
_TEXT = frozenset(_FIELDS["comment"]["body"].split())
_POSTED = ("DiscussionForumPosting", "SocialMediaPosting")
_TYPES = "|".join(sorted(_COMMENTS))
_MARK = re.compile(
    rf"itemtype=[\"']?https?://schema\.org/(?:{_TYPES})\b|\"@type\"\s*:\s*\[?\s*\"(?:https?://schema\.org/)?(?:{_TYPES})\""
)
_MAX_NODES = 1_000_000
_PLAIN_VALUES = {"time": "datetime", "a": "href", "link": "href", "data": "value", "img": "src"}


def _page(payload: Payload) -> RawThread:
    """Read comments by `Comment`, `Answer` and their like (https://schema.org/Comment), and what they talk about."""
    tree = parse_page(payload)
    url = canonical(tree)
    linked = _linked(one.text() for one in tree.css("script[type='application/ld+json']"))
    written = _microdata(tree, url)
    postings = max((written, linked), key=lambda found: sum(one.type in _COMMENTS for one in found))
    thread = _thread(postings, url, one_line(tree.css_first("title")) or None)
    if not thread.comments:
        raise SourceError(
            f"{payload.name}: describes no comments with schema.org; save the thread's own page"
        )
    return thread


STRUCTURED_PAGE = TextSource(
    "schema-org", lambda payload: payload.looks_like_markup and _MARK.search(payload.text), _page
)


@dataclass(frozen=True, slots=True)
class _Posting:
    """A comment, or what comments are about; `said.parent` is an id or address, `above` the key of what it is in."""

    key: int
    type: str
    above: int | None
    when: str | None
    title: str | None
    said: RawComment


def _posting(value: dict[str, Any], kind: str, key: int, above: int | None, markup: Markup) -> _Posting:
    when, title, url = (pick(value, _FIELDS[name], string) for name in ("when", "title", "url"))
    votes = pick(value, _FIELDS["votes"], number)
    said = comment_of("schema-org", value, url=url, score=votes, markup=markup)
    return _Posting(key, kind, above, when, title, said)


def _linked(scripts: Iterable[str]) -> list[_Posting]:
    """Return the postings of scripts that are JSON; others are passed over."""
    postings: list[_Posting] = []
    for script in scripts:
        stack: list[tuple[Any, int | None]] = []
        with suppress(JSONDecodeError):
            stack.append((parse_json(script.strip()), None))
        while stack and len(postings) < _MAX_NODES:
            value, above = stack.pop()
            if isinstance(value, list):
                stack.extend((one, above) for one in reversed(value))
            elif isinstance(value, dict):
                types = value.get("@type")
                kinds = map(_kind, types if isinstance(types, list) else [types])
                if kind := next(filter(None, kinds), ""):
                    postings.append(_posting(value, kind, len(postings), above, "unknown"))
                    above = len(postings) - 1
                inner = [one for name, one in value.items() if name not in _ASIDE]
                stack.extend((one, above) for one in reversed(inner) if isinstance(one, list | dict))
    return postings


def _kind(address: Any) -> str:
    """Return the last part of a type's address; empty where it is no type of a posting."""
    name = address.rstrip("/").rpartition("/")[2].rpartition(":")[2] if isinstance(address, str) else ""
    return name if name in _COMMENTS or name in _OPENINGS else ""


def _microdata(tree: LexborHTMLParser, page: str | None) -> list[_Posting]:
    """Return what is described by `itemscope`, `itemtype` and `itemprop`, in the order of the page."""
    scopes = tree.css("[itemscope]")
    owners = Owners(enumerate(scopes))
    values: list[dict[str, Any]] = [{} for _ in scopes]
    people: set[int] = set()
    for node in tree.css("[itemprop]"):
        owner = owners.of(node.parent)
        if owner is None:
            continue
        inner = owners.of(node) if "itemscope" in node.attributes else None
        for name in (node.attributes.get("itemprop") or "").split():
            if inner is None:
                told = (_marked(node), "text") if name in _TEXT else (_value(node), name)
                values[owner].setdefault(told[1], told[0])
            elif name in _ASIDE:
                values[owner].setdefault(name, values[inner])
                if name in ("author", "creator"):
                    people.add(inner)
    for index, scope in enumerate(scopes):
        found = values[index]
        found["@id"] = scope.attributes.get("id")
        if link := found.get("url") or scope.attributes.get("itemid"):
            found["url"] = urljoin(page or "", link)
        if index in people:
            found["name"] = found.get("name") or one_line(scope)
    kinds = [_kind(one.attributes.get("itemtype")) for one in scopes]
    described = [(index, scope) for index, scope in enumerate(scopes) if kinds[index]]
    around = Owners(described)
    return [_posting(values[i], kinds[i], i, around.of(scope.parent), "html") for i, scope in described]


def _marked(node: LexborNode) -> str:
    return (node.attributes.get("content") if node.tag == "meta" else None) or html_in(node)


def _value(node: LexborNode) -> str:
    told = attribute_of(node, _PLAIN_VALUES.get(node.tag or "", "content"))
    return (told or attribute_of(node, "content") or one_line(node)).strip()


def _thread(postings: Sequence[_Posting], url: str | None, title: str | None) -> RawThread:
    """Return the comments among postings, and what they are about as the article."""
    opener = _opener(postings)
    kept = [p for p in postings if p.type in _COMMENTS and p is not opener and (p.said.body or p.said.author)]
    times, notes = local_times([one.when for one in kept])
    names = {one.key: one.said.id or _fragment(one.said.url) or f"posting-{one.key}" for one in kept}
    by_name: dict[str | None, int] = {}
    for one in postings:
        by_name.update(dict.fromkeys((one.said.id, one.said.url, _fragment(one.said.url)), one.key))
    by_name.pop(None, None)
    parents = (
        names.get(by_name.get(one.said.parent, -1 if one.above is None else one.above)) for one in kept
    )
    comments = tuple(
        replace(one.said, id=names[one.key], parent=parent, created_at=moment)
        for one, parent, moment in zip(kept, parents, times, strict=True)
    )
    thread = RawThread(comments, title=title, url=url, repairs=notes)
    if opener is None:
        return thread
    title, url, lead = opener.title or title, opener.said.url or url, opener.said
    begun = local_times([opener.when])[0][0]
    article = article_of(title, url, lead.body, lead.markup, begun=begun)
    return replace(thread, title=title, url=url, author=lead.author, created_at=begun, article=article)


def _opener(postings: Sequence[_Posting]) -> _Posting | None:
    """Return what is talked about: what has others in it, or the first posting of a forum, or the first article."""
    around = {one.above for one in postings}
    outer = [one for one in postings if one.above is None]
    posted = outer[:1] if len(postings) > 1 and postings[0].type in _POSTED else []
    openings = (one for one in postings if one.type in _OPENINGS)
    return next(chain((one for one in outer if one.key in around), posted, openings), None)


def _fragment(url: str | None) -> str | None:
    """Return what tells a comment from others of its page."""
    return url.rpartition("#")[2] or None if url and "#" in url else url
