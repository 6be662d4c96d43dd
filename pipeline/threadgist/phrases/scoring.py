"""How well a phrase stands for a theme: how much more its people use it, and how near it is in meaning."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from threadgist.people import author_key
from threadgist.phrases import english as en
from threadgist.phrases.candidates import Phrase, Phrases
from threadgist.records import Clustering, Corpus

PRIOR, SHARED_BY, WEAK = 3.0, 2.0, 0.1
# Shares of the commenters who must use a word before it names the thread rather than a theme.
TOPIC_WORD, TITLE_WORD = 0.2, 0.06
WORTH_BY_WORDS = {1: 0.4, 2: 1.0, 3: 1.2, 4: 0.95}
ASPECT, ASPECT_SHARE = 1.3, 0.25
# What a phrase is worth by the share of a group's people who say its words: the least share, and the worth from there.
WORTH_BY_SHARE = ((1 / 3, 1.0), (1 / 5, 0.85), (1 / 10, 0.5), (0.0, 0.3))
# One person's phrase is a last resort, and two people of more than a few are hardly several.
BY_ONE, BY_TWO, FEW = 0.1, 0.45, 40
# Words that several people use, but side by side only one.
COINED = 0.85
# So many phrases are looked at closely for each that is returned.
LOOKED_AT = 3
# More than so clearly told apart (the root of the z-score) is no better: in large groups every difference is clear.
CLEAR = 1.8


class Group(NamedTuple):
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


# A phrase with its worth as a heading for one group; what a heading is worth, and the heading.
Scored = tuple[Phrase, float]
Proposal = tuple[float, str]


def contrast(inside: int, outside: int, theme_authors: int, other_authors: int) -> float:
    """The z-score of the log-odds of a phrase in a theme against the rest, counted in authors (Monroe et al. 2008)."""
    prior = PRIOR * (inside + outside + 0.5) / (theme_authors + other_authors + 1)
    here = (inside + prior) / max(theme_authors + PRIOR - inside - prior, 0.5)
    there = (outside + prior) / max(other_authors + PRIOR - outside - prior, 0.5)
    return (math.log(here) - math.log(there)) / math.sqrt(1 / (inside + prior) + 1 / (outside + prior))


def share_factor(share: float) -> float:
    """Return what a phrase is worth by the share of people who say it: an editor's bar is at a third and a fifth."""
    return next(worth for least, worth in WORTH_BY_SHARE if share >= least)


def form_factor(phrase: Phrase, topic: frozenset[str]) -> float:
    """Return how heading-like a phrase is: two or three words, with a head that says something."""
    if phrase.aspect:
        return ASPECT
    content = [word for word in phrase.key if word not in en.STOP] or list(phrase.key)
    factor = WORTH_BY_WORDS.get(len(content), 0.8)
    if len(content) == 1 and content[0] in en.WORDS["vague_alone"]:
        factor *= 0.5
    if content[-1] in en.GENERIC_NOUNS:
        factor *= 0.6
    if topic.issuperset(content):
        factor *= 0.4
    return factor


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


def rank(group: Group, phrases: Phrases, topic: frozenset[str], limit: int) -> list[Scored]:
    """Return a group's `limit` best of all `phrases` by text statistics alone; words of `topic` name the thread."""
    using = cache(lambda word: phrases[word,].people(group.places))

    def who_mentions(phrase: Phrase) -> int:
        """How many of the group use all content words of a phrase, anywhere."""
        words = [] if len(phrase.key) == 1 or phrase.aspect else list(phrase.stems)
        known = words and all((word,) in phrases for word in words)
        return len(set.intersection(*map(using, words))) if known else 0

    said: list[tuple[Phrase, int, int]] = []
    for phrase in phrases.values():
        if not group.places.isdisjoint(phrase.authors):
            inside = len(phrase.people(group.places))
            said.append((phrase, inside, len(phrase.people(group.around)) - inside))
    odds = [contrast(inside, outside, group.people, group.others) for _, inside, outside in said]
    weighed = [
        (min(math.sqrt(z), CLEAR) * form_factor(phrase, topic), phrase, inside)
        for z, (phrase, inside, _) in zip(odds, said, strict=True)
        if z > 0
    ]
    # Where nothing tells a group apart, it is by how many of those who use a phrase are in it.
    weighed = weighed or [
        (WEAK * (inside / (inside + outside)) * form_factor(phrase, frozenset()), phrase, inside)
        for phrase, inside, outside in said
    ]
    common = min(SHARED_BY, group.people / 8)
    weighed.sort(key=lambda item: (-round(item[0] * item[2] / (item[2] + common), 9), item[1].key))
    ranked: list[Scored] = []
    support: dict[tuple[str, ...], int] = {}
    for worth, phrase, inside in weighed[: LOOKED_AT * limit]:
        mentions = max(inside, who_mentions(phrase))
        share = mentions / max(group.people, mentions)
        if phrase.aspect and (share < ASPECT_SHARE or inside < 2 or 2 * inside < min(6, group.people)):
            continue
        factor = share_factor(share) if mentions > 1 or group.people < 2 else BY_ONE
        factor *= BY_TWO if mentions == 2 and group.people + group.others > FEW else 1.0
        factor *= COINED if inside < 2 <= mentions else 1.0
        ranked.append((phrase, worth * factor))
        support[phrase.key] = inside
    ranked.sort(key=lambda scored: (-round(scored[1], 9), scored[0].key))
    return _without_parts(ranked, support)[:limit]


def _without_parts(ranked: list[Scored], support: Mapping[tuple[str, ...], int]) -> list[Scored]:
    """Drop a phrase where a longer one that holds it is used by nearly as many."""
    longer: dict[tuple[str, ...], int] = {}
    for key, own in support.items():
        for start, end in combinations(range(len(key) + 1), 2):
            if end - start < len(key):
                longer[key[start:end]] = max(longer.get(key[start:end], 0), own)
    swallowed = {key for key, own in support.items() if own >= 2 and longer.get(key, 0) >= 0.7 * own}
    return [(phrase, worth) for phrase, worth in ranked if phrase.key not in swallowed]


def topic_words(
    phrases: Iterable[Phrase], authors: int, themes: Sequence[Group], title: frozenset[str]
) -> frozenset[str]:
    """Return the words that name the whole thread: many people use them, in most themes or in the title."""
    theme_at = {place: theme.id for theme in themes for place in theme.places}
    users: dict[str, set[str]] = defaultdict(set)
    where: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        for word in phrase.stems:
            users[word].update(*phrase.authors.values())
            where[word].update(theme_at[place] for place in phrase.authors if place)

    return frozenset(
        word
        for word, people in users.items()
        if (word in title or 2 * len(where[word]) > max(len(themes), 2))
        and len(people) > max(3, (TITLE_WORD if word in title else TOPIC_WORD) * authors)
    )
