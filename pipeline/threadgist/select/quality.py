"""How well a sentence stands alone: readable by somebody who has not read the thread."""

from __future__ import annotations

import re

from threadgist.words import LINK, count_words

__all__ = ["quality"]

_DANGLING = re.compile(
    r"(?:it|its|it's|they|they're|them|their|he|he's|she|she's|his|her|him|this|that|that's|these|those|which|who|whose|such|same|"
    r"here|there's|there|then|thus|hence|otherwise|likewise|instead|either|neither|nor|both|one|ones|another|"
    r"not|nothing|none|because|since|unless|until|except|than|as|like|what|what's|why|how|when|where|maybe|perhaps|"
    r"to|of|for|with|without|from|by|in|on|at|even|only|just|too|more|less|again|something|someone|anything)\b",
    re.IGNORECASE,
)
_HARD_DANGLING = re.compile(
    r"(?:it|its|it's|they|they're|them|he|he's|she|she's|him|that's|which|such|same|"
    r"this (?:is|was|isn't|has|would|will|means|makes|seems|also|just)|"
    r"that (?:is|was|isn't|has|would|will|means|makes|seems|also|just|said)|those are|these are|"
    r"nor|neither|because|than|not (?:only|just|to|really|necessarily|that|sure|even)|hence|thus|therefore)\b",
    re.IGNORECASE,
)
_OPENING_SUBJECT = re.compile(r"(?:this|that|these|those|the same|such)\s+[a-z]{3,}", re.IGNORECASE)
# Runs of letters, digits and underscores: where a pattern asks for a whole word, looking it up is faster.
_RUN = re.compile(r"\w+")
_ANAPHORA = frozenset(
    [
        "he", "she", "him", "her", "his", "they", "them", "their", "it", "this", "that", "those", "these",
        "there",
    ]
)  # fmt: skip
_SECOND = frozenset(["you", "your", "yours", "yourself"])
_GENERIC_YOU = re.compile(r"\b(?:if|when|once|unless|until|where) you\b", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"\b(?:your (?:comment|point|argument|claim|post|reply|link|question|statement|source|"
    r"example|logic)|you (?:said|say|wrote|mention|mentioned|are saying|claim|seem|mean|meant|missed|"
    r"forgot|realize|realise)|"
    r"you're (?:saying|wrong|right|missing|assuming|confusing)|parent comment|grandparent|\bOP\b|"
    r"u/\w+|upvot\w*|downvot\w*|"
    r"this (?:thread|comment|post)|the (?:article|headline|title)|/s\b)",
    re.IGNORECASE,
)
# Words one of which stands in whatever the pattern above finds.
_ADDRESSING = frozenset(
    [
        "you", "your", "parent", "grandparent", "op", "u", "this", "article", "headline", "title", "s",
    ]
)  # fmt: skip
_VOTING = ("upvot", "downvot")
_FIRST = frozenset(["i", "my", "me", "mine", "myself"])
_ANECDOTE_OPEN = re.compile(r"(?:i|my)\b", re.IGNORECASE)
_LAUGHS = frozenset(["lol", "lmao", "rofl", "wtf", "omg", "hehe"])
_SMILES = re.compile(r"[:;]-?[)(DP](?:\s|$)|/s\b|[!?]{2,}", re.IGNORECASE)
_SWEARS = frozenset(["bullshit", "damn"])
_SWEAR_STEMS = ("fuck", "shit", "asshole", "bitch", "cunt", "retard", "dickhead")
_MARKUP = re.compile(r"[{}<>|\\=`#@^]|\[\w+\]|->|::|\w\(\)")
_VERBISH = frozenset(
    [
        "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "can",
        "could", "will", "would", "should", "may", "might", "must", "need", "needs", "want", "wants", "make",
        "makes", "made", "get", "gets", "got", "go", "goes", "went", "take", "takes", "took", "give", "gives",
        "gave", "use", "uses", "used", "work", "works", "worked", "mean", "means",
    ]
)  # fmt: skip
_VERB_ENDINGS = ("ed", "ize", "izes", "ise", "ises")
_NEGATED_VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|ca|could|wo|would|should)n't\b", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?。！？…](?:[\"”’)]*)$")
_HEADLESS = re.compile(
    r"(?:could|would|should|can|will|might|may|must|has|have|had|is|are|was|were|am|be|been|does|did|doesn['’]t|isn['’]t|"
    r"especially|including|meaning|being|having|compared|depending|similar|same|also|some (?:are|were|of them)|"
    r"many (?:are|were|of them)|most (?:are|were|of them)|all of (?:them|it|this|that)|part of it|"
    r"(?:the )?(?:other|former|latter)\b|"
    r"(?:the |an? )?(?:first|second|third|last|next|previous) (?:one|part|half|point|sentence|paragraph|is|was)|"
    r"read|see|look|check|click|watch|quoting|quote|source|sauce|citation|"
    r"from (?:the|your)|for example|e\.g|i\.e)\b|[\[({]",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\b(?:edit|added|update)\b\s*[:\]]|\[sic\]|\.\.\.\s*\w|…\s*\w", re.IGNORECASE)
