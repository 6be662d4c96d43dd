"""Small invented threads, with themes given by hand and stand-in vectors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from threadgist.orders import ordering
from threadgist.phrases import candidates, choose_headings
from threadgist.records import (
    Clustering,
    Comment,
    Corpus,
    Embeddings,
    EncoderInfo,
    Passage,
    Span,
    Theme,
    Thread,
)

DIMENSION = 64


def encode(texts: Sequence[str]) -> np.ndarray:
    """A stand-in encoder: texts sharing words or parts of words are near. `(n, d)` float32, unit rows."""
    rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in text.lower().split():
            for piece in (word, *("".join(pair) for pair in pairwise(word))):
                digest = hashlib.sha256(piece.encode("utf-8", "replace")).digest()
                row[digest[0] % DIMENSION] += 1.0 if digest[1] % 2 else -1.0
        row[0] += 0.01
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Found(NamedTuple):
    """The headings of themes and of their parts, best first."""

    themes: tuple[tuple[str, ...], ...]
    parts: tuple[tuple[tuple[str, ...], ...], ...]


def headings(case: Case, embed=encode) -> Found:
    """Find the headings of a case, with vectors of `embed`, or by text statistics alone."""
    found = candidates(case.corpus, case.clustering, ordering(case.corpus.passages))
    vectors = embed(found.wanted) if embed is not None and found.wanted else None
    chosen = choose_headings(case.corpus, case.embeddings, case.clustering, found, vectors)
    return Found(
        tuple(theme.headings for theme, _ in chosen),
        tuple(tuple(part.headings for part in parts) for _, parts in chosen),
    )


class Case:
    """A corpus, its vectors and its themes."""

    def __init__(
        self,
        themes: Sequence[Sequence[str]],
        *,
        title: str = "An invented thread",
        authors: Sequence[str] = (),
        language: str | None = "en",
        backwards: bool = False,
        answers: Mapping[int, int] | None = None,
        parts: Sequence[Sequence[Sequence[int]]] = (),
    ) -> None:
        """Make one comment and one passage of every text, by different people unless `authors` says.

        Args:
            themes: the texts of each theme.
            title: the thread's.
            authors: their names, in turn.
            language: the corpus's.
            backwards: whether everything comes in reverse order.
            answers: which comment answers which, by their numbers in the whole thread.
            parts: for each theme, the comments of each of its parts, by their numbers in the theme.
        """
        comments, passages, groups = [], [], []
        for texts in themes:
            group = []
            for text in texts:
                number = len(comments)
                name = authors[number % len(authors)] if authors else f"person_{number}"
                identity = f"c{number:03}"
                parent = (answers or {}).get(number)
                comments.append(Comment(identity, None if parent is None else f"c{parent:03}", name, text))
                ends = [match.end() for match in re.finditer(r"[.!?](?= |$)|(?<![.!?])$", text)]
                starts = [0, *(end + 1 for end in ends[:-1])]
                sentences = tuple(Span(identity, *span) for span in zip(starts, ends, strict=True))
                passages.append(Passage(f"{identity}:1", Span(identity, 0, len(text)), text, sentences))
                group.append(identity)
            groups.append(tuple(group))
        if backwards:
            comments, passages = comments[::-1], passages[::-1]
            groups = [group[::-1] for group in groups]
        self.corpus = Corpus(Thread("t", title, "test", tuple(comments)), tuple(passages), (), language)
        vectors = encode([passage.text for passage in passages])
        vectors.setflags(write=False)
        ids = tuple(passage.id for passage in passages)
        self.embeddings = Embeddings(ids, vectors, EncoderInfo("words", "1", DIMENSION))
        self.clustering = Clustering(
            tuple(
                Theme(
                    f"t{i}",
                    tuple(f"{c}:1" for c in group),
                    group,
                    len(group),
                    tuple(tuple(sorted(group)[n] for n in part) for part in (parts[i] if parts else ())),
                )
                for i, group in enumerate(groups)
            ),
            (),
            np.zeros((len(comments), 2), dtype=np.float32),
        )


BUSES = [
    "The night bus should run until two, the last night bus leaves far too early.",
    "I work late shifts and without a night bus I have to pay for a taxi.",
    "More night buses would help people who work in the hospital.",
    "Bus lanes on the ring road would make the night bus faster.",
    "We need bus lanes before we need anything else, honestly.",
    "Bus lanes are always blocked by delivery vans.",
    "Why is the night bus always cancelled when it rains?",
]
POOL = [
    "The swimming pool is closed every other weekend and nobody says why.",
    "Entry fees for the swimming pool went up again.",
    "My kids loved the swimming pool but the entry fees are not affordable.",
    "Raise the entry fees and the pool will be empty.",
    "A heated swimming pool costs the town a fortune in winter.",
    "Lower the entry fees for families, please.",
    "They repaired the roof of the swimming pool twice.",
]
TREES = [
    "The old chestnut trees on the market square were cut down without asking.",
    "Chestnut trees give shade and the market square is an oven now.",
    "New benches do not replace chestnut trees.",
    "I miss the shade on the market square.",
    "Please plant chestnut trees again, not concrete tubs.",
    "The market square has no shade left.",
]
