"""The shape that a sentence or a heading must have to stand on a page."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from threadgist.orders import is_order
from threadgist.words import LINK, count_words

__all__ = ["form_fault"]

MOST_WORDS: Final = 60
MOST_HEADING_WORDS: Final = 12
LEAST_WORDS: Final = 3

_MARKUP: Final = re.compile(
    r"\*\*|__|`|\[[^\]]*\]\(|^\s*(?:[#>|]|[-*•–—]\s)|</?[a-z!][^>]*>|&[a-z]+;|&#\d+;|[{}|\\]|data [0-9a-f]{8}",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"\b(?:www\.|https?:|javascript:|data:|mailto:)|\b[\w-]+\.(?:com|org|net|io|example|ru|cn)\b|"
    r"\b\w+ dot (?:com|org|net|io)\b",
    re.IGNORECASE,
)
_TASK: Final = re.compile(
    r"\bas an? (?:ai|language model|assistant|llm)\b|\b(?:the|this|system|these) (?:prompt|instructions)\b|"
    r"\bi (?:am|'m) (?:sorry|unable)\b|\bi can(?:not|'t)\b|"
    r"\b(?:the|this) (?:above|following|given|provided) (?:comments?|text|passages?|sentences?)\b",
    re.IGNORECASE,
)


def form_fault(text: str, *, heading: bool = False) -> str:
    """Say what is wrong with the form of a sentence (or of a heading), or "" where nothing is."""
    if any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in text) or text != text.strip():
        return "it has characters that cannot be seen"
    if _MARKUP.search(text):
        return "it has markup"
    if LINK.search(text) or _ADDRESS.search(text):
        return "it has a web address"
    if _TASK.search(text) or is_order(text):
        return "it speaks of the task or gives an order"
    words = count_words(text)
    most = MOST_HEADING_WORDS if heading else MOST_WORDS
    if not (1 if heading else LEAST_WORDS) <= words <= most:
        return f"it has {words} words, of which there may be {most}"
    if heading and text.endswith((".", "!", ":", ",", ";")):
        return "it ends in a punctuation mark"
    return ""
