"""What a sentence takes from our own prompts instead of from the comments, and comments that repeat them."""

from __future__ import annotations

from functools import lru_cache

from threadgist.write.rules.tokens import content, words

__all__ = ["quotes_prompt", "repeated_prompt"]

RUN = 6
# A row of so many words is nobody's chance.
FORGED_RUN = 7
TELLING_IN_RUN = 3
NOVEL_IN_PROMPT = 3
SHARE_IN_PROMPT = 0.6


def repeated_prompt(claim: str, prompt: str, evidence: tuple[str, ...]) -> str:
    """Return what a claim repeats of the prompt and not of the evidence, or "".

    Either a row of `RUN` words with `TELLING_IN_RUN` content words that the evidence lacks, or
    `NOVEL_IN_PROMPT` content
    words that the evidence lacks and the prompt has, where those are most of what the evidence lacks.
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
    prompted = set(content(prompt))
    novel = [part for part in dict.fromkeys(content(claim)) if part not in said]
    leaked = [part for part in novel if part in prompted]
    if len(leaked) >= NOVEL_IN_PROMPT and len(leaked) >= SHARE_IN_PROMPT * len(novel):
        return " ".join(leaked)
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
