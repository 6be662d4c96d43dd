"""Rules for what a model writes that need no model: form, numbers, names, quotations, words of our own prompts."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from threadgist.orders import is_order
from threadgist.words import LINK, count_words
from threadgist.write.rules.names import unsupported_names
from threadgist.write.rules.numbers import unsupported_numbers
from threadgist.write.rules.tokens import content, english_phrases, rows_of

MOST_WORDS: Final = 60
MOST_HEADING_WORDS: Final = 12
LEAST_WORDS: Final = 3
# A sentence is this share of letters, marks on them, figures, spaces and quotation marks at least.
SPELLED: Final = 0.7
_MARKUP: Final = re.compile(
    r"\*\*|__|`|\[[^\]]*\]\(|‹/?(?:script|style|iframe)\b|‹[a-z]+ [^›]*=|"
    r"^\s*(?:[#>|]|[-*•–—]\s)|</?[a-z!][^>]*>|&[a-z]+;|&#\d+;|[{}|\\]|data [0-9a-f]{8}",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"\b(?:www\.|https?:|javascript:|data:|mailto:)|\b[\w-]+\.(?:com|org|net|io|example|ru|cn)\b|"
    r"\b\w+ dot (?:com|org|net|io)\b",
    re.IGNORECASE,
)
# In a comment “one commenter says” is written for a digest; here it says who does.
_ONE: Final = re.compile(r"\b(?:a|one|another) commenter\b", re.IGNORECASE)
_TASK: Final = english_phrases("task")
# Rows of words that a model took from the prompt, and rows that are nobody's chance in a comment.
RUN: Final = 6
FORGED_RUN: Final = 7
TELLING_IN_RUN: Final = 3
_CURLY: Final = re.compile(r"“([^“”]*)”")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence cannot stand: a code of `records.Rejection` and what is wrong, in words fit for a second try."""

    reason: str
    detail: str


def broken_rule(text: str, evidence: tuple[str, ...], prompt: str, *, heading: bool = False) -> Fault | None:
    """Return the first rule that a sentence or heading breaks, None where it breaks none.

    `evidence` is what its names and numbers must stand in: the passages it cites, what those reply to, the article.
    `text` is without words for a number of people, `prompt` the words of our own prompts.
    """
    if wrong := _form_fault(text, heading=heading):
        return Fault("form", f"It is not fit to print: {wrong}.")
    if leaked := _repeated_prompt(text, prompt, evidence):
        return Fault("prompt", f"“{leaked[:80]}” is from the task, not from the comments.")
    for reason, unsupported in (("number", unsupported_numbers), ("name", unsupported_names)):
        if missing := unsupported(text, evidence):
            return Fault(reason, f"{', '.join(missing)} is in none of the comments cited.")
    return None


def with_true_quotations(text: str, evidence: Sequence[str]) -> str:
    """Keep quotation marks around what stands in the evidence, with its capitals, and take the others away."""

    def checked(match: re.Match[str]) -> str:
        # What ends the comment's own sentence stays where it ends this one, and a question mark anywhere; a comma is
        # the sentence's.
        is_last = not text[match.end() :].strip(" .") or match[1].endswith("..")
        ends = match[1].rstrip(",;:") if is_last else ""
        asked, bare = match[1].rstrip(".,;:"), match[1].rstrip(".,;:!?")
        for kept in filter(None, (ends, asked, bare)) if bare.strip() else ():
            for case in (re.NOFLAG, re.IGNORECASE):
                for one in evidence:
                    if found := re.search(re.escape(kept), one, case):
                        return f"“{found[0]}”{match[1][len(kept) :]}"
        return match[1].replace('"', "")

    # Straight marks within curly ones are those of the comment.
    text = re.sub(r'(“[^“”]*”)|"([^"“”]*)"', lambda found: found[1] or f"“{found[2]}”", text)
    text = _CURLY.sub(checked, text)
    # Marks within marks have left some that were not checked.
    return without_false_quotations(text, evidence)


def without_false_quotations(text: str, evidence: Sequence[str]) -> str:
    """Take all quotation marks away where one lacks its other, or what stands between two is not in the evidence."""
    found = _CURLY.findall(text)
    paired = text.count("“") == text.count("”") == len(found)
    true = paired and all(quoted and any(quoted in one for one in evidence) for quoted in found)
    return text if true else re.sub("[“”]", "", text)


def _form_fault(text: str, *, heading: bool) -> str:
    """Say what is wrong with the form of a sentence (or of a heading), or "" where nothing is."""
    kinds = list(map(unicodedata.category, text))
    if not {"Cc", "Cf", "Co", "Cs"}.isdisjoint(kinds) or text != text.strip():
        return "it has characters that cannot be seen"
    if _MARKUP.search(text):
        return "it has markup"
    spelled = sum(
        kind[0] in "LMNZ" or char in "“”「」『』‘’'" for kind, char in zip(kinds, text, strict=True)
    )
    if spelled < SPELLED * len(text):
        return "it has too many signs"
    if LINK.search(text) or _ADDRESS.search(text):
        return "it has a web address"
    if _TASK.search(text) or is_order(_ONE.sub("one", text)):
        return "it speaks of the task or gives an order"
    number = count_words(text)
    least, most = (1, MOST_HEADING_WORDS) if heading else (LEAST_WORDS, MOST_WORDS)
    if not least <= number <= most:
        return f"it has {number} words, of which there may be {most}"
    return "it ends in a punctuation mark" if heading and text.endswith((".", "!", ":", ",", ";")) else ""


def quotes_prompt(passage: str, prompt: str) -> bool:
    """Whether a comment has a row of `FORGED_RUN` words of our own prompts, as one that forges them does."""
    return any(_copied_rows(passage, prompt, FORGED_RUN))


def _repeated_prompt(claim: str, prompt: str, evidence: tuple[str, ...]) -> str:
    """The first row of `FORGED_RUN` words of the prompt in a claim, or of `RUN` words where the evidence lacks enough.

    Of the content words of a shorter row `TELLING_IN_RUN` are in no evidence.
    """
    said = {part for passage in evidence for part in content(passage)}
    rows = _copied_rows(claim, prompt, RUN)
    telling = (row for row in rows if len(set(content(row)) - said) >= TELLING_IN_RUN)
    return next(chain(_copied_rows(claim, prompt, FORGED_RUN), telling), "")


def _copied_rows(text: str, prompt: str, length: int) -> Iterator[str]:
    """Yield the rows of so many words of a text that stand in the prompt."""
    asked = _rows_of_prompt(prompt, length)
    return (" ".join(row) for row in rows_of(text, length) if row in asked)


@lru_cache(maxsize=4)
def _rows_of_prompt(prompt: str, length: int) -> frozenset[tuple[str, ...]]:
    return frozenset(rows_of(prompt, length))
