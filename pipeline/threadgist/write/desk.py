"""A thread while it is being written: what there is to say, who writes, and what was not let through so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from threadgist import records
from threadgist.people import commenters, distinct_authors, names_authors
from threadgist.progress import Progress
from threadgist.records import Bullet, Draft, Plan, Point, Rejection, Theme, Written
from threadgist.write import extractive
from threadgist.write.alone import Speech
from threadgist.write.answers import Verdict, failure
from threadgist.write.ask import Claim, defuse
from threadgist.write.hedge import Crowd
from threadgist.write.material import Material, make_material
from threadgist.write.model import Completion, Encode
from threadgist.write.rules import Fault

if TYPE_CHECKING:
    from threadgist.write.stage import Writer

REJECTION_CHARS: Final = 300
PartName = Literal["heading", "bullet", "summary"]


@dataclass
class Desk:
    """All that writing a thread takes; `language` is the ISO 639-1 code of the language to write in."""

    plan: Plan
    writer: Writer
    language: str
    progress: Progress
    rejections: list[Rejection] = field(default_factory=list)
    # What was found before: of claims, and which passages say a sentence or the opposite.
    verdicts: dict[Claim, Verdict] = field(default_factory=dict)
    said: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        corpus = self.plan.corpus
        self.themes: tuple[Theme, ...] = self.plan.clustering.themes if self.plan.clustering else ()
        self.comments = {comment.id: comment for comment in corpus.thread.comments}
        # How many people the thread has, and whether it names them.
        self.everybody, self.signed = commenters(corpus), names_authors(corpus)
        self._copies = corpus.copies

    @cached_property
    def material(self) -> Material:
        """What the model is shown."""
        return make_material(self.plan.corpus)

    @cached_property
    def everything(self) -> tuple[str, ...]:
        """All that the model is shown, as texts."""
        return (*(line.passage.text for line in self.material.lines.values()), *self.material.about)

    @cached_property
    def speech(self) -> Speech:
        """Who uses which words."""
        return Speech(self.material)

    @property
    def encode(self) -> Encode | None:
        """The encoder; None where sentence and comments are in two languages."""
        return self.writer.encode if self.plan.corpus.language in (None, self.language) else None

    def crowd(self, keys: Iterable[str], *, other_side: bool = False) -> Crowd:
        """Return who is behind passages."""
        keys = tuple(keys)
        host = any(map(self.material.by_host, keys))
        return Crowd(self.people(keys), self.everybody, self.signed, other_side, host)

    def people(self, keys: Iterable[str]) -> int:
        """Return how many people are behind passages, with those who wrote the same word for word."""
        return distinct_authors(map(self.comments.__getitem__, self.comment_ids(keys)))

    def tokens(self, texts: Iterable[object]) -> int:
        """Return how many tokens the model takes for texts or lines, each on a line of its own."""
        return sum(self.writer.model.count_tokens(str(text)) + 1 for text in texts)

    def comment_ids(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the comments that passages are of, and those that say the same as these, each once."""
        ids = dict.fromkeys(self.material.comment(key).id for key in keys)
        return tuple(dict.fromkeys((*ids, *(copy for one in ids for copy in self._copies.get(one, ())))))

    def reject(self, part: PartName, reason: str, text: str = "", *, repaired: bool = False) -> None:
        """Note that something was not let through, its text cut and rid of what cannot be printed."""
        self.rejections.append(Rejection(part, reason, defuse(text, REJECTION_CHARS), repaired))

    def reject_answer(self, answer: Completion) -> None:
        """Note why nothing was found in an answer."""
        fault = failure(answer) or Fault("form", answer.text)
        self.reject("bullet", fault.reason, fault.detail)

    def quotation(self, point: Point) -> Bullet:
        """Return a point as a quotation."""
        return extractive.bullet(point, self.comments)

    def written(
        self,
        drafts: Iterable[Draft] | None = None,
        points: Iterable[Bullet] | None = None,
        summary: tuple[records.SummarySentence, ...] = (),
        clustering: records.Clustering | None = None,
    ) -> Written:
        """Return what came of it; themes and points are quoted where there is nothing else."""
        if drafts is None:
            drafts = (extractive.write(brief, self.comments) for brief in self.plan.briefs)
        if points is None:
            points = map(self.quotation, self.plan.below_no_heading)
        return Written(tuple(drafts), tuple(points), summary, tuple(self.rejections), clustering)
