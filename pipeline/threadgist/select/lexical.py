"""The content words of a text, and how common they are among others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threadgist.words import UNSPACED, plain_marks, without_links

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["content_stems", "mean_share", "shared"]

_WORD = re.compile(rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W\d_]){{3,}}|\d{{2,}}")
_ASCII_WORD = re.compile(r"[a-z]{3,}|[0-9]{2,}")
_UNSPACED_WORD = re.compile(rf"[{UNSPACED}]")
_STEM_LETTERS = 5


def content_stems(text: str) -> tuple[str, ...]:
    """Return the content words of a text, cut to five letters, which merges most inflections.

    Scripts without spaces give pairs of characters; web addresses are left out.
    """
    folded = plain_marks(without_links(text)).casefold()
    if folded.isascii():
        return tuple(
            [word[:_STEM_LETTERS] for word in _ASCII_WORD.findall(folded) if word not in _COMMON_WORDS]
        )
    stems: list[str] = []
    for word in _WORD.findall(folded):
        if _UNSPACED_WORD.match(word):
            stems += [word[start : start + 2] for start in range(max(len(word) - 1, 1))]
        elif word not in _COMMON_WORDS:
            stems.append(word[:_STEM_LETTERS])
    return tuple(stems)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the words of the shorter of two texts that the other has too."""
    return len(one & other) / max(1, min(len(one), len(other)))


def mean_share(text: str, spread: Mapping[str, int], total: int) -> float:
    """Return the mean share of `total` texts that have a content word of `text` (Nenkova and Vanderwende 2005).

    Args:
        text: What is judged.
        spread: In how many of the texts each word occurs.
        total: How many texts there are.
    """
    stems = content_stems(text)
    return sum([spread.get(stem, 0) for stem in stems]) / (len(stems) * total) if stems else 0.0


_COMMON = (
    "the and for are but you all any can had has her him his how its may one our out own she too two "
    "use was who why yet get got did about after again against also always another anyone anything "
    "around because been before being best better between both cannot could does doesn doing done down "
    "each even ever every everyone everything from getting give going good great have having here into "
    "isn it's just keep kind know less like likely literally look lots made make makes making many "
    "maybe mean might more most much must need needs never nothing often only other others over people "
    "person pretty probably quite really right said same seem seems should since some someone something "
    "still such sure take than that that's their them then there these they they're thing things think "
    "this those though through time too trying under until upon used using very want wants well were "
    "what when where which while whole will with within without work would wouldn years yeah your "
    "you're"
)
_COMMON_WORDS = frozenset(_COMMON.split())
