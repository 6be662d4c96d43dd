"""A plan written by a language model, in the style that suits it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from threadgist.progress import Progress, Silent
from threadgist.records import BY_WORDS, Plan, Written
from threadgist.speakers import WRITTEN_LANGUAGES
from threadgist.write.calls import Budget, complete
from threadgist.write.desk import Desk
from threadgist.write.estimate import Estimate, Speeds, estimated_full, estimated_small
from threadgist.write.full import first_requests, write_full
from threadgist.write.model import Completion, Encode, LanguageModel, Request
from threadgist.write.small import small_requests, write_small

if TYPE_CHECKING:
    from threadgist.write.checkers import Checker


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model and all that writing with it takes; shared by threads that write at the same time.

    `style` is "full" for a model that sums up what several people say and writes the page once more when that was
    counted, "once" for one that does not; "small" for one that is asked for one sentence about one comment at a time.
    `checker` decides in the first two; the small style is held to the comment's words. `language` is the ISO 639-1 code
    to write in, None for that of the comments; `prices` are for a million tokens read and written, in any currency.
    """

    model: LanguageModel
    checker: Checker
    style: Literal["small", "full", "once"] = "full"
    language: str | None = None
    summary: bool = True
    budget: Budget = field(default_factory=Budget)
    speeds: Speeds = field(default_factory=lambda: Speeds(None))
    prices: tuple[float, float] | None = None
    encode: Encode | None = None
    tell: Callable[[str], None] | None = None

    @property
    def checked_by(self) -> str:
        """What its sentences are checked by."""
        return BY_WORDS if self.style == "small" else self.checker.name

    @property
    def notices(self) -> tuple[str, ...]:
        """What did not go as asked with the model or the checker, in sentences."""
        return tuple(dict.fromkeys((*self.model.notices, *self.checker.notices)))

    def complete(
        self, requests: Sequence[Request], progress: Callable[[int], None] | None = None
    ) -> list[Completion]:
        """Make calls within the bounds, as `calls.complete` does, and keep how fast they went."""
        began = time.monotonic()
        answers = complete(self.model, requests, self.budget, progress)
        self.speeds.keep(self.model.info, answers, time.monotonic() - began)
        return answers


def write(plan: Plan, writer: Writer, progress: Progress) -> Written:
    """Write headings, bullets and "In short" of a thread; what cannot be written is quoted.

    Raises ModelError: the model cannot complete anything at all.
    """
    desk = _desk(plan, writer, progress)
    translates = writer.style != "small" and writer.checker.translates
    if not translates and plan.corpus.language not in (None, desk.language):
        desk.reject("bullet", "language")
        return desk.written()
    if not plan.corpus.passages:
        return desk.written()
    if writer.tell is not None:
        writer.tell(str(estimate(plan, writer)))
    return write_small(desk) if writer.style == "small" else write_full(desk)


def estimate(plan: Plan, writer: Writer) -> Estimate:
    """Say what `write` would ask of the model, without asking it."""
    desk = _desk(plan, writer, Silent())
    if writer.style == "small":
        return estimated_small(writer, small_requests(desk))
    first, drafted = first_requests(desk)
    return estimated_full(writer, first, drafted=drafted, themed=plan.clustering is not None)


def _desk(plan: Plan, writer: Writer, progress: Progress) -> Desk:
    own = plan.corpus.language if plan.corpus.language in WRITTEN_LANGUAGES else None
    return Desk(plan, writer, writer.language or own or "en", progress)
