"""English words and turns of phrase that tell how a sentence reads, and the marks that do so in any language."""

from __future__ import annotations

import re

# Every pattern but those for capitals is asked of the sentence in lower case: to ignore case takes several times as
# long. And where nothing can be found without a word or a sign that few sentences have, that is looked for first.
DANGLING = frozenset(
    [
        "it", "its", "they", "them", "their", "he", "she", "his", "her", "him", "this", "that", "these",
        "those", "which", "who", "whose", "such", "same", "here", "there", "then", "thus", "hence",
        "otherwise", "likewise", "instead", "either", "neither", "nor", "both", "one", "ones", "another",
        "not", "nothing", "none", "because", "than", "like", "where", "maybe", "perhaps", "to", "of", "with",
        "even", "only", "just", "too", "more", "less", "again", "something", "someone", "anything", "until",
        "except", "hes", "shes", "theyre", "thats", "cause", "cuz",
    ]
)  # fmt: skip
POINTS_BACK = re.compile(
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
    r"unlike (?:that|this|them)|true for|well|better than|worse than|much like|regarding|re|no idea|"
    r"(?:the|my) (?:\w+ ){0,2}(?:with|of|for|about) (?:that|this|these|those)|"
    r"(?:precisely|exactly|probably|mostly) (?:because|why|what|this|that|the)|"
    r"(?:as|like) (?:that|this|such|you|i said|others)|number \d|nr \d|i know[.,]|(?:tell|say) (?:that|this) to|"
    r"full disclaimer|disclaimer|speaking of|(?:for|on) [\w ]{2,24}, agreed|thanks(?! to)|thank you)"
    r"(?:\b|(?<=[.,]))|[\[({]"
)
# A question may open with these; a statement that does lacks its beginning.
AUXILIARIES = frozenset(
    [
        "could", "would", "should", "can", "will", "might", "may", "must", "has", "have", "had", "is", "are", "was",
        "were", "am", "does", "did", "do", "doesn", "isn", "don", "didn", "aren", "wasn", "why", "how", "what", "where",
    ]
)  # fmt: skip
EXPLETIVE = re.compile(
    r"it(?:'s| is| was| makes| would be| will be| isn't| wasn't| takes| seems| looks like)\b[^.,;!?]{0,40}?"
    r"(?:\b(?:to|that|how|when|for \w+ to)\b|:)"
)
# Openings that lack their subject, or go on with what was said.
LOOSE_OPENING = re.compile(
    r"(?:shows|makes|allows|means|seems|sounds|looks|reminds|proves|explains|depends|report|option|probably|maybe|"
    r"on the other hand|then again|anyway|besides|nitpick\w*|i know\.|after \w+ \w+, an?|ha|haha|o+h+)\b"
)
OPENING_SUBJECT = re.compile(r"(?:this|that|these|those|the same|such|both|neither|either)\s+[a-z]{3,}")
ANAPHORA = frozenset(
    [
        "he", "she", "him", "her", "his", "they", "them", "their", "it", "this", "that", "those", "these",
        "there", "its", "it's", "one", "ones", "also", "too", "either",
    ]
)  # fmt: skip
UNRESOLVED = re.compile(
    r"\b(?:this|that) exact\b|\bas pointed out\b|\belsewhere\b|\bwithout it\b|\b(?:those|the) ones\b|"
    r"\bdifferent (?:story|matter|thing)\b|"
    r"\bthese \w+ instead\b|\b(?:that|this) same \w+|\bas (?:others?|other \w+) (?:have|has) (?:said|stated|pointed)\b|"
    r"\b(?:for|with|on|of|about|to|in|by|from|than|at|as|like|say|do|said) "
    r"(?:this|that|these|those|it|the same)(?=[,.;:!?]|$)|"
    r"\b(?:that|those) (?:article|bit|part|point|study|reason|case|way|thing)s?\b|\bover there\b|"
    r"\bthe (?:person|guy|kid|girl|man|woman|dude|above|latter|former|"
    r"other (?:guy|person|side|half|one|day))\b|"
    r"\b(?:above|below)[.,!]"
)
UNRESOLVING = frozenset(
    [
        "exact", "without", "ones", "different", "instead", "same", "other", "others", "above", "latter", "former",
        "below", "this", "that", "these", "those", "it", "person", "guy", "kid", "girl", "man", "woman", "dude",
        "elsewhere",
    ]
)  # fmt: skip
UNRESOLVED_ENDS = frozenset(
    [
        "those", "these", "too", "him", "her", "them", "it", "this", "that", "though", "either", "there", "was", "did",
        "does", "do", "is", "are", "would", "could", "will", "were", "one", "same", "here",
    ]
)  # fmt: skip
LISTS = ("such as", "like", "following", "as follows", "e.g", "e.g.", ":")

