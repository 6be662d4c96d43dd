"""Words of claims and comments, made comparable: one spelling of apostrophes, one form for most inflections."""

import re
from functools import lru_cache

from threadgist.resources import package_table
from threadgist.words import lean_text

ENGLISH = package_table("write/english.toml")
_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")


def english(section: str, name: str) -> tuple[str, ...]:
    """Return the words of a list of `english.toml`."""
    return tuple(ENGLISH[section][name].split())


def english_pairs(section: str, name: str) -> dict[str, str]:
    """Return the pairs of a list of `english.toml` whose words are KEY:VALUE."""
    return dict(pair.split(":") for pair in english(section, name))


def english_phrases(name: str) -> re.Pattern[str]:
    """Return what finds the phrases of a list of `english.toml`, in any case."""
    return re.compile(rf"\b(?:{'|'.join(ENGLISH['phrases'][name])})\b", re.IGNORECASE)


FUNCTION_WORDS = frozenset(english("words", "function"))
REPORTING = frozenset(english("words", "reporting"))
_IRREGULAR = english_pairs("stems", "irregular")
_ENDINGS = english("stems", "endings")
_LEAST, _LONGEST = 3, 7


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, case-folded; `U.S.` and `third-party` are one word each."""
    return tuple(word.removesuffix("'s") for word in _WORD.findall(lean_text(text).casefold()))


def is_content(word: str) -> bool:
    """Whether a case-folded word says something of its own."""
    return word not in FUNCTION_WORDS and word not in REPORTING and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """Return the stems of the content words of a text in order; parts of hyphenated words count singly."""
    return tuple(stem(part) for word in words(text) for part in word.split("-") if is_content(part))


def rows_of(text: str, length: int) -> list[tuple[str, ...]]:
    """Return the rows of so many neighbouring words of a text, in order."""
    own = words(text)
    return [own[at : at + length] for at in range(len(own) - length + 1)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Cut a case-folded word to what most of its inflections and derivations share; rough on purpose."""
    word = _IRREGULAR.get(word, word)
    cuts = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    word = next((cut for cut in cuts if len(cut) >= _LEAST), word)
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:_LONGEST]
