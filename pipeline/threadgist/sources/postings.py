"""Comments as schema.org describes them, and the thread that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.localtimes import local_times
from threadgist.sources.plaintext import Markup

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

    Attributes:
        key: tells it from others of the page.
        type: the last part of its type's address.
        above: the key of what it stands in.
        parent: the id or address of what it answers, where the page says so.
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
