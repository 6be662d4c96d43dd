"""Comments in JSON-LD: objects with a type of schema.org, at any depth of any script of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threadgist.sources.fieldpaths import first, first_id
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.postings import COMMENT_TYPES, OPENING_TYPES, Posting
from threadgist.sources.values import count, string

_MAX_NODES = 1_000_000
# Things about people and pictures; what stands in them is no comment.
_ASIDE = frozenset(
    ("author", "creator", "publisher", "image", "interactionStatistic", "isPartOf", "parentItem", "about")
)
_AUTHOR = ("author/name", "author/0/name", "author/alternateName", "creator/name", "author", "creator")
_STATISTIC = ("interactionStatistic/userInteractionCount", "interactionStatistic/0/userInteractionCount")
_VOTES = ("upvoteCount", *_STATISTIC)


def linked_postings(scripts: Iterable[str]) -> list[Posting]:
    """Return the comments, and what they are about, of scripts that are JSON; others are passed over."""
    postings: list[Posting] = []
    for script in scripts:
        try:
            document = parse_json(script.strip())
        except JSONDecodeError:
            continue
        stack: list[tuple[Any, str | None]] = [(document, None)]
        while stack and len(postings) < _MAX_NODES:
            value, above = stack.pop()
            if isinstance(value, list):
                stack.extend((one, above) for one in reversed(value))
                continue
            if not isinstance(value, dict):
                continue
            kind = _type(value)
            inner = above
            if kind is not None:
                inner = str(len(postings))
                postings.append(_posting(value, kind, inner, above))
            stack.extend(
                (one, inner)
                for name, one in reversed(value.items())
                if name not in _ASIDE and isinstance(one, list | dict)
            )
    return postings


def _type(value: dict[str, Any]) -> str | None:
    types = value.get("@type")
    for one in types if isinstance(types, list) else (types,):
        name = one.rstrip("/").rpartition("/")[2].rpartition(":")[2] if isinstance(one, str) else ""
        if name in COMMENT_TYPES or name in OPENING_TYPES:
            return name
    return None


def _posting(value: dict[str, Any], kind: str, key: str, above: str | None) -> Posting:
    votes = first(value, _VOTES)
    if isinstance(votes, str) and votes.isdecimal() and len(votes) < 12:
        votes = int(votes)
    return Posting(
        key=key,
        type=kind,
        above=above,
        id=first_id(value, ("identifier", "@id")),
        parent=first_id(value, ("parentItem/@id", "parentItem/url", "parentItem/identifier", "parentItem")),
        author=string(first(value, _AUTHOR)),
        when=string(first(value, ("dateCreated", "datePublished", "dateModified"))),
        text=string(first(value, ("text", "articleBody", "reviewBody", "description"))) or "",
        markup="unknown",
        score=count(votes),
        url=string(first(value, ("url", "url/@id", "mainEntityOfPage/@id", "mainEntityOfPage"))),
        title=string(first(value, ("headline", "name"))),
    )
