"""Names in a text: what is written with capitals or figures where an ordinary word would not be."""

from __future__ import annotations

import re
from collections import defaultdict

from threadgist.write.rules.tokens import (
    FUNCTION_WORDS,
    REPORTING,
    english,
    english_pairs,
    lean_text,
    stem,
    words,
)

__all__ = ["DEMONYMS", "names", "unsupported_names"]


def _both_ways(name: str) -> dict[str, frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for one, others in english_pairs("names", name).items():
        for other in others.split(","):
            groups[one].add(other)
            groups[other].add(one)
    return {key: frozenset(values) for key, values in groups.items()}


DEMONYMS = _both_ways("nations")
_SAME_NAME = _both_ways("same")
_COUNTRY_CODES = english_pairs("names", "country_codes")
_DATES = frozenset(english("names", "dates"))
_WELL_KNOWN = frozenset(
    word for kind in ("places", "organisations", "people") for word in english("names", kind)
).difference(english("names", "ordinary"))

_TOKEN = re.compile(r"[^\W_]+(?:['.&+-][^\W_]+)*|[.!?:;“\"(]")
_OPENERS = FUNCTION_WORDS | REPORTING
_CAPITALS = re.compile(r"\b[A-Z]{2,6}\b")
# Initials mostly leave these out.
_SMALL = frozenset(("of", "the", "and", "for", "in"))


def names(text: str) -> tuple[str, ...]:
    """Return the names of a text as written, in order, without repeats.

    A capital inside a sentence, a capital or figure inside a word, or a row of capitals makes a name; a capitalised
    first word only where the next word has a capital too, or where it is a name most people know.
    """
    tokens = [match[0] for match in _TOKEN.finditer(lean_text(text))]
    found: dict[str, None] = {}
    opening = True
    for position, token in enumerate(tokens):
        if not token[0].isalnum():
            opening = token in '.!?:“"('
            continue
        base = re.sub(r"'s$", "", token)
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        if _is_name(base, following, opening=opening):
            found[base] = None
        opening = False
    return tuple(found)


def _is_name(token: str, following: str, *, opening: bool) -> bool:
    folded = token.casefold()
    if folded in _DATES:
        return folded not in ("may", "march") or (token[0].isupper() and not opening)
    if not any(char.isupper() for char in token):
        # Lower-case brands (iphone) and model numbers (h264) are names; bare numbers are not.
        return folded in _WELL_KNOWN or (not token.isdigit() and bool(re.search(r"[a-z]\d", folded)))
    if folded in _OPENERS or folded.split("'")[0] in _OPENERS or folded == "i":
        return False
    if re.search(r"[A-Z]", token[1:]) or any(char.isdigit() for char in token):
        return True
    if not opening:
        return True
    if folded in _WELL_KNOWN or folded in DEMONYMS:
        return True
    return following[:1].isupper() and following.casefold() not in _OPENERS


def unsupported_names(claim: str, evidence: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a claim that the evidence does not have in any of their forms.

    "McDonalds" stands for "McDonald's", "Canadian" for "Canada", "WKU" for "Western Kentucky University" and back,
    "BG" for "Bowling Green", "iPhone" for "iOS", "NL" for "Netherlands".
    """
    wanted = names(claim)
    if not wanted:
        return ()
    text = " ".join(lean_text(passage) for passage in evidence)
    there = {form for word in words(text) for form in _forms(word)}
    capitals = frozenset(_CAPITALS.findall(text))
    there |= {form for code in capitals & _COUNTRY_CODES.keys() for form in _forms(_COUNTRY_CODES[code])}
    acronyms = {word.casefold() for word in capitals}
    joined = _squeeze(text)
    initials = _initials(text)
    claim_words = [word for word in _TOKEN.findall(lean_text(claim)) if word[0].isalnum()]
    missing = []
    for name in wanted:
        forms = _forms(_COUNTRY_CODES.get(name, name.casefold()))
        if forms & there or any(len(form) >= 4 and form in joined for form in forms):
            continue
        if name.isupper() and _squeeze(name) in initials:
            continue
        if acronyms and _spelled_out(name, claim_words, acronyms):
            continue
        if len(name) >= 3 and any(word.startswith(name.casefold()) for word in words(text) if len(name) > 3):
            continue
        missing.append(name)
    return tuple(missing)


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _forms(word: str) -> set[str]:
    """All spellings under which a case-folded name may be found again."""
    bare = re.sub(r"'s?$", "", word)
    squeezed = _squeeze(bare)
    forms = {squeezed, squeezed.removesuffix("s"), squeezed.removesuffix("es"), stem(squeezed)}
    forms |= {_squeeze(part) for part in re.split(r"[-/]", bare) if len(part) > 1}
    for form in tuple(forms):
        forms |= DEMONYMS.get(form, frozenset()) | _SAME_NAME.get(form, frozenset())
    return {form for form in forms if form}


def _initials(text: str) -> set[str]:
    """First letters of rows of two to six neighbouring words, "of" and "the" left out or not."""
    plain = [word for word in words(text) if word[0].isalpha()]
    dense = [word for word in plain if word not in _SMALL]
    found: set[str] = set()
    for row in (plain, dense):
        letters = "".join(word[0] for word in row)
        found |= {letters[at : at + size] for size in range(2, 7) for at in range(len(letters) - size + 1)}
    return found


def _spelled_out(name: str, claim_words: list[str], acronyms: set[str]) -> bool:
    """Whether `name` is part of a row of words, "of" and "the" left out or not, whose initials stand in capitals."""
    dense = [word for word in claim_words if word.casefold() not in _SMALL]
    for row in (claim_words, dense):
        letters = "".join(word[0] for word in row).casefold()
        for at, word in enumerate(row):
            if re.sub(r"'s$", "", word) == name and any(
                letters[start : start + size] in acronyms
                for size in range(2, 7)
                for start in range(max(at - size + 1, 0), at + 1)
            ):
                return True
    return False
