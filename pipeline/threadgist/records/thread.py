"""A discussion as a source gives it: comments in a tree, and the article they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from threadgist.sources import Columns

Role = Literal["host", "moderator", "op", "bot"]


@dataclass(frozen=True, slots=True)
class Comment:
    """One contribution to a thread. `text` is plain text: paragraphs separated by blank lines, no markup.

    `parent_id` is None for a top-level comment. `gone` says that the forum itself no longer shows the text
    (deleted by its author, or removed by a moderator); such a comment keeps its place in the tree.

    `role` is what its author is to the thread: the site's own staff or whoever answers its questions ("host"), a
    moderator, who opened the thread ("op"), a program ("bot"). `score` is what the forum states, votes up less votes
    down; `agrees` and `disagrees` count the votes on a statement of a consultation.
    """

    id: str
    parent_id: str | None
    author: str | None
    text: str
    created_at: datetime | None = None
    score: int | None = None
    url: str | None = None
    gone: Literal["deleted", "removed"] | None = None
    role: Role | None = None
    agrees: int | None = None
    disagrees: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What the thread is about. `lead` is its first paragraphs as plain text, at most a few hundred words.

    `text` is all of it, as far as it is known: a language model may be shown it, and no digest keeps it.
    """

    title: str
    url: str | None = None
    site: str | None = None
    date: str | None = None
    lead: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion as a source gave it. Ids are unique; every parent exists or is None; there are no circles.

    `stated_count` is how many comments the forum says there are; `missing` how many the source knows it lacks
    (Reddit's `more` stubs). `repairs` says in words what had to be mended while reading (unknown parents cut,
    duplicate ids renamed, undecodable bytes replaced), each with its count.
    """

    id: str
    title: str
    source: str
    comments: tuple[Comment, ...]
    url: str | None = None
    author: str | None = None
    created_at: datetime | None = None
    article: Article | None = None
    stated_count: int | None = None
    missing: int = 0
    retrieved_at: datetime | None = None
    repairs: tuple[str, ...] = ()

    @classmethod
    def from_records(
        cls, records: Iterable[Mapping[str, Any]], title: str = "Discussion", columns: Columns | None = None
    ) -> Thread:
        """Return the thread of some comments that a program holds, such as `frame.to_dict("records")`.

        Args:
            records: one mapping a comment. As in files, fields are found by their names (text, author, id, parent_id,
                created_at, score, url and many others) and by what they hold.
            title: what the thread is called.
            columns: which fields hold what, where their names do not say so.

        Raises:
            SourceError: there is no comment, one is no mapping, or no field holds the text.
        """
        from threadgist.sources.read import thread_of

        return thread_of(records, title, columns)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (half open, in code points) of the text of one comment."""

    comment_id: str
    start: int
    end: int
