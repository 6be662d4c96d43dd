"""A small rule-based part-of-speech guesser for English: closed-class lists, suffixes, neighbouring words.

It need not be right about every word. It has to keep verbs, pronouns and half-sentences out of noun phrases,
and phrases are counted over many comments, so that a lone mistake rarely wins.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from threadgist.phrases import english as en

# Coarse parts of speech, as far as noun phrases need them; what stands before and after a clause is nothing.
Tag = Literal[
    "NOUN", "ADJECTIVE", "VERB", "GERUND", "PARTICIPLE", "DETERMINER", "PRONOUN", "PREPOSITION", "CONJUNCTION",
    "ADVERB", "NUMBER", "POSSESSIVE", "OTHER", "NOTHING",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A word as written, in lower case with straight apostrophes, and whether it opens a sentence.

    `capital` says that it begins with one, `shouted` that there is nothing else in it; `key` is its normal form, in
    parts where hyphens join them. `tag` is its likeliest one by itself, `open` says whether its neighbours may
    overrule that.
    """

    text: str
    lower: str
    opens: bool
    capital: bool
    shouted: bool
    key: tuple[str, ...]
    tag: Tag
    open: bool


_EDGE = Token("", "", False, False, False, (), "NOTHING", False)


@lru_cache(maxsize=100_000)
def _token(text: str, opens: bool = False) -> Token:
    lower = text.lower().replace("’", "'")
    key = tuple([singular(part.removesuffix("'s")) for part in lower.split("-") if part])
    shouted = len(text) > 1 and text.isupper()
    return Token(text, lower, opens, text[:1].isupper(), shouted, key, *_guess(lower))


_NAMEABLE = ("ADJECTIVE", "GERUND", "PARTICIPLE", "NUMBER")
_THIRD = frozenset({"third", "3rd"})
_POINTERS = frozenset({"this", "that", "which", "what"})
_AUXILIARY_HAVE = en.BE_FORMS | {"have", "has", "had", "having"}
_SINGULARS = dict(pair.split(":") for pair in en.WORDS["irregular_singulars"])


# What words are, by the tables of the same names; of several lists there the first decides.
_CLOSED, _KNOWN = (
    {word: tag for name, tag in reversed(en.TABLE["tags"][table].items()) for word in en.WORDS[name]}
    for table in ("closed", "known")
)
_WORD = re.compile(r"(/?\b[ru]/\w+|[$€£]?[^\W_]+(?:['’._&+-](?=[^\W_])[^\W_]+)*\+*%?)")
# The same for most texts, of ASCII and without a slash, in little more than half the time.
_PLAIN_WORD = re.compile(r"([$]?[A-Za-z0-9]+(?:['._&+-][A-Za-z0-9]+)*\+*%?)")
_GAP = re.compile(r"[ \t ]+")
_SENTENCE_GAP = re.compile(r"[.!?\n\"“”‘:;()\[\]*>•|]")
# What words of other shapes are: single signs, what is very long, names of the net; contractions, numbers.
_SHAPES: dict[re.Pattern[str], Tag] = {
    re.compile(r".|.{31,}|.*_.*|/?[ru]/.*|.*[a-z]{2,}\.[a-z]{2,}.*"): "OTHER",
    re.compile(r".+n't|.+'(?:re|ve|ll|d|m)"): "VERB",
    re.compile(r".*'s|.{2,}'"): "POSSESSIVE",
    re.compile(r"[$€£]?\d[\d.,/:-]*(?:k|m|bn|b|x|th|st|nd|rd|s|am|pm|%)?"): "NUMBER",
}
_ADJECTIVE_ENDINGS = tuple(en.WORDS["adjective_endings"])
_AMBIGUOUS_ENDINGS = tuple(en.WORDS["ambiguous_endings"])


