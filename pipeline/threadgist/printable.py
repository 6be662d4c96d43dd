"""Text from outside made fit to be printed: no control characters, no marks that turn the direction of a line."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["one_line", "visible"]

# Controls that print nothing, and the marks that turn the direction of whatever follows them on the line:
# a name or a quotation must not be able to rewrite the words we set beside it.
_DROPPED: Final = {
    code: None
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0x061C,
        0x200E,
        0x200F,
    )
    if code not in (0x09, 0x0A)
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BREAKS: Final = re.compile(r"\r\n?|\x85|[\x0b\x0c\u2028\u2029]")


def visible(text: str) -> str:
    """Return `text` without control characters and direction marks; line ends become newlines."""
    # What is replaced is never printable, and nearly all text holds nothing unprintable but newlines.
    if text.replace("\n", "").isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text).translate(_DROPPED))


def one_line(text: str) -> str:
    """Return `text` as `visible` does, with every run of white space made one space."""
    return " ".join(visible(text).split())
