"""Capitals of headings: names keep theirs, words cut out of a name lose theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from threadgist.phrases.candidates import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["settle"]

_WORD = re.compile(r"[^\W\d_]+")
# So often with a capital and never without is a name, even where it opened a sentence each time.
NAMED = 2


class _Uses:
    """How a word is written in the thread."""

    __slots__ = ("capital", "in_name", "lower")

    def __init__(self) -> None:
        self.lower = self.capital = self.in_name = 0


def settle(phrases: Iterable[Phrase], texts: Iterable[str]) -> dict[str, str]:
    """Return the surfaces that should be written otherwise, by the surface as it is.

    A phrase is found sentence by sentence, so a name that only ever opened one has lost its capital ("brussels"),
    and a part of a longer name has kept it ("Burger patties" out of "Impossible Burger patties").

    Args:
        phrases: the phrases in question.
        texts: all texts of the thread, without links.
    """
    surfaces = sorted({phrase.surface for phrase in phrases})
    wanted = {word.lower() for surface in surfaces for word in _WORD.findall(surface)}
    uses = _count(texts, wanted)
    settled = {}
    for surface in surfaces:
        words = surface.split(" ")
        written = [
            _written(word, words[i - 1 : i] + words[i + 1 : i + 2] if i else words[1:2], uses)
            for i, word in enumerate(words)
        ]
        if written != words:
            settled[surface] = " ".join(written)
    return settled


def _count(texts: Iterable[str], wanted: set[str]) -> Mapping[str, _Uses]:
    uses: dict[str, _Uses] = defaultdict(_Uses)
    for text in texts:
        words = _WORD.findall(text)
        for at, lower in enumerate(map(str.lower, words)):
            if lower in wanted:
                use, word = uses[lower], words[at]
                if word == lower:
                    use.lower += 1
                elif word[1:].islower():
                    before = words[at - 1] if at else ""
                    use.capital += 1
                    use.in_name += before[:1].isupper() and before[1:].islower()
    return uses


def _written(word: str, beside: list[str], uses: Mapping[str, _Uses]) -> str:
    use = uses.get(word.lower())
    if use is None or not word.isalpha() or len(word) < 3:
        return word
    if word.islower():
        return word.capitalize() if not use.lower and use.capital >= NAMED else word
    alone = not any(other[:1].isupper() for other in beside)
    cut_out = (
        bool(beside)
        and alone
        and word[1:].islower()
        and 2 * use.in_name > use.capital
        and use.lower > use.capital - use.in_name
    )
    return word.lower() if cut_out else word
