"""The stage itself: a corpus and its vectors in, themes and one-offs out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from threadgist.cluster.layout import flat_map
from threadgist.cluster.members import belonging, dissolve
from threadgist.cluster.null import has_subject
from threadgist.cluster.partition import Material, partition, split_loose
from threadgist.cluster.vectors import centred, in_context, unit_rows
from threadgist.people import author_key, distinct_authors
from threadgist.projections import projection_for
from threadgist.records import Clustering, Comment, Corpus, Embeddings, Passage, Theme
from threadgist.settings import ClusterSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["cluster"]

FEWEST_COMMENTS = 8
LARGE_THREAD = 60
# A small thread of which the themes hold less than this is told as points.
LEAST_COVERAGE = 0.4


def cluster(
    corpus: Corpus,
    embeddings: Embeddings,
    settings: ClusterSettings,
    *,
    projection: NDArray[np.float32] | None = None,
) -> Clustering:
    """Group the passages of a thread into themes.

    Args:
        corpus: the cleaned thread.
        embeddings: one unit vector for each passage of `corpus`, in any order.
        settings: the section `[cluster]`.
        projection: a `(d, m)` matrix to use instead of the one that was fitted for this encoder.

    Returns:
        Themes ordered by distinct authors; `found` is False, and every passage a one-off, where fewer than
        eight comments are usable or the passages hang together no better than unrelated ones would.

    Raises:
        ValueError: `embeddings` is not of these passages.
    """
    import numpy as np

    # Fields instead of spans: comparing thousands of dataclasses takes longer than the rest of this function.
    ordered = sorted(corpus.passages, key=lambda one: (one.comment_id, one.span.start, one.span.end, one.id))
    if sorted(passage.id for passage in ordered) != sorted(embeddings.ids):
        raise ValueError("embeddings.ids and the ids of corpus.passages are not the same")
    row_of = {id_: row for row, id_ in enumerate(embeddings.ids)}
    rows = np.array([row_of[passage.id] for passage in ordered], dtype=np.int64)
    vectors = np.asarray(embeddings.vectors, dtype=np.float32)[rows]
    comments = {comment.id: comment for comment in corpus.thread.comments}
    if projection is None and settings.projection:
        fitted = projection_for(embeddings.encoder)
        projection = fitted.matrix if fitted else None
    labels, points = _labels(ordered, comments, vectors, projection, settings)
    layout = np.empty((len(rows), 2), dtype=np.float32)
    layout[rows] = flat_map(points, labels)
    layout.flags.writeable = False
    admitted = {admission.comment_id for admission in corpus.admissions if admission.status != "skipped"}
    commenters = distinct_authors(comments[id_] for id_ in sorted(admitted))
    themes = _themes(ordered, comments, labels, commenters)
    return Clustering(
        themes=themes,
        one_off_ids=tuple(passage.id for passage, label in zip(ordered, labels, strict=True) if label < 0),
        layout=layout,
        found=bool(themes),
    )


def _labels(
    ordered: Sequence[Passage],
    comments: dict[str, Comment],
    vectors: NDArray[np.float32],
    projection: NDArray[np.float32] | None,
    settings: ClusterSettings,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The theme of each passage, -1 for one-offs, and the coordinates they were told apart in."""
    import numpy as np

    count = len(ordered)
    nothing = np.full(count, -1, dtype=np.int64)
    size = len({passage.comment_id for passage in ordered})
    if size < FEWEST_COMMENTS:
        return nothing, np.asarray(vectors[:, :2], dtype=np.float64)
    own: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(ordered):
        own[passage.comment_id].append(row)
    parents = [own.get(comments[passage.comment_id].parent_id or "", []) for passage in ordered]
    number = {comment_id: place for place, comment_id in enumerate(sorted(comments))}
    central = centred(vectors)
    leaning = in_context(
        central if projection is None else unit_rows(central @ projection),
        np.array([number[passage.comment_id] for passage in ordered], dtype=np.int64),
        [number.get(comments[comment_id].parent_id or "", -1) for comment_id in number],
        own=settings.comment_weight,
        parent=settings.parent_weight,
        decay=settings.parent_decay,
        replies=settings.replies_weight,
    )
    ties = [(row, parent[-1]) for row, parent in enumerate(parents) if parent]
    ties += [pair for siblings in own.values() for pair in pairwise(siblings)]
    people_of = {key: code for code, key in enumerate(sorted({author_key(c) for c in comments.values()}))}
    people = np.array([people_of[author_key(comments[p.comment_id])] for p in ordered], dtype=np.int64)
    voices = 3 if size >= LARGE_THREAD else 2
    texts = [passage.text for passage in ordered]
    material = Material(leaning, vectors, texts, people, voices, ties)
    least, most = _wanted(size, settings)
    parted = partition(material, least, most, settings)
    if parted is None:
        return nothing, np.asarray(vectors[:, :2], dtype=np.float64)
    if not has_subject(vectors):
        return nothing, parted.points
    labels, cores = split_loose(material, parted, most, settings)
    labels = belonging(centred(leaning), dissolve(labels, people, voices), cores)
    labels = dissolve(labels, people, voices)
    covered = {
        passage.comment_id for passage, label in zip(ordered, labels.tolist(), strict=True) if label >= 0
    }
    if size < LARGE_THREAD and len(covered) < LEAST_COVERAGE * size:
        return nothing, parted.points
    return labels, parted.points


def _wanted(size: int, settings: ClusterSettings) -> tuple[int, int]:
    """How many themes a thread of `size` comments should have: at least, at most."""
    if size >= LARGE_THREAD:
        return settings.min_themes, max(settings.min_themes, settings.max_themes)
    if size >= 20:
        return min(2, settings.min_themes), min(5, settings.max_themes)
    return 1, min(3, settings.max_themes)


def _themes(
    ordered: Sequence[Passage], comments: dict[str, Comment], labels: NDArray[np.int64], commenters: int
) -> tuple[Theme, ...]:
    """The records, most distinct authors first. A theme's id is a hash of the comments it holds."""
    members: dict[int, list[Passage]] = defaultdict(list)
    for passage, label in zip(ordered, labels.tolist(), strict=True):
        if label >= 0:
            members[label].append(passage)
    themes = []
    for inside in members.values():
        passage_ids = tuple(passage.id for passage in inside)
        comment_ids = tuple(dict.fromkeys(passage.comment_id for passage in inside))
        authors = distinct_authors(comments[id_] for id_ in comment_ids)
        digest = hashlib.sha256("\n".join(sorted(passage_ids)).encode()).hexdigest()[:8]
        themes.append(Theme(f"t-{digest}", passage_ids, comment_ids, authors, authors / max(1, commenters)))
    themes.sort(
        key=lambda theme: (-theme.author_count, -len(theme.passage_ids), theme.comment_ids[0], theme.id)
    )
    return tuple(themes)
