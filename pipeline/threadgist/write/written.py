"""What came of writing a thread, and what there is where nothing came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.write import extractive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threadgist.records import (
        Brief,
        Clustering,
        Corpus,
        Draft,
        DraftBullet,
        Point,
        Rejection,
        SummarySentence,
    )

__all__ = ["Written", "unwritten"]


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it. `clustering` are the themes after editing, None where they are as they were."""

    clustering: Clustering | None
    drafts: tuple[Draft, ...]
    points: tuple[DraftBullet, ...]
    summary: tuple[SummarySentence, ...]
    rejections: tuple[Rejection, ...]


def unwritten(
    corpus: Corpus, briefs: Sequence[Brief], points: Sequence[Point], rejections: Iterable[Rejection]
) -> Written:
    """Return what is quoted where no sentence of a model stands."""
    texts = {comment.id: comment.text for comment in corpus.thread.comments}
    return Written(
        None,
        tuple(extractive.write(brief, texts) for brief in briefs),
        tuple(extractive.bullet(point, texts) for point in points),
        (),
        tuple(rejections),
    )
