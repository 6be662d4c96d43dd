"""ROUGE-1, -2 and -L (Lin 2004) by Google's rouge-score, stemmed, against several references."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from threadgist.evaluate.checks import NOT_SCORABLE

if TYPE_CHECKING:
    from collections.abc import Sequence


ROUGES = {"R1": "rouge1", "R2": "rouge2", "RL": "rougeL"}


@cache
def _scorer() -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(list(ROUGES.values()), use_stemmer=True)


def rouge(candidate: str, references: Sequence[str]) -> dict[str, float]:
    """Return F1 of each measure, the mean over the references.

    An empty text scores 0: it was asked for words and gave none. Without references nothing can be scored: NaN.
    """
    if not references:
        return dict.fromkeys(ROUGES, NOT_SCORABLE)
    totals = dict.fromkeys(ROUGES, 0.0)
    for reference in references:
        found = _scorer().score(reference, candidate)
        for name, measure in ROUGES.items():
            totals[name] += found[measure].fmeasure
    return {name: total / len(references) for name, total in totals.items()}
