"""Counting words, finding links and comparing texts, in any script. A leaf that several stages share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "LINK",
    "UNSPACED",
    "count_words",
    "fingerprint",
    "lean_text",
    "own_words",
    "sentences",
    "without_links",
]

LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)

UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
# Vowel signs and accents that stand as characters of their own; to Python they are no part of a word.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0981-\u0983\u09bc-\u0dff\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
_LETTER = rf"(?:(?![{UNSPACED}])[^\W_][{_MARKS}]*)"
_TOKEN = re.compile(rf"[{UNSPACED}]|{_LETTER}+(?:['’.-]{_LETTER}+)*")
_ASCII_TOKEN = re.compile(r"[A-Za-z0-9]+(?:['.-][A-Za-z0-9]+)*")
_NOT_WORD = re.compile(r"[\W_]+")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])[\"”’')\]]*\s+|\n+")
_CHARS_PER_WORD = 2
_NOT_OWN = (">", "    ")


def count_words(text: str) -> int:
    """Count words; in scripts without spaces (Chinese, Japanese, Thai) two characters count as one word."""
    if text.isascii():
        return len(_ASCII_TOKEN.findall(text))
    spaced = unspaced = 0
    for match in _TOKEN.finditer(text):
        if len(match[0]) == 1 and re.match(f"[{UNSPACED}]", match[0]):
            unspaced += 1
        else:
            spaced += 1
    return spaced + (unspaced + _CHARS_PER_WORD - 1) // _CHARS_PER_WORD


def without_links(text: str) -> str:
    """Return `text` with web addresses taken out and the gaps closed."""
    return re.sub(r"[ \t]{2,}", " ", LINK.sub("", text)).strip() if LINK.search(text) else text


def fingerprint(text: str) -> str:
    """Return `text` without case, width, punctuation and spacing: equal for copy-paste."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


@lru_cache(maxsize=4096)
def lean_text(text: str) -> str:
    """Return `text` normalised (NFKC), without invisible characters, with plain apostrophes and hyphens."""
    if text.isascii():
        return text
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return plain.translate({0x2019: "'", 0x2018: "'", 0x2010: "-", 0x2011: "-", 0x02BC: "'"})


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text at sentence ends and line breaks; a text without any is one sentence."""
    return tuple(part.strip() for part in _SENTENCE_END.split(lean_text(text)) if part.strip()) or (text,)


def own_words(text: str) -> str:
    """Return the text without the lines that quote somebody else (`> ...`) and without code."""
    lines = (line for line in text.split("\n") if not line.startswith(_NOT_OWN))
    return "\n".join(lines).strip()
