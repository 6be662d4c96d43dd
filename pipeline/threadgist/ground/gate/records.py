"""What the gate is asked and what it answers. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Claim", "Judge", "Part", "Verdict"]

Part = Literal["bullet", "reply", "heading", "summary"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that a language model wrote, and all it may rest on.

    `evidence` are the cited passages as they stand in the comments (for a summary sentence the texts of the
    bullets it rests on, for a heading passages of the theme); `siblings` what was accepted before it, which it must
    not repeat; `prompt` the prompt's own words without the comments in it, to find what leaked out of it. A `heading`
    of a theme with two sides (`two_sided`) must take none of them. `language` is the ISO 639-1 code the text
    should be in, None where that is not known. `lonely` are the stems (see `tokens.stem`) of words that no two
    people of the thread use: no heading has one, and no summary sentence. `close` asks that a sentence keep to the
    words of one sentence of the first passage, as models are held to that are asked for a comment's own words.
    """

    text: str
    evidence: tuple[str, ...]
    siblings: tuple[str, ...] = ()
    prompt: str = ""
    part: Part = "bullet"
    two_sided: bool = False
    language: str | None = None
    lonely: frozenset[str] = frozenset()
    close: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim may reach the page.

    `reason` is "" where it may, else one of the codes of `records.Rejection` ("unsupported", "stance", "number",
    "name", "prompt", "sibling", "quotation", "form"); `detail` says it in a sentence fit for a second try; `scores`
    are the figures the decision rests on, by name.
    """

    ok: bool
    reason: str = ""
    detail: str = ""
    scores: dict[str, float] = field(default_factory=dict)


class Judge(Protocol):
    """Decides about sentences; the same claims get the same verdicts, whatever stands beside them."""

    def judge(self, claims: Sequence[Claim]) -> list[Verdict]:
        """Return one verdict for each claim, in order."""
        ...
