"""Characters: what hostile or careless input puts between the letters is taken out here, in linear time."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ASCII_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls, but for tab and the line ends
    "\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners and selectors without a glyph
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # zero-width space, bidirectional controls, word joiners
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"  # noncharacters, byte order mark, annotations
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"  # formats, tags, hidden selectors
)
_SURROGATES = re.compile("[\ud800-\udfff]")
# Blank glyphs (the Hangul fillers and the empty Braille cell among them) read as spaces.
_SPACES = re.compile("[\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]")
# A joiner means something between letters of scripts that shape them, and inside an emoji sequence.
_SHAPING = "\u0370-\u1fff\u2070-\U0010ffff"
_STRAY_JOINERS = re.compile(f"(?<![{_SHAPING}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_SHAPING}\u200c\u200d])")
_MAX_MARKS = 30


@cache
def _long_mark_runs() -> re.Pattern[str]:
    """Match what exceeds 30 combining marks in a row, the limit of stream-safe text (Unicode UAX 15).

    Sorting a longer run is quadratic in CPython's normaliser, and nobody writes one.
    """
    marks = "".join(chr(c) for c in range(0x300, 0x1E94B) if unicodedata.combining(chr(c)))
    return re.compile(f"([{re.escape(marks)}]{{{_MAX_MARKS}}})[{re.escape(marks)}]+")


def clean_characters(text: str) -> str:
    """Return `text` in NFC, with plain line ends, without control, bidi or zero-width characters.

    Zero-width joiners stay inside emoji sequences and between letters of scripts that need them. Lone
    surrogates become U+FFFD. Tabs stay; every other kind of space becomes a plain one. Idempotent.
    """
    if "\r" in text or "\x0b" in text or "\x0c" in text or not text.isascii():
        text = _NEWLINES.sub("\n", text)
    if text.isascii():
        return _ASCII_CONTROLS.sub("", text)
    text = _INVISIBLE.sub("", _SURROGATES.sub("\ufffd", text))
    text = _nfc(text)
    text = _SPACES.sub(" ", text)
    if "\u200c" in text or "\u200d" in text:
        text = _nfc(_STRAY_JOINERS.sub("", text))
    return text


def _nfc(text: str) -> str:
    # Telling whether a text is in NFC is linear, bringing it there is not: see `_long_mark_runs`.
    if unicodedata.is_normalized("NFC", text):
        return text
    runs = _long_mark_runs()
    # A mark may decompose into two, so the limit holds only if it is applied on both sides.
    return runs.sub(r"\1", unicodedata.normalize("NFC", runs.sub(r"\1", text)))


def clean_line(text: str, limit: int) -> str:
    """Return `text` as one line of at most `limit` characters: a title, an author's name, an id."""
    line = " ".join(clean_characters(text[: limit * 4]).split())
    return line[:limit].rstrip()
