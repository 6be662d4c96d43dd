"""Whether a thread has the same themes without a tenth of its comments."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from threadgist.cluster import cluster
from threadgist.evaluate.means import mean
from threadgist.evaluate.records import NOT_SCORABLE
from threadgist.evaluate.themes import agreement
from threadgist.flow import make_corpus
from threadgist.select import SMALL_THREAD

if TYPE_CHECKING:
    from threadgist.evaluate.maker import Maker
    from threadgist.records import Thread


SHARE_GONE = 0.1


def resampled(thread: Thread, maker: Maker, resamples: int) -> dict[str, float]:
    """Compare the themes of a thread with those of nine tenths of it, drawn `resamples` times.

    Returns:
        Mean ARI and AMI, the worst ARI, and the number of themes of the whole; NaN where the whole has none.
    """
    whole = _themes(thread, maker)
    count = len({theme for theme in whole.values() if theme is not None})
    if not count:
        blank = dict.fromkeys(("ARI", "AMI", "worst"), NOT_SCORABLE)
        return {**blank, "themes": 0.0}
    there = [comment.id for comment in thread.comments if comment.gone is None and comment.text.strip()]
    found = []
    for seed in range(resamples):
        gone = set(Random(seed).sample(sorted(there), round(SHARE_GONE * len(there))))
        rest = tuple(
            replace(comment, text="", gone="deleted") if comment.id in gone else comment
            for comment in thread.comments
        )
        part = _themes(replace(thread, comments=rest), maker)
        both = [id_ for id_ in whole if id_ in part]
        gold = [whole[id_] or f"alone {id_}" for id_ in both]
        found.append(agreement(gold, [part[id_] for id_ in both]))
    return {
        "ARI": mean(one["ARI"] for one in found),
        "AMI": mean(one["AMI"] for one in found),
        "worst": min((one["ARI"] for one in found), default=NOT_SCORABLE),
        "themes": float(count),
    }


def _themes(thread: Thread, maker: Maker) -> dict[str, str | None]:
    """The theme of every passage, by the passage's id, which is its comment and its place in that."""
    corpus = make_corpus(thread, maker.settings)
    used = sum(admission.status == "used" for admission in corpus.admissions)
    found: dict[str, str | None] = {passage.id: None for passage in corpus.passages}
    if used > SMALL_THREAD:
        for theme in cluster(corpus, maker.embed(corpus), maker.settings.cluster).themes:
            found.update(dict.fromkeys(theme.passage_ids, theme.id))
    return found
