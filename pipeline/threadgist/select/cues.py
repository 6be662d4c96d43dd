"""English words and turns of phrase, most in `english.toml`, that tell how a sentence reads; marks of any language.

And the content words of a text, with how common they are among others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from threadgist.resources import package_table
from threadgist.words import ASCII_DIGITS, ASCII_LETTERS, UNSPACED, plain_marks, without_links

_TABLE = package_table("select/english.toml")


def words(name: str) -> frozenset[str]:
    """Return the words of a list of `english.toml`."""
    return frozenset(_TABLE["words"][name].split())


def pattern(name: str, form: str = "{}") -> re.Pattern[str]:
    """Return what finds the alternatives of a list of `english.toml`, which stand in the place of {} in `form`."""
    return re.compile(form.replace("{}", alternatives(name)))


def alternatives(name: str) -> str:
    """Return the alternatives of a list of `english.toml` as a part of a pattern."""
    return "|".join(_TABLE["patterns"][name])


# Every pattern but those for capitals is asked of the sentence in lower case: to ignore case takes several times as
# long. And where nothing can be found without a word or a sign that few sentences have, that is looked for first.
DANGLING = words("dangling")
POINTS_BACK = pattern("points_back", r"(?:{})(?:\b|(?<=[.,]))|[\[({]")
AUXILIARIES = words("auxiliaries")
EXPLETIVE = re.compile(
    r"it(?:'s| is| was| makes| would be| will be| isn't| wasn't| takes| seems| looks like)\b[^.,;!?]{0,40}?"
    r"(?:\b(?:to|that|how|when|for \w+ to)\b|:)"
)
LOOSE_OPENING = pattern("loose_opening", r"(?:{})\b")
OPENING_SUBJECT = re.compile(r"(?:this|that|these|those|the same|such|both|neither|either)\s+[a-z]{3,}")
ANAPHORA = words("anaphora")
UNRESOLVED = pattern("unresolved", r"\b(?=\w)(?:{})")
UNRESOLVING = words("unresolving")
UNRESOLVED_ENDS = words("unresolved_ends")
LISTS = ("such as", "like", "following", "as follows", "e.g", "e.g.", ":")

SECOND = words("second")
GENERIC_YOU = re.compile(
    r"\b(?=\w)(?:(?:if|when|once|unless|until|where|as|what|whatever|how) you\b|you can(?:'t|not)?\b)"
)
ADDRESSED = pattern("addressed", r"\b(?=\w)(?:{})")
CALLS = pattern("calls", r"(?:{})\b")
FIRST = words("first")
LAUGHS = words("laughs")
# What begins with one of a few signs is found several times as fast.
JEST = re.compile(
    r"[:;/!?j¯](?:(?<=[:;])-?[)(dp](?:\s|$)|(?<=/)s\b|(?<=[!?])[!?]|(?<=\bj)(?:k|ust kidding)\b|(?<=¯))"
)
MARKUP = re.compile(r"[{}<>|\\=`#@^]|\[\w+\]|::|\w\(\)|\w/\w+/\w|\w_\w")
MARKUP_SIGN = re.compile(r"[{}<>|\\=`#@^\[:(/_]")
VERBISH = words("verbish")
STATING = words("stating")
VERB_ENDINGS = ("ed", "ize", "izes", "ise", "ises")
NEGATED_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|ca|could|wo|would|should|has|have)n't\b|'(?:s|re|ve|ll|m)\b"
)
TERMINALS = tuple(".!?。！？…")
EDITED = re.compile(r"\b(?:edit|added|update)(?: ?\d)?\b\s*[:\]]|\[sic\]|\.\.\.\s*\w|…\s*\w")
EDIT_SIGNS = ("...", "…", ":", "]")

# Signatures, rules and headers of mails: nobody says them.
RULE_OR_NUMBER = re.compile(r"[-=_*#~\d](?:(?<!\d)[-=_*#~]{3}|(?<=\d)[\d().\- ]{7,}\d)")
ADDRESS = re.compile(r"\S@\S+\.\w")
HEADER = re.compile(r"\b(?:phone|fax|tel|url|e-?mail)\s*:")
SALUTATION = re.compile(
    r"(?:(?:best|kind|warm)? ?regards|cheers|sincerely|yours|hi|hello|dear|cc|to|from|subject|date|sent)\b"
    r"[^.!?]{0,40}$"
)
MIN_SHOUTED = 13
LONG_WORD = 7


_WORD = re.compile(rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W\d_]){{3,}}|\d{{2,}}")
_UNSPACED_WORD = re.compile(rf"[{UNSPACED}]")
_STEM_LETTERS = 5
_COMMON_WORDS = words("common")


def content_stems(text: str) -> tuple[str, ...]:
    """Return the content words of a text, cut to five letters, which merges most inflections.

    Scripts without spaces give pairs of characters; web addresses are left out.
    """
    plain = plain_marks(without_links(text))
    stems: list[str] = []
    if plain.isascii():
        signs = plain.encode()
        words = signs.translate(ASCII_LETTERS).decode().split()
        numbers = signs.translate(ASCII_DIGITS).decode().split()
        stems = [word[:_STEM_LETTERS] for word in words if len(word) > 2 and word not in _COMMON_WORDS]
        return (*stems, *[number[:_STEM_LETTERS] for number in numbers if len(number) > 1])
    for word in _WORD.findall(plain.casefold()):
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
