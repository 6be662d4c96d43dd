"""Whether a claim keeps to one sentence of what it reports: for models that are asked for a comment's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threadgist.words import UNSPACED_SIGN
from threadgist.write.rules.tokens import content, is_content, sentences, stem, words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["strays"]

MOST_NEW: Final = 1
# What stands before the words that were taken over and changes what they mean: they are denied, doubted, asked, wished
# for, guessed, for some only, or somebody else's.
_GOVERNS: Final = re.compile(
    r"\b(?:not|never|no|without|nobody|hardly|doubt|den(?:y|ies)|unless|whether|if|would|could|might|may|maybe|perhaps|"
    r"possibly|wish|hope|hopefully|guess(?:ing)?|insinuat\w*|imply\w*|suppose\w*|pretend\w*|claim\w*|say|says|saying|"
    r"said|tell|tells|telling|told|ask|asks|asked|asking|call|called|you think|you mean|you want|some|most|many|few|"
    r"often|sometimes|usually|only|oh so|so you|as though)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(r"\b(?:\w+n't|cannot|not|never|no)\b", re.IGNORECASE)
_SOMEBODY: Final = re.compile(
    r"\b(?:(?:the|that|this|a) (?:person|commenter|user|poster|author|speaker|writer|individual)s?|someone|somebody)\b",
    re.IGNORECASE,
)
_YOU: Final = re.compile(r"\b(?:you|your|yours|yourself|you're|you've|you'll|you'd)\b", re.IGNORECASE)
_THEY: Final = re.compile(r"\b(?:they|their|them|theirs|themselves)\b", re.IGNORECASE)
_SPEAKS: Final = re.compile(
    r"\b(?:i|me|my|mine|myself|we|us|our|ours|i'm|i've|i'd|i'll|we're|we've|we'll|we'd|they|them|their|themselves)\b",
    re.IGNORECASE,
)


def strays(own: str, evidence: Sequence[str]) -> str:
    """Say where a claim leaves the sentence it reports, or "" where it keeps to it.

    The sentence is the one of the passages it has most in common with; it must be in the first, which alone is shown
    to the model.

    Args:
        own: The claim without the words for who says it.
        evidence: The cited passages, the one that is to be reported first.
    """
    if UNSPACED_SIGN.search(own):
        return ""
    stems = dict.fromkeys(content(own))
    lines = [(len(stems.keys() & set(content(one))), -at, one) for at, one in enumerate(_lines(evidence))]
    if not stems or not lines:
        return ""
    _, at, said = max(lines)
    if -at >= len(sentences(evidence[0])):
        return "it is not what the comment to report says"
    there = set(content(said))
    new = [one for one in stems if one not in there]
    if len(new) > MOST_NEW:
        return "it does not keep to the words of one sentence"
    if _SOMEBODY.search(own) and not _SOMEBODY.search(said):
        return "it speaks of a person whom the comment does not speak of"
    if _YOU.search(said) and _THEY.search(own) and not _SPEAKS.search(said):
        return "who is spoken to becomes who speaks"
    lost = _lost(own, said, stems)
    return f"“{lost}” is left out, which changes what is said" if lost else ""


def _lines(evidence: Sequence[str]) -> list[str]:
    return [one for passage in evidence for one in sentences(passage)]


def _lost(own: str, said: str, stems: Collection[str]) -> str:
    """The word before what was taken over that governs it and was left out."""
    before = []
    for word in words(said):
        if is_content(word) and stem(word) in stems:
            break
        before.append(word)
    head = " ".join(before)
    if _NOT.search(head) and not _NOT.search(own):
        return "not"
    kept = set(words(own))
    for found in _GOVERNS.finditer(head):
        if not _NOT.fullmatch(found[0]) and not kept.issuperset(found[0].split()):
            return found[0]
    return ""
