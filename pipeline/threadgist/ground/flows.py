"""Who answers whom, counted between themes."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from threadgist.records import ReplyFlow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Comment, Dot

__all__ = ["count_flows"]


def count_flows(
    dots: Sequence[Dot], comments: Sequence[Comment], order: Sequence[str]
) -> tuple[ReplyFlow, ...]:
    """Count replies between themes; a comment of several counts for the theme of most of its passages.

    Args:
        dots: Every passage and its theme.
        comments: All comments.
        order: The ids of the themes, in the order of the digest.
    """
    rank = {theme_id: number for number, theme_id in enumerate(order)}
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for dot in dots:
        if dot.theme_id is not None:
            votes[dot.span.comment_id][dot.theme_id] += 1
    main = {
        comment_id: min(tally, key=lambda theme_id: (-tally[theme_id], rank[theme_id]))
        for comment_id, tally in votes.items()
    }
    pairs = Counter(
        (main[comment.id], main[comment.parent_id])
        for comment in comments
        if comment.parent_id is not None and comment.id in main and comment.parent_id in main
    )
    ordered = sorted(pairs.items(), key=lambda item: (rank[item[0][0]], rank[item[0][1]]))
    return tuple(ReplyFlow(source, target, number) for (source, target), number in ordered)
