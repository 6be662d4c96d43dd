"""Which words passages share, weighted by how telling they are there, and whether they deny something."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from threadgist.words import UNSPACED, without_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_array

__all__ = ["is_negated", "word_vectors"]

_WORD = re.compile(rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W\d_]){{3,}}|\d{{2,}}")
_UNSPACED_WORD = re.compile(rf"[{UNSPACED}]")
_STEM_LETTERS = 5
ONE_RARE_WORD = 0.5
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|hardly|barely|\w+n['’]t)\b",
    re.IGNORECASE,
)


def word_vectors(texts: Sequence[str]) -> csr_array:
    """Weigh the content words of each text by tf-idf over these texts (sublinear tf, smoothed idf).

    Words are cut to five letters, which merges most inflections; scripts without spaces give pairs of
    characters.

    Returns:
        `(len(texts), words)` float32, unit rows (a row without content words is all zero).
    """
    import numpy as np
    from scipy.sparse import csr_array

    counts = [Counter(_stems(text)) for text in texts]
    holding = Counter(stem for count in counts for stem in count)
    column = {stem: number for number, stem in enumerate(sorted(holding))}
    idf = {stem: math.log((1 + len(texts)) / (0.5 + number)) for stem, number in holding.items()}
    typical = math.log(1 + len(texts))
    pointers: list[int] = [0]
    indices: list[int] = []
    values: list[float] = []
    for count in counts:
        weights = {stem: (1.0 + math.log(times)) * idf[stem] for stem, times in sorted(count.items())}
        length = math.sqrt(
            sum(weight * weight for weight in weights.values()) + ONE_RARE_WORD * typical * typical
        )
        indices += [column[stem] for stem in weights]
        values += [weight / length for weight in weights.values()]
        pointers.append(len(indices))
    shape = (len(texts), max(len(column), 1))
    return csr_array(
        (
            np.array(values, dtype=np.float32),
            np.array(indices, dtype=np.int64),
            np.array(pointers, dtype=np.int64),
        ),
        shape=shape,
    )


def is_negated(text: str) -> bool:
    """Whether a text denies something: an odd number of negations."""
    return len(_NEGATION.findall(text)) % 2 == 1


def _stems(text: str) -> list[str]:
    stems: list[str] = []
    for word in _WORD.findall(without_links(text).casefold()):
        if _UNSPACED_WORD.match(word):
            stems += [word[start : start + 2] for start in range(max(len(word) - 1, 1))]
        elif word not in _COMMON_WORDS:
            stems.append(word[:_STEM_LETTERS])
    return stems


_COMMON = (
    "the and for are but you all any can had has her him his how its may one our out own she too two "
    "use was who why yet get got did about after again against also always another anyone anything "
    "around because been before being best better between both cannot could does doesn doing done down "
    "each even ever every everyone everything from getting give going good great have having here into "
    "isn it's just keep kind know less like likely literally look lots made make makes making many "
    "maybe mean might more most much must need needs never nothing often only other others over people "
    "person pretty probably quite really right said same seem seems should since some someone something "
    "still such sure take than that that's their them then there these they they're thing things think "
    "this those though through time too trying under until upon used using very want wants well were "
    "what when where which while whole will with within without work would wouldn years yeah your "
    "you're"
)
_COMMON_WORDS = frozenset(_COMMON.split())
