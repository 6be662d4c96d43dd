"""Whether a claim keeps to what it reports, and words by which it says more: all, everyone, always, nobody, never."""

import re
from collections.abc import Set
from itertools import takewhile
from typing import Final

from threadgist.words import UNSPACED_SIGN, lean_text, sentences
from threadgist.write.rules import tokens
from threadgist.write.rules.tokens import content, english_phrases, is_content, stem, words

MOST_NEW: Final = 1
_GOVERNS, _NOT, _SOMEBODY, _YOU, _THEY, _SPEAKS, _IDIOMS = map(
    english_phrases, ("governs", "not", "somebody", "you", "they", "speaks", "idioms")
)
_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*%?")
# General words, and the words one of which backs them.
_BACKED_BY: Final = [
    (frozenset(general.split()), frozenset(f"{general} {backing}".split()))
    for general, backing in tokens.ENGLISH["rows"]["general"]
]
_EACH: Final = _BACKED_BY[0][0].union(("all", "every", "each", "any", "entire", "whole", "both"))
# So far from a general word stands what it is about, in the evidence and in the claim.
_REACH: Final = 5
_NOUN: Final = 3


def strays(own: str, comment: str) -> bool:
    """Whether a claim, without the words for who says it, leaves the sentence of a comment that it is nearest to."""
    stems = set(content(own))
    if UNSPACED_SIGN.search(own) or not stems:
        return False
    said = max(sentences(comment), key=lambda one: len(stems.intersection(content(one))))
    if len(stems.difference(content(said))) > MOST_NEW:
        return True
    of_nobody = _SOMEBODY.search(own) and not _SOMEBODY.search(said)
    # Who is spoken to becomes who speaks.
    turned = _YOU.search(said) and _THEY.search(own) and not _SPEAKS.search(said)
    return bool(of_nobody or turned) or _loses(own, said, stems)


def _loses(own: str, said: str, stems: Set[str]) -> bool:
    """Whether a word is left out that stands before what was taken over and governs it."""
    head = " ".join(takewhile(lambda word: not is_content(word) or stem(word) not in stems, words(said)))
    if _NOT.search(head) and not _NOT.search(own):
        return True
    kept = set(words(own))
    governing = (found for found in _GOVERNS.findall(head) if not _NOT.fullmatch(found))
    return any(not kept.issuperset(found.split()) for found in governing)


def overgeneral(claim: str, evidence: tuple[str, ...]) -> str:
    """Return the word by which a claim says more than its evidence, or "".

    "All bakers" needs a word for all near "bakers" in the evidence, "everyone" one for people, "never" one for times,
    and no bare "not". Quotations are left out, and so are idioms ("after all", "none of them").
    """
    text = _IDIOMS.sub(" ", lean_text(re.sub(r"“[^“”]*”", " ", claim)).casefold())
    own = _general_words(text)
    said = [word for passage in evidence for word in _general_words(lean_text(passage).casefold())]
    return next((word for at, word in enumerate(own) if _goes_beyond(word, own[at + 1 :], said)), "")


def _general_words(text: str) -> list[str]:
    return _WORD.findall(text.replace("no one", "no-one"))


def _goes_beyond(word: str, after: list[str], said: list[str]) -> bool:
    if word in ("all", "every", "entire"):
        return not _generalised_alike(after, said)
    if word == "no" and "ever" in after[:6]:
        return {"never", "ever", "none", "nobody", "no"}.isdisjoint(said)
    return next((backing.isdisjoint(said) for general, backing in _BACKED_BY if word in general), False)


def _generalised_alike(after: list[str], said: list[str]) -> bool:
    """Whether the evidence has a general word near one that the claim speaks of in general."""
    wanted = {stem(word) for word in after[:_NOUN] if word not in tokens.FUNCTION_WORDS}
    general = [at for at, word in enumerate(said) if word in _EACH]
    near = (said[max(at - _REACH, 0) : at + 1 + _REACH] for at in general)
    return any(not wanted.isdisjoint(map(stem, row)) for row in near) if wanted else bool(general)
