"""Fit and check when two passages count as making the same point (select/points.py), on ArgKP-2021.

    python bench/agreement.py --data DIR     # DIR holds kpa/arguments_train.csv and labels_train.csv

Pairs of arguments of one topic, both stances; the same human key point is a match. Weights are fitted on every other
topic, figures are of the topics in between.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from threadgist.embed import embed_texts
from threadgist.select.context import COMMON_PART
from threadgist.select.lexical import content_stems, is_negated, word_vectors
from threadgist.select.points import MEANING_WEIGHT, OPPOSITE_SIGN, SAME_POINT
from threadgist.settings import Settings
from threadgist.tools import open_tools


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "kpa"
    arguments = list(csv.DictReader((folder / "arguments_train.csv").open(encoding="utf-8")))
    points: defaultdict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader((folder / "labels_train.csv").open(encoding="utf-8")):
        if row["label"] == "1":
            points[row["arg_id"]].add(row["key_point_id"])
    topics: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for argument in arguments:
        if len(points[argument["arg_id"]]) == 1:
            topics[argument["topic"]].append(argument)
    encoder, cache = open_tools(Settings())
    features, same, fold = [], [], []
    for number, topic in enumerate(sorted(topics)):
        rows = topics[topic]
        texts = [row["argument"] for row in rows]
        vectors = embed_texts(texts, encoder, cache)
        centred = vectors - COMMON_PART * vectors.mean(axis=0)
        centred /= np.linalg.norm(centred, axis=1, keepdims=True)
        stems = [content_stems(text) for text in texts]
        spread = Counter(stem for text in stems for stem in set(text))
        words = word_vectors(stems, spread, len(stems))
        negated = np.array([is_negated(text) for text in texts])
        one, two = np.triu_indices(len(rows), 1)
        lexical = (words @ words.T).toarray()[one, two]
        meaning = (centred @ centred.T)[one, two]
        features.append(np.c_[meaning, lexical, negated[one] != negated[two]])
        key = np.array([next(iter(points[row["arg_id"]])) for row in rows])
        same.append(key[one] == key[two])
        fold.append(np.full(len(one), number % 2))
    x, y, held_out = np.concatenate(features), np.concatenate(same), np.concatenate(fold) == 1
    print(f"{len(y)} pairs, {y.mean():.3f} of them the same point; {held_out.sum()} held out")
    for name, columns in (("meaning", [0]), ("words", [1]), ("both", [0, 1]), ("both, negation", [0, 1, 2])):
        model = LogisticRegression(max_iter=500).fit(x[~held_out][:, columns], y[~held_out])
        chance = model.predict_proba(x[held_out][:, columns])[:, 1]
        order = np.argsort(-chance, kind="stable")
        precision = np.cumsum(y[held_out][order]) / np.arange(1, len(order) + 1)
        found = [precision[int(y[held_out].sum() * share)] for share in (0.02, 0.05, 0.1, 0.2)]
        print(
            f"{name:<16} AUC {roc_auc_score(y[held_out], chance):.3f}  precision of the best pairs, 2/5/10/20% as many "
            f"as match: {' '.join(f'{value:.3f}' for value in found)}  weights {model.coef_.round(2)[0]}"
        )
    score = MEANING_WEIGHT * x[:, 0] + x[:, 1] - OPPOSITE_SIGN * x[:, 2]
    for threshold in (SAME_POINT - 0.08, SAME_POINT - 0.04, SAME_POINT, SAME_POINT + 0.04, SAME_POINT + 0.1):
        taken = (score >= threshold) & held_out
        print(
            f"threshold {threshold:.2f}: precision {y[taken].mean():.3f}, "
            f"recall {y[taken].sum() / y[held_out].sum():.3f}"
        )


if __name__ == "__main__":
    main()
