"""A corpus prepared for selection: what could be printed of every comment, vectors, authors, votes, replies."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from threadgist.orders import ordering
from threadgist.people import author_key, reply_depths
from threadgist.records import Comment, Span
from threadgist.select import gates
from threadgist.select.cues import content_stems
from threadgist.select.value import Facts, value
from threadgist.select.votes import STANDING, is_rejected, most_votes, vote_worth
from threadgist.select.windows import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Corpus, Embeddings, Passage

Found = TypeVar("Found")

COMMON_PART = 0.7
SHARED_BY = 3
FEW_COMMENTS = 30
SHARED_SHARE = 0.01
POSITIVE = 0.5
STATEMENT_WORDS = 5


class Line(NamedTuple):
    """A span that could be printed: the log odds that an editor would, whether all of it asks, its content words."""

    span: Span
    text: str
    value: float
    asks: bool
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """What selection looks at; row i of every array belongs to `passages[i]`.

    `vectors` is `(n, d)` float32, unit rows; `centred` is the same without `common`, a part of the thread's mean, so
    that what everybody talks about does not make all alike. `stems` are those of the content words of each comment;
    `spread` tells how many comments have one, `shared` the stems that several have. `answered` has, `folded`, the text
    that a comment answers; `barred` the comments of which nothing is printed. `votes` are those of a forum from -1 to
    1, or what those of a consultation say for each statement, from 0 to `STANDING`.
    """

    passages: tuple[Passage, ...]
    row: dict[str, int]
    comments: dict[str, Comment]
    centred: NDArray[np.float32]
    vectors: NDArray[np.float32]
    common: NDArray[np.float32]
    stems: dict[str, frozenset[str]]
    spread: Counter[str]
    shared: frozenset[str]
    votes: dict[str, float]
    facts: dict[str, Facts]
    replies: dict[str, tuple[str, ...]]
    copies: dict[str, tuple[str, ...]]
    of_comment: dict[str, tuple[int, ...]]
    answered: dict[str, str]
    barred: frozenset[str]
    english: bool
    _lines: dict[tuple[str, bool], tuple[Line, ...]] = field(default_factory=dict)
    _known: dict[Any, Any] = field(default_factory=dict)

    def once(self, function: Callable[..., Found], *asked: Hashable) -> Found:
        """What a function says of this context when it is asked that; what it said once it is not asked again."""
        key = (function, asked)
        if key not in self._known:
            self._known[key] = function(self, *asked)
        found: Found = self._known[key]
        return found

    def lines(self, comment_id: str, *, answer: bool = False) -> tuple[Line, ...]:
        """What could be printed of a comment, best first; read once.

        With `answer` it would stand below what it answers.
        """
        key = (comment_id, answer)
        if key not in self._lines:
            self._lines[key] = () if comment_id in self.barred else self._read(comment_id, answer)
        return self._lines[key]

    def line(self, span: Span, *, answer: bool = False) -> Line | None:
        """The one of `lines` that is this span."""
        return next((line for line in self.lines(span.comment_id, answer=answer) if line.span == span), None)

    def _read(self, comment_id: str, answer: bool) -> tuple[Line, ...]:
        # Statements to a consultation answer nobody, and a short one is complete.
        alone = gates.LEAST_WORDS if self.replies else STATEMENT_WORDS
        least = gates.LEAST_ANSWER if answer else alone
        cues = self.english and gates.has_bad_cues(self.comments[comment_id].text)
        found = [
            Line(
                window.span,
                window.text,
                value(window, self.facts[comment_id], english=self.english, answer=answer),
                all(one.asks for one in window.readings),
                window.stems,
            )
            for window in self.once(Context.reader, comment_id).windows(answer=answer, least=least)
            if not gates.is_unprintable(window, answer=answer, least_words=least)
            and not (self.english and gates.is_ruled_out(window, answer=answer, cues=cues))
        ]
        return tuple(sorted(found, key=lambda line: (-line.value, line.span)))

    def reader(self, comment_id: str) -> Reader:
        """What reads a comment."""
        rows = self.of_comment.get(comment_id, ())
        sentences = [span for row in rows for span in self.passages[row].sentences]
        text, answered = self.comments[comment_id].text, self.answered.get(comment_id, "")
        return Reader(text, sentences, self.shared, answered, english=self.english)

    def author(self, comment_id: str) -> str:
        """The key of who wrote a comment."""
        return author_key(self.comments[comment_id])

    def nearness(self, one: Span, other: Span) -> float:
        """The cosine of the passages of two spans that are most alike."""
        return float((self.centred[self.rows(one)] @ self.centred[self.rows(other)].T).max().round(4))

    def apart(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit rows of `rows` without what all of the thread has in common."""
        return _apart(rows, self.common)

    def rows(self, span: Span) -> list[int]:
        """The passages that a span is from, at least one."""
        rows = self.of_comment[span.comment_id]
        if len(rows) == 1:
            return list(rows)
        spans = [(row, self.passages[row].span) for row in rows]
        return [row for row, own in spans if own.start < span.end and own.end > span.start] or [rows[-1]]


