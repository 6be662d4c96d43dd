"""What each part of the clustering does for themes of threads that careful readers labelled: one changed at a time.

python bench/themes.py --data DIR    # DIR holds gold/ and the labelled threads, see bench/gold/README.md
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest import mock

import numpy as np
from suites.agreement import agreement
from suites.threads import Reading, load_gold

from threadgist.cluster import cluster, partitions, stage
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.records import Clustering, Corpus
from threadgist.settings import Settings
from threadgist.tools import open_tools

VARIANTS: tuple[tuple[str, tuple[tuple[ModuleType, str, object], ...]], ...] = (
    ("as it is", ()),
    ("no diffusion over the reply tree", ((stage, "HOPS", 0),)),
    ("neither diffusion nor links", ((stage, "HOPS", 0), (partitions, "LINK_WEIGHT", 0.0))),
    ("diffusion .5", ((stage, "DIFFUSION", 0.5),)),
    ("diffusion .9", ((stage, "DIFFUSION", 0.9),)),
    ("links 1", ((partitions, "LINK_WEIGHT", 1.0),)),
    ("links 12", ((partitions, "LINK_WEIGHT", 12.0),)),
    ("no view of words", ((stage, "WORDS_UP_TO", 0),)),
    ("5 neighbours only", ((partitions, "NEIGHBOURS", (5,)),)),
    ("10 neighbours only", ((partitions, "NEIGHBOURS", (10,)),)),
    ("8 dimensions only", ((partitions, "DIMENSIONS", (8,)),)),
    ("together in two thirds", ((partitions, "APART", 0.34),)),
    ("together in one third", ((partitions, "APART", 0.66),)),
    ("at most 8 themes", ((stage, "DOZEN", 8),)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    settings = Settings()
    encoder, cache = open_tools(settings)
    readings, left_out = load_gold(parser.parse_args().data)
    first = {reading.name: reading for reading in reversed(readings)}
    corpora = {name: make_corpus(reading.thread, settings) for name, reading in first.items()}
    vectors = {name: embed(corpus, encoder, cache) for name, corpus in corpora.items()}
    print(*left_out, sep="\n")
    print("AMI over all labelled comments, mean; one after the other: " + ", ".join(sorted(first)))
    for title, changes in VARIANTS:
        with changed(changes):
            found = {name: cluster(corpora[name], vectors[name], settings.cluster) for name in sorted(first)}
        scores = [ami(found[name], corpora[name], first[name]) for name in sorted(first)]
        print(f"{np.mean(scores):.3f}  {title:34s}", " ".join(f"{score:.2f}" for score in scores))


@contextmanager
def changed(changes: tuple[tuple[ModuleType, str, object], ...]) -> Iterator[None]:
    """Constants replaced while something runs."""
    patches = [mock.patch.object(module, name, value) for module, name, value in changes]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def ami(found: Clustering, corpus: Corpus, reading: Reading) -> float:
    """Agreement with a reading; a comment is of the theme of its first passage, a copy of that of its original."""
    theme_of = {id_: theme.id for theme in found.themes for id_ in theme.passage_ids}
    label: dict[str, str | None] = {}
    for passage in corpus.passages:
        label.setdefault(passage.comment_id, theme_of.get(passage.id))
    for original, copies in corpus.copies.items():
        label.update(dict.fromkeys(copies, label.get(original)))
    ids = sorted(reading.themes)
    gold = [min(reading.themes[id_], default=f"none: {id_}") for id_ in ids]
    return agreement(gold, [label.get(id_) for id_ in ids])["AMI"]


if __name__ == "__main__":
    main()
