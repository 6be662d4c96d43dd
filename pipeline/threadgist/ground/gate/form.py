"""The shape a sentence must have to stand on a page: one plain sentence in the third person about what is said."""

from __future__ import annotations

import re
import unicodedata

from threadgist.ground.gate.tokens import lean_text, word_set, words
from threadgist.words import LINK, count_words

__all__ = ["form_fault", "heading_fault"]

MIN_WORDS, MAX_WORDS = 4, 45
MAX_CHARS = 320
MAX_HEADING_WORDS, MAX_HEADING_CHARS = 10, 80
_SHOUTING = 0.6

_LIST_MARK = re.compile(r"^\s*(?:[-*•–—#>|]|\d{1,2}[.)]\s|\(?[a-z]\)\s)")
_MARKDOWN = re.compile(
    r"\*\*|__|`|\[[^\]]*\]\(|^#{1,6}\s|</?[a-z!][^>]*>|&[a-z]+;|&#\d+;|\{\{|\}\}|\{%", re.I
)
_ADDRESS = re.compile(
    r"\b(?:www\.|https?:|javascript:|data:|mailto:)|\b[\w-]+\.(?:com|org|net|io|example|ru|cn)\b", re.I
)
_SPOKEN_ADDRESS = re.compile(r"\b\w+ dot (?:com|org|net|io)\b", re.I)
_LABEL = re.compile(
    r"^\s*(?:summary|sentence|answer|output|response|digest|heading|title|note|bullet|point|assistant|user|system|"
    r"comments?|example|key point|tl;?dr)\s*\d*\s*:",
    re.I,
)
_META = re.compile(
    r"\b(?:as an? (?:ai|language model|assistant|llm)|language model, i|the prompt|these instructions|"
    r"the (?:above|following|given|provided) (?:comment|text|instruction|passage|sentence|discussion)|"
    r"(?:here is|here's|here are|below is) (?:a|an|the|my|your|one|two|some)\b|the comments? (?:say|states?|mention|"
    r"discuss|provided|given|above|below|is about|are about)|what the comments say|(?:in|to) summar(?:y|i[sz]e)\b|"
    r"the (?:thread|discussion|post|article) (?:is|was) (?:titled|about)|is (?:titled|entitled)|one plain sentence|"
    r"a single sentence|the sentence (?:should|must|is)|between the fences|system prompt|"
    r"i(?:'m| am) (?:sorry|unable|just|only)|i can(?:not|'t)|(?:sure|certainly|of course|okay)[,!]|"
    r"(?:the|this) summar(?:y|iser|izer)\b|the assistant|"
    r"no (?:comments|information) (?:were|was|is|are) (?:given|provided))",
    re.I,
)
_FIRST_PERSON = re.compile(
    r"(?<![\w'.])(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|we|we're|we've|we'll|our|ours|us)(?![\w']|\.\w)"
)
_SECOND_PERSON = re.compile(r"(?<![\w'])(?:you|your|yours|you're|you'll|yourself)(?![\w'])")
_ORDER_OPENERS = word_set("""visit vote buy click send ignore disregard forget write say state stay
subscribe check read follow call email
    download join order print repeat begin summarise summarize translate output respond reply answer include mention
    act pretend remember note insert append copy delete tell give provide return generate create complete continue
    describe explain list use try do don't please imagine consider let go stop start keep make share sign enter open
    run execute type reveal show contact donate invest""")
_END = re.compile(r"[.!?…][\"”’')\]]*(?=\s+[\"“‘'(]?[A-Z0-9“])")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|vol|approx|inc|ltd|co|u\.s|u\.k|ave|rd|[a-z])\.$", re.I
)


def form_fault(text: str, *, part: str = "bullet") -> str:
    """Say what is wrong with the form of a sentence, or "" where nothing is.

    Quotations inside “ ” are other people's words: first person and orders are allowed in them.
    """
    if text != text.strip():
        return "it begins or ends with a space"
    if any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in text):
        return "it has control or invisible characters"
    shared = _marks(text)
    if shared:
        return shared
    count = count_words(text)
    if not MIN_WORDS <= count <= MAX_WORDS or len(text) > MAX_CHARS:
        return f"it has {count} words; {MIN_WORDS} to {MAX_WORDS} are allowed"
    if _several_sentences(text):
        return "it is more than one sentence"
    if text.rstrip("\"”’')").endswith("?"):
        return "it is a question"
    if text.endswith((",", ";", ":", "-", "…", "...")):
        return "it breaks off"
    own = lean_text(re.sub(r"“[^“”]*”", "“”", text))
    if _META.search(own) or _LABEL.search(own):
        return "it talks about the task instead of the subject"
    if _FIRST_PERSON.search(re.sub(r"\bUS\b", "", own).casefold()):
        return "it speaks in the first person"
    if _SECOND_PERSON.search(own.casefold()):
        return "it speaks to the reader"
    first = words(own)[:1]
    if first and first[0] in _ORDER_OPENERS and not _has_subject_after(own):
        return "it gives an order"
    letters = [char for char in own if char.isalpha()]
    if len(letters) > 12 and sum(char.isupper() for char in letters) > _SHOUTING * len(letters):
        return "it is in capitals"
    return ""


def heading_fault(text: str) -> str:
    """Say what is wrong with the form of a heading, or "" where nothing is."""
    if text != text.strip() or not text:
        return "it is empty or begins or ends with a space"
    if any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in text):
        return "it has control or invisible characters"
    shared = _marks(text)
    if shared:
        return shared
    if len(text) > MAX_HEADING_CHARS or not 1 <= count_words(text) <= MAX_HEADING_WORDS:
        return f"it is longer than {MAX_HEADING_WORDS} words or has none"
    own = lean_text(text)
    if (
        _META.search(own)
        or _LABEL.search(own)
        or re.search(r"\b(?:heading|theme|cluster|comments?)\b", own, re.I)
    ):
        return "it talks about the task instead of the subject"
    if _FIRST_PERSON.search(re.sub(r"\bUS\b", "", own).casefold()) or _SECOND_PERSON.search(own.casefold()):
        return "it speaks in the first or second person"
    if text.endswith((".", "!", "?", ":", ",", ";")):
        return "it ends with a punctuation mark"
    letters = [char for char in own if char.isalpha()]
    if len(letters) > 12 and sum(char.isupper() for char in letters) > _SHOUTING * len(letters):
        return "it is in capitals"
    return ""


def _marks(text: str) -> str:
    if "\n" in text or "\t" in text:
        return "it has line breaks or tabs"
    if _LIST_MARK.match(text):
        return "it begins with a list mark"
    if _MARKDOWN.search(text):
        return "it has markup"
    if LINK.search(text) or _ADDRESS.search(text) or _SPOKEN_ADDRESS.search(text):
        return "it has a web address"
    return ""


def _several_sentences(text: str) -> bool:
    return any(not _ABBREVIATION.search(text[: match.start() + 1]) for match in _END.finditer(text)) or bool(
        re.search(r"[。！？](?=.)", text)
    )


def _has_subject_after(text: str) -> bool:
    """Whether what looks like an order goes on as a statement ("State laws are ...", "Use of cookies is ...")."""
    rest = words(text)[1:5]
    return bool(
        set(rest) & {"is", "are", "was", "were", "has", "have", "of", "can", "would", "should", "will"}
    )
