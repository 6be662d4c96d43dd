"""Which language most of a thread is in.

English is recognised by its commonest words, which costs nothing; only where that fails is py3langid asked
(the naive Bayes classifier of Lui and Baldwin, "langid.py", ACL 2012: 97 languages, no network,
deterministic), because loading its model takes most of a second.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_SAMPLE_TEXTS = 200
_SAMPLE_CHARS = 1_000
_MIN_LETTERS = 20
_MIN_SURE_LETTERS = 40
_MAJORITY = 0.5

# Frequent in English and rare, or not words at all, in other languages: so no "in", "is", "was", "die", "me".
_COMMON = (
    "the and of to that it you for not this with are be have they but what would there if from we can my "
    "just your do don't it's about because like people more when will who which their than think has been should"
)
_ENGLISH = frozenset(_COMMON.split())
# About three in ten words of English comments are among them; other languages stay below one in ten.
_ENGLISH_SHARE = 0.18
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_NOISE = re.compile(r"https?://\S+|\S+@\S+|[\W\d_]{3,}")
# For texts without an address: what begins with a set of characters is found several times as fast.
_SIGNS = re.compile(r"[\W\d_][\W\d_]{2,}")
# Scripts written without spaces: each character stands for about half a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def main_language(texts: Iterable[str]) -> str | None:
    """Return the ISO 639-1 code of the language most of the text is in, or None where that cannot be told.

    Looks at up to 200 texts, whatever their order; a text of fewer than 20 letters says nothing by itself.
    """
    sample = _sample(texts)
    if not sample:
        return None
    if _english_share(sample) >= _ENGLISH_SHARE:
        return "en"
    weights: Counter[str] = Counter()
    for text in sample:
        if language := _identify(text):
            weights[language] += len(text.encode("utf-8"))
    if not weights:
        return _identify(" ".join(sample)[:_SAMPLE_CHARS])
    best = min(weights, key=lambda language: (-weights[language], language))
    return best if weights[best] > _MAJORITY * weights.total() else None


def _sample(texts: Iterable[str]) -> list[str]:
    """Up to 200 different texts spread over all of them, rid of addresses and rows of signs."""
    distinct = sorted(set(texts))
    count = min(len(distinct), _SAMPLE_TEXTS)
    some = (distinct[len(distinct) * at // count][: 2 * _SAMPLE_CHARS] for at in range(count))
    readable = (text.encode("utf-8", "ignore").decode("utf-8") for text in some)
    cleaned = [(_NOISE if "@" in text or "://" in text else _SIGNS).sub(" ", text) for text in readable]
    usable = [text[:_SAMPLE_CHARS] for text in cleaned if _has_letters(text, _MIN_LETTERS)]
    if usable:
        return usable
    joined = " ".join(cleaned)[:_SAMPLE_CHARS]
    return [joined] if _has_letters(joined, _MIN_LETTERS) else []


def _has_letters(text: str, at_least: int) -> bool:
    # The beginning nearly always has that many, and the rest none fewer.
    return _letters(text[: 3 * at_least]) >= at_least or _letters(text) >= at_least


def _letters(text: str) -> int:
    """Letters, those of scripts that put more into one counted twice."""
    return sum(map(len, _WORD.findall(text))) + _unspaced(text)


def _unspaced(text: str) -> int:
    return 0 if text.isascii() else len(_UNSPACED.findall(text))


def _english_share(texts: list[str]) -> float:
    """The share of words that are common English ones."""
    common = total = 0
    for text in texts:
        lower = text.replace("’", "'").lower()
        words = (_ASCII_WORD if lower.isascii() else _WORD).findall(lower)
        common += sum(map(_ENGLISH.__contains__, words))
        total += len(words) + _unspaced(lower) // 2
    return common / max(1, total)


def _identify(text: str) -> str | None:
    """The language of one text; None where it is too short to be sure of anything."""
    if not _has_letters(text, _MIN_SURE_LETTERS):
        return None
    import py3langid

    language: str = py3langid.classify(text)[0]
    # It says "zxx" where it sees no language at all.
    return language if len(language) == 2 else None
