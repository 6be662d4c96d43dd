"""The content words of a text, and how common they are among others."""

from __future__ import annotations

import re
from collections.abc import Mapping

from threadgist.select.cues import words
from threadgist.words import UNSPACED, plain_marks, without_links

_WORD = re.compile(rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W\d_]){{3,}}|\d{{2,}}")
_ASCII_WORD = re.compile(r"[a-z]{3,}|[0-9]{2,}")
_UNSPACED_WORD = re.compile(rf"[{UNSPACED}]")
_STEM_LETTERS = 5
_COMMON_WORDS = words("common")


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

    `spread` tells in how many of the texts each word occurs.
    """
    stems = content_stems(text)
    return sum([spread.get(stem, 0) for stem in stems]) / (len(stems) * total) if stems else 0.0
