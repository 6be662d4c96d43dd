"""What gets a heading, themes and their parts, and the comment that most of one answers."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.people import author_key
from threadgist.replies import reply_depths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Clustering, Comment, Corpus

# The comment that a group answers has so much of the group below it, and so much of what is below it in the group.
MOST = 0.6
OWN = 0.3


@dataclass(frozen=True, slots=True)
class Group:
    """A theme, or a part of one.

    `places` are the ids under which its people are counted: its own and, for a theme, those of its parts; `around` are
    the places that it is told apart from (None: the whole thread); `people` and `others` count the authors in both.
    """

    id: str
    passages: tuple[str, ...]
    comments: tuple[str, ...]
    places: frozenset[str]
    around: frozenset[str] | None
    people: int
    others: int


def find_groups(corpus: Corpus, clustering: Clustering) -> tuple[tuple[Group, ...], dict[str, str]]:
    """Return themes and then their parts, in order, and the place of every passage that is in a theme.

    A passage's place is the id of its theme's part, or of its theme where it is in no part.
    """
    author_of = {comment.id: author_key(comment) for comment in corpus.thread.comments}
    comment_of = {passage.id: passage.comment_id for passage in corpus.passages}
    everyone = {author_of[comment] for comment in comment_of.values()}
    themes: list[Group] = []
    parts: list[Group] = []
    place_of: dict[str, str] = {}
    for theme in clustering.themes:
        ids = [f"{theme.id}/{number}" for number in range(len(theme.parts))]
        places = frozenset((theme.id, *ids))
        inside = {author_of[comment] for comment in theme.comment_ids}
        people = len(inside)
        others = len(everyone - inside)
        themes.append(Group(theme.id, theme.passage_ids, theme.comment_ids, places, None, people, others))
        place_of.update(dict.fromkeys(theme.passage_ids, theme.id))
        passages = defaultdict(list)
        for passage in theme.passage_ids:
            passages[comment_of[passage]].append(passage)
        for part, comments in zip(ids, theme.parts, strict=True):
            own = tuple(passage for comment in comments for passage in passages[comment])
            place_of.update(dict.fromkeys(own, part))
            of_part = {author_of[comment] for comment in comments}
            parts.append(
                Group(part, own, comments, frozenset((part,)), places, len(of_part), len(inside - of_part))
            )
    return (*themes, *parts), place_of


@dataclass(frozen=True, slots=True)
class Tree:
    """Who answers whom: the parent of every comment, how deep it hangs, how many hang below it, itself included."""

    parents: Mapping[str, str | None]
    depths: Mapping[str, int]
    sizes: Mapping[str, int]


def make_tree(comments: Sequence[Comment]) -> Tree:
    """Read the tree of replies off the comments."""
    parents = {comment.id: comment.parent_id for comment in comments}
    depths = reply_depths(comments)
    sizes = dict.fromkeys(parents, 1)
    for comment in sorted(parents, key=depths.__getitem__, reverse=True):
        parent = parents[comment]
        if parent is not None:
            sizes[parent] += sizes[comment]
    return Tree(parents, depths, sizes)


def answered(group: Group, tree: Tree) -> str | None:
    """Return the id of the comment that most of the group hangs below in the tree of replies, or None."""
    below = Counter(group.comments)
    heap = [(-tree.depths[comment], comment) for comment in below]
    heapq.heapify(heap)
    while heap:
        _, comment = heapq.heappop(heap)
        if below[comment] >= MOST * len(group.comments):
            return comment if below[comment] >= OWN * tree.sizes[comment] else None
        parent = tree.parents[comment]
        if parent is not None:
            if parent not in below:
                heapq.heappush(heap, (-tree.depths[parent], parent))
            below[parent] += below[comment]
    return None
