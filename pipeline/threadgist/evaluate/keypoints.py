"""Key points that people wrote, looked for among the bullets of a digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.evaluate.checks import all_bullets
from threadgist.evaluate.records import NOT_SCORABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.evaluate.data_argkp import Debate
    from threadgist.records import Digest

__all__ = ["Match", "fit_match", "found_by_labels", "found_by_similarity"]


@dataclass(frozen=True, slots=True)
class Match:
    """From which cosine on a text is said to make a key point, and how well that did where it was fitted."""

    threshold: float
    precision: float
    recall: float
    pairs: int


def fit_match(similarities: Sequence[float], matching: Sequence[bool]) -> Match | None:
    """Choose the threshold with the best F1 on judged pairs; of several the highest. None without both kinds.

    Args:
        similarities: The cosine of each pair.
        matching: Whether people said that it matches.
    """
    import numpy as np

    truth = np.asarray(matching, dtype=np.bool_)
    if not truth.any() or truth.all():
        return None
    values = np.round(np.asarray(similarities, dtype=np.float64), 4)
    best: tuple[float, float, float, float] | None = None
    for threshold in np.unique(values)[::-1]:
        taken = values >= threshold
        hits = int((taken & truth).sum())
        precision, recall = hits / int(taken.sum()), hits / int(truth.sum())
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        if best is None or f1 > best[0]:
            best = (f1, float(threshold), precision, recall)
    assert best is not None
    return Match(best[1], best[2], best[3], len(values))


def found_by_similarity(
    key_points: NDArray[np.float32], bullets: NDArray[np.float32], threshold: float
) -> float:
    """The share of key points that some bullet is as close to as `threshold`.

    Args:
        key_points: `(k, d)` unit rows.
        bullets: `(b, d)` unit rows; none of them find nothing.
        threshold: A cosine, from `fit_match`; NaN gives NaN.
    """
    if not len(key_points) or threshold != threshold:
        return NOT_SCORABLE
    if not len(bullets):
        return 0.0
    return float(((key_points @ bullets.T).max(axis=1).round(4) >= threshold).mean())


def found_by_labels(digest: Digest, debate: Debate) -> float:
    """The share of key points that people matched to an argument some bullet quotes first.

    This needs no threshold, since a bullet quotes an argument that people have labelled.
    """
    sizes = debate.sizes
    if not sizes:
        return NOT_SCORABLE
    quoted = [bullet.cites[0].comment_id for bullet in all_bullets(digest, one_offs=False) if bullet.cites]
    return len({point for id_ in quoted for point in debate.matches.get(id_, ())}) / len(sizes)
