"""Whether a claim keeps to what it reports: its own sentence, for models that are asked for a comment's own words.

And words by which a claim says more than was said: all, everyone, always, nobody, never.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import takewhile
from typing import Final

from threadgist.words import UNSPACED_SIGN, lean_text, sentences
from threadgist.write.rules.tokens import (
    FUNCTION_WORDS,
    content,
    english_phrases,
    english_rows,
    is_content,
    stem,
    words,
)

MOST_NEW: Final = 1
_GOVERNS: Final = english_phrases("governs")
_NOT: Final = english_phrases("not")
_SOMEBODY: Final = english_phrases("somebody")
_YOU: Final = english_phrases("you")
_THEY: Final = english_phrases("they")
_SPEAKS: Final = english_phrases("speaks")
_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*%?")
# General words, and the words one of which backs them.
_BACKED_BY: Final = [(general, general | backing) for general, backing in english_rows("general")]
_EACH: Final = frozenset(["all", "every", "each", "any", "entire", "whole", "both"]) | _BACKED_BY[0][0]
_IDIOMS: Final = english_phrases("idioms")
# So far from a general word stands what it is about, in the evidence and in the claim.
_REACH: Final = 5
_NOUN: Final = 3


def strays(own: str, evidence: Sequence[str]) -> str:
    """Say where a claim leaves the sentence it reports, or "" where it keeps to it.

    The sentence is the one of the passages it has most in common with; it must be in the first, which alone is shown
    to the model.

    `own` is the claim without the words for who says it; of the passages the one to be reported comes first.
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
