"""Orders that a comment gives to whoever reads it with a machine: they are evidence of nothing.

What an order says heads no theme, is shown to no language model, and supports no sentence of one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from threadgist.records import Passage
from threadgist.resources import package_table
from threadgist.words import lean_text, sentences

# No order is told by what stands further on in a sentence.
_LOOKED_AT: Final = 2_000
_TABLE: Final = package_table("orders.toml")


def _pattern(alternatives: Iterable[str]) -> re.Pattern[str]:
    pattern = "|".join(alternatives)
    for name in ("addressee", "verb"):
        pattern = pattern.replace(f"<{name.upper()}>", f"(?:{'|'.join(_TABLE[name])})")
    return re.compile(pattern)


_PATTERNS: Final = [(row["bits"], _pattern(row["alternatives"])) for row in _TABLE["orders"]]


def _folded(text: str) -> str:
    lean = lean_text(text)
    # A capital I with a dot is two characters in lower case, and a small one without is none of ours.
    return lean.lower() if lean.isascii() else lean.replace("İ", "i").lower().replace("ı", "i")


def _suspected(folded: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns that may match, for one of their bits is there."""
    return (pattern for bits, pattern in _PATTERNS if any(map(folded.__contains__, bits)))


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
