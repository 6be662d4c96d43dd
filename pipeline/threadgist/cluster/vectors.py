"""What is compared: vectors without the thread's mean, each leaning on what it answers and on what answers it.

Words are a second opinion: two people who use the same rare word talk about the same thing.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array

from threadgist.records import Comment, Passage
from threadgist.words import ASCII_LETTERS, UNSPACED

# Vectors as an encoder gives them, one a row; coordinates made of them; a number for each passage.
Rows: TypeAlias = NDArray[np.float32]
Points: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]

LEAST_STEM, STEM = 3, 6
COMMONEST = 0.15
MAX_TERMS = 4000
CENTRING = 0.7
_STEM = re.compile(rf"([^\W\d_]{{{LEAST_STEM},{STEM}}})[^\W\d_]*")
_UNSPACED = re.compile(rf"[{UNSPACED}]{{2,}}")

ROOM = 0.9
GATHERED = 0.45


def unit_rows(rows: Rows) -> Rows:
    """`rows` scaled to length one; a row of zeros stays a row of zeros."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 1e-6, norms, np.inf), dtype=np.float32)


def centred(rows: Rows, share: float = 1.0) -> Rows:
    """Unit rows of `rows` less a share of their mean: all comments of a thread share its subject."""
    return unit_rows(rows - np.float32(share) * rows.mean(axis=0, dtype=np.float64).astype(np.float32))


def diffused(views: Sequence[Rows], links: csr_matrix, share: float, hops: int) -> list[Rows]:
    """Spread vectors over the reply tree: x <- (1 - share) e + share W x, repeated.

    A reply alone is a noisy sign of its subject; what it answers and what answers it are about the same thing nearly
    always. This is the diffusion of Zhou et al. 2004 ("Learning with local and global consistency") with the reply tree
    as the graph, stopped after some hops. `views` are `(n, d)` vectors e of the same passages, made in different ways;
    a row of zeros passes on what lies around it. `links` are `(n + m, n + m)` symmetric weights of neighbours in the
    tree, of which the last `m` have no vectors and only pass on; W are its rows scaled to sum to one. A row without
    neighbours keeps its vector. Returns `(n, d)` float32 unit rows for each view.
    """
    rows = np.hstack(views)
    silent = np.zeros((links.shape[0] - len(rows), rows.shape[1]), dtype=np.float32)
    moved = vectors = np.vstack([rows, silent])
    degree = np.asarray(links.sum(axis=1)).ravel()
    tied = degree > 0.0
    weight = np.where(tied, share / np.maximum(degree, 1e-9), 0.0)
    walk = (diags_array(weight) @ links).tocsr().astype(np.float32)
    own = np.where(tied, np.float32(1.0 - share), np.float32(1.0))[:, None] * vectors
    for _ in range(hops if tied.any() else 0):
        moved = walk @ moved
        moved += own
    borders = np.cumsum([view.shape[1] for view in views])[:-1]
    return [unit_rows(view) for view in np.split(moved[: len(rows)], borders, axis=1)]


def reply_links(passages: Sequence[Passage], comments: Mapping[str, Comment]) -> csr_matrix:
    """Link each passage to those of the comment it answers and to its neighbours in its own comment.

    A comment and the one it answers share a weight of one, however many passages they have. A comment without passages
    (deleted, a copy of another) has a row of its own behind those of the passages, so that what answers it stays tied
    to what it answered. Returns `(n + m, n + m)` symmetric float64 weights, for `n` passages, in order, and `m`
    comments without any.
    """
    own: defaultdict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        own[passage.comment_id].append(row)
    silent = sorted(comments.keys() - own.keys())
    count = len(passages) + len(silent)
    own |= {comment_id: [row] for row, comment_id in enumerate(silent, len(passages))}
    pairs: list[tuple[int, int, float]] = []
    for comment_id in sorted(own):
        rows = own[comment_id]
        pairs += [(one, next_one, 1.0) for one, next_one in pairwise(rows)]
        above = own.get(comments[comment_id].parent_id or "", [])
        pairs += [(row, up, 1.0 / (len(rows) * len(above))) for row in rows for up in above]
    if not pairs:
        return csr_matrix((count, count), dtype=np.float64)
    one, two, weight = (np.array(column) for column in zip(*pairs, strict=True))
    links = csr_matrix((weight, (one, two)), shape=(count, count))
    return (links + links.T).tocsr()