def clauses(text: str) -> list[list[Token]]:
    """Split a text into runs of words with nothing but blanks between them."""
    pieces = (_PLAIN_WORD if text.isascii() and "/" not in text else _WORD).split(text)
    words, gaps = pieces[1::2], pieces[:-1:2]
    # What stands before the first word is as good as the end of a sentence.
    gaps[:1] = ["\n"] if words else []
    tokens = list(map(_token, words))
    begins = []
    for at in [at for at, gap in enumerate(gaps) if gap != " "]:
        if _SENTENCE_GAP.search(gaps[at]):
            tokens[at] = _token(words[at], True)
        if not _GAP.fullmatch(gaps[at]):
            begins.append(at)
    return [tokens[begin:end] for begin, end in pairwise([*begins, len(tokens)])]


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Return the singular of a lower-case English noun, near enough to group `laws` with `law`."""
    if word in _SINGULARS:
        return _SINGULARS[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s")):
        return word
    if word in en.WORDS["common_nouns"]:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


_VERBS = en.VERBS | en.VERBAL_NOUNS
_ENDINGS: dict[str, list[str]] = en.TABLE["verb_endings"]


@lru_cache(maxsize=20_000)
def _base(word: str) -> str | None:
    """Return the listed verb that `word` is a regular form of, or None."""
    for ending, tails in _ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            stems = [stem + tail for tail in tails]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
            found = next(filter(_VERBS.__contains__, stems), None)
            if found is not None:
                return found
    return None


def _guess(word: str) -> tuple[Tag, bool]:
    """Return the likeliest tag of a word on its own, and whether its neighbours may overrule it."""
    if word in _CLOSED:
        return _CLOSED[word], False
    for shape, tag in _SHAPES.items():
        if shape.fullmatch(word):
            return tag, False
    if word in en.WORDS["verb_forms"] and word not in en.GERUND_NOUNS:
        return ("PARTICIPLE" if word.endswith(("en", "wn")) else "VERB"), word in en.VERBAL_NOUNS
    if word in _KNOWN:
        return _KNOWN[word], word in en.VERBAL_NOUNS and word not in en.GERUND_NOUNS
    if "-" not in word or word.startswith("-"):
        return _by_ending(word)
    # Of a compound: `plant-based` modifies, `low-cost` modifies what follows or stands for itself.
    tag, _ = _guess(word.rsplit("-", 1)[1])
    if tag in ("ADJECTIVE", "PARTICIPLE", "VERB", "NUMBER"):
        return "ADJECTIVE", False
    return ("ADJECTIVE", True) if tag in ("NOUN", "GERUND") else ("ADVERB", False)


def _by_ending(word: str) -> tuple[Tag, bool]:
    base = _base(word)
    if word.endswith(("er", "est")) and _is_compared(word):
        return "ADJECTIVE", False
    if word.endswith("ing") and len(word) > 4:
        return "GERUND", True
    if word.endswith("ed") and len(word) > 3:
        return "PARTICIPLE", True
    if base is not None:
        return ("NOUN", True) if base in en.VERBAL_NOUNS else ("VERB", False)
    if word.endswith("ly") and len(word) > 4:
        return "ADVERB", False
    if len(word) < 6:
        return "NOUN", False
    if word.endswith(("ize", "ise", "ify")) and not word.endswith(("prise", "rtise", "cise")):
        return "VERB", False
    ambiguous = not word.endswith(_ADJECTIVE_ENDINGS)
    return (
        ("NOUN", False) if ambiguous and not word.endswith(_AMBIGUOUS_ENDINGS) else ("ADJECTIVE", ambiguous)
    )


def _is_compared(word: str) -> bool:
    stem = word.removesuffix("est") if word.endswith("est") else word.removesuffix("er")
    stems = {stem, stem + "e", stem[:-1] + "y" if stem.endswith("i") else stem, stem[:-1]}
    return len(stem) > 2 and not stems.isdisjoint(en.WORDS["adjectives"] | en.EMPTY_ADJECTIVES)


def tag_clause(tokens: list[Token]) -> list[Tag]:
    """Tag the words of one clause, left to right."""
    tags: list[Tag] = ["NOTHING"]
    for before, token, after in zip([_EDGE, *tokens], tokens, [*tokens[1:], _EDGE], strict=False):
        tag = token.tag
        if tag == "NOUN" and token.lower in en.GERUND_NOUNS and is_plural(before.lower):
            tag = "VERB"
        if token.open:
            tag = _in_context(tag, token.lower, before.lower, tags[-1], after)
        if token.lower in _THIRD and after.lower.startswith("part"):
            tag = "ADJECTIVE"
        if tag in _NAMEABLE and _is_name(token) and (_is_named(before) or _is_named(after)):
            tag = "NOUN"
        tags.append(tag)
    return tags[1:]


def _is_named(token: Token) -> bool:
    return token.capital and token.lower not in en.STOP


def _is_name(token: Token) -> bool:
    """Tell whether a word beside another capitalised one is part of a name: `New` in "New Zealand"."""
    return _is_named(token) and (not token.opens or token.lower in en.WORDS["name_openers"])


def _in_context(tag: Tag, word: str, before: str, previous: Tag, after: Token) -> Tag:
    following = after.tag
    nominal_before = previous in ("DETERMINER", "ADJECTIVE", "POSSESSIVE", "NUMBER")
    modifies = following in ("NOUN", "ADJECTIVE", "GERUND")
    if tag == "NOUN":
        if nominal_before:
            pointed = before in _POINTERS and is_plural(word) and _base(word) in en.VERB_LEANING
            return "VERB" if pointed else "NOUN"
        verbal = before in en.WORDS["auxiliaries"] or previous == "PRONOUN" or before in en.SUBJECTS
        return "VERB" if verbal else _noun_or_verb(word, before, previous, after)
    if tag == "GERUND":
        if before in en.BE_FORMS or previous in ("PRONOUN", "NOUN") or before in en.SUBJECTS:
            return "VERB"
        return "NOUN" if nominal_before and following != "DETERMINER" else "GERUND"
    if tag == "PARTICIPLE":
        finite = previous in ("PRONOUN", "NOUN", "VERB") or before in _AUXILIARY_HAVE
        return "ADJECTIVE" if modifies and not finite else "VERB"
    if tag == "ADJECTIVE":
        return "ADJECTIVE" if modifies or following == "PARTICIPLE" else "NOUN"
    return "NOUN" if nominal_before else "VERB"


def is_plural(word: str) -> bool:
    """Tell whether a lower-case noun is a regular plural."""
    return word.endswith("s") and not word.endswith("ss") and singular(word) != word


def _noun_or_verb(word: str, before: str, previous: Tag, after: Token) -> Tag:
    """Decide about a word like `cost` that no article or auxiliary gives away, by agreement."""
    leaning = word in en.VERB_LEANING or _base(word) in en.VERB_LEANING
    takes_object = after.tag in ("DETERMINER", "PRONOUN", "POSSESSIVE")
    if previous in ("NOUN", "GERUND"):
        if word.endswith("s") and not word.endswith("ss"):
            verbal = leaning or takes_object or after.tag in ("ADJECTIVE", "ADVERB", "NOUN")
        else:
            verbal = takes_object or is_plural(before)
    else:
        verbal = takes_object or (leaning and after.lower != "of")
        verbal = verbal or (previous == "ADVERB" and after.tag not in ("NOUN", "PREPOSITION", "NOTHING"))
    return "VERB" if verbal else "NOUN"
