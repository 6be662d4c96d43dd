"""A small rule-based part-of-speech guesser for English: closed-class lists, suffixes, neighbouring words.

It need not be right about every word. It has to keep verbs, pronouns and half-sentences out of noun phrases,
and phrases are counted over many comments, so that a lone mistake rarely wins.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from threadgist.phrases import english as en

__all__ = ["Tag", "Token", "clauses", "is_plural", "singular", "tag_clause"]


class Tag(Enum):
    """Coarse parts of speech, as far as noun phrases need them."""

    NOUN = "N"
    ADJECTIVE = "A"
    VERB = "V"
    GERUND = "G"
    PARTICIPLE = "E"
    DETERMINER = "D"
    PRONOUN = "R"
    PREPOSITION = "P"
    CONJUNCTION = "C"
    ADVERB = "B"
    NUMBER = "M"
    POSSESSIVE = "S"
    OTHER = "X"


class Token(NamedTuple):
    """A word as written, in lower case with straight apostrophes, and whether it opens a sentence."""

    text: str
    lower: str
    opens: bool


@lru_cache(maxsize=50_000)
def _token(text: str, opens: bool) -> Token:
    return Token(text, text.lower().replace("’", "'"), opens)


MAX_CHARS = 30
_WORD = re.compile(r"/?\b[ru]/\w+|[$€£]?[^\W_]+(?:['’._&+-](?=[^\W_])[^\W_]+)*\+*%?")
_GAP = re.compile(r"[ \t ]+")
_SENTENCE_GAP = re.compile(r"[.!?\n\"“”‘:;()\[\]*>•|]")
_NEGATION = re.compile(r".+n't$|.+'(?:re|ve|ll|d|m)$")
_DOMAIN = re.compile(r"[a-z]{2,}\.[a-z]{2,}")
_NUMERIC = re.compile(r"[$€£]?\d[\d.,/:-]*(?:k|m|bn|b|x|th|st|nd|rd|s|am|pm|%)?$")
_ADJECTIVE_ENDINGS = (
    "able",
    "ible",
    "ful",
    "less",
    "ous",
    "ish",
    "ical",
    "ional",
    "ative",
    "itive",
    "ular",
    "esque",
    "wide",
)
_AMBIGUOUS_ENDINGS = ("ive", "ial", "ual", "eal", "ral", "nal", "tal", "cal", "ic", "ary", "ant", "ent")


def clauses(text: str) -> list[list[Token]]:
    """Split a text into runs of words with nothing but blanks between them."""
    runs: list[list[Token]] = []
    run: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        start, stop = match.span()
        if end and start == end + 1 and text[end] == " ":
            opens = False
        else:
            gap = text[end:start]
            opens = end == 0 or bool(_SENTENCE_GAP.search(gap))
            if run and not _GAP.fullmatch(gap):
                runs.append(run)
                run = []
        run.append(_token(match[0], opens))
        end = stop
    if run:
        runs.append(run)
    return runs


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Return the singular of a lower-case English noun, near enough to group `laws` with `law`."""
    irregular = en.IRREGULAR_SINGULARS.get(word)
    if irregular:
        return irregular
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s")):
        return word
    if word in en.COMMON_NOUNS:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=20_000)
