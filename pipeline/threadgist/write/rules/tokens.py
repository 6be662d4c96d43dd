"""Words of claims and comments, made comparable: one spelling of apostrophes, one form for most inflections."""

from __future__ import annotations

import re
from functools import lru_cache

from threadgist.words import lean_text, sentences

__all__ = [
    "FUNCTION_WORDS",
    "REPORTING",
    "content",
    "is_content",
    "lean_text",
    "sentences",
    "stem",
    "word_set",
    "words",
]

_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*", re.UNICODE)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text written out as a list."""
    return frozenset(text.split())


FUNCTION_WORDS = word_set(
    """a an the this that these those my your his her its our their i me we us you he him she it they them
    myself yourself himself herself itself themselves who whom whose which what whatever where when why how
    of in on at by for with about against between among into through during before after above below to from
    up down out off over under within toward towards upon across behind near along around despite inside
    outside onto per since than till until via like unlike as besides plus and or but nor so yet if because
    while whereas although though unless whether both either neither each some any much many most more less
    few several enough such other another own same be is are was were been being am do does did doing done
    have has had having will would shall should can could may might must ought need needs not no n't nobody
    never there here then now just also too very quite rather even still already only again ever once yes
    well one ones get gets got getting make makes made making let lets go goes going went come comes put
    puts take takes took thing things way ways lot lots bit kind sort really actually simply mostly mainly
    that's it's there's don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't
    shouldn't haven't hasn't hadn't i'm i've i'd i'll you're you've you'll they're they've we're we've"""
)
# What a digest says about who speaks and that they speak: it needs no support in the comments.
REPORTING = word_set(
    """comment comments commenter commenters user users poster posters people person someone somebody others
    reply replies replied participants participant contributor contributors contributors' opinion opinions
    view views say says said saying argue argues argued arguing think thinks thought believe believes believed
    note notes noted noting point points pointed mention mentions mentioned mentioning state states stated
    explain explains explained describe describes described describing feel feels felt consider considers
    considered report reports reported reportedly claim claims claimed suggest suggests suggested suggesting
    according regard regards regarded view viewed see seen discuss discusses discussed discussion express
    expresses expressed add adds added observe observes observed remark remarks remarked call called calls
    share shares shared objection insist insists insisted offer offered propose proposed proposes wonder
    wonders wondering ask asks asked asking find finds found thread"""
)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, case-folded; `U.S.` and `third-party` are one word each."""
    return tuple(word.removesuffix("'s") for word in _WORD.findall(lean_text(text).casefold()))


def is_content(word: str) -> bool:
    """Whether a case-folded word says something of its own."""
    return word not in FUNCTION_WORDS and word not in REPORTING and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """Return the stems of the content words of a text in order; parts of hyphenated words count singly."""
    parts = (part for word in words(text) for part in (word.split("-") if "-" in word else (word,)))
    return tuple(stem(part) for part in parts if is_content(part))


_IRREGULAR = {
    "better": "good", "best": "good", "worse": "bad", "worst": "bad", "children": "child", "kids": "child",
    "kid": "child", "men": "man", "women": "woman", "paid": "pay", "bought": "buy", "sold": "sell",
    "left": "leave", "lost": "lose", "kept": "keep", "built": "build", "taught": "teach", "spent": "spend",
    "sent": "send", "wrote": "write", "written": "write", "chosen": "choose", "chose": "choose",
    "gave": "give", "given": "give", "knew": "know", "known": "know", "grown": "grow", "grew": "grow",
    "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall", "driven": "drive", "drove": "drive",
    "broke": "break", "broken": "break", "won": "win", "ran": "run", "held": "hold", "met": "meet",
    "cheaper": "cheap", "easier": "easy", "easily": "easy", "lives": "live", "lying": "lie", "died": "die",
    "mods": "moderator", "mod": "moderator", "admins": "admin", "subs": "subreddit", "devs": "developer",
    "dev": "developer", "gov't": "government", "govt": "government", "info": "information",
    "approx": "approximate", "photos": "photo", "pics": "picture", "ads": "advert", "ad": "advert",
}  # fmt: skip
_ENDINGS = (
    "ization", "isation", "ations", "ation", "ments", "ment", "nesses", "ness", "ities", "ity", "ings", "ing",
    "ively", "ives", "ive", "ously", "ous", "fully", "ful", "lessly", "ably", "ible", "able", "ally",
    "tions", "tion", "sions", "sion", "ances", "ance", "ences", "ence", "izing", "ising", "ized", "ised",
    "izes", "ises", "ize", "ise", "iers", "ier", "iest", "ies", "ied", "ers", "er", "est", "ors", "or",
    "eds", "ed", "ely", "ly", "al", "es", "s", "y", "e",
)  # fmt: skip
_LEAST = 3
_LONGEST = 7


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Cut a case-folded word to what most of its inflections and derivations share; rough on purpose."""
    word = _IRREGULAR.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)]
            break
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:_LONGEST]
