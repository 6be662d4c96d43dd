"""Fit the projection of an encoder's vectors on human key points, and say what it is worth on other topics.

    python bench/fit_projection.py --data DIR [--write]

DIR holds `kpa/` (ArgKP-2021). How it is fitted stands in `threadgist.evaluate.folds`, which `threadgist evaluate argkp`
uses as well. Six folds by topic: both stances of a topic are always in one fold, and each is clustered with what was
fitted on the other five. `--write` fits on all train topics and writes models/NAME.projection.npz; the dev topics are
never fitted on.

What is written are 384 x 128 numbers computed from vectors of the arguments: results of computing on the data, which
CDLA-Sharing-1.0 lets anybody use as they like; no argument can be read from them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from debates import SETTINGS, learned, learned_on_others, read_groups, scores, told

from threadgist.embed import embed_texts
from threadgist.tools import open_tools

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
    held_out = learned_on_others(train)
    none = np.eye(train[0].vectors.shape[1], dtype=np.float32)
    everything = learned(train)
    told("train, no projection", [scores(group, none) for group in train])
    told("train, fitted on the other folds", [scores(group, held_out[group.topic]) for group in train])
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


if __name__ == "__main__":
    main()
