"""How well a sentence stands alone: readable by somebody who has not read the thread."""

from __future__ import annotations

import re

from threadgist.words import count_words, has_link, word_runs

__all__ = ["quality"]

# Every pattern but that for capitals is asked of the sentence in lower case: to ignore case takes several times as
# long. And where nothing can be found without a word or a sign that few sentences have, that is looked for first.
_DANGLING = frozenset(
    [
        "it", "its", "they", "them", "their", "he", "she", "his", "her", "him", "this", "that", "these",
        "those", "which", "who", "whose", "such", "same", "here", "there", "then", "thus", "hence",
        "otherwise", "likewise", "instead", "either", "neither", "nor", "both", "one", "ones", "another",
        "not", "nothing", "none", "because", "since", "unless", "until", "except", "than", "as", "like",
        "what", "why", "how", "when", "where", "maybe", "perhaps", "to", "of", "for", "with", "without",
        "from", "by", "in", "on", "at", "even", "only", "just", "too", "more", "less", "again", "something",
        "someone", "anything",
    ]
)  # fmt: skip
_HARD_DANGLING = re.compile(
    r"(?:it|its|it's|they|they're|them|he|he's|she|she's|him|that's|which|such|same|"
    r"this (?:is|was|isn't|has|would|will|means|makes|seems|also|just)|"
    r"that (?:is|was|isn't|has|would|will|means|makes|seems|also|just|said)|those are|these are|"
    r"nor|neither|because|than|not (?:only|just|to|really|necessarily|that|sure|even)|hence|thus|therefore)\b"
)
_OPENING_SUBJECT = re.compile(r"(?:this|that|these|those|the same|such)\s+[a-z]{3,}")
_ANAPHORA = frozenset(
    [
        "he", "she", "him", "her", "his", "they", "them", "their", "it", "this", "that", "those", "these",
        "there",
    ]
)  # fmt: skip
_SECOND = frozenset(["you", "your", "yours", "yourself"])
_GENERIC_YOU = re.compile(r"\b(?:if|when|once|unless|until|where) you\b")
_ADDRESSED = re.compile(
    r"\b(?:your (?:comment|point|argument|claim|post|reply|link|question|statement|source|"
    r"example|logic)|you (?:said|say|wrote|mention|mentioned|are saying|claim|seem|mean|meant|missed|"
    r"forgot|realize|realise)|"
    r"you're (?:saying|wrong|right|missing|assuming|confusing)|parent comment|grandparent|\bop\b|"
    r"u/\w+|upvot\w*|downvot\w*|"
    r"this (?:thread|comment|post)|the (?:article|headline|title)|/s\b)"
)
# Words one of which stands in whatever the pattern above finds.
_ADDRESSING = frozenset(
    [
        "you", "your", "parent", "grandparent", "op", "u", "this", "article", "headline", "title", "s",
    ]
)  # fmt: skip
_VOTING = ("upvot", "downvot")
_FIRST = frozenset(["i", "my", "me", "mine", "myself"])
_ANECDOTE_OPEN = frozenset(["i", "my"])
_LAUGHS = frozenset(["lol", "lmao", "rofl", "wtf", "omg", "hehe"])
_SMILES = re.compile(r"[:;]-?[)(dp](?:\s|$)|/s\b|[!?]{2,}")
_SMILE_SIGNS = (":", ";", "/s", "!!", "??", "!?", "?!")
_SWEARS = frozenset(["bullshit", "damn"])
_SWEAR_STEMS = ("fuck", "shit", "asshole", "bitch", "cunt", "retard", "dickhead")
_MARKUP = re.compile(r"[{}<>|\\=`#@^]|\[\w+\]|::|\w\(\)")
_MARKUP_SIGN = re.compile(r"[{}<>|\\=`#@^\[:(]")
_VERBISH = frozenset(
    [
        "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "can",
        "could", "will", "would", "should", "may", "might", "must", "need", "needs", "want", "wants", "make",
        "makes", "made", "get", "gets", "got", "go", "goes", "went", "take", "takes", "took", "give", "gives",
        "gave", "use", "uses", "used", "work", "works", "worked", "mean", "means",
    ]
)  # fmt: skip
_VERB_ENDINGS = ("ed", "ize", "izes", "ise", "ises")
_NEGATED_VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|ca|could|wo|would|should)n't\b")
_TERMINALS = tuple(".!?。！？…")
_HEADLESS = re.compile(
    r"(?:could|would|should|can|will|might|may|must|has|have|had|is|are|was|were|am|be|been|does|did|doesn't|isn't|"
    r"especially|including|meaning|being|having|compared|depending|similar|same|also|some (?:are|were|of them)|"
    r"many (?:are|were|of them)|most (?:are|were|of them)|all of (?:them|it|this|that)|part of it|"
    r"(?:the )?(?:other|former|latter)\b|"
    r"(?:the |an? )?(?:first|second|third|last|next|previous) (?:one|part|half|point|sentence|paragraph|is|was)|"
    r"read|see|look|check|click|watch|quoting|quote|source|sauce|citation|"
    r"from (?:the|your)|for example|e\.g|i\.e)\b|[\[({]"
)
_EDITED = re.compile(r"\b(?:edit|added|update)\b\s*[:\]]|\[sic\]|\.\.\.\s*\w|…\s*\w")
_EDIT_SIGNS = ("...", "…", ":", "]")
_UNRESOLVED_OPENING = re.compile(
    r"we did\b|(?:much|far|way|even) (?:more|less|faster|better|worse|slower|cheaper)\b|the next \w+ (?:got|had|did)\b|"
    r"according to (?:him|her|them)|let me\b|contrast (?:this|that)|one is\b|(?:those|these|the) same\b|"
    r"in (?:that|this|which) case\b|(?:all|most|none|some|both) of (?:which|whom)\b|"
    r"(?:first|second|instead|yes|no|oh),|yes (?:it|that|they)\b|oh\b|yeah\b|welp\b|i meant\b|we agree\b|"
    r"\w+ the same to\b"
)
_UNRESOLVED = re.compile(
    r"\b(?:this|that) exact\b|\bwithout it\b|\b(?:those|the) ones\b|\bdifferent (?:story|matter|thing)\b|"
    r"\bthese \w+ instead\b|\b(?:that|this) same \w+|\bas (?:others?|other \w+) (?:have|has) (?:said|stated|pointed)\b"
)
# Words one of which stands in whatever the pattern above finds.
_UNRESOLVING = frozenset(["exact", "without", "ones", "different", "instead", "same", "other", "others"])
_UNRESOLVED_ENDS = frozenset(["those", "these", "too", "him", "her", "them", "it", "this", "that"])
_LIST_LEADS = ("such as", "like", "following", "as follows", "e.g")
_LIST_ENDS = (*_LIST_LEADS, *(f"{lead}." for lead in _LIST_LEADS), ":")

