"""Measure the clustering stage: agreement with people, stability, coverage, what passes for themes by chance, speed.

    python bench/clustering.py --data DIR [--resamples 20]

DIR holds the development data: `kpa/` (ArgKP-2021: arguments, key points, human labels) and real threads in
`reddit/`, `hackernews/`, `polis/`, `sensemaking/`. Vectors are kept in the ordinary cache, so that a second run is
a matter of a minute. The figures are those of docs/lab-notes.md, section "Clustering".
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from debates import SETTINGS, labels_of, plain, read_groups, scores, told
from sklearn.metrics import adjusted_rand_score

from threadgist.cluster import cluster
from threadgist.embed import embed, embed_texts
from threadgist.flow import make_corpus
from threadgist.records import Corpus, Embeddings
from threadgist.sources import read_thread
from threadgist.tools import open_tools

THREADS = (
    "hackernews/20800832.algolia.json",
    "hackernews/48849066.flat.json",
    "reddit/fo7p5b.json",
    "reddit/yjk55.json",
    "reddit/2ujhkr.json",
    "reddit/3cxssv.json",
    "reddit/3hahrw.json",
    "reddit/1j12a8.json",
    "reddit/m77nc.json",
    "reddit/34c0pm.json",
    "discourse/discourse_topic_1148.json",
    "polis/15-per-hour-seattle/comments.csv",
    "polis/american-assembly.bowling-green/comments.csv",
    "polis/brexit-consensus/comments.csv",
    "polis/scoop-hivemind.taxes/comments.csv",
    "polis/scoop-hivemind.ubi/comments.csv",
    "polis/vtaiwan.uberx/comments.csv",
    "sensemaking/wcbgb-comments.json",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--resamples", type=int, default=20)
    options = parser.parse_args()
    agreement(options.data)
    threads(options.data, options.resamples)
    chance()
    speed()


def agreement(data: Path) -> None:
    """ArgKP-2021: themes against human key points, a topic and stance at a time."""
    encoder, cache = open_tools(SETTINGS)
    for split in ("train", "dev"):
        groups = read_groups(data, split, lambda texts: embed_texts(texts, encoder, cache))
        told(f"ArgKP {split}", map(scores, groups))


def threads(data: Path, resamples: int) -> None:
    """Real threads: themes, coverage, the largest theme, and agreement with resamples of nine tenths."""
    encoder, cache = open_tools(SETTINGS)
    rows = []
    for name in THREADS:
        corpus = make_corpus(read_thread(str(data / name)), SETTINGS)
        embeddings = embed(corpus, encoder, cache)
        result = cluster(corpus, embeddings, SETTINGS.cluster)
        full = dict(zip(embeddings.ids, labels_of(result, embeddings.ids), strict=True))
        covered = len({id_ for theme in result.themes for id_ in theme.comment_ids})
        used = sorted({passage.comment_id for passage in corpus.passages})
        scores = [
            resampled(corpus, embeddings, full, used, seed)
            for seed in range(resamples if result.themes else 0)
        ]
        passages = len(embeddings.ids)
        largest = max((len(theme.passage_ids) for theme in result.themes), default=0) / passages
        inside = 1 - len(result.one_off_ids) / passages
        stability = float(np.mean(scores)) if scores else float("nan")
        sizes = [theme.author_count for theme in result.themes]
        rows.append((stability, inside, covered / len(used)))
        print(
            f"{name:50} comments {len(used):5} passages {passages:5} stability {stability:.2f} in themes {inside:.2f} "
            f"comments covered {covered / len(used):.2f} largest {largest:.2f} authors {sizes}",
            flush=True,
        )
    means = np.nanmean(rows, axis=0)
    print(f"mean stability {means[0]:.3f} in themes {means[1]:.2f} comments covered {means[2]:.2f}")


def resampled(
    corpus: Corpus, embeddings: Embeddings, full: dict[str, int], used: list[str], seed: int
) -> float:
    """ARI between the themes of the whole and of nine tenths of the comments, on the passages both have."""
    rng = np.random.default_rng(seed)
    kept = {used[i] for i in rng.choice(len(used), size=int(0.9 * len(used)), replace=False)}
    place = {id_: row for row, id_ in enumerate(embeddings.ids)}
    passages = tuple(passage for passage in corpus.passages if passage.comment_id in kept)
    ids = tuple(passage.id for passage in passages)
    part = replace(embeddings, ids=ids, vectors=embeddings.vectors[[place[id_] for id_ in ids]])
    labels = labels_of(cluster(replace(corpus, passages=passages), part, SETTINGS.cluster), ids)
    return float(adjusted_rand_score([full[id_] for id_ in ids], labels))


def chance() -> None:
    """Random unit vectors must show no themes, however many."""
    for count in (10, 30, 60, 120, 300, 1_000, 3_000):
        found = 0
        for seed in range(5):
            vectors = np.random.default_rng(seed).standard_normal((count, 384)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            corpus, embeddings = plain([f"text {i}" for i in range(count)], vectors)
            found += bool(cluster(corpus, embeddings, SETTINGS.cluster).themes)
        print(f"random vectors, n {count:5}: themes found in {found} of 5", flush=True)


def speed() -> None:
    """Seconds for mixtures of sixty clumps."""
    for count in (300, 3_000, 30_000):
        rng = np.random.default_rng(0)
        centres = rng.standard_normal((60, 384))
        vectors = centres[rng.integers(60, size=count)] + 0.8 * rng.standard_normal((count, 384)) + 1.0
        vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        corpus, embeddings = plain([f"text {i}" for i in range(count)], vectors)
        start = time.perf_counter()
        result = cluster(corpus, embeddings, SETTINGS.cluster)
        print(f"n {count:6}: {time.perf_counter() - start:6.2f} s, {len(result.themes)} themes", flush=True)


if __name__ == "__main__":
    main()