_UNRESOLVED_OPENING = re.compile(
    r"we did\b|(?:much|far|way|even) (?:more|less|faster|better|worse|slower|cheaper)\b|the next \w+ (?:got|had|did)\b|"
    r"according to (?:him|her|them)|let me\b|contrast (?:this|that)|one is\b|(?:those|these|the) same\b|"
    r"in (?:that|this|which) case\b|(?:all|most|none|some|both) of (?:which|whom)\b|"
    r"(?:first|second|instead|yes|no|oh),|yes (?:it|that|they)\b|oh\b|yeah\b|welp\b|i meant\b|we agree\b|"
    r"\w+ the same to\b",
    re.IGNORECASE,
)
_UNRESOLVED = re.compile(
    r"\b(?:this|that) exact\b|\bwithout it\b|\b(?:those|the) ones\b|\bdifferent (?:story|matter|thing)\b|"
    r"\bthese \w+ instead\b|\b(?:that|this) same \w+|\bas (?:others?|other \w+) (?:have|has) (?:said|stated|pointed)\b",
    re.IGNORECASE,
)
# Words one of which stands in whatever the pattern above finds.
_UNRESOLVING = frozenset(["exact", "without", "ones", "different", "instead", "same", "other", "others"])
_UNRESOLVED_ENDS = frozenset(["those", "these", "too", "him", "her", "them", "it", "this", "that"])
_LIST_LEAD = re.compile(r"(?:such as|like|following|as follows|e\.g)[:.]?$|:$", re.IGNORECASE)


# Signatures, rules and headers of mails: nobody says them.
_FURNITURE = re.compile(
    r"[-=_*#~]{4,}|\S@\S+\.\w|\b(?:phone|fax|tel|url|e-?mail)\s*:|\+?\(?\d[\d().\- ]{7,}\d", re.IGNORECASE
)
_FURNITURE_MARKS = re.compile(r"[-=_*#~]{4}|[@:]|\d")
_SALUTATION = re.compile(
    r"(?:(?:best|kind|warm)? ?regards|cheers|sincerely|yours|hi|hello|dear|cc|to|from|subject|date|sent)\b"
    r"[^.!?]{0,40}$",
    re.IGNORECASE,
)
_CAPITAL_OR_DIGIT = re.compile(r"\d|\b[A-Z][A-Za-z]{2,}")


