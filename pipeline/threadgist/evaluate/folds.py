"""Projections that never saw the debate they are scored on: fitted anew on the other topics of the same data.

The projection that ships was fitted on ArgKP's train topics (`bench/fit_projection.py`); with it these topics would be
scored on what was learned from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from threadgist.projections import projection_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.evaluate.data_argkp import Debate
    from threadgist.evaluate.maker import Maker

__all__ = ["FITTED_SPLIT", "FOLDS", "fit", "fold_of", "unseen"]

FITTED_SPLIT: Final = "train"
FOLDS: Final = 6
SHRINK: Final = 0.6
DIRECTIONS: Final = 128
POWER: Final = 0.25


def fold_of(topics: Iterable[str]) -> dict[str, int]:
    """The fold of each topic, in turn over the sorted topics: both stances of a topic are in one."""
    return {topic: place % FOLDS for place, topic in enumerate(sorted(set(topics)))}


def fit(debates: Iterable[tuple[NDArray[np.float32], NDArray[np.int64]]]) -> NDArray[np.float32]:
    """Fit a projection by linear discriminant analysis over the key points of each debate.

    The covariance within key points is shrunk .6 towards its trace, vectors are whitened by it, and the 128 directions
    that tell key points apart best are kept, each scaled by its eigenvalue^.25.

    Args:
        debates: Of each its `(n, d)` unit vectors, and `(n,)` the number of the key point, -1 for arguments with none
            or several. The mean of all is taken out, those with one key point are fitted on.

    Returns:
        `(d, 128)` float32, fewer columns where d is smaller.
    """
    import numpy as np

    within: NDArray[np.float64] | None = None
    between: NDArray[np.float64] | None = None
    inside = members = 0
    for vectors, gold in debates:
        if within is None or between is None:
            within, between = np.zeros((vectors.shape[1],) * 2), np.zeros((vectors.shape[1],) * 2)
        if not (gold >= 0).any():
            continue
        rows = vectors - vectors.mean(axis=0)
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True))[gold >= 0].astype(np.float64)
        points = gold[gold >= 0]
        middle = rows.mean(axis=0)
        for key in np.unique(points):
            own = rows[points == key]
            if len(own) < 2:
                continue
            mean = own.mean(axis=0)
            within += (own - mean).T @ (own - mean)
            between += len(own) * np.outer(mean - middle, mean - middle)
            inside, members = inside + len(own) - 1, members + len(own)
    if within is None or between is None or not inside:
        raise ValueError("no two arguments share a key point: there is nothing to fit on")
    dimension = len(within)
    within, between = within / inside, between / members
    within = (1.0 - SHRINK) * within + SHRINK * np.trace(within) / dimension * np.eye(dimension)
    values, axes = np.linalg.eigh(within)
    whitening = axes / np.sqrt(values) @ axes.T
    values, axes = np.linalg.eigh(whitening @ between @ whitening)
    values, axes = values[::-1][:DIRECTIONS], axes[:, ::-1][:, :DIRECTIONS]
    matrix = whitening @ axes * np.maximum(values, 0.0) ** POWER
    return np.asarray(matrix / np.linalg.norm(matrix) * np.sqrt(matrix.shape[1]), dtype=np.float32)


def unseen(maker: Maker, debates: Sequence[Debate]) -> Mapping[str, NDArray[np.float32]]:
    """For each debate that the shipped projection was fitted on, by thread id, one fitted without its topic.

    Empty where the configuration uses no projection.
    """
    import numpy as np

    fitted = [debate for debate in debates if debate.split == FITTED_SPLIT]
    if not fitted or not maker.settings.cluster.projection or projection_for(maker.encoder) is None:
        return {}
    fold = fold_of(debate.thread.title for debate in fitted)
    material = {}
    for debate in fitted:
        keys = {id_: debate.matches[id_][0] for id_ in debate.single}
        number = {key: place for place, key in enumerate(sorted(set(keys.values())))}
        gold = [number[keys[c.id]] if c.id in keys else -1 for c in debate.thread.comments]
        vectors = maker.encode([comment.text for comment in debate.thread.comments])
        material[debate.thread.id] = vectors, np.array(gold, dtype=np.int64)
    matrices = [
        fit(material[debate.thread.id] for debate in fitted if fold[debate.thread.title] != left_out)
        for left_out in sorted(set(fold.values()))
    ]
    return {debate.thread.id: matrices[fold[debate.thread.title]] for debate in fitted}
