"""Measure the clustering stage: agreement with people, stability, coverage, what passes for themes by chance, speed.

    python bench/clustering.py --data DIR [--resamples 20]

DIR holds the development data: `kpa/` (ArgKP-2021: arguments, key points, human labels) and real threads in
`reddit/`, `hackernews/`, `polis/`, `sensemaking/`. Vectors are kept in the ordinary cache, so that a second run is
a matter of a minute. The figures are those of docs/lab-notes.md, section "Clustering".
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from threadgist.cluster import cluster
from threadgist.embed import embed, embed_texts
from threadgist.flow import make_corpus
from threadgist.records import (
    Admission,
    Clustering,
    Comment,
    Corpus,
    Embeddings,
    EncoderInfo,
    Passage,
    Span,
    Thread,
)
from threadgist.settings import Settings
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
SETTINGS = Settings()
INFO = EncoderInfo("bench", "0", 384)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--resamples", type=int, default=20)
    options = parser.parse_args()
    agreement(options.data)
    threads(options.data, options.resamples)
    chance()
    speed()


def plain(
    texts: list[str], vectors: np.ndarray, authors: list[str | None] | None = None
) -> tuple[Corpus, Embeddings]:
    """A flat thread with one passage a comment."""
    names = authors or [None] * len(texts)
    comments = tuple(Comment(f"c{i:05d}", None, names[i], text) for i, text in enumerate(texts))
    passages = tuple(
        Passage(f"{comment.id}:0", Span(comment.id, 0, len(comment.text)), comment.text, ())
        for comment in comments
    )
    admissions = tuple(Admission(comment.id, "used") for comment in comments)
    corpus = Corpus(Thread("bench", "bench", "bench", comments), passages, admissions)
    return corpus, Embeddings(tuple(passage.id for passage in passages), vectors, INFO)


def labels_of(result: Clustering, ids: tuple[str, ...]) -> np.ndarray:
    """The theme number of each passage; one-offs are each a theme of their own, numbered below -1."""
    theme = {id_: number for number, item in enumerate(result.themes) for id_ in item.passage_ids}
    return np.array([theme.get(id_, -2 - place) for place, id_ in enumerate(ids)])


def agreement(data: Path) -> None:
    """ArgKP-2021: themes against human key points, a topic and stance at a time."""
    encoder, cache = open_tools(SETTINGS)
    for split in ("train", "dev"):
        with (data / f"kpa/arguments_{split}.csv").open(encoding="utf-8") as file:
            arguments = list(csv.DictReader(file))
        points = defaultdict(list)
        with (data / f"kpa/labels_{split}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["label"] == "1":
                    points[row["arg_id"]].append(row["key_point_id"])
        vectors = embed_texts([row["argument"] for row in arguments], encoder, cache)
        groups = defaultdict(list)
        for place, row in enumerate(arguments):
            groups[row["topic"], row["stance"]].append(place)
        scores = []
        for places in groups.values():
            corpus, embeddings = plain([arguments[p]["argument"] for p in places], vectors[places])
            result = cluster(corpus, embeddings, SETTINGS.cluster)
            labels = labels_of(result, embeddings.ids)
            single = [i for i, p in enumerate(places) if len(points[arguments[p]["arg_id"]]) == 1]
            gold = [points[arguments[places[i]]["arg_id"]][0] for i in single]
            scores.append(
                (
                    adjusted_mutual_info_score(gold, labels[single]),
                    adjusted_rand_score(gold, labels[single]),
                    len(result.themes),
                    float((labels[single] < 0).mean()),
                )
            )
        ami, ari, themes, noise = np.mean(scores, axis=0)
        print(
            f"ArgKP {split:5} AMI {ami:.3f} ARI {ari:.3f} themes {themes:.1f} noise {noise:.2f}", flush=True
        )


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
            for seed in range(resamples if result.found else 0)
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
            found += cluster(corpus, embeddings, SETTINGS.cluster).found
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
