"""Whether a claim keeps to what it reports: its own sentence, for models that are asked for a comment's own words.

And words by which a claim says more than was said: all, everyone, always, nobody, never.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from threadgist.words import UNSPACED_SIGN
from threadgist.write.rules.tokens import (
    FUNCTION_WORDS,
    content,
    is_content,
    lean_text,
    sentences,
    stem,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["overgeneral", "strays"]

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
_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*%?")
# General words, and the words one of which backs them.
_BACKED_BY: Final = [
    (frozenset(general.split()), frozenset(f"{general} {backing}".split()))
    for general, backing in (
        ("everyone everybody anyone anybody", "nobody no-one noone everyone's people's"),
        ("always forever", "never constantly ever every all continually invariably literally still"),
        (
            "completely entirely totally absolutely utterly everywhere everything",
            "complete entire total absolute utter all full fully pure always literally 100 100% nothing no none just "
            "only any every simply",
        ),
        ("nobody no-one noone", "none no neither"),
        ("never", "ever no always longer again nobody none"),
        ("nothing none", "no nobody never neither zero any literally"),
    )
]
_EACH: Final = frozenset(["all", "every", "each", "any", "entire", "whole", "both"]) | _BACKED_BY[0][0]
_IDIOMS: Final = re.compile(
    r"\b(?:all (?:that|but|in all|right|over|along|of a sudden|the (?:same|more|time)|kinds|"
    r"sorts)|after all|not at all|"
    r"above all|any (?:more|longer|way)|nothing (?:new|wrong|against|of (?:the|that) (?:kind|"
    r"sort))|all (?:of )?th(?:e|is|at|ese)|"
    r"none of (?:them|whom|which|the|it)|all (?:of )?(?:them|it)|at any (?:time|moment)|"
    r"any(?:one|body) (?:who|that|with|in|on|can|could|whose))\b"
)
# So far from a general word stands what it is about, in the evidence and in the claim.
_REACH: Final = 5
_NOUN: Final = 3


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
    lines = [one for passage in evidence for one in sentences(passage)]
    if not stems or not lines:
        return ""
    said = max(lines, key=lambda one: len(stems.keys() & set(content(one))))
    if said not in sentences(evidence[0]):
        return "it is not what the comment to report says"
    if len(stems.keys() - set(content(said))) > MOST_NEW:
        return "it does not keep to the words of one sentence"
    if _SOMEBODY.search(own) and not _SOMEBODY.search(said):
        return "it speaks of a person whom the comment does not speak of"
    if _YOU.search(said) and _THEY.search(own) and not _SPEAKS.search(said):
        return "who is spoken to becomes who speaks"
    lost = _lost(own, said, stems)
    return f"“{lost}” is left out, which changes what is said" if lost else ""


def _lost(own: str, said: str, stems: Collection[str]) -> str:
    """The word before what was taken over that governs it and was left out."""
    head = " ".join(takewhile(lambda word: not is_content(word) or stem(word) not in stems, words(said)))
    if _NOT.search(head) and not _NOT.search(own):
        return "not"
    kept = set(words(own))
    for found in _GOVERNS.finditer(head):
        if not _NOT.fullmatch(found[0]) and not kept.issuperset(found[0].split()):
            return found[0]
    return ""


def overgeneral(claim: str, evidence: tuple[str, ...]) -> str:
    """Return the word by which a claim says more than its evidence, or "".

    "All bakers" needs a word for all near "bakers" in the evidence, "everyone" one for people, "never" one for
    times: a bare "not" backs none of them. Quotations are left out, and so are idioms ("after all", "none of them").
    """
    text = _IDIOMS.sub(" ", lean_text(re.sub(r"“[^“”]*”", " ", claim)).casefold())
    said = tuple(
        word
        for passage in evidence
        for word in _WORD.findall(lean_text(passage).casefold().replace("no one", "no-one"))
    )
    known = frozenset(said)
    own: list[str] = _WORD.findall(text.replace("no one", "no-one"))
    for place, word in enumerate(own):
        if _goes_beyond(word, own[place + 1 :], said, known):
            return word
    return ""


def _goes_beyond(word: str, after: list[str], said: tuple[str, ...], known: frozenset[str]) -> bool:
    if word in ("all", "every", "entire"):
        return not _generalised_alike(after, said)
    if word == "no" and "ever" in after[:6]:
        return known.isdisjoint(("never", "ever", "none", "nobody", "no"))
    backing = next((backing for general, backing in _BACKED_BY if word in general), None)
    return backing is not None and known.isdisjoint(backing)


def _generalised_alike(after: list[str], said: tuple[str, ...]) -> bool:
    """Whether the evidence has a general word near one that the claim speaks of in general."""
    wanted = {stem(word) for word in after[:_NOUN] if word not in FUNCTION_WORDS}
    for place, word in enumerate(said):
        if word in _EACH:
            near = said[max(place - _REACH, 0) : place + 1 + _REACH]
            if not wanted or any(stem(other) in wanted for other in near):
                return True
    return False
