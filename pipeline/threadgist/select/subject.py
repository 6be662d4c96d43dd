"""Lines that are about what stands above them, in lists where no reply tree says what belongs together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from threadgist.select.lexical import content_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.records import Corpus, Embeddings, Point, Span

__all__ = ["on_subject"]

# Of lines of consultations that share no word with their heading, two readers found most of those less near it than
# this off the subject, and most of the nearer ones on it: docs/lab-notes.md, "Read by two".
NEAR = 0.3


def on_subject(
    corpus: Corpus,
    embeddings: Embeddings,
    points: Sequence[tuple[Point, ...]],
    headings: Sequence[Sequence[str]],
    vectors: Mapping[str, NDArray[np.float32]],
) -> tuple[tuple[Point, ...], ...]:
    """Leave out lines that neither share a word with a heading they stand below nor are near it in meaning.

    Only in a list, where nobody answers anybody, and only below phrases: a quotation as a heading claims something,
    and is no name for a subject.

    Args:
        corpus: The cleaned thread.
        embeddings: Its passage vectors.
        points: The lines of each theme.
        headings: The heading of each theme, and those of its parts.
        vectors: Unit vectors of phrases, in lower case, from the encoder of `embeddings`.
    """
    if any(comment.parent_id is not None for comment in corpus.thread.comments):
        return tuple(points)
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    row_of = {id_: number for number, id_ in enumerate(embeddings.ids)}
    places: defaultdict[str, list[tuple[Span, int]]] = defaultdict(list)
    for passage in corpus.passages:
        places[passage.comment_id].append((passage.span, row_of[passage.id]))

    def fits(point: Point, names: Sequence[str]) -> bool:
        span = point.span
        said = set(content_stems(texts[span.comment_id][span.start : span.end]))
        rows = [row for own, row in places[span.comment_id] if own.start < span.end and span.start < own.end]
        return any(
            not said.isdisjoint(content_stems(name))
            or float((embeddings.vectors[rows] @ vectors[name.casefold()]).max(initial=0.0)) >= NEAR
            for name in names
        )

    kept = []
    for lines, above in zip(points, headings, strict=True):
        names = [name for name in above if name.casefold() in vectors]
        phrased = bool(above) and above[0] in names and not above[0].startswith("“")
        kept.append(tuple(point for point in lines if fits(point, names)) if phrased else lines)
    return tuple(kept)
