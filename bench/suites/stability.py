"""The same discussion in another order, and with a tenth of its comments gone."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from suites.agreement import agreement
from suites.maker import Maker
from suites.report import Report, Score, mean_scores

from threadgist.evaluate.card import SHARE_GONE, resampled
from threadgist.evaluate.checks import NOT_SCORABLE, mean
from threadgist.pages import render
from threadgist.sources.assemble import assemble
from threadgist.sources.base import RawComment, RawThread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.progress import Progress
    from threadgist.records import Thread

RESAMPLES = 20
SHUFFLES = 3


def stability(
    threads: Mapping[str, Thread],
    makers: Sequence[Maker],
    progress: Progress,
    notes: Sequence[str] = (),
    *,
    resamples: int = RESAMPLES,
    shuffles: int = SHUFFLES,
) -> Report:
    """Run the suite.

    Args:
        threads: Real threads, by the names to print.
        makers: The configurations under test.
        progress: Who watches.
        notes: What was left out of the data.
        resamples: How often to take a tenth of the comments away.
        shuffles: How often to shuffle the comments.
    """
    scores: list[Score] = []
    broken: list[str] = []
    for maker in makers:
        progress.stage(f"stability {maker.name}", len(threads))
        rows = []
        for number, (name, thread) in enumerate(threads.items(), 1):
            same = _same_bytes(thread, maker, shuffles)
            if same < 1:
                broken.append(f"{name}: {same:.0%} of {shuffles} shuffles gave the same bytes")
            rows.append((name, {"shuffles": same, **_resampled(thread, maker, resamples)}))
            progress.done(number)
        scores += mean_scores(maker.name, rows)
    told = (
        f"shuffles: share of {shuffles} shuffled inputs that give digest.json byte for byte",
        f"ARI, AMI: themes of the whole thread and of {1 - SHARE_GONE:.0%} of its comments ({resamples} random "
        "choices; what is gone stands there as deleted), on the passages both have, one-offs as groups of their own",
        "seeds: not applicable, no stage draws random numbers that are not fixed",
        *notes,
    )
    return Report("stability", tuple(scores), told, tuple(broken))


def _resampled(thread: Thread, maker: Maker, resamples: int) -> dict[str, float]:
    """Mean ARI and AMI, the worst ARI, and the number of themes of the whole; NaN where the whole has none."""
    whole: dict[str, str | None] = {}
    found = []
    for whole, part in resampled(thread, maker.settings, maker.embed, resamples):
        both = [id_ for id_ in whole if id_ in part]
        gold = [whole[id_] or f"alone {id_}" for id_ in both]
        found.append(agreement(gold, [part[id_] for id_ in both]))
    return {
        "ARI": mean(one["ARI"] for one in found),
        "AMI": mean(one["AMI"] for one in found),
        "worst": min((one["ARI"] for one in found), default=NOT_SCORABLE),
        "themes": float(len(set(whole.values()) - {None})),
    }


def _same_bytes(thread: Thread, maker: Maker, shuffles: int) -> float:
    comments = [
        RawComment(
            comment.text,
            id=comment.id,
            parent=comment.parent_id,
            author=comment.author,
            created_at=comment.created_at,
            score=comment.score,
            url=comment.url,
            gone=comment.gone,
        )
        for comment in thread.comments
    ]

    def written(order: Sequence[RawComment]) -> str:
        raw = RawThread(
            tuple(order), title=thread.title, id=thread.id, url=thread.url, article=thread.article
        )
        return render(maker.digest(assemble(raw, source=thread.source, fallback_title="thread")), "json")

    first = written(comments)
    same = 0
    for seed in range(shuffles):
        shuffled = comments.copy()
        Random(seed).shuffle(shuffled)
        same += written(shuffled) == first
    return same / shuffles if shuffles else NOT_SCORABLE
