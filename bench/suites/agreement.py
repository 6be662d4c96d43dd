"""How far two groupings of the same things agree."""

from collections.abc import Sequence

from threadgist.evaluate.checks import NOT_SCORABLE


def agreement(gold: Sequence[str], found: Sequence[str | int | None]) -> dict[str, float]:
    """Compare two groupings of the same things; None in `found` is noise, each such thing a group of its own.

    AMI (Vinh et al. 2010) and ARI (Hubert and Arabie 1985): 1 for the same, NaN where `gold` has one group.
    """
    noise = sum(label is None for label in found) / len(found) if found else NOT_SCORABLE
    if len(set(gold)) < 2:
        return {"AMI": NOT_SCORABLE, "ARI": NOT_SCORABLE, "noise": noise}
    from sklearn import metrics

    labels = [f"alone {place}" if label is None else f"in {label}" for place, label in enumerate(found)]
    ami, ari = metrics.adjusted_mutual_info_score(gold, labels), metrics.adjusted_rand_score(gold, labels)
    return {"AMI": float(ami), "ARI": float(ari), "noise": noise}
