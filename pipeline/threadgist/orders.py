"""Orders that a comment gives to whoever reads it with a machine: they are evidence of nothing.

What an order says heads no theme, is shown to no language model, and supports no sentence of one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from threadgist.records import Passage
from threadgist.resources import package_pattern, package_table
from threadgist.words import lean_text, sentences

# No order is told by what stands further on in a sentence.
_LOOKED_AT: Final = 2_000
# The patterns that may match where a bit of text is.
_PATTERNS: Final = defaultdict[str, list[re.Pattern[str]]](list)
for _row in package_table("orders.toml")["orders"]:
    _found = package_pattern("orders.toml", "|".join(_row["alternatives"]))
    for _bit in _row["bits"]:
        _PATTERNS[_bit].append(_found)


def _folded(text: str) -> str:
    lean = lean_text(text)
    # A capital I with a dot is two characters in lower case, and a small one without is none of ours.
    return lean.lower() if lean.isascii() else lean.replace("İ", "i").lower().replace("ı", "i")


def is_order(sentence: str, bits: Iterable[str] = _PATTERNS) -> bool:
    """Whether a sentence tells a machine what to do: takes orders back, plays a role, dictates an answer.

    `bits` are those to look for, where the others are known not to be in it.
    """
    folded = _folded(sentence)[:_LOOKED_AT]
    return any(pattern.search(folded) for bit in bits if bit in folded for pattern in _PATTERNS[bit])


def without_orders(passage: str) -> str:
    """Return a passage up to the first sentence that is an order: what follows may go on with it."""
    parts = sentences(passage)
    first = next((number for number, sentence in enumerate(parts) if is_order(sentence)), None)
    return passage if first is None else " ".join(parts[:first])


def ordering(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the ids of the comments that give an order anywhere in their passages."""
    found = set()
    for passage in passages:
        # What is not in a passage is in none of its sentences, and most need not be cut for that.
        bits = tuple(filter(_folded(passage.text).__contains__, _PATTERNS))
        if bits and any(is_order(one, bits) for one in sentences(passage.text)):
            found.add(passage.comment_id)
    return frozenset(found)
