"""The gate: rules first, each with its own reason, then how likely the claim follows from its evidence."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from threadgist.ground.gate.features import READER, STANCE, SUPPORT, Texts, measure, texts_of, vectors_of
from threadgist.ground.gate.heading import judge_heading
from threadgist.ground.gate.records import Claim, Verdict
from threadgist.ground.gate.rules import bare, broken_rule, foreign
from threadgist.ground.gate.weights import (
    READ_SUPPORT_AT,
    READER_AT,
    READER_WEIGHTS,
    STANCE_AT,
    STANCE_WEIGHTS,
    SUPPORT_AT,
    SUPPORT_WEIGHTS,
)
from threadgist.orders import without_orders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Gate", "chance", "claimed", "log_odds"]

ENTAILED_AT: Final = 0.5
_SHOWN: Final = 4
_UNSUPPORTED: Final = "The comments do not say this; use their own key words and add nothing."
_TURNED: Final = (
    "The sentence may turn the comments' view round; say it the way they do, with their own negations."
)
LEAST_CHANCE: Final = 1e-4


class Gate:
    """A `Judge` that needs no language model: an encoder, word lists, and weights fitted by `bench/gate.py --fit`.

    Args:
        encode: Gives `(n, d)` float32 unit vectors of texts, from the encoder of the digest.
        entails: Gives for pairs (what is said, what is claimed) how likely the second follows from the
        first, 0 to 1. Where
            handed in, it decides instead of the fitted weights.
        entailed_at: What `entails` must reach.
        reads: A second reader: gives for pairs (comments, claim) the log-odds that a language model asked whether the
            comments say what the claim says would rather answer yes than no. Where handed in, it decides together
            with the fitted weights, by `reader_weights`.
        reader_weights: Those of `weights.READER_WEIGHTS`, or such as were fitted for another model.
    """

    def __init__(
        self,
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
        entails: Callable[[Sequence[tuple[str, str]]], Sequence[float]] | None = None,
        entailed_at: float = ENTAILED_AT,
        reads: Callable[[Sequence[tuple[tuple[str, ...], str]]], Sequence[float]] | None = None,
        reader_weights: Mapping[str, float] = READER_WEIGHTS,
    ) -> None:
        self._encode = encode
        self._entails = entails
        self._entailed_at = entailed_at
        self._reads = reads
        self._reader_weights = reader_weights

    def judge(self, claims: Sequence[Claim]) -> list[Verdict]:
        """Return one verdict for each claim, in order; a verdict does not depend on the other claims of the call."""
        heard = [
            replace(claim, evidence=tuple(filter(None, map(without_orders, claim.evidence))))
            for claim in claims
        ]
        verdicts = [broken_rule(claim) for claim in heard]
        left = [number for number, verdict in enumerate(verdicts) if verdict is None]
        sentences = [number for number in left if heard[number].part != "heading"]
        headings = [number for number in left if heard[number].part == "heading"]
        if self._entails is not None:
            decided = self._by_entailment([heard[number] for number in sentences])
        else:
            decided = self._by_weights([heard[number] for number in sentences])
        decided += [judge_heading(heard[number], self._encode) for number in headings]
        for number, verdict in zip((*sentences, *headings), decided, strict=True):
            verdicts[number] = verdict
        return [
            verdict if verdict is not None else Verdict(ok=False, reason="unsupported")
            for verdict in verdicts
        ]

    def _by_weights(self, claims: Sequence[Claim]) -> list[Verdict]:
        texts = [texts_of(bare(claim.text), claim.evidence) for claim in claims]
        vectors = vectors_of(texts, self._encode)
        verdicts = [_decide(claim, one, vectors) for claim, one in zip(claims, texts, strict=True)]
        if self._reads is None or not claims:
            return verdicts
        known = [number for number, claim in enumerate(claims) if not foreign(claim)]
        odds = self._reads([(claims[at].evidence, claimed(claims[at].text)) for at in known])
        for at, odd in zip(known, odds, strict=True):
            verdicts[at] = _read_again(verdicts[at].scores, float(odd), self._reader_weights)
        return verdicts

    def _by_entailment(self, claims: Sequence[Claim]) -> list[Verdict]:
        assert self._entails is not None
        pairs: list[tuple[str, str]] = []
        of: list[list[int]] = []
        for claim in claims:
            premises = tuple(dict.fromkeys((" ".join(claim.evidence), *claim.evidence)))
            of.append(list(range(len(pairs), len(pairs) + len(premises))))
            pairs += [(premise, claimed(claim.text)) for premise in premises]
        chances = list(self._entails(pairs)) if pairs else []
        verdicts = []
        for rows in of:
            best = round(max(float(chances[row]) for row in rows), _SHOWN)
            scores = {"entailed": best}
            if best >= self._entailed_at:
                verdicts.append(Verdict(ok=True, scores=scores))
            else:
                detail = "The sentence does not follow from the comments; stay closer to what they say."
                verdicts.append(Verdict(ok=False, reason="unsupported", detail=detail, scores=scores))
        return verdicts


def chance(figures: Mapping[str, float], names: Sequence[str], weights: Mapping[str, float]) -> float:
    """Return the probability a logistic model gives: `weights` by name, with "constant"."""
    total = weights["constant"] + sum(weights[name] * figures[name] for name in names)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def _decide(claim: Claim, texts: Texts, vectors: dict[str, NDArray[np.float32]]) -> Verdict:
    figures = measure(texts, vectors)
    support = chance(figures, SUPPORT, SUPPORT_WEIGHTS)
    stance = chance(figures, STANCE, STANCE_WEIGHTS)
    scores = {"support": round(support, _SHOWN), "stance": round(stance, _SHOWN)}
    scores["nearest"] = round(figures["nearest"], _SHOWN)
    if foreign(claim):
        detail = "The sentence is in another language than the comments, which only an entailment model can compare."
        return Verdict(ok=False, reason="unsupported", detail=detail, scores=scores)
    if support < SUPPORT_AT:
        return Verdict(ok=False, reason="unsupported", detail=_UNSUPPORTED, scores=scores)
    if stance < STANCE_AT:
        return Verdict(ok=False, reason="stance", detail=_TURNED, scores=scores)
    return Verdict(ok=True, scores=scores)


def _read_again(scores: dict[str, float], odds: float, weights: Mapping[str, float]) -> Verdict:
    """Decide by what a second reader says of a claim and the chances that were found without it."""
    read = chance({"reader": odds, "stance": log_odds(scores["stance"])}, READER, weights)
    scores = {**scores, "reader": round(odds, _SHOWN), "read": round(read, _SHOWN)}
    if scores["support"] < READ_SUPPORT_AT:
        return Verdict(ok=False, reason="unsupported", detail=_UNSUPPORTED, scores=scores)
    if read < READER_AT:
        return Verdict(ok=False, reason="stance", detail=_TURNED, scores=scores)
    return Verdict(ok=True, scores=scores)


def log_odds(share: float) -> float:
    """Return the natural log-odds of a chance that is known to four places."""
    share = min(max(share, LEAST_CHANCE), 1 - LEAST_CHANCE)
    return math.log(share / (1 - share))


def claimed(text: str) -> str:
    """Return a claim as a sentence of its own, without who says it."""
    said = re.sub(r"^(?:that|also)\s+", "", bare(text))
    return said[:1].upper() + said[1:]
