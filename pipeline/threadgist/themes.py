"""A theme made of passages: its id, its comments and its people. A leaf that clustering and writing share."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from threadgist.people import distinct_authors
from threadgist.records import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Comment, Passage

__all__ = ["make_theme"]


def make_theme(
    passages: Sequence[Passage],
    comments: Mapping[str, Comment],
    commenters: int,
    parts: tuple[tuple[str, ...], ...] = (),
) -> Theme:
    """Return the theme of passages; its id is a hash of their ids.

    Args:
        passages: What it holds, at least one, in the order of its ids.
        comments: All comments by id.
        commenters: How many people the thread has.
        parts: The comments of its parts.
    """
    passage_ids = tuple(passage.id for passage in passages)
    comment_ids = tuple(dict.fromkeys(passage.comment_id for passage in passages))
    authors = distinct_authors(comments[comment_id] for comment_id in comment_ids)
    digest = hashlib.sha256("\n".join(sorted(passage_ids)).encode()).hexdigest()[:8]
    return Theme(f"t-{digest}", passage_ids, comment_ids, authors, authors / max(1, commenters), parts)
