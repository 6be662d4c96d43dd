"""ArgKP-2021 as flat threads whose vectors are given: what the scripts here measure clustering on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from suites.data_argkp import load_argkp

from threadgist.cluster import cluster
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

INFO = EncoderInfo("bench", "0", 384)
SETTINGS = Settings()


@dataclass(frozen=True, slots=True)
class Group:
    """The arguments of one topic and stance; `single` are the rows with one key point, `gold` which it is."""

    topic: str
    texts: list[str]
    vectors: np.ndarray
    single: np.ndarray
    gold: np.ndarray


def read_groups(data: Path, split: str, encode: Callable[[list[str]], np.ndarray]) -> list[Group]:
    """The groups of a split, by topic and stance; all their texts are encoded in one call."""
    debates = [debate for debate in load_argkp(data) if debate.thread.id.startswith(f"{split}:")]
    texts = [[comment.text for comment in debate.thread.comments] for debate in debates]
    vectors = encode([text for own in texts for text in own])
    groups = []
    start = 0
    for debate, own in zip(debates, texts, strict=True):
        keys = [debate.matches[comment.id] for comment in debate.thread.comments]
        single = np.array([row for row, points in enumerate(keys) if len(points) == 1])
        gold = np.unique([keys[row][0] for row in single], return_inverse=True)[1]
        groups.append(Group(debate.thread.title, own, vectors[start : start + len(own)], single, gold))
        start += len(own)
    return groups


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


def scores(group: Group) -> tuple[float, float, float, float]:
    """AMI and ARI with one-offs as singletons, the number of themes, and the share of one-offs."""
    corpus, embeddings = plain(group.texts, group.vectors)
    found = cluster(corpus, embeddings, SETTINGS.cluster)
    labels = labels_of(found, embeddings.ids)[group.single]
    return (
        float(adjusted_mutual_info_score(group.gold, labels)),
        float(adjusted_rand_score(group.gold, labels)),
        float(len(found.themes)),
        float((labels < 0).mean()),
    )


def told(name: str, rows: Iterable[tuple[float, float, float, float]]) -> None:
    """Print the means of `scores`."""
    ami, ari, themes, noise = np.mean(list(rows), axis=0)
    print(f"{name:34} AMI {ami:.3f} ARI {ari:.3f} themes {themes:.1f} noise {noise:.2f}", flush=True)
