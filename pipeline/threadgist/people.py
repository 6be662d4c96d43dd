"""Who said it: one rule for telling authors apart, used wherever people are counted."""

from __future__ import annotations

from collections.abc import Iterable

from threadgist.records import Comment

__all__ = ["author_key", "distinct_authors"]


def author_key(comment: Comment) -> str:
    """A key that is equal for two comments exactly where they count as one person's.

    A comment without an author counts as a person of its own: nothing says that two of them are the same.
    Author names are compared as they stand; the leading mark keeps a name from passing for a comment id.
    """
    return f"id:{comment.id}" if comment.author is None else f"by:{comment.author}"


def distinct_authors(comments: Iterable[Comment]) -> int:
    """How many people wrote `comments`."""
    return len({author_key(comment) for comment in comments})
