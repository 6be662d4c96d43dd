"""Aspects as headings: people who say different words of one subject, under the subject's own name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from threadgist.phrases.candidates import Phrase, phrase_key
from threadgist.phrases.english import ASPECTS
from threadgist.words import word_runs

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["collect_aspects", "words_for"]


def words_for(heading: str) -> tuple[str, ...]:
    """Return the words that people say of an aspect, none where the heading is no aspect."""
    return tuple(word for word, aspect in ASPECTS.items() if aspect == heading.lower())


def collect_aspects(texts: Iterable[tuple[str, str, str]]) -> dict[tuple[str, ...], Phrase]:
    """Find the aspects that are talked about, as phrases by key.

    Args:
        texts: (place, author, text without links) of every passage.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for place, author, text in texts:
        for word in set(word_runs(text.lower())) & ASPECTS.keys():
            found[ASPECTS[word]][place].add(author)
    aspects = {}
    for aspect in sorted(found):
        phrase = Phrase(phrase_key(aspect.split()), aspect, True, found[aspect], True)
        if len(set().union(*phrase.authors.values())) > 1:
            aspects[phrase.key] = phrase
    return aspects
