"""Key points that people wrote, looked for among the bullets of a digest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.evaluate.checks import NOT_SCORABLE
from threadgist.records import walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from suites.data_argkp import Debate

    from threadgist.records import Digest


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


def size_correlation(gold: Mapping[str, str], found: Mapping[str, str | None]) -> float:
    """Spearman's rank correlation between how large people's group and the theme found are, over the things grouped.

    Each thing is asked: of those in people's larger groups, do readers meet it in a larger theme? 1 for the same
    groups, 0 for chance and for one theme that holds all. Pairing each of people's groups with a theme by what they
    share would not do: the larger the group, the more of any theme falls on it, and random themes are then paired in
    the order of size (Spearman .75 for two of them; docs/lab-notes.md, "Sizes").

    Args:
        gold: The group that people gave each thing.
        found: The theme of each thing, of others too; None where it is in none, which counts as a theme of one.

    Returns:
        NaN where people saw groups of one size only, or fewer than three things; 0 where all themes are alike.
    """
    things = sorted(gold)
    groups = Counter(gold.values())
    themes = Counter(theme for theme in found.values() if theme is not None)
    wanted = [groups[gold[thing]] for thing in things]
    sizes = [1 if (theme := found.get(thing)) is None else themes[theme] for thing in things]
    if len(things) < 3 or len(set(wanted)) < 2:
        return NOT_SCORABLE
    if len(set(sizes)) < 2:
        return 0.0
    from scipy.stats import spearmanr

    return float(spearmanr(wanted, sizes).statistic)


def found_by_labels(digest: Digest, debate: Debate) -> float:
    """The share of key points that people matched to an argument some bullet quotes first.

    This needs no threshold, since a bullet quotes an argument that people have labelled.
    """
    sizes = debate.sizes
    if not sizes:
        return NOT_SCORABLE
    quoted = [bullet.cites[0].comment_id for bullet in walk(digest.quoted) if bullet.cites]
    return len({point for id_ in quoted for point in debate.matches.get(id_, ())}) / len(sizes)
