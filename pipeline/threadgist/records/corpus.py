"""A thread that was cleaned and cut into passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from threadgist.records.thread import Span, Thread

__all__ = ["Admission", "Corpus", "Passage", "SkipReason"]

SkipReason = Literal[
    "deleted", "removed", "empty", "too_short", "quotation_only", "link_only", "automatic", "over_limit"
]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded: a whole comment, or neighbouring sentences of a long one, verbatim.

    `text` equals the comment's text from `span.start` to `span.end`; `sentences` are the sentences inside it.
    """

    id: str
    span: Span
    text: str
    sentences: tuple[Span, ...]

    @property
    def comment_id(self) -> str:
        """The comment this passage is cut from."""
        return self.span.comment_id


@dataclass(frozen=True, slots=True)
class Admission:
    """What cleaning decided about one input comment: used, or duplicate of another, or skipped for a reason."""

    comment_id: str
    status: Literal["used", "duplicate", "skipped"]
    reason: SkipReason | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """A cleaned thread, its passages, and one `Admission` for every comment of the thread, in thread order.

    `language` is the ISO 639-1 code most of the text is in, or None where that could not be told.
    """

    thread: Thread
    passages: tuple[Passage, ...]
    admissions: tuple[Admission, ...]
    language: str | None = None

    @property
    def copies(self) -> dict[str, tuple[str, ...]]:
        """The comments that were admitted as duplicates, by the comment they are copies of, in thread order."""
        found: dict[str, list[str]] = {}
        for admission in self.admissions:
            if admission.duplicate_of is not None:
                found.setdefault(admission.duplicate_of, []).append(admission.comment_id)
        return {original: tuple(copies) for original, copies in found.items()}
