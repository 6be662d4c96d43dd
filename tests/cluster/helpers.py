"""Threads of made-up vectors: clumps around random directions, with authors and replies as a test wants them."""

from collections.abc import Sequence

import numpy as np

from threadgist.records import Admission, Comment, Corpus, Embeddings, EncoderInfo, Passage, Span, Thread

INFO = EncoderInfo("made-up", "0", 64)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def clumps(sizes: Sequence[int], *, spread: float = 0.8, seed: int = 0, dimension: int = 64) -> np.ndarray:
    """Unit vectors in clumps of `sizes`, all sharing one direction as the comments of a thread do."""
    rng = np.random.default_rng(seed)
    centres = unit(rng.standard_normal((len(sizes), dimension)))
    noise = rng.standard_normal((sum(sizes), dimension)) / np.sqrt(dimension)
    return unit(
        centres[np.repeat(np.arange(len(sizes)), sizes)]
        + spread * noise
        + 0.7 * unit(np.ones((1, dimension)))
    )


def noise(count: int, *, seed: int = 0, dimension: int = 384) -> np.ndarray:
    return unit(np.random.default_rng(seed).standard_normal((count, dimension)))


def thread_of(
    vectors: np.ndarray,
    *,
    authors: Sequence[str | None] | None = None,
    parents: Sequence[int | None] | None = None,
    comment_of: Sequence[int] | None = None,
    text: str = "",
) -> tuple[Corpus, Embeddings]:
    """A corpus with one passage for each vector; passages of the same number in `comment_of` share a comment."""
    owner = list(comment_of) if comment_of is not None else list(range(len(vectors)))
    comments = tuple(
        Comment(
            id=f"c{number:05d}",
            parent_id=None if parents is None or parents[number] is None else f"c{parents[number]:05d}",
            author=f"person {number}" if authors is None else authors[number],
            text=text,
        )
        for number in sorted(set(owner))
    )
    passages = tuple(
        Passage(f"p{row:05d}", Span(f"c{number:05d}", row, row + 1), text, ())
        for row, number in enumerate(owner)
    )
    admissions = tuple(Admission(comment.id, "used") for comment in comments)
    corpus = Corpus(Thread("t", "t", "test", comments), passages, admissions)
    frozen = np.array(vectors, dtype=np.float32)
    frozen.flags.writeable = False
    return corpus, Embeddings(tuple(passage.id for passage in passages), frozen, INFO)
