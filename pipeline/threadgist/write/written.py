"""What came of writing a thread, and what there is where nothing came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from threadgist.records import Rejection
from threadgist.write import extractive
from threadgist.write.fence import defuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threadgist.records import (
        Brief,
        Clustering,
        Corpus,
        Draft,
        DraftBullet,
        Point,
        SummarySentence,
    )

__all__ = ["Written", "rejection", "unwritten"]

REJECTION_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it. `clustering` are the themes after editing, None where they are as they were."""

    clustering: Clustering | None
    drafts: tuple[Draft, ...]
    points: tuple[DraftBullet, ...]
    summary: tuple[SummarySentence, ...]
    rejections: tuple[Rejection, ...]


def rejection(
    part: Literal["heading", "bullet", "summary"], reason: str, text: str, *, repaired: bool = False
) -> Rejection:
    """Return the record of what was not let through, its text cut and rid of what cannot be printed."""
    return Rejection(part, reason, defuse(text, REJECTION_CHARS), repaired)


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
