"""Whether a claim takes the side its evidence takes, from words alone: signs of a contradiction, as figures.

Every content word gets a sign: turned round by negations and by verbs such as "fail" or "prevent" in front of it in
the same clause. A word found on both sides with opposite signs, a word against its opposite with equal
signs, and good
against bad speak for a contradiction; so do "A rather than B" and "B rather than A".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.ground.gate.lexicon import BAD, FLIPPERS, GOOD, HEDGES, LESS, MORE, NEGATIONS, OPPOSITES, OVER
from threadgist.ground.gate.tokens import is_content, lean_text, stem, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SIGNS", "Reading", "denied", "read", "signs"]

SIGNS = (
    "turned", "kept", "opposed", "agreed", "mood", "mood_claim", "amount", "swapped", "parity", "novel_negation",
    "lost_negation", "hedge", "strong",
)  # fmt: skip

_TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*|[,;:.!?()“”\"—]| - ")
_CLAUSE = frozenset((";", ":", ".", "!", "?", "(", ")", "—", " - "))
_BREAKS = frozenset(
    ("but", "while", "whereas", "although", "though", "because", "since", "if", "unless", "so", "which")
)
_REACH = 6
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
    """A text as far as its side goes. `overs` are the places of words such as "than", with the word itself."""

    words: tuple[Word, ...]
    negations: int
    overs: tuple[tuple[int, str], ...]
    hedged: bool
    strong: bool


def read(text: str) -> Reading:
    """Read the signed content words of a text."""
    tokens = _TOKEN.findall(lean_text(text))
    found: list[Word] = []
    overs: list[tuple[int, str]] = []
    negations = 0
    turned: list[int] = []
    hedged = strong = False
    for place, token in enumerate(tokens):
        word = token.casefold()
        if word in _CLAUSE or word in _BREAKS:
            turned = []
        if word in OVER:
            overs.append((place, word))
        turned = [start for start in turned if place - start <= _REACH]
        if (
            word in ("not", "no")
            and place + 1 < len(tokens)
            and tokens[place + 1].casefold() in ("only", "just")
        ):
            continue
        strong |= word in _STRONG
        if (
            word in NEGATIONS
            or word.endswith("n't")
            or (word == "few" and (not place or tokens[place - 1].casefold() != "a"))
        ):
            negations += 1
            turned.append(place)
            continue
        if not is_content(word):
            continue
        for part in word.split("-") if "-" in word else (word,):
            root = stem(part)
            hedged |= root in HEDGES
            sign = -1 if len(turned) % 2 else 1
            if root not in HEDGES and len(part) > 1:
                found.append(Word(root, sign, place))
            if root in FLIPPERS:
                turned.append(place)
            elif part == "little" and place and tokens[place - 1].casefold() != "a":
                negations += 1
                turned.append(place)
    return Reading(tuple(found), negations, tuple(overs), hedged, strong)


def signs(claim: Reading, evidence: Sequence[Reading]) -> dict[str, float]:
    """Return the signs of a contradiction between a claim and its evidence, by the names in `SIGNS`.

    Each content word of the claim is compared with the evidence as a whole; where a word stands there with
    both signs, it
    says nothing.
    """
    there: dict[str, set[int]] = {}
    for reading in evidence:
        for word in reading.words:
            there.setdefault(word.stem, set()).add(word.sign)
    turned = kept = opposed = agreed = 0
    for word in claim.words:
        same = there.get(word.stem)
        if same is not None and len(same) == 1:
            kept += word.sign in same
            turned += word.sign not in same
        if same is None:
            other = set().union(*(there.get(opposite, set()) for opposite in OPPOSITES.get(word.stem, ())))
            if len(other) == 1:
                opposed += word.sign in other
                agreed += word.sign not in other
    mood_claim, amount_claim = _mood(claim), _amount(claim)
    mood, amount = _evidence_mood(claim, evidence)
    negations = sum(reading.negations for reading in evidence)
    return {
        "turned": min(turned, 3),
        "kept": min(kept, 4),
        "opposed": min(opposed, 2),
        "agreed": min(agreed, 2),
        "mood": _clip(mood_claim) * _clip(mood),
        "mood_claim": _clip(mood_claim),
        "amount": _clip(amount_claim) * _clip(amount),
        "swapped": max((_swapped(claim, reading) for reading in evidence), default=0.0),
        "parity": float(claim.negations % 2 != min((r.negations for r in evidence), default=0) % 2),
        "novel_negation": float(claim.negations > 0 and negations == 0),
        "lost_negation": float(claim.negations == 0 and all(r.negations for r in evidence)),
        "hedge": float(any(r.hedged for r in evidence) and not claim.hedged),
        "strong": float(claim.strong and not any(r.strong for r in evidence)),
    }


def _clip(value: float) -> float:
    return max(-2.0, min(2.0, value)) / 2


def _mood(reading: Reading) -> float:
    return float(sum(word.sign * ((word.stem in GOOD) - (word.stem in BAD)) for word in reading.words))


def _amount(reading: Reading) -> float:
    return float(sum(word.sign * ((word.stem in MORE) - (word.stem in LESS)) for word in reading.words))


def _evidence_mood(claim: Reading, evidence: Sequence[Reading]) -> tuple[float, float]:
    """The mood of the passage that shares most with the claim, or of all where none shares anything."""
    own = {word.stem for word in claim.words}
    shared = [len(own & {word.stem for word in reading.words}) for reading in evidence]
    most = max(shared, default=0)
    near = [reading for reading, count in zip(evidence, shared, strict=True) if count == most]
    if not near:
        return 0.0, 0.0
    return sum(map(_mood, near)) / len(near), sum(map(_amount, near)) / len(near)


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
            crossed = len(before & second) + len(after & first)
            straight = len(before & first) + len(after & second)
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


_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|can|could|should|must|may|might|do|does|did|has|have|had|be)\b(?! not\b)(?!n't)",
    re.I,
)


def denied(claim: str) -> str:
    """Return the claim with its sense turned round by one word: a negation added or taken away.

    Rough, for comparing how near a claim and its denial are to the evidence; not for reading.
    """
    text = lean_text(claim)
    without, count = re.subn(
        r"\b(?:not|never)\s|(?<=\w)n't\b|\bdo(?:es)? not\s|\bcannot\b",
        lambda m: "can" if m[0].casefold() == "cannot" else "",
        text,
        count=1,
    )
    if count:
        return without.replace("  ", " ")
    without, count = re.subn(r"\b(?:no|nobody|nothing|none)\b", "some", text, count=1, flags=re.I)
    if count:
        return without
    match = _AUXILIARY.search(text)
    if match:
        return f"{text[: match.end()]} not{text[match.end() :]}"
    return f"It is not true that {text[0].lower()}{text[1:]}"
