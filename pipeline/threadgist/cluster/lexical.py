"""Words as a second opinion: two people who use the same rare word talk about the same thing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from threadgist.cluster.vectors import unit_rows
from threadgist.words import UNSPACED

STEM = 6
COMMONEST = 0.15
MAX_TERMS = 4000
CENTRING = 0.7
_STEM = re.compile(rf"([^\W\d_]{{3,{STEM}}})[^\W\d_]*")
_ASCII_STEM = re.compile(rf"([a-z]{{3,{STEM}}})[a-z]*")
_UNSPACED = re.compile(rf"[{UNSPACED}]{{2,}}")


def with_terms(rows: NDArray[np.float32], texts: Sequence[str], share: float) -> NDArray[np.float32]:
    """Unit `rows` with term rows beside them, so that inner products mix both: `1 - share` to `share`."""
    terms = term_rows(texts)
    terms = unit_rows(terms - np.float32(CENTRING) * terms.mean(axis=0, dtype=np.float64).astype(np.float32))
    return np.hstack([np.float32(math.sqrt(1.0 - share)) * rows, np.float32(math.sqrt(share)) * terms])


def term_rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit rows over the terms that two texts or more share, `(n, terms)`, weighted by the root of their rarity.

    A term is a word cut to its first six letters (a stem that asks for no language), or a pair of neighbouring
    characters in scripts without spaces. Terms in more than 15% of the texts tell nothing apart and are left out.
    """
    documents = [_terms(text) for text in texts]
    counts = Counter(chain.from_iterable(documents))
    commonest = max(2.0, COMMONEST * len(texts))
    kept = sorted(term for term, seen in counts.items() if 2 <= seen <= commonest)
    kept.sort(key=counts.__getitem__, reverse=True)
    column = {term: number for number, term in enumerate(kept[:MAX_TERMS])}
    rows = np.zeros((len(texts), max(1, len(column))), dtype=np.float32)
    weight = np.array([math.sqrt(math.log(len(texts) / counts[term])) for term in column], dtype=np.float32)
    here = [[column[term] for term in document if term in column] for document in documents]
    columns = np.fromiter(chain.from_iterable(here), dtype=np.int64)
    lengths = np.fromiter(map(len, here), dtype=np.int64)
    rows[np.repeat(np.arange(len(texts)), lengths), columns] = weight[columns]
    return unit_rows(rows)


def _terms(text: str) -> frozenset[str]:
    lowered = text.casefold()
    if lowered.isascii():
        return frozenset(_ASCII_STEM.findall(lowered))
    words = set(_STEM.findall(_UNSPACED.sub(" ", lowered)))
    for run in _UNSPACED.findall(lowered):
        words.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(words)