# Signatures, rules and headers of mails: nobody says them.
_RULE_OR_NUMBER = re.compile(r"[-=_*#~\d](?:(?<!\d)[-=_*#~]{3}|(?<=\d)[\d().\- ]{7,}\d)")
_ADDRESS = re.compile(r"\S@\S+\.\w")
_HEADER = re.compile(r"\b(?:phone|fax|tel|url|e-?mail)\s*:")
_SALUTATION = re.compile(
    r"(?:(?:best|kind|warm)? ?regards|cheers|sincerely|yours|hi|hello|dear|cc|to|from|subject|date|sent)\b"
    r"[^.!?]{0,40}$"
)
# A digit, or a word of three letters with a capital; what begins with a set of characters is found fastest.
_CAPITAL_OR_DIGIT = re.compile(r"[A-Z\d](?:(?<=\d)|(?<!\w.)[A-Za-z]{2,})")
_MIN_SHOUTED = 13


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
    if words < 4 or not any(map(str.isalpha, sentence)):
        return 0.0
    lower = sentence.lower().replace("’", "'")
    score = _length_factor(words)
    if not questions and sentence.rstrip('"”’) ').endswith(("?", "？")):
        score *= 0.2
    if _SALUTATION.match(lower) or _is_furniture(lower):
        score *= 0.1
    if has_link(sentence):
        score *= 0.3
    if _MARKUP_SIGN.search(sentence):
        score *= 0.5 ** min(len(_MARKUP.findall(sentence)), 4)
    if _is_shouted(sentence):
        score *= 0.4
    if not english:
        return score
    return score * _english_factor(sentence, lower, words)


def _holds(text: str, signs: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, signs))


