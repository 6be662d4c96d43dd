"""What gets a heading, and which of its phrases and sentences it is: ordered by worth, no heading twice on a page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from threadgist.people import author_key, reply_depths
from threadgist.phrases import english as en
from threadgist.phrases.candidates import stems
from threadgist.phrases.scoring import Scored
from threadgist.records import NAMELESS, Clustering, Comment, Corpus

# How many headings a group is given at most.
PROPOSALS = 6
# A name alone tells an outsider little, and what the thread's title says already tells nothing.
NAME = 0.2
TITLE_AGAIN = 0.3
# What a heading is worth that shares most words with one that is taken, all words of either, or is the very same.
CLASHING, SAME_WORDS, AGAIN = 0.4, 0.2, 0.01

# A heading that is worth less names nothing, and a phrase that is worth less is not even worth a mention.
LEAST_WORTH, LEAST_MENTION = 0.3, 0.2

# What a heading is worth, and the heading.
Proposal = tuple[float, str]

# The comment that a group answers has so much of the group below it, and so much of what is below it in the group.
MOST = 0.6
OWN = 0.3

_ENDINGS = ("ings", "ing", "ions", "ion", "ers", "er", "ed", "es", "s")


class Chosen(NamedTuple):
    """The headings of a group, best first; where it is not `named` the first is a mere phrase, or `NAMELESS`."""

    headings: tuple[str, ...]
    named: bool


def proposals(
    ranked: Iterable[Scored], quoted: Iterable[Proposal], title: frozenset[str], *, names: bool
) -> list[Proposal]:
    """Return headings for a group, of its phrases and of sentences with their worth.

    `title` are the content words of the thread's title; `names`: whether capitals tell names, as in English.
    """
    headings: list[Proposal] = []
    for phrase, worth in ranked:
        heading = phrase.surface
        if names and _is_name(heading):
            worth *= NAME
        if title.issuperset(phrase.stems):
            worth *= TITLE_AGAIN
        # A word that is written its own way (iPhone) stays as it is.
        if not any(char.isupper() for char in heading.split(" ", 1)[0]):
            heading = heading[:1].upper() + heading[1:]
        headings.append((worth, heading))
    return [*headings, *((worth, f"“{text}”") for worth, text in quoted)]


def _is_name(surface: str) -> bool:
    """Tell whether it is a name with or without a number: `Burger King`, `Opus 4.8`, not `EU` nor `OAuth2`."""
    words = [word for word in surface.split() if word not in en.STOP]
    capitals = all(word[:1].isupper() or word[:1].isdigit() for word in words)
    return capitals and any(word.isalpha() and not word.isupper() for word in words)


@lru_cache(maxsize=10_000)
def roots(heading: str) -> frozenset[str]:
    """Return the roots of the content words, roughly: `skateboard` and `skateboarders` are the same."""
    return frozenset(map(_root, stems(heading)))


def _root(word: str) -> str:
    endings = (ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) > 2)
    return word.removesuffix(next(endings, ""))[:5]


def distinct(by_group: Iterable[Sequence[Proposal]]) -> tuple[Chosen, ...]:
    """Choose of each group's `proposals` so that the first headings differ, at best in all content words.

    Groups choose in order; a heading that shares words with the first one of an earlier group is worth less.
    """
    taken: list[frozenset[str]] = []
    used: set[str] = set()
    chosen: list[Chosen] = []
    for proposed in by_group:
        weighed = []
        for worth, heading in proposed:
            own = roots(heading)
            shared = (len(own & other) / max(min(len(own), len(other)), 1) for other in taken)
            clash = max(shared, default=0.0)
            if heading.casefold() in used:
                worth *= AGAIN
            elif clash > 0.5:
                worth *= CLASHING if clash < 1 else SAME_WORDS
            weighed.append((worth, heading))
        weighed.sort(key=lambda item: (-round(item[0], 6), item[1]))
        named = bool(weighed) and weighed[0][0] >= LEAST_WORTH
        if not named:
            mentions = [one for one in weighed if one[0] >= LEAST_MENTION and not one[1].startswith("“")]
            weighed = [*mentions, (0.0, NAMELESS)]
        first, *others = (heading for _, heading in weighed[:PROPOSALS])
        plain, number = first, 1
        while first.casefold() in used:
            number += 1
            first = f"{plain} ({number})"
        used.add(first.casefold())
        taken += [roots(first)] if named else []
        chosen.append(Chosen((first, *others), named))
    return tuple(chosen)


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
    """Return themes, then their parts, in order; and the place of each passage: its part, or else its theme."""
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
        people = len(inside), len(everyone - inside)
        themes.append(Group(theme.id, theme.passage_ids, theme.comment_ids, places, None, *people))
        place_of.update(dict.fromkeys(theme.passage_ids, theme.id))
        for part, comments in zip(ids, theme.parts, strict=True):
            within = set(comments)
            own = tuple(passage for passage in theme.passage_ids if comment_of[passage] in within)
            place_of.update(dict.fromkeys(own, part))
            of_part = {author_of[comment] for comment in comments}
            people = len(of_part), len(inside - of_part)
            parts.append(Group(part, own, comments, frozenset((part,)), places, *people))
    return (*themes, *parts), place_of


class Tree(NamedTuple):
    """Who answers whom: the parent of every comment, the deepest first, and how many hang below it, itself included."""

    parents: Mapping[str, str | None]
    sizes: Mapping[str, int]


def make_tree(comments: Sequence[Comment]) -> Tree:
    """Read the tree of replies off the comments."""
    depths = reply_depths(comments)
    parents = {one.id: one.parent_id for one in sorted(comments, key=lambda one: -depths[one.id])}
    return Tree(parents, _below(parents, parents))


def _below(parents: Mapping[str, str | None], ids: Iterable[str]) -> Mapping[str, int]:
    """Count how many of the comments hang below each comment, itself included."""
    counts = Counter(iter(ids))
    for comment, parent in parents.items():
        if parent is not None and comment in counts:
            counts[parent] += counts[comment]
    return counts


def answered(group: Group, tree: Tree) -> str | None:
    """Return the id of the comment that most of the group hangs below in the tree of replies, or None."""
    below = _below(tree.parents, group.comments)
    most = (one for one in tree.parents if below.get(one, 0) >= MOST * len(group.comments))
    deepest = next(most, None)
    return deepest if deepest is not None and below[deepest] >= OWN * tree.sizes[deepest] else None
