"""What a sentence takes from where it must not: the prompt's own words, or a sentence that is there already."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from threadgist.ground.gate.tokens import content, words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["invented_quotation", "overlap", "quotes_prompt", "repeated_prompt"]

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


def overlap(claim: str, other: str) -> float:
    """Return how much of the shorter text's content words the longer one has, 0 to 1."""
    one, two = set(content(claim)), set(content(other))
    shorter = min(len(one), len(two))
    return len(one & two) / shorter if shorter else 0.0


def invented_quotation(claim: str, evidence: Sequence[str]) -> str:
    """Return the first quotation in a claim that is not in the evidence letter by letter, or "".

    All kinds of double quotation marks count; `…` or `...` at either end stands for what was left out.
    """
    import re

    for match in re.finditer(r"[“\"„«]([^“”\"„«»]*)[”\"“»]", claim):
        quoted = match[1].strip().removeprefix("…").removeprefix("...").removesuffix("…").removesuffix("...")
        quoted = quoted.strip().rstrip(",.;")
        if quoted and not any(quoted in passage for passage in evidence):
            return match[1]
    return ""
