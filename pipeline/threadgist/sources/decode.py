"""Bytes to text: UTF-8 unless the bytes say otherwise, and never an exception."""

from __future__ import annotations

import codecs
import re

__all__ = ["decode"]

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_HEAD = 2048
_DECLARATION = re.compile(
    rb"""<(?:\?xml\s[^>]{0,200}?encoding|meta\s[^>]{0,200}?charset)\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE,
)
_HIGH = re.compile(rb"[\x80-\xff]+")
# What people type on Western keyboards: letters, quotation marks, dashes, currency signs of code page 1252.
_PLAUSIBLE = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýŒœŠšŸŽž‘’‚“”„–—…€£¥§©®°±²³µ¼½¾«»¡¿·•™ª\u00a0".encode(
        "cp1252"
    )
)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text and, in words, what had to be mended to read it.

    A byte order mark decides; else a pattern of NUL bytes gives UTF-16 away; else the text is UTF-8. Bytes
    that are not UTF-8 become U+FFFD, unless an XML declaration or an HTML head names another encoding, or
    nearly all of them stand alone between ASCII and make sense in code page 1252: then the whole text is read
    in that.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _count_bad(data[len(mark) :], encoding)
    data = data.removeprefix(codecs.BOM_UTF8)
    if utf16 := _utf16_without_mark(data):
        return _count_bad(data, utf16)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if declared := _declared(data):
        return _count_bad(data, declared)
    if _is_western(data):
        text = data.decode("cp1252", errors="replace")
        return text, ("the file is not UTF-8 and was read as Windows-1252 (Western European)",)
    return _count_bad(data, "utf-8")


def _count_bad(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    before = data.decode(encoding, errors="ignore").count("\ufffd")
    text = data.decode(encoding, errors="replace")
    bad = text.count("\ufffd") - before
    if not bad:
        return text, ()
    places = "1 place" if bad == 1 else f"{bad} places"
    return text, (f"{places} not valid in {encoding.upper()} replaced by \ufffd",)


def _declared(data: bytes) -> str | None:
    """Return the encoding that markup declares for itself, if it is one for text and not UTF-8 or UTF-16."""
    head = data[:_HEAD]
    if not head.lstrip().startswith(b"<") or not (match := _DECLARATION.search(head)):
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
        "".encode(name)
        b" ".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name.startswith("utf") else name


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.2 and even < 0.02:
        return "utf-16-le"
    if even > 0.2 and odd < 0.02:
        return "utf-16-be"
    return None


def _is_western(data: bytes) -> bool:
    runs = _HIGH.findall(data)
    total = sum(map(len, runs))
    lone = sum(len(run) for run in runs if len(run) <= 2 and all(byte in _PLAUSIBLE for byte in run))
    return lone >= 0.9 * total and not _mostly_utf8(data, total)


def _mostly_utf8(data: bytes, high_bytes: int) -> bool:
    """Whether most bytes above ASCII belong to valid UTF-8 sequences, so that only a few are damaged."""
    valid = data.decode("utf-8", errors="ignore")
    return (len(valid.encode("utf-8")) - sum(map(str.isascii, valid))) > 0.5 * high_bytes
