"""What can be told from a sentence by rule: what it points at, whom it speaks to, whether it argues, asks or jokes."""

import re
from collections.abc import Container
from functools import partial
from typing import NamedTuple

from threadgist.resources import package_pattern, package_table
from threadgist.words import (
    ASCII_DIGITS,
    ASCII_LETTERS,
    UNSPACED,
    UNSPACED_SIGN,
    count_words,
    has_link,
    plain_marks,
    without_links,
    word_runs,
)

_TABLE = "select/english.toml"
_WORD = re.compile(rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W\d_]){{3,}}|\d{{2,}}")
_STEM_LETTERS = 5
WORDS = {name: frozenset(text.split()) for name, text in package_table(_TABLE)["words"].items()}
pattern = partial(package_pattern, _TABLE)


def content_stems(text: str) -> tuple[str, ...]:
    """The content words of a text, cut to five letters; pairs of characters in scripts without spaces; no addresses."""
    plain, common = plain_marks(without_links(text)), WORDS["common"]
    if plain.isascii():
        signs = plain.encode()
        words = signs.translate(ASCII_LETTERS).decode().split()
        numbers = signs.translate(ASCII_DIGITS).decode().split()
        telling = [word[:_STEM_LETTERS] for word in words if len(word) > 2 and word not in common]
        return (*telling, *[number[:_STEM_LETTERS] for number in numbers if len(number) > 1])
    stems: list[str] = []
    for word in _WORD.findall(plain.casefold()):
        if UNSPACED_SIGN.match(word):
            stems += [word[start : start + 2] for start in range(max(len(word) - 1, 1))]
        elif word not in common:
            stems.append(word[:_STEM_LETTERS])
    return tuple(stems)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the words of the shorter of two texts that the other has too."""
    return len(one & other) / max(1, min(len(one), len(other)))


# Every pattern is asked of the sentence in lower case: to ignore case takes several times as long. Where nothing can be
# found without a word or a sign that few sentences have, that is looked for first.
POINTS_BACK = pattern(r"(?:{points_back})(?:\b|(?<=[.,]))|[\[({]")
EXPLETIVE = pattern(r"it(?:{expletive})\b[^.,;!?]{0,40}?(?:\b(?:to|that|how|when|for \w+ to)\b|:)")
LOOSE_OPENING = pattern(r"(?:{loose_opening})\b")
OPENING_SUBJECT = re.compile(r"(?:this|that|these|those|the same|such|both|neither|either)\s+[a-z]{3,}")
UNRESOLVED = pattern(r"\b(?=\w)(?:{unresolved})")
LISTS = ("such as", "like", "following", "as follows", "e.g", "e.g.", ":")

GENERIC_YOU = pattern(r"\b(?=\w)(?:{generic_you})")
ADDRESSED = pattern(r"\b(?=\w)(?:{addressed})")
CALLS = pattern(r"(?:{calls})\b")
# What begins with one of a few signs is found several times as fast.
JEST = re.compile(
    r"[:;/!?j¯](?:(?<=[:;])-?[)(dp](?:\s|$)|(?<=/)s\b|(?<=[!?])[!?]|(?<=\bj)(?:k|ust kidding)\b|(?<=¯))"
)
MARKUP = re.compile(r"[{}<>|\\=`#@^]|\[\w+\]|::|\w\(\)|\w/\w+/\w|\w_\w")
MARKUP_SIGN = re.compile(r"[{}<>|\\=`#@^\[:(/_]")
VERB_ENDINGS = ("ed", "ize", "izes", "ise", "ises")
NEGATED_VERB = pattern(r"{negated_verb}")
TERMINALS = tuple(".!?。！？…")
EDITED = re.compile(r"\b(?:edit|added|update)(?: ?\d)?\b\s*[:\]]|\[sic\]|\.\.\.\s*\w|…\s*\w")
EDIT_SIGNS = ("...", "…", ":", "]")

# Signatures, rules and headers of mails: nobody says them.
RULE_OR_NUMBER = re.compile(r"[-=_*#~\d](?:(?<!\d)[-=_*#~]{3}|(?<=\d)[\d().\- ]{7,}\d)")
ADDRESS = re.compile(r"\S@\S+\.\w")
HEADER = re.compile(r"\b(?:phone|fax|tel|url|e-?mail)\s*:")
SALUTATION = pattern(r"(?:{salutation})\b[^.!?]{0,40}$")
MIN_SHOUTED = 13
LONG_WORD = 7


class Reading(NamedTuple):
    """Facts of one sentence; what only the rules for English can tell, from `states` on, is 0 in other languages.

    Counts: `words`, `long_words` (seven letters and more), `content` words and those of them that others use too
    (`topical`), `anaphora` (it, they, this ...), `states` (is, can ...). `stems` are those of the content words;
    `furniture` is a greeting or a header; what is `unfit` has markup or a link, shouts, is cut out of something, or
    borrowed (`windows.is_borrowed`). Between 0 and 1: `points_back`, how much its opening needs what stands before it;
    `addresses`, how much it speaks to one person.
    """

    words: int
    long_words: int
    asks: bool
    exclaims: bool
    ends: bool
    furniture: bool
    unfit: bool
    content: int
    topical: int
    stems: frozenset[str]
    states: int = 0
    points_back: float = 0.0
    unresolved: bool = False
    anaphora: int = 0
    addresses: float = 0.0
    opens_i: bool = False
    first: bool = False
    jests: bool = False
    verbless: bool = False
    trails: bool = False


def read(sentence: str, shared: Container[str] = (), *, english: bool = True) -> Reading:
    """Read one sentence; `shared` are the stems of content words that several comments of the thread have."""
    lower = sentence.lower().replace("’", "'")
    runs = word_runs(lower)
    bare = sentence.rstrip('"”’)* ')
    stems = content_stems(sentence)
    found = Reading(
        words=count_words(sentence),
        long_words=len([run for run in runs if len(run) >= LONG_WORD]),
        asks=bare.endswith(("?", "？")),
        exclaims=bare.endswith(("!", "！")),
        ends=bare.endswith(TERMINALS),
        furniture=_is_furniture(lower),
        unfit=_is_unfit(sentence, lower),
        content=len(stems),
        topical=sum(map(shared.__contains__, stems)),
        stems=frozenset(stems),
    )
    if not english or not runs:
        return found
    used = set(runs)
    last = lower.rstrip(".!")
    open_end = last.endswith(runs[-1]) and (runs[-1] in WORDS["unresolved_ends"] or last.endswith("as well"))
    laughs = not used.isdisjoint(WORDS["laughs"]) or (
        "haha" in lower and any(run.startswith("haha") for run in used)
    )
    edited = any(map(lower.__contains__, EDIT_SIGNS)) and EDITED.search(lower) is not None
    return found._replace(
        states=sum(map(WORDS["stating"].__contains__, runs)),
        points_back=_points_back(lower, runs[0], found.asks),
        unresolved=open_end
        or (not used.isdisjoint(WORDS["unresolving"]) and UNRESOLVED.search(lower) is not None),
        anaphora=sum(map(WORDS["anaphora"].__contains__, runs)),
        addresses=_addresses(lower, used),
        opens_i=runs[0] in ("i", "my", "im", "ive"),
        first=not used.isdisjoint(WORDS["first"]),
        jests=laughs or JEST.search(lower) is not None,
        verbless=not _is_verbish(lower, used),
        trails=lower.endswith(LISTS) or last.endswith("..") or edited,
    )


def _points_back(lower: str, opening: str, asks: bool) -> float:
    if asks and opening in WORDS["auxiliaries"]:
        return 0.0
    if opening == "it" and EXPLETIVE.match(lower):
        return 0.2
    if POINTS_BACK.match(lower):
        return 1.0
    if not lower.startswith(opening):
        return 0.3
    if OPENING_SUBJECT.match(lower):
        return 0.8
    return 0.6 if opening in WORDS["dangling"] or LOOSE_OPENING.match(lower) else 0.0


def _addresses(lower: str, used: set[str]) -> float:
    if CALLS.match(lower):
        return 0.5
    if used.isdisjoint(WORDS["second"]):
        return 0.0
    if ADDRESSED.search(lower):
        return 1.0
    return 0.2 if GENERIC_YOU.search(lower) else 0.5


def _is_verbish(lower: str, used: set[str]) -> bool:
    if not used.isdisjoint(WORDS["verbish"]):
        return True
    if any(run.endswith(VERB_ENDINGS) and run not in VERB_ENDINGS for run in used):
        return True
    return "'" in lower and NEGATED_VERB.search(lower) is not None


def _is_furniture(lower: str) -> bool:
    return bool(
        SALUTATION.match(lower)
        or RULE_OR_NUMBER.search(lower)
        or ("@" in lower and ADDRESS.search(lower))
        or (":" in lower and HEADER.search(lower))
    )


def _is_unfit(sentence: str, lower: str) -> bool:
    if has_link(sentence) or sentence.count("(") != sentence.count(")") or sentence.count('"') % 2:
        return True
    if MARKUP_SIGN.search(lower) and len(MARKUP.findall(lower)) > 1:
        return True
    # Shouted are those of whose letters more than half are capitals.
    capitals = 0 if sentence[1:].islower() else sum(map(str.isupper, sentence))
    letters = sum(map(str.isalpha, sentence)) if 2 * capitals >= MIN_SHOUTED else 0
    return letters >= MIN_SHOUTED and capitals > 0.5 * letters
