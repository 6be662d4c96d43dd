"""Counting words, finding links, comparing texts in any script; and text made fit to be printed. A leaf."""

import re
import unicodedata
from functools import lru_cache
from string import ascii_letters, ascii_lowercase, digits
from typing import Final

LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)

UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
# Vowel signs and accents that stand as characters of their own; to Python they are no part of a word.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0981-\u0983\u09bc-\u0dff\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
_LETTER = rf"(?:(?![{UNSPACED}])[^\W_][{_MARKS}]*)"
_TOKEN = re.compile(rf"[{UNSPACED}]|{_LETTER}+(?:['’.-]{_LETTER}+)*")
UNSPACED_SIGN = re.compile(f"[{UNSPACED}]")
_NOT_WORD = re.compile(r"[\W_]+")
_RUN = re.compile(r"\w+")
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])[\"”’')\]]*\s+|\n+")
_CHARS_PER_WORD = 2
_NOT_OWN = (">", "    ")

# Controls that print nothing, and the marks that turn the direction of whatever follows them on the line:
# a name or a quotation must not be able to rewrite the words we set beside it.
_MARKS_OF_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F}
_CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A}
_DROPPED: Final = dict.fromkeys(_CONTROLS | _MARKS_OF_DIRECTION)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BREAKS: Final = re.compile(r"\r\n?|\x85|[\x0b\x0c\u2028\u2029]")


def _table(chars: str, become: str) -> bytes:
    """A table for `bytes.translate`: each of `chars` becomes what stands in its place, all others a space."""
    to = dict(zip(chars, become, strict=True))
    return "".join(to.get(chr(code), " ") for code in range(256)).encode()


# Most text is ASCII, and there a table and `split` are several times faster than a regular expression.
_SIGNS = ascii_letters + digits
_COUNTED = _table(_SIGNS + "'.-", "a" * len(_SIGNS) + "...")
_FOLDED = _table(_SIGNS, _SIGNS.lower())
ASCII_LETTERS: Final = _table(ascii_letters, 2 * ascii_lowercase)
ASCII_DIGITS: Final = _table(digits, digits)
_LETTERS = _table(ascii_letters, ascii_letters)
_RUNS = _table(_SIGNS + "_", _SIGNS + "_")


def plain_marks(text: str) -> str:
    """Return `text` with ASCII marks for curly quotation marks, apostrophes, dashes and ellipses; words stay words."""
    if text.isascii():
        return text
    text = text.replace("’", "'").replace("“", '"').replace("”", '"').replace("‘", '"')
    return text.replace("–", " ").replace("—", " ").replace("…", " ")


def count_words(text: str) -> int:
    """Count words; in scripts without spaces (Chinese, Japanese, Thai) two characters count as one word."""
    plain = plain_marks(text)
    if plain.isascii():
        # One mark inside a word joins its parts; two of them part words, and one by itself is none.
        words = plain.encode().translate(_COUNTED).replace(b"..", b"  ").split()
        return len(words) - words.count(b".")
    unspaced = len(UNSPACED_SIGN.findall(plain))
    spaced = len(_TOKEN.findall(plain)) - unspaced
    return spaced + (unspaced + _CHARS_PER_WORD - 1) // _CHARS_PER_WORD


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 comment", "1,204 comments", "−3 points"."""
    sign = "−" if number < 0 else ""
    return f"{sign}{abs(number):,} {noun if abs(number) == 1 else plural or noun + 's'}"


def word_runs(text: str) -> list[str]:
    """Return the runs of letters, digits and underscores: what a regular expression takes for a word."""
    return text.encode().translate(_RUNS).decode().split() if text.isascii() else _RUN.findall(text)


def letter_runs(text: str) -> list[str]:
    """Return the runs of letters."""
    return text.encode().translate(_LETTERS).decode().split() if text.isascii() else _LETTER_RUN.findall(text)


def has_link(text: str) -> bool:
    """Tell whether there is a web address in `text`."""
    # Nearly no text has what every address has, and to see that is far cheaper.
    return ("://" in text or "www." in text.lower()) and LINK.search(text) is not None


def without_links(text: str) -> str:
    """Return `text` with web addresses taken out and the gaps closed."""
    return re.sub(r"[ \t]{2,}", " ", LINK.sub("", text)).strip() if has_link(text) else text


def fingerprint(text: str) -> str:
    """Return `text` without case, width, punctuation and spacing: equal for copy-paste."""
    plain = plain_marks(text)
    if plain.isascii():
        return b" ".join(plain.encode().translate(_FOLDED).split()).decode()
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
    if any(map(text.__contains__, _NOT_OWN)):
        text = "\n".join(line for line in text.split("\n") if not line.startswith(_NOT_OWN))
    return text.strip()


def visible(text: str) -> str:
    """Return `text` without control characters and direction marks; line ends become newlines."""
    # What is replaced is never printable, and nearly all text holds nothing unprintable but newlines.
    if text.replace("\n", "").isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text).translate(_DROPPED))


def one_line(text: str) -> str:
    """Return `text` as `visible` does, with every run of white space made one space."""
    # All white space that is printable is the space.
    tidy = text.isprintable() and "  " not in text and text == text.strip(" ")
    return text if tidy else " ".join(visible(text).split())
