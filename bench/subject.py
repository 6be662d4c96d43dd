"""Do passages hang together? Real threads beside texts taken one each from unrelated places (cluster/null.py).

python bench/subject.py --data DIR    # DIR holds hackernews/, reddit/, polis/, kpa/, opinosis/ ...
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from pathlib import Path

import numpy as np

from threadgist.cluster.stage import closeness, has_subject, pair_mean
from threadgist.embed import embed, embed_texts
from threadgist.flow import make_corpus
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    settings = Settings()
    encoder, cache = open_tools(settings)
    patterns = (
        "hackernews/*.json",
        "reddit/*.json",
        "discourse/*.json",
        "polis/*/comments.csv",
        "sensemaking/*.json",
    )
    one_each = []
    print("pair mean, closeness, said to have a subject")
    for path in sorted(path for pattern in patterns for path in data.glob(pattern)):
        vectors = embed(make_corpus(read_thread(path), settings), encoder, cache).vectors
        one_each.append(vectors)
        print(
            f"{pair_mean(vectors):.3f} {closeness(vectors):.3f} {has_subject(vectors)!s:<5} {path.name} "
            f"({len(vectors)})"
        )
    topics: defaultdict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader((data / "kpa" / "arguments_train.csv").open(encoding="utf-8")):
        topics[row["topic"]].append(row["argument"])
    products = [
        next(
            line.strip() for line in path.read_text(encoding="latin-1").splitlines() if len(line.split()) > 6
        )
        for path in sorted(data.glob("opinosis/*/sentences.txt"))
    ]
    draw = random.Random(1)
    for count in (20, 40, 64):
        figures, subject = [], 0
        for _ in range(20):
            texts = [*products, *(draw.choice(arguments) for arguments in topics.values())]
            rows = [
                *embed_texts(texts, encoder, cache),
                *(vectors[draw.randrange(len(vectors))] for vectors in one_each),
            ]
            draw.shuffle(rows)
            drawn = np.array(rows[:count])
            figures.append((pair_mean(drawn), closeness(drawn)))
            subject += has_subject(drawn)
        most = np.max(figures, axis=0)
        print(
            f"unrelated, {count} texts, 20 draws: at most {most[0]:.3f} {most[1]:.3f}, {subject} said to have a subject"
        )


if __name__ == "__main__":
    main()
