"""The spans of a comment that could be printed: one to three neighbouring sentences, trimmed at both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threadgist.records import Span
from threadgist.select.reading import Reading, read
from threadgist.select.trim import trim

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

MOST_SENTENCES = 3
MOST_WORDS = 60


class Window(NamedTuple):
    """One span: the readings of its sentences, and which sentence of the comment it begins with.

    `following` is what the comment goes on with, line break included, "" at its end. `breaks` is how many paragraph
    breaks it crosses; `parts` are the sentences in it, as they are printed.
    """

    span: Span
    text: str
    readings: tuple[Reading, ...]
    parts: tuple[tuple[int, int], ...]
    place: int
    breaks: int
    following: str

    @property
    def words(self) -> int:
        """How many words there are."""
        return sum(reading.words for reading in self.readings)


def windows(
    text: str, sentences: Sequence[Span], shared: Container[str] = (), *, english: bool, answer: bool = False
) -> Iterator[Window]:
    """Yield every span of `text` that could be printed, in order, the shorter ones first.

    Args:
        text: The comment.
        sentences: Its sentences, in order.
        shared: The stems of content words that several comments of the thread have.
        english: Whether English rules apply.
        answer: Whether it stands below what it answers: then its opening ("No, ...") is kept.
    """
    whole = [read(text[one.start : one.end], shared, english=english) for one in sentences]
    for first, opening in enumerate(sentences):
        breaks = words = 0
        for last in range(first, min(first + MOST_SENTENCES, len(sentences))):
            words += whole[last].words
            if last > first:
                gap = text[sentences[last - 1].end : sentences[last].start]
                if gap.strip() or words > MOST_WORDS:
                    break
                breaks += "\n" in gap
            end = sentences[last].end
            start, stop = (
                trim(text, opening.start, end, front=not answer) if english else (opening.start, end)
            )
            if stop <= sentences[last].start:
                continue
            within = range(first, last + 1)
            # The front may take the whole first sentence.
            parts = [(n, max(sentences[n].start, start), min(sentences[n].end, stop)) for n in within]
            parts = [(n, begins, ends) for n, begins, ends in parts if begins < ends]
            readings = tuple(
                whole[n]
                if (begins, ends) == (sentences[n].start, sentences[n].end)
                else read(text[begins:ends], shared, english=english)
                for n, begins, ends in parts
            )
            following = text[end : sentences[last + 1].end].lstrip(" \t") if last + 1 < len(sentences) else ""
            yield Window(
                Span(opening.comment_id, start, stop),
                text[start:stop],
                readings,
                tuple((begins, ends) for _, begins, ends in parts),
                first,
                breaks,
                following,
            )
