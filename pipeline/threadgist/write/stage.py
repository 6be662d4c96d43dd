"""A plan written by a language model, in the style that suits it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from threadgist.records import BY_WORDS, Rejection
from threadgist.speakers import WRITTEN_LANGUAGES
from threadgist.write.calls import Budget, complete
from threadgist.write.estimate import Estimate, Speeds, estimated_full, measure
from threadgist.write.full import draft_requests, write_full
from threadgist.write.small import small_requests, write_small
from threadgist.write.written import Written, unwritten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from threadgist.progress import Progress
    from threadgist.records import Brief, Clustering, Corpus, Point
    from threadgist.write.checkers import Checker
    from threadgist.write.model import Completion, LanguageModel, Request

__all__ = ["Style", "Writer", "estimate", "write"]

Style = Literal["small", "full"]


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model and all that writing with it takes; shared by threads that write at the same time.

    `style` is "full" for a model that sums up what several people say, "small" for one that is asked for one sentence
    about one comment at a time. `checker` decides in the full style; the small one is held to the comment's words.
    `language` is the ISO 639-1 code to write in, None for that of the comments; `prices` are for a million tokens read
    and written, in any currency; `encode` gives `(n, d)` float32 unit vectors of texts, from the digest's encoder.
    """

    model: LanguageModel
    checker: Checker
    style: Style = "full"
    language: str | None = None
    summary: bool = True
    budget: Budget = field(default_factory=Budget)
    speeds: Speeds = field(default_factory=lambda: Speeds(None))
    prices: tuple[float, float] | None = None
    encode: Callable[[Sequence[str]], NDArray[np.float32]] | None = None
    tell: Callable[[str], None] | None = None

    @property
    def checked_by(self) -> str:
        """What its sentences are checked by."""
        return self.checker.name if self.style == "full" else BY_WORDS

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


def write(
    corpus: Corpus,
    clustering: Clustering | None,
    briefs: Sequence[Brief],
    points: Sequence[Point],
    writer: Writer,
    progress: Progress,
) -> Written:
    """Write headings, bullets and "In short" of a thread; what cannot be written is quoted.

    Args:
        corpus: The cleaned thread.
        clustering: Its themes; None where it is too small to have any.
        briefs: What there is to quote of each theme.
        points: What there is to quote of a thread without themes.
        writer: The model, the checker and the bounds.
        progress: Who watches.

    Raises:
        ModelError: The model cannot complete anything at all.
    """
    language = _language(corpus, writer)
    if _cannot_be_checked(corpus, writer, language):
        return unwritten(corpus, briefs, points, [Rejection("bullet", "language", "")])
    if not corpus.passages:
        return unwritten(corpus, briefs, points, ())
    if writer.tell is not None:
        writer.tell(str(estimate(corpus, clustering, briefs, points, writer)))
    if writer.style == "small":
        return write_small(corpus, clustering, briefs, points, writer, language, progress)
    return write_full(corpus, clustering, briefs, points, writer, language, progress)


def estimate(
    corpus: Corpus,
    clustering: Clustering | None,
    briefs: Sequence[Brief],
    points: Sequence[Point],
    writer: Writer,
) -> Estimate:
    """Say what `write` would ask of the model, without asking it."""
    language = _language(corpus, writer)
    speed = writer.speeds.get(writer.model.info)
    if writer.style == "small":
        requests = small_requests(corpus, briefs, points, language)
        return measure(writer.model, requests, speed, writer.prices)
    requests = draft_requests(corpus, clustering, briefs, writer, language)
    return estimated_full(writer.model, requests, speed, writer.prices, themed=clustering is not None)


def _language(corpus: Corpus, writer: Writer) -> str:
    if writer.language is not None:
        return writer.language
    return corpus.language if corpus.language in WRITTEN_LANGUAGES else "en"


def _cannot_be_checked(corpus: Corpus, writer: Writer, language: str) -> bool:
    checked = writer.style == "full" and writer.checker.translates
    return not checked and corpus.language is not None and corpus.language != language