def _is_furniture(lower: str) -> bool:
    return bool(
        _RULE_OR_NUMBER.search(lower)
        or ("@" in lower and _ADDRESS.search(lower))
        or (":" in lower and _HEADER.search(lower))
    )


def _is_shouted(sentence: str) -> bool:
    """Tell whether more than half of its letters are capitals."""
    if sentence[1:].islower():
        return False
    capitals = sum(map(str.isupper, sentence))
    if 2 * capitals < _MIN_SHOUTED:
        return False
    letters = sum(map(str.isalpha, sentence))
    return letters >= _MIN_SHOUTED and capitals > 0.5 * letters


def _length_factor(words: int) -> float:
    if words < 6:
        return 0.3
    if words < 9:
        return 0.75
    if words <= 28:
        return 1.0
    return max(0.3, 1.0 - 0.03 * (words - 28))


def _english_factor(sentence: str, lower: str, words: int) -> float:
    runs = word_runs(lower)
    used = set(runs)
    opening = runs[0] if runs and lower.startswith(runs[0]) else ""
    factor = 1.0
    if _HARD_DANGLING.match(lower):
        factor *= 0.3
    elif _OPENING_SUBJECT.match(lower):
        factor *= 0.5
    elif opening in _DANGLING:
        factor *= 0.45
    elif _HEADLESS.match(lower):
        factor *= 0.4
    if sentence[0] in "\"“«'‘>":
        factor *= 0.5
    if _is_unresolved(lower, runs, used):
        factor *= 0.4
    if _holds(lower, _EDIT_SIGNS) and _EDITED.search(lower):
        factor *= 0.5
    anaphora = sum(map(_ANAPHORA.__contains__, runs))
    factor *= max(0.5, 1.0 - 0.4 * max(0.0, anaphora / words - 0.04) * 10 / 2)
    if _is_addressed(lower, used):
        factor *= 0.3
    elif not used.isdisjoint(_SECOND) and not _GENERIC_YOU.search(lower):
        factor *= 0.7
    if opening in _ANECDOTE_OPEN:
        factor *= 0.55
    elif not used.isdisjoint(_FIRST):
        factor *= 0.8
    if _is_laughing(lower, used):
        factor *= 0.5
    if not used.isdisjoint(_SWEARS) or (
        _holds(lower, _SWEAR_STEMS) and any(run.startswith(_SWEAR_STEMS) for run in used)
    ):
        factor *= 0.5
    if not _is_verbish(lower, used):
        factor *= 0.5
    if not sentence.rstrip('"”’)').endswith(_TERMINALS):
        factor *= 0.85
    if lower.endswith(_LIST_ENDS):
        factor *= 0.3
    if sentence.count("(") != sentence.count(")") or sentence.count('"') % 2:
        factor *= 0.6
    if _CAPITAL_OR_DIGIT.search(sentence[1:]):
        factor *= 1.1
    return factor


def _is_unresolved(lower: str, runs: list[str], used: set[str]) -> bool:
    """Tell whether it points at something that was said elsewhere."""
    if _UNRESOLVED_OPENING.match(lower):
        return True
    last = lower[:-1] if lower[-1] in ".!" else lower
    if runs and last.endswith(runs[-1]) and (runs[-1] in _UNRESOLVED_ENDS or last.endswith("as well")):
        return True
    return not used.isdisjoint(_UNRESOLVING) and bool(_UNRESOLVED.search(lower))


def _is_addressed(lower: str, used: set[str]) -> bool:
    """Tell whether it speaks to somebody in the thread, or of the thread."""
    if used.isdisjoint(_ADDRESSING) and not _holds(lower, _VOTING):
        return False
    return bool(_ADDRESSED.search(lower))


def _is_laughing(lower: str, used: set[str]) -> bool:
    if not used.isdisjoint(_LAUGHS) or ("haha" in lower and any(run.startswith("haha") for run in used)):
        return True
    return _holds(lower, _SMILE_SIGNS) and bool(_SMILES.search(lower))


def _is_verbish(lower: str, used: set[str]) -> bool:
    if not used.isdisjoint(_VERBISH):
        return True
    if any(run.endswith(_VERB_ENDINGS) and run not in _VERB_ENDINGS for run in used):
        return True
    return "n't" in lower and bool(_NEGATED_VERB.search(lower))
