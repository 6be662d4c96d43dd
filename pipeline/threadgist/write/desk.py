"""A thread while it is being written: what there is to say, who writes, and what was not let through so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from threadgist.people import commenters, names_authors
from threadgist.records import Rejection
from threadgist.write import extractive
from threadgist.write.alone import Speech
from threadgist.write.ask import defuse
from threadgist.write.hedge import Crowd
from threadgist.write.material import make_material

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threadgist.progress import Progress
    from threadgist.records import (
        Brief,
        Clustering,
        Comment,
        Corpus,
        Draft,
        DraftBullet,
        Point,
        SummarySentence,
        Theme,
    )
    from threadgist.write.material import Material
    from threadgist.write.model import Encode
    from threadgist.write.stage import Writer

__all__ = ["Desk", "Written"]

REJECTION_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it. `clustering` are the themes after editing, None where they are as they were."""

    clustering: Clustering | None
    drafts: tuple[Draft, ...]
    points: tuple[DraftBullet, ...]
    summary: tuple[SummarySentence, ...]
    rejections: tuple[Rejection, ...]


@dataclass
class Desk:
    """All that writing a thread takes.

    `clustering` is None where the thread is too small to have themes. `briefs` are what there is to quote of each
    theme and `points` what there is below no heading: they stand in where nothing could be written. `language` is the
    ISO 639-1 code of the language to write in.
    """

    corpus: Corpus
    clustering: Clustering | None
    briefs: Sequence[Brief]
    points: Sequence[Point]
    writer: Writer
    language: str
    progress: Progress
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes, where there are any."""
        return self.clustering.themes if self.clustering is not None else ()

    @cached_property
    def comments(self) -> dict[str, Comment]:
        """The comments by id."""
        return {comment.id: comment for comment in self.corpus.thread.comments}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts of the comments by id."""
        return {comment_id: comment.text for comment_id, comment in self.comments.items()}

    @cached_property
    def copies(self) -> dict[str, tuple[str, ...]]:
        """The comments that say the same as another, by that one's id."""
        return self.corpus.copies

    @cached_property
    def material(self) -> Material:
        """What the model is shown."""
        return make_material(self.corpus)

    @cached_property
    def speech(self) -> Speech:
        """Who uses which words."""
        return Speech(self.material)

    @cached_property
    def everybody(self) -> int:
        """How many people the thread has."""
        return commenters(self.corpus)

    @cached_property
    def signed(self) -> bool:
        """Whether the thread names its people."""
        return names_authors(self.corpus)

    @property
    def encode(self) -> Encode | None:
        """The encoder; None where sentence and comments are in two languages."""
        return self.writer.encode if self.corpus.language in (None, self.language) else None

    def crowd(self, keys: Iterable[str], *, other_side: bool = False) -> Crowd:
        """Return who is behind passages."""
        keys = tuple(keys)
        return Crowd(
            self.material.people(keys),
            self.everybody,
            self.signed,
            other_side,
            any(map(self.material.by_host, keys)),
        )

    def reject(
        self,
        part: Literal["heading", "bullet", "summary"],
        reason: str,
        text: str = "",
        *,
        repaired: bool = False,
    ) -> None:
        """Note that something was not let through, its text cut and rid of what cannot be printed."""
        self.rejections.append(Rejection(part, reason, defuse(text, REJECTION_CHARS), repaired))

    def quotation(self, point: Point) -> DraftBullet:
        """Return a point as a quotation."""
        return extractive.bullet(point, self.texts)

    def written(
        self,
        drafts: Iterable[Draft] | None = None,
        points: Iterable[DraftBullet] | None = None,
        summary: tuple[SummarySentence, ...] = (),
        clustering: Clustering | None = None,
    ) -> Written:
        """Return what came of it; themes and points are quoted where there is nothing else."""
        if drafts is None:
            drafts = (extractive.write(brief, self.texts) for brief in self.briefs)
        if points is None:
            points = map(self.quotation, self.points)
        return Written(clustering, tuple(drafts), tuple(points), summary, tuple(self.rejections))