def _apart(rows: NDArray[np.float32], common: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    moved = rows - common
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)


def prepare(corpus: Corpus, embeddings: Embeddings, orders: frozenset[str] | None = None) -> Context:
    """Index what selection needs of a corpus; `orders` is what `ordering` says of it, where that is known."""
    import numpy as np

    thread = corpus.thread
    comments = {comment.id: comment for comment in thread.comments}
    replies: defaultdict[str, list[str]] = defaultdict(list)
    for comment in thread.comments:
        if comment.parent_id is not None:
            replies[comment.parent_id].append(comment.id)
    of_comment: defaultdict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(corpus.passages):
        of_comment[passage.comment_id].append(number)
    words = [content_stems(passage.text) for passage in corpus.passages]
    stems = {one: frozenset(chain(*[words[row] for row in rows])) for one, rows in of_comment.items()}
    spread = Counter(chain.from_iterable(stems.values()))
    often = max(SHARED_BY - (len(of_comment) < FEW_COMMENTS), SHARED_SHARE * len(of_comment))

    vectors = embeddings.vectors
    common = (
        np.float32(COMMON_PART) * vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        if len(vectors)
        else np.zeros(vectors.shape[1], dtype=np.float32)
    )
    most = most_votes(thread.comments)
    votes = _votes(thread.comments)
    if most:
        votes = {comment.id: STANDING * vote_worth(comment, most) for comment in thread.comments}
    depths = reply_depths(thread.comments)
    scores = [comment.score for comment in thread.comments if comment.score is not None]
    positive = not most and sum(score > 0 for score in scores) > POSITIVE * len(scores)
    rejected = {comment.id for comment in thread.comments if most and is_rejected(comment)}
    orders = ordering(corpus.passages) if orders is None else orders
    parents = {comment_id: comments[comment_id].parent_id or "" for comment_id in of_comment}
    texts = {one: gates.folded(comments[one].text) for one in {*parents.values()} & comments.keys()}
    return Context(
        passages=corpus.passages,
        row={passage.id: number for number, passage in enumerate(corpus.passages)},
        comments=comments,
        centred=_apart(vectors, common),
        vectors=vectors,
        common=common,
        stems=stems,
        spread=spread,
        shared=frozenset(stem for stem, count in spread.items() if count >= often),
        votes=votes,
        facts={
            comment.id: Facts(votes[comment.id], depths[comment.id], len(replies.get(comment.id, ())))
            for comment in thread.comments
        },
        replies={parent: tuple(children) for parent, children in replies.items()},
        copies=corpus.copies,
        of_comment={comment_id: tuple(rows) for comment_id, rows in of_comment.items()},
        answered={one: texts[parent] for one, parent in parents.items() if parent in texts},
        barred=frozenset(
            comment_id
            for comment_id in of_comment
            if comment_id in rejected or gates.is_barred(comments[comment_id], comment_id in orders, positive)
        ),
        english=corpus.language in (None, "en"),
    )


def _votes(comments: Sequence[Comment]) -> dict[str, float]:
    """Each comment's votes beyond its author's own, on a log scale: -1 (down), 0 (none, unknown), 1 (most)."""
    beyond = {one.id: 0 if one.score is None else one.score - 1 for one in comments}
    logs = {comment_id: math.copysign(math.log1p(abs(votes)), votes) for comment_id, votes in beyond.items()}
    highest = max(map(abs, logs.values()), default=0.0)
    return {comment_id: value / highest if highest else 0.0 for comment_id, value in logs.items()}
