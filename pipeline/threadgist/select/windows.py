"""The spans of a comment that could be printed: one to three neighbouring sentences, trimmed at both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from threadgist.records import Span
from threadgist.select.reading import Reading, read
from threadgist.select.trim import trim

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

__all__ = ["MOST_SENTENCES", "MOST_WORDS", "Window", "windows"]

MOST_SENTENCES = 3
MOST_WORDS = 60


class Window(NamedTuple):
    """One span: the readings of its sentences, and which sentence of the comment it begins with.

    `following` is what the comment goes on with, line break included, "" at its end. `breaks` is how many paragraph breaks it crosses.
    """

    span: Span
    text: str
    readings: tuple[Reading, ...]
    place: int
    breaks: int
    following: str
    trimmed: bool

    @property
    def words(self) -> int:
        """How many words there are."""
        return sum(reading.words for reading in self.readings)


def windows(text: str, sentences: Sequence[Span], shared: Container[str] = (), *, english: bool, answer: bool = False) -> Iterator[Window]:
    """Yield every span of `text` that could be printed, in order, the shorter ones first.

    Args:
        text: The comment.
        sentences: Its sentences, in order.
        english: Whether English rules apply.
        answer: Whether it stands below what it answers: then its opening ("No, ...") is kept.
    """
    whole = [read(text[one.start : one.end], shared, english=english) for one in sentences]
    for first, opening in enumerate(sentences):
        breaks = 0
        start, end = opening.start, opening.end
        for last in range(first, min(first + MOST_SENTENCES, len(sentences))):
            if last > first:
                gap = text[sentences[last - 1].end : sentences[last].start]
                if gap.strip():
                    break
                breaks += "\n" in gap
                end = sentences[last].end
            if sum(reading.words for reading in whole[first : last + 1]) > MOST_WORDS and last > first:
                break
            start, stop = trim(text, opening.start, end, front=english and not answer) if english else (start, end)
            if stop <= sentences[last].start:
                continue
            readings = _readings(text, sentences, whole, first, last, start, stop, shared, english)
            span = Span(opening.comment_id, start, stop)
            following = text[end : sentences[last + 1].end].lstrip(" \t") if last + 1 < len(sentences) else ""
            yield Window(span, text[start:stop], readings, first, breaks, following, start > opening.start)


def _readings(
    text: str, sentences: Sequence[Span], whole: list[Reading], first: int, last: int, start: int, stop: int, shared: Container[str], english: bool
) -> tuple[Reading, ...]:
    """The readings of the sentences of a window; those that were trimmed are read as they are printed."""
    found = whole[first : last + 1]
    if start > sentences[first].start or (first == last and stop < sentences[last].end):
        found[0] = read(text[start : min(sentences[first].end, stop)], shared, english=english)
    if last > first and stop < sentences[last].end:
        found[-1] = read(text[sentences[last].start : stop], shared, english=english)
    return tuple(found)