def with_terms(rows: Rows, texts: Sequence[str], share: float) -> Rows:
    """Unit `rows` with term rows beside them, so that inner products mix both: `1 - share` to `share`."""
    terms = centred(_term_rows(texts), CENTRING)
    return np.hstack([np.float32(math.sqrt(1.0 - share)) * rows, np.float32(math.sqrt(share)) * terms])


def _term_rows(texts: Sequence[str]) -> Rows:
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
    for row, document in zip(rows, documents, strict=True):
        here = [column[term] for term in document if term in column]
        row[here] = weight[here]
    return unit_rows(rows)


def _terms(text: str) -> frozenset[str]:
    if text.isascii():
        words = text.encode().translate(ASCII_LETTERS).decode().split()
        return frozenset([word[:STEM] for word in words if len(word) >= LEAST_STEM])
    lowered = text.casefold()
    stems = set(_STEM.findall(_UNSPACED.sub(" ", lowered)))
    for run in _UNSPACED.findall(lowered):
        stems.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(stems)


def flat_map(points: Points, labels: Labels) -> Rows:
    """Two dimensions of `points` that tell the themes apart best, in [0, 1]: `(n, 2)` float32.

    Principal axes of the theme centroids (of all points where there are fewer than three themes); then centroids
    that fell near each other are pushed apart, and members drawn closer to theirs.
    """
    count = len(points)
    if count == 0:
        return np.zeros((0, 2), dtype=np.float32)
    themes = int(labels.max(initial=-1)) + 1
    basis = np.pad(points - points.mean(axis=0), ((0, 0), (0, max(0, 2 - points.shape[1]))))
    source = np.stack([basis[labels == t].mean(axis=0) for t in range(themes)]) if themes >= 3 else basis
    _, axes = np.linalg.eigh(source.T @ source)
    axes = axes[:, ::-1][:, :2]
    largest = np.abs(np.round(axes, 6)).argmax(axis=0)
    axes = axes * np.where(axes[largest, [0, 1]] < 0.0, -1.0, 1.0)
    flat = _to_unit_square(basis @ axes)
    if themes >= 2:
        old = np.stack([flat[labels == t].mean(axis=0) for t in range(themes)])
        moved = _apart(old)
        gathered = moved[labels] + GATHERED * (flat - old[labels])
        flat = np.where(labels[:, None] >= 0, gathered, 0.5 + (flat - 0.5) * 1.2)
    return np.round(_to_unit_square(flat), 4).astype(np.float32)


def _apart(centres: Points) -> Points:
    """Push centres that lie too near each other apart, a little at a time."""
    room = ROOM / np.sqrt(len(centres))
    angles = 2.0 * np.pi * np.arange(len(centres)) / len(centres)
    centres = centres + 1e-3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for _ in range(200):
        gaps = centres[:, None, :] - centres[None, :, :]
        lengths = np.maximum(np.linalg.norm(gaps, axis=2), 1e-6)
        lack = np.maximum(room - lengths, 0.0)
        np.fill_diagonal(lack, 0.0)
        if lack.max() < 1e-3:
            break
        centres += 0.25 * (gaps / lengths[:, :, None] * lack[:, :, None]).sum(axis=1)
    return centres


def _to_unit_square(flat: Points) -> Points:
    """Each axis stretched to [0, 1]; an axis without extent becomes 0.5."""
    low, extent = flat.min(axis=0), np.ptp(flat, axis=0)
    return np.where(extent > 1e-9, (flat - low) / np.maximum(extent, 1e-9), 0.5)
