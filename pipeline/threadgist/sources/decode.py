"""Bytes to text, UTF-8 unless they say otherwise, without what hostile or careless input puts between the letters."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

from threadgist.errors import SourceError
from threadgist.words import counted

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BOMS = {
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}
_SAMPLE = 1 << 16
_HEAD = 2048
_LOOKED_AT = 200_000
_DECLARATION = re.compile(
    rb"""<(?:\?xml\s[^>]{0,200}?encoding|meta\s[^>]{0,200}?charset)\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE,
)
_HIGH = re.compile(rb"[\x80-\xff]+")
# Older names say less than the encoding that is meant: exports from Windows hold characters beyond the standard.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-1": "cp1252",
          "ascii": "cp1252"}  # fmt: skip
_WAY_OUT = "say which encoding it is with --encoding, as in --encoding cp1251, or save it as UTF-8"
_MAX_BAD = 0.05
# With fewer bytes above ASCII any detector guesses; most such files are Western.
_TELLING = 8

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


def decode(data: bytes, encoding: str | None = None, place: str = "the file") -> tuple[str, tuple[str, ...]]:
    """Return the text and, in words, what had to be assumed or mended to read it.

    A byte order mark decides; else a pattern of NUL bytes gives UTF-16 away; else the text is UTF-8. What is not is
    read as an XML declaration or an HTML head says, or as what chardet finds if that reads every byte; else bad bytes
    become U+FFFD. The `encoding` that the user named wins over all of this. Raises SourceError: it is not known, or not
    that of the bytes.
    """
    if encoding is not None:
        return _named(data, encoding, place), ()
    if (wide := wide_encoding(data)) is not None:
        return _count_bad(data, wide)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data)
    if "\x1b$" in text[:_LOOKED_AT]:
        with suppress(ValueError):
            return data.decode("iso2022_jp"), ("the file was read as ISO-2022-JP",)
    return text, ()


def wide_encoding(data: bytes) -> str | None:
    """Return the encoding of text of two or four bytes a character, which its first bytes give away; else None."""
    # Those with a mark read and drop it.
    marked = next((name for name, marks in _BOMS.items() if data.startswith(marks)), None)
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if marked or half < 2:
        return marked
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.2 and even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > 0.2 and odd < 0.02 else None


def check_readable(text: str, place: str) -> None:
    """Refuse a text of which one character in twenty could not be read. Raises SourceError: says the way out."""
    sample = text[: _LOOKED_AT * 5]
    # What holds NUL is no text at all, which is told elsewhere.
    if sample.count("\ufffd") > max(_TELLING, _MAX_BAD * len(sample)) and "\0" not in sample:
        raise SourceError(f"{place}: is not UTF-8, and its encoding cannot be told; {_WAY_OUT}")


def _not_utf8(data: bytes) -> tuple[str, tuple[str, ...]]:
    if (declared := _declared(data)) is not None:
        return _count_bad(data, declared)
    start = data[:_LOOKED_AT]
    high = sum(map(len, _HIGH.findall(start)))
    # Where most bytes above ASCII belong to valid sequences, only a few are damaged.
    valid = start.decode("utf-8", errors="ignore")
    if len(valid.encode("utf-8")) - sum(map(str.isascii, valid)) > 0.5 * high:
        return _count_bad(data, "utf-8")
    found = _detected(data) if high >= _TELLING else "cp1252"
    if found == "cp1252":
        text = data.decode(found, errors="replace")
        return text, ("the file is not UTF-8 and was read as Windows-1252 (Western European)",)
    with suppress(ValueError):
        told = f"the file is not UTF-8 and was read as {found.upper()}; --encoding names another"
        return data.decode(found), (told,)
    return _count_bad(data, "utf-8")


def _named(data: bytes, encoding: str, place: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode(name)
    except (LookupError, TypeError):
        raise SourceError(
            f"{place}: no encoding is called {encoding!r}; there are utf-8, cp1252, cp1251, cp932, gb18030, "
            "big5, euc_kr and others, which Python's list of codecs names"
        ) from None
    except ValueError as error:
        raise SourceError(f"{place}: is not {encoding} ({error}); name another encoding") from None
    return text.removeprefix("\ufeff")


def _detected(data: bytes) -> str:
    """Return what chardet takes the bytes for, or UTF-8; bench/encodings.py compares it with charset-normalizer."""
    import chardet

    lines = data[:_LOOKED_AT]
    if len(data) > len(lines):
        lines = lines[: lines.rfind(b"\n") + 1] or lines
    try:
        name = codecs.lookup(chardet.detect(lines).get("encoding") or "").name
    except LookupError:
        return "utf-8"
    return _WIDER.get(name, name)


def _count_bad(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    before = data.decode(encoding, errors="ignore").count("\ufffd")
    text = data.decode(encoding, errors="replace")
    bad = text.count("\ufffd") - before
    note = f"{counted(bad, 'place')} not valid in {encoding.upper()} replaced by \ufffd"
    return text, (note,) if bad else ()


def _declared(data: bytes) -> str | None:
    """Return the encoding that markup declares for itself, if it is one for text and not UTF-8 or UTF-16."""
    head = data[:_HEAD]
    if head.lstrip().startswith(b"<") and (match := _DECLARATION.search(head)):
        with suppress(LookupError, ValueError):
            name = codecs.lookup(match[1].decode("ascii")).name
            b" ".decode(name)
            return None if name.startswith("utf") else name
    return None


@cache
def _long_mark_runs() -> re.Pattern[str]:
    """Match what exceeds 30 combining marks in a row (Unicode UAX 15): sorting them is quadratic in CPython."""
    marks = "".join(chr(c) for c in range(0x300, 0x1E94B) if unicodedata.combining(chr(c)))
    return re.compile(f"([{re.escape(marks)}]{{{_MAX_MARKS}}})[{re.escape(marks)}]+")


def clean_characters(text: str) -> str:
    """Return `text` in NFC, with plain line ends, without control, bidi or zero-width characters; idempotent.

    Joiners stay inside emoji sequences and between letters of scripts that need them. Lone surrogates become U+FFFD.
    Tabs stay; every other kind of space becomes a plain one.
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


def listed(names: Sequence[str], limit: int = 40) -> str:
    """List names for a message, not too many and none too long."""
    shown = ", ".join(clean_line(name, 60) for name in names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown or "none"
