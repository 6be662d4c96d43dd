"""A corpus prepared for selection: candidate sentences, vectors, authors, votes, replies."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from threadgist.people import author_key
from threadgist.records import Comment, Span
from threadgist.select.borrowed import folded, is_borrowed
from threadgist.select.lexical import content_stems, is_negated
from threadgist.select.quality import quality
from threadgist.select.trim import trim

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Corpus, Embeddings, Passage

__all__ = ["Context", "Sentence", "prepare"]

COMMON_PART = 0.7
BORROWED = 0.2


@dataclass(frozen=True, slots=True)
class Sentence:
    """The part of a sentence that could be printed, and how well it would read (0 to about 1.2)."""

    span: Span
    text: str
    quality: float


@dataclass(frozen=True, slots=True)
class Context:
    """What selection looks at; row i of every array belongs to `passages[i]`.

    `vectors` is `(n, d)` float32, unit rows; `centred` is the same without `COMMON_PART` of the thread's mean, so
    that what everybody talks about does not make all alike. `answered` has, `folded`, the text that a comment answers.
    """

    passages: tuple[Passage, ...]
    row: dict[str, int]
    comments: dict[str, Comment]
    centred: NDArray[np.float32]
    vectors: NDArray[np.float32]
    best: tuple[Sentence, ...]
    authors: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]
    spread: Counter[str]
    negated: NDArray[np.bool_]
    votes: dict[str, float]
    replies: dict[str, tuple[str, ...]]
    copies: dict[str, tuple[str, ...]]
    of_comment: dict[str, tuple[int, ...]]
    answered: dict[str, str]
    english: bool

    def sentences(self, row: int, *, questions: bool = False) -> list[Sentence]:
        """The sentences of passage `row`, trimmed and judged, in order; `questions` are taken as good as statements."""
        passage = self.passages[row]
        comment_id = passage.comment_id
        text, answered = self.comments[comment_id].text, self.answered.get(comment_id, "")
        return _judged(passage, text, answered, self.english, questions)


def prepare(corpus: Corpus, embeddings: Embeddings) -> Context:
    """Judge every sentence of the corpus once and index what selection needs."""
    import numpy as np

    comments = {comment.id: comment for comment in corpus.thread.comments}
    english = corpus.language in (None, "en")
    replies: defaultdict[str, list[str]] = defaultdict(list)
    for comment in corpus.thread.comments:
        if comment.parent_id is not None:
            replies[comment.parent_id].append(comment.id)
    of_comment: defaultdict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(corpus.passages):
        of_comment[passage.comment_id].append(number)

    answered = _answered(comments, of_comment)
    stems = tuple(content_stems(passage.text) for passage in corpus.passages)
    vectors = embeddings.vectors
    if len(vectors):
        centred = vectors - COMMON_PART * vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        centred = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    else:
        centred = vectors
    return Context(
        passages=corpus.passages,
        row={passage.id: number for number, passage in enumerate(corpus.passages)},
        comments=comments,
        centred=centred,
        vectors=vectors,
        best=tuple(
            _best(passage, comments[passage.comment_id].text, answered.get(passage.comment_id, ""), english)
            for passage in corpus.passages
        ),
        authors=tuple(author_key(comments[passage.comment_id]) for passage in corpus.passages),
        stems=stems,
        spread=Counter(chain.from_iterable(map(set, stems))),
        negated=np.array([is_negated(passage.text) for passage in corpus.passages], dtype=np.bool_),
        votes=_votes(corpus.thread.comments),
        replies={parent: tuple(children) for parent, children in replies.items()},
        copies=corpus.copies,
        of_comment={comment_id: tuple(rows) for comment_id, rows in of_comment.items()},
        answered=answered,
        english=english,
    )


def _answered(comments: Mapping[str, Comment], used: Iterable[str]) -> dict[str, str]:
    """For each comment of `used` the text it answers, folded once for all answers to it."""
    parents = {comment_id: comments[comment_id].parent_id for comment_id in used}
    texts = {
        parent: folded(comments[parent].text)
        for parent in sorted({one for one in parents.values() if one is not None})
        if parent in comments
    }
    return {comment_id: texts[parent] for comment_id, parent in parents.items() if parent in texts}


def _best(passage: Passage, text: str, answered: str, english: bool) -> Sentence:
    candidates = _judged(passage, text, answered, english)
    return max(candidates, key=lambda candidate: (candidate.quality, -candidate.span.start))


def _judged(
    passage: Passage, text: str, answered: str, english: bool, questions: bool = False
) -> list[Sentence]:
    judged = []
    for sentence in passage.sentences:
        start, end = trim(text, sentence.start, sentence.end) if english else (sentence.start, sentence.end)
        printed = text[start:end]
        reads = quality(printed, english=english, questions=questions)
        if is_borrowed(text, start, end, answered):
            reads *= BORROWED
        judged.append(Sentence(Span(passage.comment_id, start, end), printed, reads))
    return judged


def _votes(comments: tuple[Comment, ...]) -> dict[str, float]:
    """Each comment's votes on a scale from 0 (few or unknown) to 1 (the thread's most)."""
    logs = {comment.id: math.log1p(max(comment.score or 0, 0)) for comment in comments}
    highest = max(logs.values(), default=0.0)
    return {comment_id: value / highest if highest else 0.0 for comment_id, value in logs.items()}
