"""Themes held against what people grouped: AMI, ARI, noise."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from threadgist.evaluate.records import NOT_SCORABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Digest


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
    from sklearn import metrics

    return {
        "AMI": float(metrics.adjusted_mutual_info_score(gold, labels)),
        "ARI": float(metrics.adjusted_rand_score(gold, labels)),
        "noise": noise,
    }
