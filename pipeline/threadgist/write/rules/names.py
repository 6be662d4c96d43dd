"""Names in a text: what is written with capitals or figures where an ordinary word would not be."""

import re
from collections import defaultdict
from collections.abc import Iterator

from threadgist.words import lean_text
from threadgist.write.rules.tokens import FUNCTION_WORDS, REPORTING, english, english_pairs, stem, words


def _both_ways(name: str) -> dict[str, set[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for one, others in english_pairs("names", name).items():
        for other in others.split(","):
            groups[one].add(other)
            groups[other].add(one)
    return dict(groups)


DEMONYMS = _both_ways("nations")
_SAME_NAME = _both_ways("same")
_SEATS = english_pairs("names", "seats")
_GOVERNMENTS = {name: _SEATS[name] for name in english("names", "governments")}
_COUNTRY_CODES = english_pairs("names", "country_codes")
_DATES = frozenset(english("names", "dates"))
_WELL_KNOWN = frozenset(
    word for kind in ("places", "organisations", "people") for word in english("names", kind)
).difference(english("names", "ordinary"))
# Of days, places, organisations and people that most know.
WELL_KNOWN_STEMS = frozenset(map(stem, (*_WELL_KNOWN, *_DATES, *DEMONYMS, *_SEATS, *_COUNTRY_CODES.values())))
_TOKEN = re.compile(r"[^\W_]+(?:['.&+-][^\W_]+)*|[.!?:;“\"(]")
_OPENERS = FUNCTION_WORDS | REPORTING | frozenset(english("words", "openers"))
# How words end that often stand at the head of a sentence, before a name: "Swapping Claude for …".
_OPENING = re.compile(r".{3}(?:ing|ly)$")
_CAPITALS = re.compile(r"\b[A-Z]{2,6}\b")
# Initials mostly leave these out.
_SMALL = frozenset(("of", "the", "and", "for", "in"))


def names(text: str) -> tuple[str, ...]:
    """Return the names of a text as written, in order, without repeats.

    A capital inside a sentence, a capital or figure inside a word, or a row of capitals makes a name; a capitalised
    first word only where the next word has a capital too, or where it is a name most people know.
    """
    tokens = _TOKEN.findall(lean_text(text))
    found: dict[str, None] = {}
    opening = True
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        base = token.removesuffix("'s")
        if token[0].isalnum() and _is_name(base, following, opening=opening):
            found[base] = None
        opening = token in '.!?:“"('
    return tuple(found)


def _is_name(token: str, following: str, *, opening: bool) -> bool:
    folded = token.casefold()
    if folded in _DATES:
        return folded not in ("may", "march") or (token[0].isupper() and not opening)
    if not any(char.isupper() for char in token):
        # Lower-case brands (iphone) and model numbers (h264) are names; bare numbers are not.
        return folded in _WELL_KNOWN or re.search(r"[a-z]\d", folded) is not None
    if folded in _OPENERS or folded.split("'")[0] in _OPENERS:
        return False
    before_name = following[:1].isupper() and following.casefold() not in _OPENERS
    return (
        not opening
        or re.search(r"[A-Z]", token[1:]) is not None
        or any(char.isdigit() for char in token)
        or folded in _WELL_KNOWN
        or folded in DEMONYMS
        or (before_name and _OPENING.search(folded) is None)
    )


def unsupported_names(claim: str, evidence: tuple[str, ...], *, shortened: bool = False) -> tuple[str, ...]:
    """Return the names of a claim that the evidence does not have in any of their forms.

    "Canadian" stands for "Canada", "WKU" for "Western Kentucky University" and back, "iPhone" for "iOS", "NL" for
    "Netherlands", "China" for what is said of Beijing, "Washington" for the US; if `shortened` "Raf" for "Rafael", but
    not "Sam" for "Samsung".
    """
    if not (wanted := names(claim)):
        return ()
    text = " ".join(map(lean_text, evidence))
    said, capitals, joined = words(text), acronyms(text), _squeeze(text)
    there = {form for word in said for form in _forms(word)}
    there |= {form for code in capitals & _COUNTRY_CODES.keys() for form in _forms(_COUNTRY_CODES[code])}
    there |= {form for seat in there & _SEATS.keys() for form in _forms(_SEATS[seat])}
    initials = {letters for letters, _ in _neighbours([word for word in said if word[0].isalpha()])}
    in_full = spelled_out(claim, capitals)
    short = [name.casefold() for name in (names(text) if shortened else ()) if len(name) >= 3]

    def is_backed(name: str) -> bool:
        folded = name.casefold()
        forms = _forms(_COUNTRY_CODES.get(name, folded)) | _forms(_GOVERNMENTS.get(folded, folded))
        return (
            not forms.isdisjoint(there)
            or any(len(form) >= 4 and form in joined for form in forms)
            or (name.isupper() and _squeeze(name) in initials)
            or name in in_full
            or (len(name) > 3 and any(word.startswith(folded) for word in said))
            or any(folded.startswith(one) and 2 * len(one) >= len(folded) for one in short)
        )

    return tuple(name for name in wanted if not is_backed(name))


def acronyms(text: str) -> frozenset[str]:
    """Return what stands in a text in a row of capitals: initials, as a rule."""
    return frozenset(_CAPITALS.findall(text))


def tells_a_name(initials: str) -> bool:
    """Whether initials are of one name: two letters are those of anybody, but for unions and countries."""
    return len(initials) > 2 or initials in ("EU", "UN") or initials in _COUNTRY_CODES


def spelled_out(text: str, initials: frozenset[str]) -> frozenset[str]:
    """Return the words of a text that are part of a row whose initials are among those given: "Union" for "EU"."""
    wanted = {word.casefold() for word in initials}
    said = [word for word in _TOKEN.findall(lean_text(text)) if word[0].isalnum()]
    rows = (row for letters, row in _neighbours(said) if letters in wanted)
    named = (row for row in rows if any(word[0].isupper() for word in row))
    return frozenset(word.removesuffix("'s") for row in named for word in row)


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _forms(word: str) -> set[str]:
    """All spellings under which a case-folded name may be found again."""
    bare = re.sub(r"'s?$", "", word)
    squeezed = _squeeze(bare)
    forms = {squeezed, squeezed.removesuffix("s"), squeezed.removesuffix("es"), stem(squeezed)}
    forms |= {_squeeze(part) for part in re.split(r"[-/]", bare) if len(part) > 1}
    return forms.union(*(same.get(form, ()) for form in forms for same in (DEMONYMS, _SAME_NAME))) - {""}


def _neighbours(row: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield rows of two to six neighbouring words, "of" and "the" left out or not, with their first letters."""
    for few in (row, [word for word in row if word.casefold() not in _SMALL]):
        letters = "".join(word[0] for word in few).casefold()
        for size in range(2, 7):
            for at in range(len(few) - size + 1):
                yield letters[at : at + size], few[at : at + size]
