"""What gets a heading, and which of its phrases and sentences it is: ordered by worth, no heading twice on a page."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from threadgist.phrases import english as en
from threadgist.phrases.candidates import stems
from threadgist.phrases.scoring import Scored
from threadgist.records import NAMELESS

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