def quality(sentence: str, *, english: bool = True, questions: bool = False) -> float:
    """Judge how well a trimmed sentence would read as a bullet, by rule.

    Args:
        sentence: The sentence as it would be printed.
        english: Whether the rules about English words apply; otherwise only length, marks and links count.
        questions: Whether a question is as good as a statement.

    Returns:
        A factor from 0 (never print this) to about 1.2 (complete, concrete, self-contained).
    """
    words = count_words(sentence)
    letters = list(filter(str.isalpha, sentence))
    if words < 4 or not letters:
        return 0.0
    score = _length_factor(words)
    if not questions and sentence.rstrip('"”’) ').endswith(("?", "？")):
        score *= 0.2
    if _SALUTATION.match(sentence) or (_FURNITURE_MARKS.search(sentence) and _FURNITURE.search(sentence)):
        score *= 0.1
    if LINK.search(sentence):
        score *= 0.3
    score *= 0.5 ** min(len(_MARKUP.findall(sentence)), 4)
    if len(letters) > 12 and sum(map(str.isupper, letters)) > 0.5 * len(letters):
        score *= 0.4
    if not english:
        return score
    return score * _english_factor(sentence, words)


def _length_factor(words: int) -> float:
    if words < 6:
        return 0.3
    if words < 9:
        return 0.75
    if words <= 28:
        return 1.0
    return max(0.3, 1.0 - 0.03 * (words - 28))


def _english_factor(sentence: str, words: int) -> float:
    runs = _RUN.findall(sentence.lower())
    used = set(runs)
    factor = 1.0
    if _HARD_DANGLING.match(sentence):
        factor *= 0.3
    elif _OPENING_SUBJECT.match(sentence):
        factor *= 0.5
    elif _DANGLING.match(sentence):
        factor *= 0.45
    elif _HEADLESS.match(sentence):
        factor *= 0.4
    if sentence[0] in "\"“«'‘>":
        factor *= 0.5
    if _is_unresolved(sentence, runs, used):
        factor *= 0.4
    if _EDITED.search(sentence):
        factor *= 0.5
    anaphora = sum([run in _ANAPHORA for run in runs])
    factor *= max(0.5, 1.0 - 0.4 * max(0.0, anaphora / words - 0.04) * 10 / 2)
    if _is_addressed(sentence, used):
        factor *= 0.3
    elif not used.isdisjoint(_SECOND) and not _GENERIC_YOU.search(sentence):
        factor *= 0.7
    if _ANECDOTE_OPEN.match(sentence):
        factor *= 0.55
    elif not used.isdisjoint(_FIRST):
        factor *= 0.8
    if (
        not used.isdisjoint(_LAUGHS)
        or any(run.startswith("haha") for run in used)
        or _SMILES.search(sentence)
    ):
        factor *= 0.5
    if not used.isdisjoint(_SWEARS) or any(run.startswith(_SWEAR_STEMS) for run in used):
        factor *= 0.5
    if not _is_verbish(sentence, used):
        factor *= 0.5
    if not _TERMINAL.search(sentence):
        factor *= 0.85
    if _LIST_LEAD.search(sentence):
        factor *= 0.3
    if sentence.count("(") != sentence.count(")") or sentence.count('"') % 2:
        factor *= 0.6
    if _CAPITAL_OR_DIGIT.search(sentence[1:]):
        factor *= 1.1
    return factor


def _is_unresolved(sentence: str, runs: list[str], used: set[str]) -> bool:
    """Tell whether it points at something that was said elsewhere."""
    if _UNRESOLVED_OPENING.match(sentence):
        return True
    last = sentence.lower()[: -1 if sentence[-1] in ".!" else None]
    if runs and last.endswith(runs[-1]) and (runs[-1] in _UNRESOLVED_ENDS or last.endswith("as well")):
        return True
    return not used.isdisjoint(_UNRESOLVING) and bool(_UNRESOLVED.search(sentence))


def _is_addressed(sentence: str, used: set[str]) -> bool:
    """Tell whether it speaks to somebody in the thread, or of the thread."""
    if used.isdisjoint(_ADDRESSING) and not any(run.startswith(_VOTING) for run in used):
        return False
    return bool(_ADDRESSED.search(sentence))


def _is_verbish(sentence: str, used: set[str]) -> bool:
    if not used.isdisjoint(_VERBISH):
        return True
    if any(run.endswith(_VERB_ENDINGS) and run not in _VERB_ENDINGS for run in used):
        return True
    return bool(_NEGATED_VERB.search(sentence))
