"""Whether a claim states what the comments only ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threadgist.ground.gate.tokens import content, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["only_asked"]

SAME = 0.6
_ASKS = re.compile(
    r"\b(?:ask|asks|asked|wonder|wonders|question|questions|whether|would like|want|wants)\b", re.IGNORECASE
)


def only_asked(claim: str, evidence: Sequence[str]) -> str:
    """Return the question that a claim turns into a statement, or nothing.

    A question counts where it holds three fifths of the claim's content words and no other sentence nearly as many.
    """
    own = frozenset(content(claim))
    if not own or _ASKS.search(claim):
        return ""
    asked, said, found = 0.0, 0.0, ""
    for sentence in (one for passage in evidence for one in sentences(passage)):
        share = len(own & frozenset(content(sentence))) / len(own)
        if sentence.rstrip("\"”’') ").endswith(("?", "？")):
            asked, found = max((asked, found), (share, sentence))
        else:
            said = max(said, share)
    return found if asked >= SAME and said < 0.8 * asked else ""
