"""A judge by words in common alone: stands in where no other is at hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threadgist.ground.gate import Claim, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["WordJudge"]

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
LEAST = 0.5


class WordJudge:
    """Lets a claim through where at least half of its longer words begin like words of the evidence."""

    def judge(self, claims: Sequence[Claim]) -> list[Verdict]:
        """Return one verdict for each claim, in order."""
        return [_verdict(claim) for claim in claims]


def _verdict(claim: Claim) -> Verdict:
    said = _stems(" ".join(claim.evidence))
    own = _stems(claim.text) - _stems(
        "commenters commenter discussion about above argue argues says say also discuss"
    )
    shared = len(own & said) / max(1, len(own))
    if claim.text in claim.siblings:
        return Verdict(False, "sibling", "It repeats another bullet.")
    if shared < LEAST:
        return Verdict(False, "unsupported", "Use the words of the comments.", {"shared": shared})
    return Verdict(True, scores={"shared": shared})


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.lower())}
