"""Fit the projection of an encoder's vectors on human key points, and say what it is worth on other topics.

    python bench/fit_projection.py --data DIR [--write]

DIR holds `kpa/` (ArgKP-2021). Linear discriminant analysis on mean-centred unit vectors of arguments with one key
point: the covariance within key points is shrunk .6 towards its trace, vectors are whitened by it, and the 128
directions that tell key points apart best are kept, each scaled by its eigenvalue^.25. Six folds by topic: both
stances of a topic are always in one fold, and each is clustered with what was fitted on the other five. `--write` fits
on all train topics and writes models/NAME.projection.npz; the dev topics are never fitted on.

What is written are 384 x 128 numbers computed from vectors of the arguments: results of computing on the data, which
CDLA-Sharing-1.0 lets anybody use as they like; no argument can be read from them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from debates import SETTINGS, Group, read_groups, scores, told

from threadgist.embed import embed_texts
from threadgist.tools import open_tools

FOLDS = 6
SHRINK = 0.6
DIRECTIONS = 128
POWER = 0.25
FITTED_ON = "ArgKP-2021 train"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write models/NAME.projection.npz")
    options = parser.parse_args()
    encoder, cache = open_tools(SETTINGS)
    train, dev = (
        read_groups(options.data, split, lambda texts: embed_texts(texts, encoder, cache))
        for split in ("train", "dev")
    )
    topics = sorted({group.topic for group in train})
    fold = {topic: place % FOLDS for place, topic in enumerate(topics)}
    held_out = {
        number: fit([group for group in train if fold[group.topic] != number]) for number in range(FOLDS)
    }
    none = np.eye(train[0].vectors.shape[1], dtype=np.float32)
    everything = fit(train)
    told("train, no projection", [scores(group, none) for group in train])
    told("train, fitted on the other folds", [scores(group, held_out[fold[group.topic]]) for group in train])
    told("dev, no projection", [scores(group, none) for group in dev])
    told("dev, fitted on train", [scores(group, everything) for group in dev])
    if options.write:
        path = Path(__file__).parent.parent / "models" / f"{encoder.info.name}.projection.npz"
        np.savez_compressed(
            path,
            matrix=everything.astype(np.float16),
            encoder_sha256=np.array(encoder.info.sha256),
            fitted_on=np.array(FITTED_ON),
        )
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def fit(groups: list[Group]) -> np.ndarray:
    """`(d, 128)` float32: see the module."""
    dimension = groups[0].vectors.shape[1]
    within = np.zeros((dimension, dimension))
    between = np.zeros((dimension, dimension))
    inside = members = 0
    for group in groups:
        rows = group.vectors - group.vectors.mean(axis=0)
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True))[group.single].astype(np.float64)
        middle = rows.mean(axis=0)
        for key in np.unique(group.gold):
            own = rows[group.gold == key]
            if len(own) < 2:
                continue
            mean = own.mean(axis=0)
            within += (own - mean).T @ (own - mean)
            between += len(own) * np.outer(mean - middle, mean - middle)
            inside, members = inside + len(own) - 1, members + len(own)
    within, between = within / inside, between / members
    within = (1.0 - SHRINK) * within + SHRINK * np.trace(within) / dimension * np.eye(dimension)
    values, axes = np.linalg.eigh(within)
    whitening = axes / np.sqrt(values) @ axes.T
    values, axes = np.linalg.eigh(whitening @ between @ whitening)
    values, axes = values[::-1][:DIRECTIONS], axes[:, ::-1][:, :DIRECTIONS]
    matrix = whitening @ axes * np.maximum(values, 0.0) ** POWER
    return (matrix / np.linalg.norm(matrix) * np.sqrt(DIRECTIONS)).astype(np.float32)


if __name__ == "__main__":
    main()