def _base(word: str) -> str | None:
    """Return the listed verb that `word` is a regular form of, or None."""
    for ending, replacements in (
        ("ies", ("y",)),
        ("es", ("", "e")),
        ("s", ("",)),
        ("ied", ("y",)),
        ("ed", ("", "e")),
        ("ying", ("y", "ie")),
        ("ing", ("", "e")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            stems = [stem + tail for tail in replacements]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
            for candidate in stems:
                if candidate in en.VERBS or candidate in en.VERBAL_NOUNS:
                    return candidate
    return None


@lru_cache(maxsize=50_000)
def _guess(word: str) -> tuple[Tag, bool]:
    """Return the likeliest tag of a word on its own, and whether its neighbours may overrule it."""
    if word in en.PRONOUNS:
        return Tag.PRONOUN, False
    if word in en.DETERMINERS:
        return Tag.DETERMINER, False
    if word in en.PREPOSITIONS:
        return Tag.PREPOSITION, False
    if word in en.CONJUNCTIONS:
        return Tag.CONJUNCTION, False
    if (
        len(word) > MAX_CHARS
        or "_" in word
        or _DOMAIN.search(word)
        or word.startswith(("r/", "u/", "/r/", "/u/"))
        or len(word) == 1
    ):
        return Tag.OTHER, False
    if _NEGATION.match(word):
        return Tag.VERB, False
    if word.endswith("'s") or (word.endswith("'") and len(word) > 2):
        return Tag.POSSESSIVE, False
    if _NUMERIC.match(word) or word in en.NUMBERS:
        return Tag.NUMBER, False
    if word in en.GERUND_NOUNS:
        return Tag.NOUN, False
    if word in en.VERB_FORMS:
        return (Tag.PARTICIPLE if word.endswith(("en", "wn")) else Tag.VERB), word in en.VERBAL_NOUNS
    if word in en.VERBAL_NOUNS:
        return Tag.NOUN, True
    if word in en.ADVERBS and word not in en.ADJECTIVES:
        return Tag.ADVERB, False
    if word in en.VERBS and word not in en.ADJECTIVES:
        return Tag.VERB, False
    if word in en.ADJECTIVES or word in en.EMPTY_ADJECTIVES or word in en.LY_ADJECTIVES:
        return Tag.ADJECTIVE, False
    if word in en.COMMON_NOUNS:
        return Tag.NOUN, False
    if "-" in word and not word.startswith("-"):
        return _by_last_part(word)
    return _by_ending(word)


def _by_last_part(word: str) -> tuple[Tag, bool]:
    """Tag a compound: `plant-based` modifies, `low-cost` modifies what follows or stands for itself."""
    tag, _ = _guess(word.rsplit("-", 1)[1])
    if tag in (Tag.ADJECTIVE, Tag.PARTICIPLE, Tag.VERB, Tag.NUMBER):
        return Tag.ADJECTIVE, False
    return (Tag.ADJECTIVE, True) if tag in (Tag.NOUN, Tag.GERUND) else (Tag.ADVERB, False)


def _by_ending(word: str) -> tuple[Tag, bool]:
    base = _base(word)
    if word.endswith(("er", "est")) and _is_compared(word):
        return Tag.ADJECTIVE, False
    if word.endswith("ing") and len(word) > 4:
        return Tag.GERUND, True
    if word.endswith("ed") and len(word) > 3:
        return Tag.PARTICIPLE, True
    if base is not None:
        return (Tag.NOUN, True) if base in en.VERBAL_NOUNS else (Tag.VERB, False)
    if word.endswith("ly") and len(word) > 4:
        return Tag.ADVERB, False
    if (
        word.endswith(("ize", "ise", "ify"))
        and len(word) > 5
        and not word.endswith(("prise", "rtise", "cise"))
    ):
        return Tag.VERB, False
    if word.endswith(_ADJECTIVE_ENDINGS) and len(word) > 5:
        return Tag.ADJECTIVE, False
    if word.endswith(_AMBIGUOUS_ENDINGS) and len(word) > 5:
        return Tag.ADJECTIVE, True
    return Tag.NOUN, False


def _is_compared(word: str) -> bool:
    stem = word.removesuffix("est") if word.endswith("est") else word.removesuffix("er")
    stems = {stem, stem + "e", stem[:-1] + "y" if stem.endswith("i") else stem, stem[:-1]}
    return len(stem) > 2 and not stems.isdisjoint(en.ADJECTIVES | en.EMPTY_ADJECTIVES)


def tag_clause(tokens: list[Token]) -> list[Tag]:
    """Tag the words of one clause, left to right."""
    tags: list[Tag] = []
    guesses = [_guess(token.lower) for token in tokens]
    for index, token in enumerate(tokens):
        tag, open_to_context = guesses[index]
        if token.lower in en.GERUND_NOUNS and index and is_plural(tokens[index - 1].lower):
            tag = Tag.VERB
        if open_to_context:
            before = tokens[index - 1].lower if index else ""
            more = index + 1 < len(tokens)
            after, follower = (guesses[index + 1][0], tokens[index + 1].lower) if more else (None, "")
            tag = _in_context(tag, token.lower, before, tags[-1] if tags else None, after, follower)
        tags.append(Tag.NOUN if tag in _NAMEABLE and _in_name(tokens, index) else tag)
    return tags


_NAMEABLE = (Tag.ADJECTIVE, Tag.GERUND, Tag.PARTICIPLE, Tag.NUMBER)


def _in_name(tokens: list[Token], at: int) -> bool:
    """Tell whether a word is capitalised beside another capitalised one: `New` in "New Zealand"."""
    if not tokens[at].text[:1].isupper() or tokens[at].lower in en.STOP:
        return False
    if tokens[at].opens and tokens[at].lower not in en.NAME_OPENERS:
        return False
    neighbours = [tokens[i] for i in (at - 1, at + 1) if 0 <= i < len(tokens)]
    return any(n.text[:1].isupper() and n.lower not in en.STOP for n in neighbours)


def _in_context(
    tag: Tag, word: str, before: str, previous: Tag | None, following: Tag | None, follower: str
) -> Tag:
    nominal_before = previous in (Tag.DETERMINER, Tag.ADJECTIVE, Tag.POSSESSIVE, Tag.NUMBER)
    if tag is Tag.NOUN:
        if nominal_before:
            pointed = before in _POINTERS and is_plural(word) and _base(word) in en.VERB_LEANING
            return Tag.VERB if pointed else Tag.NOUN
        verbal = before in en.AUXILIARIES or previous is Tag.PRONOUN or before in en.SUBJECTS
        return Tag.VERB if verbal else _noun_or_verb(word, before, previous, following, follower)
    if tag is Tag.GERUND:
        if before in en.BE_FORMS or previous in (Tag.PRONOUN, Tag.NOUN) or before in en.SUBJECTS:
            return Tag.VERB
        return Tag.NOUN if nominal_before and following is not Tag.DETERMINER else Tag.GERUND
    if tag is Tag.PARTICIPLE:
        finite = previous in (Tag.PRONOUN, Tag.NOUN, Tag.VERB) or before in _AUXILIARY_HAVE
        modifies = following in (Tag.NOUN, Tag.ADJECTIVE, Tag.GERUND)
        return Tag.ADJECTIVE if modifies and not finite else Tag.VERB
    if tag is Tag.ADJECTIVE:
        modifies = following in (Tag.NOUN, Tag.ADJECTIVE, Tag.GERUND, Tag.PARTICIPLE)
        return Tag.ADJECTIVE if modifies else Tag.NOUN
    return Tag.NOUN if nominal_before else Tag.VERB


def is_plural(word: str) -> bool:
    """Tell whether a lower-case noun is a regular plural."""
    return word.endswith("s") and not word.endswith("ss") and singular(word) != word


def _noun_or_verb(word: str, before: str, previous: Tag | None, following: Tag | None, follower: str) -> Tag:
    """Decide about a word like `cost` that no article or auxiliary gives away, by agreement."""
    leaning = word in en.VERB_LEANING or _base(word) in en.VERB_LEANING
    third_person = word.endswith("s") and not word.endswith("ss")
    takes_object = following in (Tag.DETERMINER, Tag.PRONOUN, Tag.POSSESSIVE)
    if previous in (Tag.NOUN, Tag.GERUND):
        if not third_person:
            return Tag.VERB if is_plural(before) or takes_object else Tag.NOUN
        describes = following in (Tag.ADJECTIVE, Tag.ADVERB, Tag.NOUN) or takes_object
        return Tag.VERB if leaning or describes else Tag.NOUN
    if takes_object or (leaning and follower != "of"):
        return Tag.VERB
    if previous is Tag.ADVERB and following not in (Tag.NOUN, Tag.PREPOSITION, None):
        return Tag.VERB
    return Tag.NOUN


_POINTERS = frozenset({"this", "that", "which", "what"})
_AUXILIARY_HAVE = en.BE_FORMS | {"have", "has", "had", "having"}
