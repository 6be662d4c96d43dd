"""What foreign text must pass before it stands in a prompt: it cannot end its block, nor pass for a part of ours."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["defuse", "mark"]

# The signs that our own blocks, chat templates and JSON are made of; each becomes one that reads alike.
_SIGNS: Final = str.maketrans(
    {"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "|": "¦", "`": "'"}
)
_RULES: Final = re.compile(r"([#=_~*-])\1{2,}")
_SPACE: Final = re.compile(r"\s+")
_ZERO_WIDTH_JOINERS: Final = "\u200c\u200d"
_MARK_DIGITS: Final = 8


def defuse(text: str, limit: int) -> str:
    """Return at most `limit` characters of foreign text as one line that can be nothing but text in a prompt.

    Line ends become spaces, characters that print nothing are dropped, and the signs that blocks, chat templates and
    JSON are made of are replaced by ones that look alike.
    """
    line = _SPACE.sub(" ", _visible(text[: 8 * limit])).strip()
    line = _RULES.sub(r"\1", line.translate(_SIGNS))
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip() + " …"


def mark(contents: Iterable[str]) -> str:
    """Return the mark of a block of foreign text: a hash of all of it that none of it holds.

    The same contents get the same mark, so that prompts repeat byte by byte.
    """
    texts = tuple(contents)
    whole = "\x00".join(texts).encode("utf-8", "surrogatepass")
    for salt in range(1_000):
        found = hashlib.sha256(salt.to_bytes(2, "little") + whole).hexdigest()[:_MARK_DIGITS]
        if not any(found in text.lower() for text in texts):
            return found
    raise AssertionError("a thousand hashes of a text cannot all stand in it")


def _visible(text: str) -> str:
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs") else _instead(char)
        for char in text
    )


def _instead(char: str) -> str:
    if char.isspace():
        return " " if char != "\n" else "\n"
    return char if char in _ZERO_WIDTH_JOINERS else ""
