"""Words by which a claim says more than was said: all, everyone, always, nobody, never."""

from __future__ import annotations

import re

from threadgist.write.rules.tokens import FUNCTION_WORDS, lean_text, stem, word_set

__all__ = ["overgeneral"]

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*%?")
_EACH = word_set("all every each any entire whole both")
_PERSONS = word_set("everyone everybody anyone anybody")
_TIMES = word_set("always forever")
_FULLY = word_set("completely entirely totally absolutely utterly everywhere everything")
_FULLY_SAID = _FULLY | word_set("""complete entire total absolute utter all full fully pure always
everything literally 100 100% nothing no none
    just only any every simply""")
_PERSONS_SAID = _PERSONS | word_set("nobody no-one noone everyone's people's")
_TIMES_SAID = _TIMES | word_set("never constantly ever every all continually invariably literally still")
_NO_ONE = word_set("nobody no-one noone")
_NO_ONE_SAID = _NO_ONE | word_set("none no neither")
_NEVER_SAID = word_set("never ever no always longer again nobody none")
_NO_THING = word_set("nothing none")
_NO_THING_SAID = word_set("nothing none no nobody never neither zero any literally")
_IDIOMS = re.compile(
    r"\b(?:all (?:that|but|in all|right|over|along|of a sudden|the (?:same|more|time)|kinds|"
    r"sorts)|after all|not at all|"
    r"above all|any (?:more|longer|way)|nothing (?:new|wrong|against|of (?:the|that) (?:kind|"
    r"sort))|all (?:of )?th(?:e|is|at|ese)|"
    r"none of (?:them|whom|which|the|it)|all (?:of )?(?:them|it)|at any (?:time|moment)|"
    r"any(?:one|body) (?:who|that|with|in|on|can|could|whose))\b"
)
_REACH = 5
_NOUN = 3


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
        return not _generalised_alike(after, said, _EACH)
    if word == "no" and "ever" in after[:6]:
        return not known & frozenset(("never", "ever", "none", "nobody", "no"))
    for claimed, backing in (
        (_PERSONS, _PERSONS_SAID),
        (_TIMES, _TIMES_SAID),
        (_FULLY, _FULLY_SAID),
        (_NO_ONE, _NO_ONE_SAID),
        (frozenset(("never",)), _NEVER_SAID),
        (_NO_THING, _NO_THING_SAID),
    ):
        if word in claimed:
            return not known & backing
    return False


def _generalised_alike(after: list[str], said: tuple[str, ...], general: frozenset[str]) -> bool:
    """Whether the evidence has a general word near one that the claim speaks of in general."""
    wanted = {stem(word) for word in after[:_NOUN] if word not in FUNCTION_WORDS}
    for place, word in enumerate(said):
        if word in general | _PERSONS:
            near = said[max(place - _REACH, 0) : place + 1 + _REACH]
            if not wanted or any(stem(other) in wanted for other in near):
                return True
    return False
