"""What can be told from a sentence by rule: whether it points at what stands elsewhere, argues, asks, jokes, reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from threadgist.select.lexical import content_stems
from threadgist.words import count_words, has_link, word_runs

if TYPE_CHECKING:
    from collections.abc import Container

__all__ = ["Reading", "read"]

# Every pattern but those for capitals is asked of the sentence in lower case: to ignore case takes several times as
# long. And where nothing can be found without a word or a sign that few sentences have, that is looked for first.
_DANGLING = frozenset(
    [
        "it", "its", "they", "them", "their", "he", "she", "his", "her", "him", "this", "that", "these",
        "those", "which", "who", "whose", "such", "same", "here", "there", "then", "thus", "hence",
        "otherwise", "likewise", "instead", "either", "neither", "nor", "both", "one", "ones", "another",
        "not", "nothing", "none", "because", "than", "like", "where", "maybe", "perhaps", "to", "of", "with",
        "even", "only", "just", "too", "more", "less", "again", "something", "someone", "anything", "until",
        "except", "hes", "shes", "theyre", "thats", "cause", "cuz",
    ]
)  # fmt: skip
_POINTS_BACK = re.compile(
    r"(?:it|its|it's|they|they're|they've|they'll|them|he|he's|she|she's|him|that's|which|such|same|"
    r"this (?:is|was|isn't|has|would|will|means|makes|seems|also|just)|"
    r"that (?:is|was|isn't|has|would|will|means|makes|seems|also|just|said)|those are|these are|"
    r"nor|neither|because|than|not (?:only|just|to|really|necessarily|that|sure|even)|hence|thus|therefore|"
    r"could|would|should|can|will|might|may|must|has|have|had|is|are|was|were|am|be|been|does|did|doesn't|isn't|"
    r"especially|including|meaning|being|having|compared|depending|similar|also|some (?:are|were|of them)|"
    r"many (?:are|were|of them)|most (?:are|were|of them)|all of (?:them|it|this|that)|part of it|"
    r"(?:the )?(?:other|former|latter)|"
    r"(?:the |an? )?(?:first|second|third|last|next|previous) (?:one|part|half|point|sentence|paragraph|is|was)|"
    r"read|see|look|check|click|watch|quoting|quote|source|sauce|citation|"
    r"from (?:the|your)|for example|e\.g|i\.e|we did|"
    r"(?:much|far|way|even) (?:more|less|faster|better|worse|slower|cheaper)|the next \w+ (?:got|had|did)|"
    r"according to (?:him|her|them)|let me|contrast (?:this|that)|one is|(?:those|these|the) same|"
    r"in (?:that|this|which) case|(?:all|most|none|some|both) of (?:which|whom|those|these|that|this)|"
    r"(?:first|second|instead|yes|no|oh),|yes (?:it|that|they)|oh|yeah|welp|i meant|we agree|"
    r"\w+ the same to|(?:what|how|why|where|when|and) (?:about|so)\b|by (?:that|this)|if (?:so|that's|this|that|it)|"
    r"unlike (?:that|this|them)|(?:precisely|exactly|probably|mostly) (?:because|why|what|this|that|the)|(?:as|like) (?:that|this|such|you|i said|others)|number \d)\b|[\[({]"
)
_EXPLETIVE = re.compile(
    r"it(?:'s| is| was| makes| would be| will be| isn't| wasn't| takes| seems| looks like)\b[^.,;!?]{0,40}?"
    r"(?:\b(?:to|that|how|when|if|because|who|for \w+ to)\b|:)"
)
_OPENING_SUBJECT = re.compile(r"(?:this|that|these|those|the same|such|both|neither|either)\s+[a-z]{3,}")
_ANAPHORA = frozenset(
    [
        "he", "she", "him", "her", "his", "they", "them", "their", "it", "this", "that", "those", "these",
        "there", "its", "it's", "one", "ones", "also", "too", "either",
    ]
)  # fmt: skip
_UNRESOLVED = re.compile(
    r"\b(?:this|that) exact\b|\bas pointed out\b|\belsewhere\b|\bwithout it\b|\b(?:those|the) ones\b|\bdifferent (?:story|matter|thing)\b|"
    r"\bthese \w+ instead\b|\b(?:that|this) same \w+|\bas (?:others?|other \w+) (?:have|has) (?:said|stated|pointed)\b|"
    r"\bthe (?:person|guy|kid|girl|man|woman|dude|other (?:guy|person|side|half)|above|latter|former|other (?:one|day))\b|\b(?:above|below)[.,!]"
)
_UNRESOLVING = frozenset(
    [
        "exact", "without", "ones", "different", "instead", "same", "other", "others", "above", "latter", "former",
        "below", "person", "guy", "kid", "girl", "man", "woman", "dude", "elsewhere",
    ]
)  # fmt: skip
_UNRESOLVED_ENDS = frozenset(
    [
        "those", "these", "too", "him", "her", "them", "it", "this", "that", "though", "either", "there", "was", "did",
        "does", "do", "is", "are", "would", "could", "will", "were", "one", "same", "here",
    ]
)  # fmt: skip
_LISTS = ("such as", "like", "following", "as follows", "e.g", "e.g.", ":")

_ARGUMENT = re.compile(
    r"\b(?:because|since|so that|therefore|hence|thus|unless|should|shouldn't|ought|would|wouldn't|could|must|"
    r"need to|needs to|have to|has to|had to|if|means|otherwise|reason|why|due to|thanks to|leads? to|"
    r"the (?:problem|point|issue|fact|difference|reason))\b"
)
_CONTRAST = re.compile(
    r"\b(?:but|however|while|although|though|rather|instead|whereas|despite|not just|not only|(?:more|less|fewer|"
    r"better|worse|\w{3,}er) than|unlike|yet|even if|compared)\b"
)
_SECOND = frozenset(["you", "your", "yours", "yourself", "you're", "you've", "you'd", "youre", "u", "ur"])
_GENERIC_YOU = re.compile(r"\b(?:if|when|once|unless|until|where|as|what|whatever|how) you\b|\byou can(?:'t|not)?\b")
_ADDRESSED = re.compile(
    r"\b(?:your (?:comment|point|argument|claim|post|reply|link|question|statement|source|"
    r"example|logic|position|view|opinion|username|article|list|numbers?)|"
    r"(?:do|did|are|were|have|would|could|can|will) you\b(?! (?:have to|need))|"
    r"you (?:said|say|wrote|mention|mentioned|are saying|claim|seem|mean|meant|missed|guys|linked|described|"
    r"forgot|realize|realise|posted|must be|might want|may want|sound|stated|brought|quoted|just)|"
    r"you(?:'re|re| are) (?:saying|wrong|right|missing|assuming|confusing|welcome|a|an|the|not|so|just|being)|"
    r"thank you|thanks for|you,|parent (?:comment|post|poster)|grandparent|gp\b|u/\w+|i think you)"
)
_META = re.compile(
    r"\b(?:upvot\w*|downvot\w*|karma|this (?:thread|comment|post|submission|discussion)|/s\b|"
    r"the (?:article|headline|title|op)\b|op\b|edit(?:ed)?:|reposts?|front page|linked (?:article|page|video)|"
    r"(?:comments?|replies|discussion|thread|people) (?:here|above|below)\b|in here\b)"
)
_META_SIGNS = ("vot", "karma", "this ", "/s", "the ", "op", "edit", "repost", "front", "linked", "here", "above")
_FIRST = frozenset(["i", "my", "me", "mine", "myself", "i'm", "i've", "i'd", "i'll", "im", "ive"])
_LAUGHS = frozenset(["lol", "lmao", "rofl", "wtf", "omg", "hehe", "lolol", "xd", "kek", "yay", "woo", "yeehaw"])
_JEST = re.compile(r"[:;]-?[)(dp](?:\s|$)|/s\b|[!?]{2,}|\bjust kidding\b|\bjk\b|¯")
_JEST_SIGNS = (":", ";", "/s", "!!", "??", "!?", "?!", "jk", "kidding", "¯")
_SWEARS = frozenset(["bullshit", "damn", "crap", "hell"])
_SWEAR_STEMS = ("fuck", "shit", "bitch", "dickhead")
_MARKUP = re.compile(r"[{}<>|\\=`#@^]|\[\w+\]|::|\w\(\)|\w/\w+/\w|\w_\w")
_MARKUP_SIGN = re.compile(r"[{}<>|\\=`#@^\[:(/_]")
_VERBISH = frozenset(
    [
        "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "can",
        "could", "will", "would", "should", "may", "might", "must", "need", "needs", "want", "wants", "make",
        "makes", "made", "get", "gets", "got", "go", "goes", "went", "take", "takes", "took", "give", "gives",
        "gave", "use", "uses", "used", "work", "works", "worked", "mean", "means", "say", "says", "said", "think",
        "know", "see", "keep", "support", "help", "helps", "stop", "try", "come", "comes", "protects", "seem", "seems",
        "becomes", "become", "put", "cut", "lets", "loses", "pays", "pay", "buy", "left", "close", "open", "please", "keeps", "let", "love", "like", "hate", "am", "feel", "look", "looks", "cost", "costs",
    ]
)  # fmt: skip
_TELLING = frozenset(
    "was were had did went got said told saw came took gave made knew thought ran fell sat felt kept found left".split()
)
_STATING = frozenset("is are isn't aren't has have can can't will won't does doesn't do don't".split())
_VERB_ENDINGS = ("ed", "ize", "izes", "ise", "ises")
_NEGATED_VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|ca|could|wo|would|should|has|have)n't\b|'(?:s|re|ve|ll|m)\b")
_TERMINALS = tuple(".!?。！？…")
_EDITED = re.compile(r"\b(?:edit|added|update)\b\s*[:\]]|\[sic\]|\.\.\.\s*\w|…\s*\w")
_EDIT_SIGNS = ("...", "…", ":", "]")

# Signatures, rules and headers of mails: nobody says them.
_RULE_OR_NUMBER = re.compile(r"[-=_*#~\d](?:(?<!\d)[-=_*#~]{3}|(?<=\d)[\d().\- ]{7,}\d)")
_ADDRESS = re.compile(r"\S@\S+\.\w")
_HEADER = re.compile(r"\b(?:phone|fax|tel|url|e-?mail)\s*:")
_SALUTATION = re.compile(
    r"(?:(?:best|kind|warm)? ?regards|cheers|sincerely|yours|hi|hello|dear|cc|to|from|subject|date|sent)\b"
    r"[^.!?]{0,40}$"
)
_CAPITAL = re.compile(r"(?<![.!?:\"“(] )(?<!\w)[A-Z][A-Za-z]+")
_NUMBER = re.compile(r"\d")
_MIN_SHOUTED = 13
_LONG_WORD = 7


class Reading(NamedTuple):
    """Facts of one sentence; what only the rules for English can tell is 0 in other languages.

    Counts: `words`, `long_words` (seven letters and more), `names` (capitals inside), `anaphora` (it, they, this ...),
    `argues` (because, if, should ...), `contrasts`. Between 0 and 1: `points_back`, how much its opening needs what
    stands before it; `addresses`, how much it speaks to one person. The rest is 0 or 1.
    """

    words: int
    long_words: int
    names: int
    number: int
    asks: int
    exclaims: int
    ends: int
    link: int
    markup: int
    shouts: int
    furniture: int
    broken: int
    content: int
    topical: int
    tells: int = 0
    states: int = 0
    argues: int = 0
    contrasts: int = 0
    points_back: float = 0.0
    unresolved: int = 0
    anaphora: int = 0
    addresses: float = 0.0
    meta: int = 0
    opens_i: int = 0
    first: int = 0
    jests: int = 0
    swears: int = 0
    verbless: int = 0
    trails: int = 0
    lower: int = 0


def read(sentence: str, shared: Container[str] = (), *, english: bool = True) -> Reading:
    """Read one sentence.

    Args:
        sentence: The sentence as it would be printed.
        shared: The stems of content words that several comments of the thread have.
        english: Whether the rules about English words apply.
    """
    lower = sentence.lower().replace("’", "'")
    runs = word_runs(lower)
    bare = sentence.rstrip("\"”’)* ")
    stems = content_stems(sentence)
    plain = Reading(
        words=count_words(sentence),
        long_words=sum(len(run) >= _LONG_WORD for run in runs),
        names=len(_CAPITAL.findall(sentence[1:])) if english else 0,
        number=int(_NUMBER.search(sentence) is not None),
        asks=int(bare.endswith(("?", "？"))),
        exclaims=int(bare.endswith(("!", "！"))),
        ends=int(bare.endswith(_TERMINALS)),
        link=int(has_link(sentence)),
        markup=min(len(_MARKUP.findall(sentence)), 3) if _MARKUP_SIGN.search(sentence) else 0,
        shouts=int(_is_shouted(sentence)),
        furniture=int(bool(_SALUTATION.match(lower)) or _is_furniture(lower)),
        broken=int(sentence.count("(") != sentence.count(")") or sentence.count('"') % 2 == 1),
        content=len(stems),
        topical=sum(stem in shared for stem in stems),
    )
    return _english(plain, sentence, lower, runs) if english and runs else plain


def _english(plain: Reading, sentence: str, lower: str, runs: list[str]) -> Reading:
    used = set(runs)
    last = lower.rstrip(".!")
    return plain._replace(
        tells=sum(run in _TELLING or run.endswith("ed") for run in runs),
        states=sum(map(_STATING.__contains__, runs)),
        argues=len(_ARGUMENT.findall(lower)),
        contrasts=len(_CONTRAST.findall(lower)),
        points_back=_points_back(lower, runs[0]),
        unresolved=int(
            (last.endswith(runs[-1]) and (runs[-1] in _UNRESOLVED_ENDS or last.endswith("as well")))
            or (not used.isdisjoint(_UNRESOLVING) and bool(_UNRESOLVED.search(lower)))
        ),
        anaphora=sum(map(_ANAPHORA.__contains__, runs)),
        addresses=_addresses(lower, used),
        meta=int(_holds(lower, _META_SIGNS) and bool(_META.search(lower))),
        opens_i=int(runs[0] in ("i", "my", "im", "ive")),
        first=int(not used.isdisjoint(_FIRST)),
        jests=int(_jests(lower, used)),
        swears=int(
            not used.isdisjoint(_SWEARS)
            or (_holds(lower, _SWEAR_STEMS) and any(run.startswith(_SWEAR_STEMS) for run in used))
        ),
        verbless=int(not _is_verbish(lower, used)),
        trails=int(
            lower.endswith(_LISTS) or last.endswith("..") or (_holds(lower, _EDIT_SIGNS) and bool(_EDITED.search(lower)))
        ),
        lower=int(sentence[:1].islower()),
    )


def _points_back(lower: str, opening: str) -> float:
    if opening == "it" and _EXPLETIVE.match(lower):
        return 0.2
    if _POINTS_BACK.match(lower):
        return 1.0
    if not lower.startswith(opening):
        return 0.3
    if _OPENING_SUBJECT.match(lower):
        return 0.8
    return 0.6 if opening in _DANGLING else 0.0


def _addresses(lower: str, used: set[str]) -> float:
    if used.isdisjoint(_SECOND) and "parent" not in used and "gp" not in used and not ("thanks" in used):
        return 0.0
    if _ADDRESSED.search(lower):
        return 1.0
    return 0.2 if _GENERIC_YOU.search(lower) else 0.5


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


def _jests(lower: str, used: set[str]) -> bool:
    if not used.isdisjoint(_LAUGHS) or ("haha" in lower and any(run.startswith("haha") for run in used)):
        return True
    return _holds(lower, _JEST_SIGNS) and bool(_JEST.search(lower))


def _is_verbish(lower: str, used: set[str]) -> bool:
    if not used.isdisjoint(_VERBISH):
        return True
    if any(run.endswith(_VERB_ENDINGS) and run not in _VERB_ENDINGS for run in used):
        return True
    return "'" in lower and bool(_NEGATED_VERB.search(lower))
