"""Pages that describe their comments in the words of schema.org, as microdata or as JSON-LD."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from threadgist.errors import SourceError
from threadgist.sources.base import Columns, Described, RawThread
from threadgist.sources.forumpage import Owners
from threadgist.sources.page import canonical, inner_html, one_line, parse_page
from threadgist.sources.postings import COMMENT_TYPES, OPENING_TYPES, Posting, linked_postings, posted_thread

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from threadgist.sources.payload import Payload


_TYPES = "|".join(sorted(COMMENT_TYPES))
_MARK = re.compile(
    rf"itemtype=[\"']?https?://schema\.org/(?:{_TYPES})\b|\"@type\"\s*:\s*\[?\s*\"(?:https?://schema\.org/)?(?:{_TYPES})\""
)
_PLAIN_VALUES = {
    "meta": "content",
    "time": "datetime",
    "a": "href",
    "link": "href",
    "data": "value",
    "img": "src",
}


class StructuredPageSource(Described):
    """Comments by `Comment`, `DiscussionForumPosting`, `Answer` and their like.

    See https://schema.org/Comment and developers.google.com/search/docs/appearance/structured-data/discussion-forum.
    """

    name = "schema-org"

    def sniff(self, payload: Payload) -> str | None:
        """Accept HTML that names a type of comment."""
        if not payload.looks_like_markup:
            return "it is neither XML nor HTML"
        return None if _MARK.search(payload.text) else "no comments described with schema.org"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the comments; what stands around them is what they talk about."""
        tree = parse_page(payload)
        url = canonical(tree)
        scripts = [one.text() for one in tree.css("script[type='application/ld+json']")]
        linked = linked_postings(scripts)
        written = _microdata(tree, url)
        postings = max((written, linked), key=lambda found: sum(one.type in COMMENT_TYPES for one in found))
        thread = posted_thread(postings, url=url, title=one_line(tree.css_first("title")) or None)
        if not thread.comments:
            raise SourceError(
                f"{payload.name}: describes no comments with schema.org; save the thread's own page"
            )
        return thread


def _microdata(tree: LexborHTMLParser, page: str | None) -> list[Posting]:
    """Return what is described by `itemscope`, `itemtype` and `itemprop`, in the order of the page."""
    scopes = tree.css("[itemscope]")
    owners = Owners(scopes)
    types = [(scope.attributes.get("itemtype") or "").rstrip("/").rpartition("/")[2] for scope in scopes]
    values: list[dict[str, str]] = [{} for _ in scopes]
    texts: dict[int, LexborNode] = {}
    people: dict[int, int] = {}
    for node in tree.css("[itemprop]"):
        owner = owners.around(node)
        if owner is None:
            continue
        for name in (node.attributes.get("itemprop") or "").split():
            if "itemscope" in node.attributes:
                if name in ("author", "creator"):
                    people.setdefault(owner, owners.of(node) or 0)
                elif name in ("parentItem", "interactionStatistic"):
                    values[owner].setdefault(name, str(owners.of(node) or 0))
                continue
            if name in ("text", "articleBody", "commentText", "reviewBody", "description"):
                texts.setdefault(owner, node)
            values[owner].setdefault(name, _value(node))
    return [
        _posting(
            scopes,
            types,
            values,
            index,
            person=people.get(index),
            text=texts.get(index),
            page=page,
            above=_above(scopes, types, owners, index),
        )
        for index, kind in enumerate(types)
        if kind in COMMENT_TYPES or kind in OPENING_TYPES
    ]


def _above(scopes: list[LexborNode], types: list[str], owners: Owners, index: int) -> int | None:
    """Return the nearest scope around one that is a posting as well."""
    above = owners.around(scopes[index])
    while above is not None and types[above] not in COMMENT_TYPES and types[above] not in OPENING_TYPES:
        above = owners.around(scopes[above])
    return above


def _posting(
    scopes: list[LexborNode],
    types: list[str],
    values: list[dict[str, str]],
    index: int,
    *,
    person: int | None,
    text: LexborNode | None,
    page: str | None,
    above: int | None,
) -> Posting:
    found, scope = values[index], scopes[index]
    parent = found.get("parentItem", "")
    inner = values[int(parent)] if parent.isdecimal() and int(parent) < len(values) else {}
    votes = found.get("upvoteCount") or values[int(found.get("interactionStatistic", "0"))].get(
        "userInteractionCount"
    )
    url = found.get("url") or scope.attributes.get("itemid")
    return Posting(
        key=str(index),
        type=types[index],
        above=None if above is None else str(above),
        id=found.get("identifier") or scope.attributes.get("id"),
        parent=inner.get("url")
        or inner.get("identifier")
        or (None if parent.isdecimal() else parent or None),
        author=(values[person].get("name") or one_line(scopes[person]))
        if person is not None
        else _named(found),
        when=found.get("dateCreated") or found.get("datePublished") or found.get("commentTime"),
        text=inner_html(text) if text is not None and not _content(text) else _content(text),
        markup="html",
        score=int(votes) if votes and len(votes) < 12 and votes.lstrip("-").isdecimal() else None,
        url=urljoin(page or "", url) if url else None,
        title=found.get("headline") or found.get("name"),
    )


def _content(node: LexborNode | None) -> str:
    return (node.attributes.get("content") or "") if node is not None and node.tag == "meta" else ""


def _named(found: dict[str, str]) -> str | None:
    return found.get("author") or found.get("creator")


def _value(node: LexborNode) -> str:
    attribute = _PLAIN_VALUES.get(node.tag or "")
    told = node.attributes.get(attribute) if attribute else None
    return (told or node.attributes.get("content") or one_line(node)).strip()
