"""What a sentence takes from our own prompts instead of from the comments, and comments that repeat them."""

from __future__ import annotations

from functools import lru_cache

from threadgist.write.rules.tokens import content, words

__all__ = ["quotes_prompt", "repeated_prompt"]

RUN = 6
# A row of so many words is nobody's chance.
FORGED_RUN = 7
TELLING_IN_RUN = 3


def repeated_prompt(claim: str, prompt: str, evidence: tuple[str, ...]) -> str:
    """Return what a claim repeats of the prompt and not of the evidence, or "".

    That is a row of `RUN` words with `TELLING_IN_RUN` content words that the evidence lacks.
    """
    if not prompt:
        return ""
    said = {part for passage in evidence for part in content(passage)}
    own = words(claim)
    asked = words(prompt)
    rows = {asked[at : at + RUN] for at in range(len(asked) - RUN + 1)}
    for at in range(len(own) - RUN + 1):
        row = own[at : at + RUN]
        if (
            row in rows
            and len({part for part in content(" ".join(row)) if part not in said}) >= TELLING_IN_RUN
        ):
            return " ".join(row)
    return ""


def quotes_prompt(passage: str, prompt: str) -> bool:
    """Whether a comment has a row of `FORGED_RUN` words of our own prompts, as one that forges them does."""
    own = words(passage)
    rows = _rows(prompt)
    return any(own[at : at + FORGED_RUN] in rows for at in range(len(own) - FORGED_RUN + 1))


@lru_cache(maxsize=4)
def _rows(prompt: str) -> frozenset[tuple[str, ...]]:
    asked = words(prompt)
    return frozenset(asked[at : at + FORGED_RUN] for at in range(len(asked) - FORGED_RUN + 1))
