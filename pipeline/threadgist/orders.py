"""Orders that a comment gives to whoever reads it with a machine: they are evidence of nothing.

What an order says heads no theme, is shown to no language model, and supports no sentence of one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from threadgist.records import Passage
from threadgist.resources import package_table
from threadgist.words import lean_text, sentences

# No order is told by what stands further on in a sentence.
_LOOKED_AT: Final = 2_000
_TABLE: Final = package_table("orders.toml")


def _patterns(kind: str) -> list[tuple[tuple[str, ...], re.Pattern[str]]]:
    """Read the patterns of a kind, each with bits one of which is in all that it matches."""
    found = []
    for row in _TABLE[kind]:
        pattern = "|".join(row["alternatives"])
        for name in ("addressee", "verb"):
            pattern = pattern.replace(f"<{name.upper()}>", f"(?:{'|'.join(_TABLE[name])})")
        found.append((tuple(row["bits"]), re.compile(pattern)))
    return found


def _beginnings(bits: Iterable[str]) -> re.Pattern[str]:
    """Match where a word begins with one of the bits, and capture the longest; one branch a letter, for speed."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for bit in sorted(bits, reverse=True):
        by_letter[bit[0]].append(re.escape(bit[1:]))
    branches = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"\b(?=\w)(?=({branches}))")


_WORD_PATTERNS: Final = _patterns("words")
_WORD_BITS: Final = {bit for bits, _ in _WORD_PATTERNS for bit in bits}
_WORD: Final = _beginnings(_WORD_BITS)
# A longer bit stands for the shorter ones it begins with.
_PATTERNS_OF: Final = {
    found: tuple(pattern for bits, pattern in _WORD_PATTERNS if found.startswith(bits))
    for found in _WORD_BITS
}
_MARK_PATTERNS: Final = _patterns("marks")
_MARKS: Final = {bit[0] for bits, _ in _MARK_PATTERNS for bit in bits}
_LETTER_PATTERNS: Final = _patterns("letters")


def _folded(text: str) -> str:
    lean = lean_text(text)
    # A capital I with a dot is two characters in lower case, and a small one without is none of ours.
    return lean.lower() if lean.isascii() else lean.replace("İ", "i").lower().replace("ı", "i")


def _suspected(folded: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns that may match, by what stands with them."""
    words = _WORD.findall(folded)
    yield from dict.fromkeys(pattern for word in words for pattern in _PATTERNS_OF[word])
    others = _MARK_PATTERNS if any(map(folded.__contains__, _MARKS)) else []
    if not folded.isascii():
        others = others + _LETTER_PATTERNS
    yield from (pattern for bits, pattern in others if any(bit in folded for bit in bits))


def is_order(sentence: str) -> bool:
    """Whether a sentence tells a machine what to do: takes orders back, plays a role, dictates an answer."""
    folded = _folded(sentence)[:_LOOKED_AT]
    return any(pattern.search(folded) for pattern in _suspected(folded))


def without_orders(passage: str) -> str:
    """Return a passage up to the first sentence that is an order: what follows may go on with it."""
    parts = sentences(passage)
    first = next((number for number, sentence in enumerate(parts) if is_order(sentence)), None)
    return passage if first is None else " ".join(parts[:first])


def ordering(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the ids of the comments that give an order anywhere in their passages."""
    # What is in none of a passage is in none of its sentences, and most passages need not be cut for that.
    return frozenset(
        passage.comment_id
        for passage in passages
        if any(_suspected(_folded(passage.text))) and any(map(is_order, sentences(passage.text)))
    )
