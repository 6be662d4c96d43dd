"""Headings: what a theme is called must be made of what is said in it, and take no side where there are two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threadgist.ground.gate.lexicon import BAD, GOOD
from threadgist.ground.gate.names import names
from threadgist.ground.gate.records import Claim, Verdict
from threadgist.ground.gate.tokens import content, stem, word_set, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["judge_heading"]

LEAST_COVERED: Final = 0.5
LEAST_NEAR: Final = 0.25
# A heading half of whose words are its own must be nearer in meaning.
NEAR_WITHOUT_WORDS: Final = 0.45
FEW: Final = 3
_TAKES_SIDES: Final = word_set("""should must ought need needs never not no nothing without against wrong
right better worse best worst too
    why how myth truth only enough don't isn't can't won't stop ban save fix end""")
# Subjects people disagree about are named by such words without taking a side.
_NEUTRAL: Final = frozenset(
    map(
        stem,
        word_set(
            """concern problem issue risk safety security health trust quality cost support opposition benefit crime
            poverty inflation crisis fraud free growth use like"""
        ),
    )
)


def judge_heading(claim: Claim, encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> Verdict:
    """Judge a heading that breaks no rule of form.

    Its content words must be in the theme's comments, or its meaning near theirs, and none of them may be one person's
    alone; for a theme with two sides it must hold no word that takes one.
    """
    parts = list(dict.fromkeys(content(claim.text)))
    said = {part for passage in claim.evidence for part in content(passage)}
    covered = sum(part in said for part in parts) / len(parts) if parts else 0.0
    alone = not claim.lonely.isdisjoint(parts) or _said_by_one(claim.text, claim.evidence)
    texts = sorted({claim.text, *claim.evidence})
    rows = dict(zip(texts, encode(texts), strict=True))
    near = max(float(rows[claim.text] @ rows[passage]) for passage in claim.evidence)
    scores = {"covered": round(covered, 4), "nearest": round(near, 4)}
    if claim.two_sided:
        taken = [
            word
            for word in words(claim.text)
            if word in _TAKES_SIDES or stem(word) in (GOOD | BAD) - _NEUTRAL
        ]
        if taken:
            detail = f"The theme has two sides and “{taken[0]}” takes one; name the subject alone."
            return Verdict(ok=False, reason="stance", detail=detail, scores=scores)
    if alone:
        detail = "The heading rests on a single comment; name what several of them speak of."
        return Verdict(ok=False, reason="unsupported", detail=detail, scores=scores)
    least = LEAST_NEAR if covered > LEAST_COVERED else NEAR_WITHOUT_WORDS
    if covered < LEAST_COVERED or near < least:
        detail = "The heading names something the comments do not speak of; use their own words."
        return Verdict(ok=False, reason="unsupported", detail=detail, scores=scores)
    return Verdict(ok=True, scores=scores)


def _said_by_one(text: str, evidence: Sequence[str]) -> bool:
    """Whether a heading rests on a single comment: one person must not be able to name a theme.

    A name must stand in two passages; of its other words one must, where there are three passages or more. A passage
    within another one (a theme's phrase beside the comment it is from) counts for nobody.
    """
    named = {stem(name.casefold()) for source in (text, *evidence) for name in names(source)}
    parts = list(dict.fromkeys(content(text)))
    apart = [content(passage) for passage in _apart(evidence)]
    shared = [sum(part in passage for passage in apart) > 1 for part in parts]
    if any(part in named and not twice for part, twice in zip(parts, shared, strict=True)):
        return True
    return len(evidence) >= FEW and not any(shared)


def _apart(evidence: Sequence[str]) -> list[str]:
    """Return the evidence, word for word and longest first, without what stands within what is kept already."""
    kept: list[str] = []
    for text in sorted(
        {f" {' '.join(words(passage))} " for passage in evidence}, key=lambda text: (-len(text), text)
    ):
        if not any(text in longer for longer in kept):
            kept.append(text)
    return kept