SECOND = frozenset(["you", "your", "yours", "yourself", "you're", "you've", "you'd", "youre", "u", "ur"])
GENERIC_YOU = re.compile(
    r"\b(?:if|when|once|unless|until|where|as|what|whatever|how) you\b|\byou can(?:'t|not)?\b"
)
ADDRESSED = re.compile(
    r"\b(?:your (?:comment|point|argument|claim|post|reply|link|question|statement|source|"
    r"example|logic|position|view|opinion|username|article|list|numbers?)|"
    r"(?:do|did|are|were|have|would|could|can|will) you\b(?! (?:have to|need))|"
    r"you (?:said|say|wrote|mention|mentioned|are saying|claim|seem|mean|meant|missed|guys|linked|described|"
    r"forgot|realize|realise|posted|must be|might want|may want|sound|stated|brought|quoted|just)|"
    r"you(?:'re|re| are) (?:saying|wrong|right|missing|assuming|confusing|welcome|a|an|the|not|so|just|being)|"
    r"thank you|thanks for|you,|parent (?:comment|post|poster)|grandparent|gp\b|u/\w+|i think you)"
)
CALLS = re.compile(
    r"(?:hey|careful|worth \w+ing|ex:|let's|imagine|thanks|please|good (?:catch|point|call)|"
    r"great (?:catch|point))\b"
)
FIRST = frozenset(["i", "my", "me", "mine", "myself", "i'm", "i've", "i'd", "i'll", "im", "ive"])
LAUGHS = frozenset(
    ["lol", "lmao", "rofl", "wtf", "omg", "hehe", "lolol", "xd", "kek", "yay", "woo", "yeehaw"]
)
JEST = re.compile(r"[:;]-?[)(dp](?:\s|$)|/s\b|[!?]{2,}|\bjust kidding\b|\bjk\b|¯")
JEST_SIGNS = (":", ";", "/s", "!!", "??", "!?", "?!", "jk", "kidding", "¯")
MARKUP = re.compile(r"[{}<>|\\=`#@^]|\[\w+\]|::|\w\(\)|\w/\w+/\w|\w_\w")
MARKUP_SIGN = re.compile(r"[{}<>|\\=`#@^\[:(/_]")
VERBISH = frozenset(
    [
        "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did",
        "can", "could", "will", "would", "should", "may", "might", "must", "need", "needs", "want",
        "wants", "make", "makes", "made", "get", "gets", "got", "go", "goes", "went", "take", "takes",
        "took", "give", "gives", "gave", "use", "uses", "used", "work", "works", "worked", "mean", "means",
        "say", "says", "said", "think", "know", "see", "keep", "support", "help", "helps", "stop", "try",
        "come", "comes", "protects", "seem", "seems", "becomes", "become", "put", "cut", "lets", "loses",
        "pays", "pay", "buy", "left", "close", "open", "please", "keeps", "let", "love", "like", "hate",
        "am", "feel", "look", "looks", "cost", "costs",
    ]
)  # fmt: skip
STATING = frozenset(
    [
        "is", "are", "isn't", "aren't", "has", "have", "can", "can't", "will", "won't", "does", "doesn't",
        "do", "don't",
    ]
)  # fmt: skip
VERB_ENDINGS = ("ed", "ize", "izes", "ise", "ises")
NEGATED_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|ca|could|wo|would|should|has|have)n't\b|'(?:s|re|ve|ll|m)\b"
)
TERMINALS = tuple(".!?。！？…")
EDITED = re.compile(r"\b(?:edit|added|update)(?: ?\d)?\b\s*[:\]]|\[sic\]|\.\.\.\s*\w|…\s*\w")
EDIT_SIGNS = ("...", "…", ":", "]")

# Signatures, rules and headers of mails: nobody says them.
RULE_OR_NUMBER = re.compile(r"[-=_*#~\d](?:(?<!\d)[-=_*#~]{3}|(?<=\d)[\d().\- ]{7,}\d)")
ADDRESS = re.compile(r"\S@\S+\.\w")
HEADER = re.compile(r"\b(?:phone|fax|tel|url|e-?mail)\s*:")
SALUTATION = re.compile(
    r"(?:(?:best|kind|warm)? ?regards|cheers|sincerely|yours|hi|hello|dear|cc|to|from|subject|date|sent)\b"
    r"[^.!?]{0,40}$"
)
MIN_SHOUTED = 13
LONG_WORD = 7
