"""How well a sentence stands for a set of passages."""

from __future__ import annotations

import math
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from threadgist.select.lexical import mean_share
from threadgist.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.select.context import Context

__all__ = ["typicality", "worth"]

QUALITY_POWER = 0.6
VOTES_WEIGHT = 0.15
CENTRAL_POWER = 2.0
TYPICAL_POWER = 0.5
SHORT = 10
LENGTH_DECAY = 20.0
LEAST = 1e-3


def typicality(
    context: Context, members: NDArray[np.intp], rows: Sequence[int], texts: Sequence[str]
) -> list[float]:
    """How well each text stands for the passages `members`, 0 to 1: near their middle, in the words they use, short.

    Nearness to the centroid (Radev et al. 2004) and the mean frequency of its content words (SumBasic, Nenkova and
    Vanderwende 2005): human summaries of opinions hold what is central and said in the common words.

    Args:
        context: The corpus, prepared.
        members: `(m,)` rows of the passages to stand for.
        rows: The passage each text is from.
        texts: What would be printed of it.
    """
    import numpy as np

    middle = context.vectors[members].mean(axis=0, dtype=np.float64)
    central = np.maximum(context.vectors[np.asarray(rows, dtype=np.intp)] @ middle, LEAST)
    spread = Counter(chain.from_iterable(set(context.stems[row]) for row in members.tolist()))
    common = np.empty(len(rows))
    brief = np.empty(len(rows))
    for number, text in enumerate(texts):
        common[number] = max(mean_share(text, spread, len(members)), LEAST)
        brief[number] = math.exp(-max(count_words(text) - SHORT, 0) / LENGTH_DECAY)
    found = (central / central.max()) ** CENTRAL_POWER * (common / common.max()) ** TYPICAL_POWER * brief
    return [float(value) for value in found]


def worth(quality: float, typical: float, votes: float) -> float:
    """How much a sentence is worth printing: how it reads, how typical it is, how it was voted."""
    value: float = quality**QUALITY_POWER * typical * (1.0 + VOTES_WEIGHT * votes)
    return round(value, 6)
