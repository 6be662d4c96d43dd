"""Headings out of ranked phrases: one phrase, or two that share no word; siblings differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadgist.phrases import english as en

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from threadgist.phrases.scoring import Scored

__all__ = ["capitalised", "distinct", "proposals"]

MAX_WORDS = 7
PAIR_FLOOR = 0.45
PROPOSALS = 6


def capitalised(heading: str) -> str:
    """Return the heading with a capital first letter, unless the word is written its own way (iPhone)."""
    first = heading.split(" ", 1)[0]
    return heading if any(char.isupper() for char in first) else heading[:1].upper() + heading[1:]


def proposals(
    ranked: Sequence[Scored], alike: Callable[[Scored, Scored], float], conjunction: str = "and"
) -> tuple[str, ...]:
    """Return headings for one theme, best first, out of its phrases in order of worth.

    Args:
        ranked: phrases best first.
        alike: how near two phrases are in meaning, 0 to 1.
        conjunction: what stands between two phrases.
    """
    headings: list[tuple[float, str]] = []
    strong = ranked[:12]
    for at, first in enumerate(strong):
        single = 0.62 if len(first.phrase.key) > 1 else 0.3
        headings.append((first.score * single, capitalised(first.phrase.surface)))
        for second in strong[at + 1 :]:
            if not _joinable(first, second):
                continue
            worth = (first.score + second.score) / 2 * (1 - 0.5 * max(alike(first, second), 0.0))
            if second.score < PAIR_FLOOR * first.score:
                worth *= 0.6
            headings.append(
                (worth, capitalised(f"{first.phrase.surface} {conjunction} {second.phrase.surface}"))
            )
    headings.sort(key=lambda item: (-round(item[0], 9), item[1]))
    return tuple(dict.fromkeys(text for _, text in headings))[: PROPOSALS * 4]


def _joinable(first: Scored, second: Scored) -> bool:
    one, two = first.phrase, second.phrase
    if one.stems & two.stems or any(word in en.GENERIC_NOUNS for word in one.key[-1:] + two.key[-1:]):
        return False
    return len(one.surface.split()) + len(two.surface.split()) + 1 <= MAX_WORDS


def distinct(
    by_theme: Sequence[Sequence[str]], stems: Callable[[str], Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    """Order every theme's headings so that the first ones differ from each other in their content words.

    Themes choose in order; a heading that shares words with the one of an earlier theme steps back.
    """
    taken: list[frozenset[str]] = []
    chosen: list[tuple[str, ...]] = []
    for headings in by_theme:
        words = [frozenset(stems(heading)) for heading in headings]
        clashes = [
            max((len(own & other) / max(min(len(own), len(other)), 1) for other in taken), default=0.0)
            for own in words
        ]
        order = sorted(range(len(headings)), key=lambda i: (round(clashes[i] * 2), i))
        picked = tuple(headings[i] for i in order)[:PROPOSALS]
        taken.append(words[order[0]] if order else frozenset())
        chosen.append(picked)
    return tuple(chosen)
