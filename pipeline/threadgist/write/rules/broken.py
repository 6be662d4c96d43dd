"""What no sentence of a model may do, whoever checks it: each rule says what is wrong, fit for a second try."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from threadgist.write.rules.form import form_fault
from threadgist.write.rules.leak import repeated_prompt
from threadgist.write.rules.names import unsupported_names
from threadgist.write.rules.numbers import unsupported_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Fault", "broken_rule", "with_true_quotations"]

_STRAIGHT: Final = re.compile(r'"([^"“”]*)"')
_CURLY: Final = re.compile(r"“([^“”]*)”")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence cannot stand: a code of `records.Rejection` and what is wrong, in words."""

    reason: str
    detail: str


def broken_rule(text: str, evidence: tuple[str, ...], prompt: str, *, heading: bool = False) -> Fault | None:
    """Return the first rule that a sentence or heading breaks, None where it breaks none.

    Args:
        text: What a model wrote, without words for a number of people.
        evidence: What its names and numbers must stand in: the passages it cites, what those reply to, the article.
        prompt: The words of our own prompts.
        heading: Whether it is a heading.
    """
    wrong = form_fault(text, heading=heading)
    if wrong:
        return Fault("form", f"It is not fit to print: {wrong}.")
    leaked = repeated_prompt(text, prompt, evidence)
    if leaked:
        return Fault("prompt", f"“{leaked[:80]}” is from the task, not from the comments.")
    numbers = unsupported_numbers(text, evidence)
    if numbers:
        return Fault("number", f"{', '.join(numbers)} is in none of the comments cited.")
    names = unsupported_names(text, evidence)
    if names:
        return Fault("name", f"{', '.join(names)} is in none of the comments cited.")
    return None


def with_true_quotations(text: str, evidence: Sequence[str]) -> str:
    """Keep quotation marks around what stands in the evidence letter by letter, and take the others away."""

    def checked(match: re.Match[str]) -> str:
        bare = match[1].rstrip(".,;:!?")
        if bare.strip() and any(bare in source for source in evidence):
            return f"“{bare}”{match[1][len(bare) :]}"
        return match[1]

    text = _STRAIGHT.sub(lambda match: f"“{match[1]}”", text)
    text = _CURLY.sub(checked, text)
    return (
        text if text.count("“") == text.count("”") == len(_CURLY.findall(text)) else re.sub("[“”]", "", text)
    )
