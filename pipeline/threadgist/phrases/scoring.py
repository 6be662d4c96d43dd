"""How well a phrase stands for a theme: how much more its people use it, and how near it is in meaning."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.phrases import english as en

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.phrases.candidates import Phrase

__all__ = [
    "Scored",
    "contrast",
    "form_factor",
    "of_several",
    "rank_by_statistics",
    "rank_by_use",
    "shares",
    "similarities",
    "topic_words",
]

MEAN_SHARE = 0.7
PRIOR = 3.0
SHARED_BY = 2.0
WEAK = 0.1
# Shares of the commenters who must use a word before it names the thread rather than a theme.
TOPIC_WORD = 0.2
TITLE_WORD = 0.06
WORTH_BY_WORDS = {1: 0.55, 2: 1.0, 3: 1.05, 4: 0.95}
# A phrase, how many people of a theme use it, and how many others.
Share = tuple["Phrase", int, int]


@dataclass(frozen=True, slots=True)
class Scored:
    """A phrase as a heading for one theme; `support` is how many of the theme's authors use it."""

    phrase: Phrase
    score: float
    support: int
    similarity: float = 0.0


def contrast(inside: int, outside: int, theme_authors: int, other_authors: int) -> float:
    """Return the z-score of the log-odds of a phrase in a theme against the rest of the thread.

    With an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008, "Fightin' Words"), counted in authors.
    """
    prior = PRIOR * (inside + outside + 0.5) / (theme_authors + other_authors + 1)
    here = (inside + prior) / max(theme_authors + PRIOR - inside - prior, 0.5)
    there = (outside + prior) / max(other_authors + PRIOR - outside - prior, 0.5)
    return (math.log(here) - math.log(there)) / math.sqrt(1 / (inside + prior) + 1 / (outside + prior))


def shared(inside: int, theme_authors: int) -> float:
    """Return how far a phrase is more than one person's: near 0 for one voice of many, 1 for everybody."""
    return inside / (inside + min(SHARED_BY, theme_authors / 8))


def form_factor(phrase: Phrase, topic: frozenset[str]) -> float:
    """Return how heading-like a phrase is: two or three words, with a head that says something."""
    content = [word for word in phrase.key if word not in en.STOP] or list(phrase.key)
    factor = WORTH_BY_WORDS.get(len(content), 0.8)
    if content[-1] in en.GENERIC_NOUNS:
        factor *= 0.6
    if content[0] in en.GENERIC_NOUNS:
        factor *= 0.8
    if len(content) > 1 and content[0].endswith("ing") and content[0] not in en.GERUND_NOUNS:
        factor *= 0.7
    if any(word.endswith("'s") for word in phrase.surface.split()):
        factor *= 0.7
    if topic.issuperset(content):
        factor *= 0.4
    return factor


def of_several(phrases: Mapping[tuple[str, ...], Phrase]) -> dict[tuple[str, ...], Phrase]:
    """Keep the phrases all of whose content words two people use: nobody heads a theme with a word of their own.

    That is also how the word of an attack would get out of its own quotation (see `threadgist evaluate injection`).
    Where one person wrote everything, all phrases stay.
    """
    several: set[str] = set()
    one_of: dict[str, str] = {}
    for phrase in phrases.values():
        people = set().union(*phrase.authors.values())
        if len(people) > 1:
            several |= phrase.stems
            continue
        for person in people:
            several.update([word for word in phrase.stems if one_of.setdefault(word, person) != person])
    if not several and len(set(one_of.values())) < 2:
        return dict(phrases)
    return {key: phrase for key, phrase in phrases.items() if several.issuperset(phrase.stems)}


def shares(phrases: Mapping[tuple[str, ...], Phrase]) -> dict[str, list[Share]]:
    """Return for each theme what is said in it: its phrases with how many people use them inside and outside."""
    by_theme: dict[str, list[Share]] = defaultdict(list)
    for key in sorted(phrases):
        phrase = phrases[key]
        everyone = len(set().union(*phrase.authors.values()))
        for theme, people in phrase.authors.items():
            by_theme[theme].append((phrase, len(people), everyone - len(people)))
    return by_theme


def rank_by_statistics(
    said: Iterable[Share], theme_authors: int, other_authors: int, topic: frozenset[str], limit: int
) -> list[Scored]:
    """Return the theme's `limit` best phrases by text statistics alone, best first.

    Args:
        said: the theme's own of `shares`.
        theme_authors: how many people the theme has.
        other_authors: how many people are not in it.
        topic: words that name the whole thread.
        limit: how many to return.
    """
    ranked = []
    for phrase, inside, outside in said:
        z = contrast(inside, outside, theme_authors, other_authors)
        if z > 0:
            score = math.sqrt(z) * shared(inside, theme_authors) * form_factor(phrase, topic)
            ranked.append(Scored(phrase, score, inside))
    ranked.sort(key=lambda scored: (-round(scored.score, 9), scored.phrase.key))
    return _without_parts(ranked)[:limit]


def rank_by_use(said: Iterable[Share], limit: int) -> list[Scored]:
    """Return the theme's phrases by how many of those who use them are in it: for a theme that nothing tells apart."""
    ranked = [
        Scored(phrase, WEAK * inside / (inside + outside) * form_factor(phrase, frozenset()), inside)
        for phrase, inside, outside in said
    ]
    ranked.sort(key=lambda scored: (-round(scored.score, 9), scored.phrase.key))
    return ranked[:limit]


def _without_parts(ranked: list[Scored]) -> list[Scored]:
    """Drop a phrase where a longer one that holds it is used by nearly as many."""
    longer: dict[tuple[str, ...], int] = {}
    for scored in ranked:
        key = scored.phrase.key
        for size in range(1, len(key)):
            for start in range(len(key) - size + 1):
                part = key[start : start + size]
                longer[part] = max(longer.get(part, 0), scored.support)
    return [s for s in ranked if not (s.support >= 2 and longer.get(s.phrase.key, 0) >= 0.7 * s.support)]


def similarities(
    vectors: NDArray[np.float32], centroids: NDArray[np.float32], mean: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the cosine of every phrase with every theme once most of the thread's mean is taken out of both.

    Args:
        vectors: `(p, d)` unit rows, one a phrase.
        centroids: `(t, d)`, mean passage vector of each theme.
        mean: `(d,)`, mean of all passage vectors.

    Returns:
        `(p, t)` float32.
    """
    import numpy as np

    def centred(rows: NDArray[np.float32]) -> NDArray[np.float32]:
        moved = rows - MEAN_SHARE * mean
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    return np.asarray(centred(vectors) @ centred(centroids).T, dtype=np.float32)


def topic_words(
    phrases: Sequence[Phrase], authors: int, themes: int, title: frozenset[str]
) -> frozenset[str]:
    """Return the words that name the whole thread: many people use them, in most themes or in the title."""
    users: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        for word in phrase.stems:
            users[word].update(*phrase.authors.values())
            places[word].update(theme for theme in phrase.authors if theme)
    spread = {word for word, where in places.items() if 2 * len(where) > max(themes, 2)}
    return frozenset(
        word
        for word, who in users.items()
        if (word in title and len(who) > max(3, TITLE_WORD * authors))
        or (word in spread and len(who) > max(3, TOPIC_WORD * authors))
    )
