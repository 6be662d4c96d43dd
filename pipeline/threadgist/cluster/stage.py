"""The stage itself: a corpus and its vectors in, themes and one-offs out, where the thread has a subject.

The comments of a thread share a subject: two passages drawn at random are more alike than two passages from anywhere.
Where they do not, there may still be tight clumps: random points fall into clusters too.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from threadgist.cluster.vectors import (
    Labels,
    Points,
    Rows,
    centred,
    diffused,
    flat_map,
    reply_links,
    with_terms,
)
from threadgist.people import author_key, distinct_authors, make_theme
from threadgist.records import Clustering, Comment, Corpus, Embeddings, Passage
from threadgist.settings import ClusterSettings

FEWEST_COMMENTS = 8
# A thread has at most one theme for so many comments, up to a dozen; a large one has one for so many more.
COMMENTS_A_THEME = 5
FEWEST_THEMES = 3
DOZEN = 12
COMMENTS_A_THEME_OF_LARGE = 30
# Words are looked at beside vectors, as a view of their own, up to so many passages and comments without any.
WORDS_SHARE = 0.4
WORDS_UP_TO = 2400
# What one person says alone is a theme where it is so many passages.
MONOLOGUE = 5
# A theme of a large thread has at least this part of its passages.
LEAST_PART = 0.003
# How much a passage takes from what stands around it in the reply tree, and how far: docs/lab-notes.md.
DIFFUSION = 0.7
HOPS = 10
# A theme of so many comments is told in parts: at most so many, each of so many comments by so many people.
PARTED_FROM = 60
MOST_PARTS = 6
PART_COMMENTS = 8
PART_AUTHORS = 3

SAMPLE = 2000
# Below which mean likeness a thread has no subject: of any two passages, and of a passage and the one nearest to it.
SHARED = 0.085
SHARED_BY_FEW = 0.12
FEW = 40
CLUMPED = 0.55


def cluster(corpus: Corpus, embeddings: Embeddings, settings: ClusterSettings) -> Clustering:
    """Group the passages of a thread into themes, ordered by distinct authors.

    Vectors are diffused over the reply tree, parted many ways by HDBSCAN on spectral coordinates of their neighbour
    graph, and what most partitions keep together is a theme. `embeddings` are one unit vector for each passage, in any
    order. There are no themes, and all passages are one-offs, where fewer than eight comments are usable or the
    passages hang together no better than unrelated ones would. Raises ValueError: `embeddings` is not of these
    passages.
    """
    ordered, rows, vectors = _in_order(corpus, embeddings)
    labels, fine, points = _labels(corpus, ordered, vectors, settings)
    return _clustering(corpus, ordered, rows, labels, fine, points)


def clustering_of(corpus: Corpus, embeddings: Embeddings, labels: Sequence[int]) -> Clustering:
    """Return the clustering that an own clusterer found: passages with the same label are a theme.

    `labels` are a number for each of `embeddings.ids`, in their order; below 0 for what belongs to no theme. Raises
    ValueError: `embeddings` is not of these passages, or there are not as many labels.
    """
    ordered, rows, vectors = _in_order(corpus, embeddings)
    if len(labels) != len(rows):
        raise ValueError(f"{len(labels)} labels for {len(rows)} passages")
    mine = np.maximum(np.asarray(labels, dtype=np.int64)[rows], -1)
    themed = mine >= 0
    mine[themed] = np.unique(mine[themed], return_inverse=True)[1]
    points = np.asarray(centred(vectors), dtype=np.float64)
    return _clustering(corpus, ordered, rows, mine, np.zeros_like(mine), points)


def _in_order(corpus: Corpus, embeddings: Embeddings) -> tuple[list[Passage], Labels, Rows]:
    """The passages in an order that is theirs alone, their rows in `embeddings`, and their vectors."""
    # Fields instead of spans: comparing thousands of dataclasses takes longer than the rest of the stage.
    ordered = sorted(corpus.passages, key=lambda one: (one.comment_id, one.span.start, one.span.end, one.id))
    if sorted(passage.id for passage in ordered) != sorted(embeddings.ids):
        raise ValueError("embeddings.ids and the ids of corpus.passages are not the same")
    row_of = {id_: row for row, id_ in enumerate(embeddings.ids)}
    rows = np.array([row_of[passage.id] for passage in ordered], dtype=np.int64)
    return ordered, rows, np.asarray(embeddings.vectors, dtype=np.float32)[rows]


def _clustering(
    corpus: Corpus, ordered: Sequence[Passage], rows: Labels, labels: Labels, fine: Labels, points: Points
) -> Clustering:
    """The record of themes, most distinct authors first, of what is in none, and of the map."""
    comments = {comment.id: comment for comment in corpus.thread.comments}
    layout = np.empty((len(rows), 2), dtype=np.float32)
    layout[rows] = flat_map(points, labels)
    layout.flags.writeable = False
    members: dict[int, list[tuple[Passage, int]]] = defaultdict(list)
    for passage, label, part in zip(ordered, labels.tolist(), fine.tolist(), strict=True):
        members[label].append((passage, part))
    one_off_ids = tuple(passage.id for passage, _ in members.pop(-1, ()))
    themes = [
        make_theme([passage for passage, _ in inside], comments, _parts(inside, comments))
        for inside in members.values()
    ]
    themes.sort(key=lambda one: (-one.author_count, -len(one.passage_ids), one.comment_ids[0], one.id))
    return Clustering(themes=tuple(themes), one_off_ids=one_off_ids, layout=layout)


def _labels(
    corpus: Corpus, ordered: Sequence[Passage], vectors: Rows, settings: ClusterSettings
) -> tuple[Labels, Labels, Points]:
    """The theme of each passage, -1 for one-offs; the part of its theme; and coordinates to lay them out by."""
    count = len(ordered)
    nothing = np.full(count, -1, dtype=np.int64)
    size = len({passage.comment_id for passage in ordered})
    if size < FEWEST_COMMENTS or not has_subject(vectors):
        return nothing, nothing, np.asarray(vectors[:, :2], dtype=np.float64)
    # Half a second of scipy, for threads that come as far as this.
    from threadgist.cluster.partitions import consensus, partitions

    comments = {comment.id: comment for comment in corpus.thread.comments}
    links = reply_links(ordered, comments)
    central = centred(vectors)
    views = [central]
    if links.shape[0] <= WORDS_UP_TO:
        views.append(with_terms(central, [passage.text for passage in ordered], WORDS_SHARE))
    views = diffused(views, links, DIFFUSION, HOPS)
    found, points = partitions(views, links[:count, :count])
    if not found:
        return nothing, nothing, points
    room = max(FEWEST_THEMES, min(DOZEN, size // COMMENTS_A_THEME), size // COMMENTS_A_THEME_OF_LARGE)
    labels, fine = consensus(found, views[0], min(room, settings.max_themes))
    people = [author_key(comments[passage.comment_id]) for passage in ordered]
    return _heard(labels, people), fine, points


def _heard(labels: Labels, people: Sequence[str]) -> Labels:
    """Turn groups of one person and few passages, or of hardly any, into one-offs, and number the rest from 0."""
    result = np.full(len(labels), -1, dtype=np.int64)
    for group in range(int(labels.max(initial=-1)) + 1):
        inside = np.flatnonzero(labels == group)
        heard = len(inside) >= MONOLOGUE or len({people[row] for row in inside.tolist()}) > 1
        if heard and len(inside) >= LEAST_PART * len(labels):
            result[inside] = result.max() + 1
    return result


def _parts(
    inside: Sequence[tuple[Passage, int]], comments: dict[str, Comment]
) -> tuple[tuple[str, ...], ...]:
    """The comments of each part of a large theme that is worth a heading of its own, largest first; none or several."""
    part_of: dict[str, int] = {}
    for passage, part in inside:
        part_of.setdefault(passage.comment_id, part)
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for comment_id, part in part_of.items():
        groups[part].append(comment_id)
    parts = [
        tuple(group)
        for group in groups.values()
        if len(group) >= PART_COMMENTS and distinct_authors(comments[id_] for id_ in group) >= PART_AUTHORS
    ]
    parts.sort(key=lambda part: (-len(part), part[0]))
    return tuple(parts[:MOST_PARTS]) if len(parts) > 1 and len(part_of) >= PARTED_FROM else ()


def has_subject(rows: Rows) -> bool:
    """Whether passages hang together, by their vectors as the encoder gave them (unit rows, not centred).

    Measured with the default encoder (docs/lab-notes.md): two passages of one real thread have a mean cosine of .11 to
    .66, of unrelated texts .06 (.07 at most), random vectors 0; few passages scatter more and must share more. The
    mean cosine of a passage and the one nearest to it stays under .36 for 60 unrelated texts.
    """
    enough = SHARED if len(rows) >= FEW else SHARED_BY_FEW
    return round(pair_mean(rows), 5) >= enough or round(closeness(rows), 5) >= CLUMPED


def pair_mean(rows: Rows) -> float:
    """The mean cosine of two different rows, of vectors as they are (not centred); 0 where there are no two."""
    count = len(rows)
    total = rows.sum(axis=0, dtype=np.float64)
    return (float(total @ total) - count) / (count * (count - 1)) if count > 1 else 0.0


def closeness(rows: Rows) -> float:
    """Mean similarity of a passage to the one nearest to it, over 2,000 passages or so spread evenly."""
    chosen = np.arange(0, len(rows), -(-len(rows) // SAMPLE))
    best = []
    for block in np.array_split(chosen, -(-len(chosen) // 200)):
        similar = rows[block] @ rows.T
        similar[np.arange(len(block)), block] = -1.0
        best.append(similar.max(axis=1))
    return float(np.concatenate(best).mean())
