"""Themes held against what people grouped: AMI, ARI, noise, sizes."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from threadgist.evaluate.extras import need
from threadgist.evaluate.records import NOT_SCORABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Digest

__all__ = ["agreement", "size_correlation", "theme_of_comments"]


def theme_of_comments(digest: Digest) -> dict[str, str | None]:
    """Say of every comment which theme holds most of its text; None where no theme holds any.

    Of passages the digest shows where they are; a comment without any (a duplicate) has what the ledger says. Ties go
    to the theme that is printed first.
    """
    rank = {theme.id: number for number, theme in enumerate(digest.themes)}
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for dot in digest.dots:
        if dot.theme_id is not None:
            held[dot.span.comment_id][dot.theme_id] += dot.span.end - dot.span.start
    found: dict[str, str | None] = {}
    for entry in digest.ledger:
        tally = held.get(entry.comment_id) or Counter(dict.fromkeys(entry.theme_ids, 1))
        found[entry.comment_id] = (
            min(tally, key=lambda theme_id: (-tally[theme_id], rank[theme_id])) if tally else None
        )
    return found


def agreement(gold: Sequence[str], found: Sequence[str | int | None]) -> dict[str, float]:
    """Compare two groupings of the same things; None in `found` is noise, each such thing a group of its own.

    AMI (Vinh et al. 2010) and ARI (Hubert and Arabie 1985) are 0 for chance and 1 for the same. Fewer than two things,
    or people who saw but one group, cannot be scored: NaN.

    Raises:
        ValueError: The two are of different lengths.
    """
    if len(gold) != len(found):
        raise ValueError(f"{len(gold)} things, and {len(found)} labels")
    noise = sum(label is None for label in found) / len(found) if found else NOT_SCORABLE
    if len(set(gold)) < 2 or len(gold) < 2:
        return {"AMI": NOT_SCORABLE, "ARI": NOT_SCORABLE, "noise": noise}
    labels = [f"alone {place}" if label is None else f"in {label}" for place, label in enumerate(found)]
    metrics = need("sklearn.metrics", "scikit-learn")
    return {
        "AMI": float(metrics.adjusted_mutual_info_score(gold, labels)),
        "ARI": float(metrics.adjusted_rand_score(gold, labels)),
        "noise": noise,
    }


def size_correlation(gold: Mapping[str, int], members: Mapping[str, Sequence[str]]) -> float:
    """Spearman's rank correlation between the sizes people gave their groups and those of the themes found.

    Args:
        gold: How many things each of people's groups has.
        members: For each theme, the group of each of its members (an empty string where it has none).

    Each of people's groups is paired with one theme at most, so that as many members as possible agree; a group that
    no theme stands for has size 0. Fewer than three groups, or sizes that are all alike, cannot be scored: NaN. Where
    all themes found are alike (none, for example), nothing of the order was found: 0.
    """
    groups = sorted(gold)
    if len(groups) < 3 or len(set(gold.values())) < 2:
        return NOT_SCORABLE
    import numpy as np
    from scipy.optimize import linear_sum_assignment
    from scipy.stats import spearmanr

    themes = sorted(members)
    overlap = np.array([[list(members[theme]).count(name) for theme in themes] for name in groups])
    sizes = dict.fromkeys(groups, 0)
    if themes:
        for row, column in zip(*linear_sum_assignment(-overlap), strict=True):
            if overlap[row, column]:
                sizes[groups[row]] = len(members[themes[column]])
    if len(set(sizes.values())) < 2:
        return 0.0
    return float(spearmanr([gold[name] for name in groups], [sizes[name] for name in groups]).statistic)
