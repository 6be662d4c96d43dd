"""The tree of replies, as several stages look at it."""

from __future__ import annotations

from collections.abc import Iterable

from threadgist.records import Comment


def reply_depths(comments: Iterable[Comment]) -> dict[str, int]:
    """How far below the top of the tree of replies each comment of a thread stands, by its id: 0 at the top."""
    parents = {comment.id: comment.parent_id for comment in comments}
    depths: dict[str, int] = {}
    for comment_id in parents:
        path = []
        at: str | None = comment_id
        while at in parents and at not in depths:
            path.append(at)
            at = parents[at]
        above = -1 if at is None else depths.get(at, -1)
        depths.update((one, above + steps) for steps, one in enumerate(reversed(path), 1))
    return depths
