"""Whether a claim takes the side its evidence takes, from words alone: signs of a contradiction, as figures.

Every content word gets a sign: turned round by negations and by verbs such as "fail" or "prevent" in front of it in
the same clause. A word found on both sides with opposite signs, a word against its opposite with equal
signs, and good
against bad speak for a contradiction; so do "A rather than B" and "B rather than A".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from threadgist.ground.gate.lexicon import (
    BAD,
    FLIPPERS,
    GOOD,
    LESS,
    MORE,
    NEGATION_REACH,
    NEGATIONS,
    OPPOSITES,
    OVER,
)
from threadgist.ground.gate.tokens import is_content, lean_text, stem, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SIGNS", "Reading", "read", "signs"]

SIGNS = (
    "turned", "opposed", "turned_anywhere", "mood", "mood_novel", "swapped", "parity", "novel_negation", "strong",
)  # fmt: skip

_TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*|[,;:.!?()“”\"—]| - ")
_CLAUSE = frozenset((";", ":", ".", "!", "?", "(", ")", "—", " - "))
_BREAKS = frozenset(
    ("but", "while", "whereas", "although", "though", "because", "since", "if", "unless", "so", "which")
)
_REACH = 6
FLIP_REACH = 4
_STRONG = word_set(
    "must always never only all every everyone nobody definitely certainly surely completely absolutely"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its stem, whether what stands before turns it round (-1) or not (1), and its place."""

    stem: str
    sign: int
    place: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as far as its side goes.

    `overs` are the places of words such as "than", with the word itself; `denied` are the first content words after
    each negation.
    """

    words: tuple[Word, ...]
    negations: int
    overs: tuple[tuple[int, str], ...]
    strong: bool
    denied: frozenset[str]


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read the signed content words of a text."""
    tokens = _TOKEN.findall(lean_text(text))
    folded = [token.casefold() for token in tokens]
    found: list[Word] = []
    overs: list[tuple[int, str]] = []
    negations = 0
    # Where each thing that turns round begins and how far it reaches.
    open_until: list[int] = []
    strong = False
    denied: set[str] = set()
    awaiting = False
    for place, word in enumerate(folded):
        if word in _CLAUSE or word in _BREAKS or word == ",":
            open_until = []
        if word in OVER:
            overs.append((place, word))
        open_until = [end for end in open_until if place <= end]
        if word in ("not", "no") and folded[place + 1 : place + 2] in (["only"], ["just"]):
            continue
        strong |= word in _STRONG
        if _is_negation(folded, place):
            negations += 1
            open_until.append(place + NEGATION_REACH.get(word, _REACH))
            awaiting = True
            continue
        if word == "against":
            open_until.append(place + FLIP_REACH)
        elif word == "unless":
            open_until.append(place + _REACH)
        if not is_content(word):
            continue
        parts = word.split("-")
        for at, part in enumerate(parts):
            if part == "non" or len(part) < 2:
                negations += part == "non"
                continue
            root = stem(part)
            if awaiting:
                denied.add(root)
                awaiting = False
            free = parts[at + 1 : at + 2] == ["free"] or parts[max(at - 1, 0)] == "non"
            negations += free
            sign = -1 if (len(open_until) + free) % 2 else 1
            if not (part == "free" and at):
                found.append(Word(root, sign, place))
            if root in FLIPPERS:
                open_until.append(place + FLIP_REACH)
    return Reading(tuple(found), negations, tuple(overs), strong, frozenset(denied))


def _is_negation(folded: Sequence[str], place: int) -> bool:
    word = folded[place]
    if word in ("few", "little"):
        return place == 0 or folded[place - 1] not in ("a", "the", "with", "quite")
    return word in NEGATIONS or word.endswith("n't")


def signs(claim: Reading, evidence: Sequence[Reading]) -> dict[str, float]:
    """Return the signs of a contradiction between a claim and its evidence, by the names in `SIGNS`.

    The claim is held against the passage that shares most with it, of equals the one that contradicts it least;
    `turned_anywhere` looks at all of them together.
    """
    best = min((_against(claim, passage) for passage in evidence), key=lambda found: found[0])[1]
    there: dict[str, set[int]] = {}
    for reading in evidence:
        for word in reading.words:
            there.setdefault(word.stem, set()).add(word.sign)
    said = frozenset().union(*(reading.denied for reading in evidence))
    turned = 0 if claim.denied & said else sum(there.get(word.stem) == {-word.sign} for word in claim.words)
    negations = sum(reading.negations for reading in evidence)
    return {
        **best,
        "turned_anywhere": min(turned, 3),
        "novel_negation": float(claim.negations > 0 and negations == 0),
        "strong": float(claim.strong and not any(r.strong for r in evidence)),
    }


def _against(claim: Reading, passage: Reading) -> tuple[tuple[float, float], dict[str, float]]:
    """Hold a claim against one passage: how to rank the passage (least first), and the signs found."""
    there: dict[str, set[int]] = {}
    for word in passage.words:
        there.setdefault(word.stem, set()).add(word.sign)
    turned = kept = opposed = agreed = 0
    novel = 0
    for word in claim.words:
        same = there.get(word.stem)
        if same is not None:
            kept += word.sign in same
            turned += word.sign not in same
            continue
        novel += word.sign * ((word.stem in GOOD) - (word.stem in BAD))
        other: set[int] = set().union(
            *(there.get(opposite, set()) for opposite in OPPOSITES.get(word.stem, ()))
        )
        if len(other) == 1:
            opposed += word.sign in other
            agreed += word.sign not in other
    mood = _clip(_mood(passage))
    parity = claim.negations % 2 != passage.negations % 2
    if claim.denied & passage.denied:
        # Both deny the same thing; what else lies within reach of the negation depends on the order of words.
        turned, parity = 0, False
    contrary = turned + opposed
    found = {
        "turned": min(turned, 3),
        "opposed": min(opposed, 2),
        "mood": _clip(_mood(claim)) * mood,
        "mood_novel": _clip(novel) * mood,
        "swapped": _swapped(claim, passage),
        "parity": float(parity),
    }
    return (-(contrary + kept + agreed), contrary), found


def _clip(value: float) -> float:
    return max(-2.0, min(2.0, value)) / 2


def _mood(reading: Reading) -> float:
    return float(sum(word.sign * ((word.stem in GOOD) - (word.stem in BAD)) for word in reading.words))


def _swapped(claim: Reading, passage: Reading) -> float:
    """How far two things compared ("A than B") change places: -1 not at all, 0 unknown, 1 wholly."""
    best = 0.0
    for place, _ in claim.overs:
        before = {word.stem for word in claim.words if word.place < place}
        after = {word.stem for word in claim.words if word.place > place}
        before, after = before - after, after - before
        for other, _ in passage.overs:
            first = {word.stem for word in passage.words if word.place < other}
            second = {word.stem for word in passage.words if word.place > other}
            first, second = first - second, second - first
            # What stands in front on both sides is mostly what the two are compared in.
            crossed = len(before & second) + len(after & first)
            straight = len(after & second)
            if crossed + straight:
                turn = (crossed - straight) / (crossed + straight)
                if _direction(claim, place) * _direction(passage, other) < 0:
                    turn = -turn
                if abs(turn) > abs(best):
                    best = turn
    return best


def _direction(reading: Reading, place: int) -> int:
    """1 where what stands before `place` is said to be more or better, -1 where it is said to be less or worse."""
    before = [word for word in reading.words if word.place < place][-3:]
    value = sum(word.sign * ((word.stem in GOOD | MORE) - (word.stem in BAD | LESS)) for word in before)
    return -1 if value < 0 else 1
