"""The reply tree over passages: who answers whom, and what goes on in one comment."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Comment, Passage


def reply_links(passages: Sequence[Passage], comments: Mapping[str, Comment]) -> csr_matrix:
    """Link each passage to those of the comment it answers and to its neighbours in its own comment.

    A comment and the one it answers share a weight of one, however many passages they have. A comment
    without passages (deleted, a copy of another) has a row of its own behind those of the passages, so that what
    answers it stays tied to what it answered.

    Returns:
        `(n + m, n + m)` symmetric float64 weights, for `n` passages, in order, and `m` comments without any.
    """
    own: defaultdict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        own[passage.comment_id].append(row)
    count = len(passages)
    for comment_id in sorted(comments):
        if comment_id not in own:
            own[comment_id].append(count)
            count += 1
    pairs: list[tuple[int, int, float]] = []
    for comment_id in sorted(own):
        rows = own[comment_id]
        pairs += [(one, next_one, 1.0) for one, next_one in pairwise(rows)]
        above = own.get(comments[comment_id].parent_id or "", [])
        pairs += [(row, up, 1.0 / (len(rows) * len(above))) for row in rows for up in above]
    if not pairs:
        return csr_matrix((count, count), dtype=np.float64)
    one, two, weight = (np.array(column) for column in zip(*pairs, strict=True))
    links = csr_matrix((weight, (one, two)), shape=(count, count))
    return (links + links.T).tocsr()
