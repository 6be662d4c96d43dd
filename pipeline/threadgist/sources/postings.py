"""Comments as schema.org describes them, read of JSON-LD, and the thread that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.localtimes import local_times
from threadgist.sources.plaintext import Markup
from threadgist.sources.values import count, first, first_id, string

COMMENT_TYPES = frozenset(
    ("Comment", "DiscussionForumPosting", "Answer", "UserComments", "Review", "CorrectionComment", "SocialMediaPosting")
)  # fmt: skip
# What comments are about. A posting of a forum is that where others stand in it or below it.
OPENING_TYPES = frozenset(
    (
        "Question", "Article", "NewsArticle", "BlogPosting", "TechArticle", "ReportageNewsArticle",
        "OpinionNewsArticle", "VideoObject", "Product", "Recipe",
    )
)  # fmt: skip
_POSTED = ("DiscussionForumPosting", "SocialMediaPosting")


@dataclass(frozen=True, slots=True)
class Posting:
    """A comment or what comments are about.

    `key` tells it from others of the page, `type` is the last part of its type's address, `above` the key of what it
    stands in, `parent` the id or address of what it answers, where the page says so.
    """

    key: str
    type: str
    above: str | None
    id: str | None
    parent: str | None
    author: str | None
    when: str | None
    text: str
    markup: Markup
    score: int | None
    url: str | None
    title: str | None


def posted_thread(postings: Sequence[Posting], *, url: str | None, title: str | None) -> RawThread:
    """Return the comments among postings, and what they are about as the article."""
    opener = _opener(postings)
    said = [p for p in postings if p.type in COMMENT_TYPES and p is not opener and (p.text or p.author)]
    times, notes = local_times([one.when for one in said])
    names = {one.key: one.id or _fragment(one.url) or f"posting-{one.key}" for one in said}
    by_name = {name: one.key for one in postings for name in (one.id, one.url, _fragment(one.url)) if name}
    comments = tuple(
        RawComment(
            body=one.text,
            id=names[one.key],
            parent=names.get(by_name.get(one.parent or "", one.above or "")),
            author=one.author,
            created_at=moment,
            score=one.score,
            url=one.url,
            markup=one.markup,
        )
        for one, moment in zip(said, times, strict=True)
    )
    about = opener.title if opener and opener.title else title
    link = (opener.url if opener else None) or url
    begun = local_times([opener.when])[0][0] if opener else None
    return RawThread(
        comments,
        title=about,
        url=link,
        author=opener.author if opener else None,
        created_at=begun,
        article=article_of(about, link, opener.text, opener.markup, begun=begun) if opener else None,
        repairs=notes,
    )


def _opener(postings: Sequence[Posting]) -> Posting | None:
    """Return what is talked about: what has others in it, or the first posting of a forum, or the first article."""
    around = {one.above for one in postings}
    for one in postings:
        if one.above is None and one.key in around:
            return one
    openings = [one for one in postings if one.type in _POSTED and one.above is None]
    if openings and openings[0] is next(iter(postings), None) and len(postings) > 1:
        return openings[0]
    return next((one for one in postings if one.type in OPENING_TYPES), None)


def _fragment(url: str | None) -> str | None:
    """Return what tells a comment from others of its page."""
    return url.rpartition("#")[2] or None if url and "#" in url else url


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
