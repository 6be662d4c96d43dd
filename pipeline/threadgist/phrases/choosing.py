"""Which of a group's phrases and sentences heads it: ordered by worth, and no heading twice on a page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from threadgist.phrases import english as en
from threadgist.records import NAMELESS

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from threadgist.phrases.scoring import Scored

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


class Chosen(NamedTuple):
    """The headings of a group, best first; `named` says whether the first of them names it.

    The first one of a group without a name is a phrase of its own, or `NAMELESS`.
    """

    headings: tuple[str, ...]
    named: bool


def capitalised(heading: str) -> str:
    """Return the heading with a capital first letter, unless the word is written its own way (iPhone)."""
    first = heading.split(" ", 1)[0]
    return heading if any(char.isupper() for char in first) else heading[:1].upper() + heading[1:]


def proposals(
    ranked: Sequence[Scored], quoted: Sequence[Proposal], title: frozenset[str], *, names: bool
) -> list[Proposal]:
    """Return headings for one group.

    Args:
        ranked: its phrases, best first.
        quoted: the worth of sentences, and the sentences.
        title: the content words of the thread's title.
        names: whether capitals tell names, as they do in English.
    """
    headings: list[Proposal] = []
    for scored in ranked:
        worth = scored.score
        if names and _is_name(scored.phrase.surface):
            worth *= NAME
        if title.issuperset(scored.phrase.stems):
            worth *= TITLE_AGAIN
        headings.append((worth, capitalised(scored.phrase.surface)))
    headings += [(worth, f"“{text}”") for worth, text in quoted]
    return headings


def _is_name(surface: str) -> bool:
    """Tell whether it is a name with or without a number: `Burger King`, `Opus 4.8`, not `EU` nor `OAuth2`."""
    words = [word for word in surface.split() if word not in en.STOP]
    capitals = all(word[:1].isupper() or word[:1].isdigit() for word in words)
    return capitals and any(word.isalpha() and not word.isupper() for word in words)


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


def distinct(
    by_group: Sequence[Sequence[Proposal]], words_of: Callable[[str], frozenset[str]]
) -> tuple[Chosen, ...]:
    """Choose every group's headings so that the first ones differ from each other, at best in all content words.

    Groups choose in order; a heading that shares words with the first one of an earlier group is worth less.

    Args:
        by_group: each group's own of `proposals`.
        words_of: gives the content words of a heading.
    """
    taken: list[frozenset[str]] = []
    used: set[str] = set()
    chosen: list[Chosen] = []
    for proposed in by_group:
        weighed = []
        for worth, heading in proposed:
            own = words_of(heading)
            clash = max(
                (len(own & other) / max(min(len(own), len(other)), 1) for other in taken), default=0.0
            )
            if heading.casefold() in used:
                worth *= AGAIN
            elif clash > 0.5:
                worth *= CLASHING if clash < 1 else SAME_WORDS
            weighed.append((worth, heading))
        weighed.sort(key=lambda item: (-round(item[0], 6), item[1]))
        named = bool(weighed) and weighed[0][0] >= LEAST_WORTH
        if not named:
            weighed = [
                *(one for one in weighed if one[0] >= LEAST_MENTION and not one[1].startswith("“")),
                (0.0, NAMELESS),
            ]
        first, *others = (heading for _, heading in weighed[:PROPOSALS])
        first = _numbered(first, used) if first.casefold() in used else first
        used.add(first.casefold())
        taken += [words_of(first)] if named else []
        chosen.append(Chosen((first, *others), named))
    return tuple(chosen)


def _numbered(heading: str, used: Container[str]) -> str:
    number = 2
    while f"{heading} ({number})".casefold() in used:
        number += 1
    return f"{heading} ({number})"
