"""A corpus prepared for selection: what could be printed of every comment, vectors, authors, votes, replies."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import numpy as np

from threadgist.people import author_key, reply_depths
from threadgist.records import Comment, Corpus, Embeddings, Floats, Span
from threadgist.select import windows
from threadgist.select.reading import content_stems
from threadgist.select.votes import STANDING, is_rejected, most_votes, vote_worth

Found = TypeVar("Found")

COMMON_PART = 0.7
# So many comments share a stem, in a small thread one fewer, in a large one this share.
SHARED_BY, FEW_COMMENTS, SHARED_SHARE = 3, 30, 0.01
POSITIVE = 0.5
STATEMENT_WORDS = 5


class Line(NamedTuple):
    """A span that could be printed: the log odds that an editor would, whether all of it asks, its content words."""

    span: Span
    text: str
    value: float
    asks: bool
    stems: frozenset[str]


class Context:
    """What selection looks at; row i of every array belongs to `passages[i]`.

    `vectors` is `(n, d)` float32, unit rows, `middle` their mean; `centred` is the same without a part of that, so that
    what everybody talks about does not make all alike. `authors` has the key of each comment's author, `of_comment` its
    rows, `stems` those of its content words; `spread` tells how many comments have one, `shared` the stems that several
    have. `answered` has, `folded`, the text that a comment answers; `barred` the comments of which nothing is printed:
    a program's, voted down, telling a machine what to do. `most` is what `most_votes` says.
    """

    def __init__(self, corpus: Corpus, embeddings: Embeddings, orders: frozenset[str] = frozenset()) -> None:
        """Index a corpus; `orders` are the comments that tell a machine what to do."""
        comments = corpus.thread.comments
        self.passages, self.copies = corpus.passages, corpus.copies
        self.english = corpus.language in (None, "en")
        self.comments = {one.id: one for one in comments}
        self.authors = {one.id: author_key(one) for one in comments}
        self.replies = _gathered((one.parent_id, one.id) for one in comments if one.parent_id is not None)
        self.of_comment = _gathered((one.comment_id, row) for row, one in enumerate(corpus.passages))

        self.vectors = embeddings.vectors
        self.middle = self.vectors.sum(axis=0, dtype=np.float64) / max(1, len(self.vectors))
        self.centred = self.apart(self.vectors)

        words = [content_stems(passage.text) for passage in corpus.passages]
        self.stems = {
            one: frozenset(chain(*[words[row] for row in rows])) for one, rows in self.of_comment.items()
        }
        self.spread = Counter(chain.from_iterable(self.stems.values()))
        often = max(SHARED_BY - (len(self.stems) < FEW_COMMENTS), SHARED_SHARE * len(self.stems))
        self.shared = frozenset(stem for stem, count in self.spread.items() if count >= often)
        parents = {one: self.comments[one].parent_id or "" for one in self.of_comment}
        known = self.comments.keys() & parents.values()
        texts = {one: windows.folded(self.comments[one].text) for one in known}
        self.answered = {one: texts[parent] for one, parent in parents.items() if parent in texts}

        self.most = most = most_votes(comments)
        votes = {one.id: STANDING * vote_worth(one, most) for one in comments} if most else _votes(comments)
        depths = reply_depths(comments)
        self.facts = {
            one.id: windows.Facts(votes[one.id], depths[one.id], len(self.replies.get(one.id, ())))
            for one in comments
        }
        scores = [one.score for one in comments if one.score is not None]
        positive = not most and sum(score > 0 for score in scores) > POSITIVE * len(scores)
        self.barred = orders | {
            one.id
            for one in comments
            if one.role == "bot" or (positive and (one.score or 0) < 0) or (most and is_rejected(one))
        }
        self._known: dict[Any, Any] = {}

    def once(self, function: Callable[..., Found], *asked: Hashable) -> Found:
        """What a function says of this context when it is asked that; what it said once it is not asked again."""
        key = (function, asked)
        if key not in self._known:
            self._known[key] = function(self, *asked)
        found: Found = self._known[key]
        return found

    def lines(self, comment_id: str, *, answer: bool = False) -> tuple[Line, ...]:
        """What could be printed of a comment, best first; with `answer` it would stand below what it answers."""
        return self.once(Context._read, comment_id, answer)

    def _read(self, comment_id: str, answer: bool) -> tuple[Line, ...]:
        if comment_id in self.barred:
            return ()
        # Statements to a consultation answer nobody, and a short one is complete.
        alone = windows.LEAST_WORDS if self.replies else STATEMENT_WORDS
        least = windows.LEAST_ANSWER if answer else alone
        facts, english = self.facts[comment_id], self.english
        reader = self.once(Context.reader, comment_id)
        found = [
            Line(
                window.span,
                window.text,
                windows.value(window, facts, english=english, answer=answer),
                all(one.asks for one in window.readings),
                frozenset().union(*[one.stems for one in window.readings]),
            )
            for window in reader.windows(answer=answer, least=least)
            if not reader.is_unprintable(window, answer=answer, least=least)
        ]
        return tuple(sorted(found, key=lambda line: (-line.value, line.span)))

    def reader(self, comment_id: str) -> windows.Reader:
        """What reads a comment."""
        rows = self.of_comment.get(comment_id, ())
        sentences = [span for row in rows for span in self.passages[row].sentences]
        text, answered = self.comments[comment_id].text, self.answered.get(comment_id, "")
        return windows.Reader(text, sentences, self.shared, answered, english=self.english)

    def text(self, span: Span) -> str:
        """What a span says."""
        return self.comments[span.comment_id].text[span.start : span.end]

    def nearness(self, one: Span, other: Span) -> float:
        """The cosine of the passages of two spans that are most alike."""
        return float((self.centred[self.rows(one)] @ self.centred[self.rows(other)].T).max().round(4))

    def apart(self, rows: Floats) -> Floats:
        """Unit rows of `rows` without what all of the thread has in common."""
        moved = rows - np.float32(COMMON_PART) * self.middle.astype(np.float32)
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)

    def rows(self, span: Span) -> list[int]:
        """The passages that a span is from, at least one."""
        rows = self.of_comment[span.comment_id]
        own = [(row, self.passages[row].span) for row in rows]
        return [row for row, one in own if one.start < span.end and one.end > span.start] or [rows[-1]]


def _gathered(pairs: Iterable[tuple[str, Found]]) -> dict[str, tuple[Found, ...]]:
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return {key: tuple(several) for key, several in found.items()}


def _votes(comments: Iterable[Comment]) -> dict[str, float]:
    """Each comment's votes beyond its author's own, on a log scale: -1 (down), 0 (none, unknown), 1 (most)."""
    beyond = {one.id: 0 if one.score is None else one.score - 1 for one in comments}
    logs = {comment_id: math.copysign(math.log1p(abs(votes)), votes) for comment_id, votes in beyond.items()}
    highest = max(map(abs, logs.values()), default=0.0)
    return {comment_id: value / highest if highest else 0.0 for comment_id, value in logs.items()}
