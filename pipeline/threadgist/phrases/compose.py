"""Headings out of ranked phrases: one phrase, or two that share no word; siblings differ."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from threadgist.phrases import english as en

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from threadgist.phrases.scoring import Scored

__all__ = ["capitalised", "distinct", "proposals"]

MAX_WORDS = 7
PAIR_FLOOR = 0.45
PAIR_BOTTOM = 0.2
# Phrases that no one person uses both and that are less alike than this have nothing to do with each other.
RELATED_FROM = 0.25
UNRELATED = 0.7
# Phrases more alike than this say the same twice.
TWINS_FROM = 0.5
PAIRED = 0.85
# A word of so many letters that begins another is part of it.
WHOLE_STEM = 4
LONE_PHRASE = 0.6
# A phrase of a single person is a poorer sign of what the others talk about.
LONELY = 0.85
# Beside a phrase that so many people use, one that a single person uses does not belong.
LONELY_BESIDE = 4
LONE_WORD = 0.2
SINGLE_WORDS = 0.85
# Two words of one person each say nothing of a theme of many.
LONELY_WORDS = 0.3
TOPIC_ALONE = 0.4
TOPIC_BESIDE = 0.8
# A phrase of the thread's own words that so many of the theme use is what sets the theme apart after all.
OF_MANY = 1 / 3
PROPOSALS = 6


def capitalised(heading: str) -> str:
    """Return the heading with a capital first letter, unless the word is written its own way (iPhone)."""
    first = heading.split(" ", 1)[0]
    return heading if any(char.isupper() for char in first) else heading[:1].upper() + heading[1:]


def proposals(
    ranked: Sequence[Scored],
    alike: Callable[[Scored, Scored], float],
    theme: str = "",
    people: float = math.inf,
    known: Container[tuple[str, ...]] = (),
    topic: frozenset[str] = frozenset(),
    joiner: str = " and ",
) -> tuple[str, ...]:
    """Return headings for one theme, best first, out of its phrases in order of worth.

    Args:
        ranked: phrases best first.
        alike: how near two phrases are in meaning, 0 to 1.
        theme: the id of the theme; phrases that one of its people uses both belong together.
        people: how many people the theme has.
        known: keys of all phrases; two that also occur side by side are one name, not two subjects.
        topic: words that name the whole thread; a heading of nothing else steps back.
        joiner: what stands between two phrases.
    """
    headings: list[tuple[float, str]] = []
    strong = ranked[:12]
    for at, first in enumerate(strong):
        single = LONE_PHRASE if len(first.phrase.key) > 1 else LONE_WORD
        if topic.issuperset(first.phrase.stems):
            of_many = len(first.phrase.key) > 1 and first.support >= people * OF_MANY
            single *= 1.0 if of_many else TOPIC_ALONE
        headings.append((first.score * single, capitalised(first.phrase.surface)))
        for second in strong[at + 1 :]:
            if not _joinable(first, second, known):
                continue
            worth = (first.score + second.score) / 2 * _bond(first, second, alike(first, second), theme)
            if len(first.phrase.key) == len(second.phrase.key) == 1:
                worth *= SINGLE_WORDS * (
                    LONELY_WORDS if first.support == second.support == 1 < people / 8 else 1.0
                )
            worth *= LONELY ** sum(scored.support == 1 for scored in (first, second))
            of_topic = sum(topic.issuperset(scored.phrase.stems) for scored in (first, second))
            worth *= (1.0, TOPIC_BESIDE, TOPIC_ALONE)[of_topic]
            if second.score < PAIR_FLOOR * first.score:
                worth *= 0.6
            headings.append((worth, capitalised(f"{first.phrase.surface}{joiner}{second.phrase.surface}")))
    headings.sort(key=lambda item: (-round(item[0], 9), item[1]))
    return tuple(dict.fromkeys(text for _, text in headings))[: PROPOSALS * 4]


def _bond(first: Scored, second: Scored, near: float, theme: str) -> float:
    """Return how well two phrases go together: neither strangers to each other nor the same thing twice."""
    worth = PAIRED * (1 - max(near - TWINS_FROM, 0.0))
    together = not first.phrase.authors[theme].isdisjoint(second.phrase.authors[theme])
    return worth if together or near >= RELATED_FROM else worth * UNRELATED


def _joinable(first: Scored, second: Scored, known: Container[tuple[str, ...]]) -> bool:
    if min(first.score, second.score) < PAIR_BOTTOM * max(first.score, second.score):
        return False
    if _out_of_balance(first.support, second.support):
        return False
    one, two = first.phrase.key, second.phrase.key
    if not roots(one).isdisjoint(roots(two)) or _begins(one, two) or _begins(two, one):
        return False
    if one[-1] in en.GENERIC_NOUNS or two[-1] in en.GENERIC_NOUNS:
        return False
    if first.phrase.surface in second.phrase.surface or second.phrase.surface in first.phrase.surface:
        return False
    if one + two in known or two + one in known or _is_gerund(one) != _is_gerund(two):
        return False
    if _abbreviates(one, two):
        return False
    return len(first.phrase.surface.split()) + len(second.phrase.surface.split()) + 1 <= MAX_WORDS


def _begins(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Tell whether a word of one begins a word of the other: `cyber` and `cybercrime`."""
    return any(len(word) >= WHOLE_STEM and other.startswith(word) for word in one for other in two)


def _out_of_balance(one: int, two: int) -> bool:
    return min(one, two) == 1 and max(one, two) >= LONELY_BESIDE


def _is_gerund(key: tuple[str, ...]) -> bool:
    return len(key) > 1 and key[0].endswith("ing") and key[0] not in en.GERUND_NOUNS


@lru_cache(maxsize=10_000)
def roots(key: tuple[str, ...] | frozenset[str]) -> frozenset[str]:
    """Return the roots of the content words, roughly: `skateboard` and `skateboarders` are the same."""
    return frozenset([_root(word) for word in key if word not in en.STOP])


_ENDINGS = ("ings", "ing", "ions", "ion", "ers", "er", "ed", "es", "s")


@lru_cache(maxsize=20_000)
def _root(word: str) -> str:
    if word.endswith(_ENDINGS):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) > 2:
                return word.removesuffix(ending)[:5]
    return word[:5]


def _abbreviates(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Tell whether one phrase is the initials of the other."""
    short, long = (one, two) if len(one) < len(two) else (two, one)
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def distinct(
    by_theme: Sequence[Sequence[str]], stems: Callable[[str], Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    """Order every theme's headings so that the first ones differ from each other in their content words.

    Themes choose in order; a heading that shares words with the one of an earlier theme steps back.
    """
    taken: list[frozenset[str]] = []
    used: set[str] = set()
    chosen: list[tuple[str, ...]] = []
    for headings in by_theme:
        words = [frozenset(stems(heading)) for heading in headings]
        clashes = [
            max((len(own & other) / max(min(len(own), len(other)), 1) for other in taken), default=0.0)
            for own in words
        ]
        order = sorted(range(len(headings)), key=lambda i: ((clashes[i] > 0.5) + (clashes[i] > 0.99), i))
        picked = tuple(headings[i] for i in order)[:PROPOSALS]
        if picked and picked[0].casefold() in used:
            picked = (_numbered(picked[0], used), *picked)[:PROPOSALS]
        used.update(heading.casefold() for heading in picked[:1])
        taken.append(words[order[0]] if order else frozenset())
        chosen.append(picked)
    return tuple(chosen)


def _numbered(heading: str, used: Container[str]) -> str:
    number = 2
    while f"{heading} ({number})".casefold() in used:
        number += 1
    return f"{heading} ({number})"
