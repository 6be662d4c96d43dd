"""The spans of a comment that could be printed: one to three neighbouring sentences, trimmed at both ends, verbatim."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from threadgist.records import Span
from threadgist.select.cues import alternatives, content_stems
from threadgist.select.gates import is_borrowed
from threadgist.select.reading import Reading, read
from threadgist.words import LINK, count_words, has_link

MOST_SENTENCES = 3
MOST_WORDS = 60

MAX_WORDS = 60
CUT_WORDS = 15
MIN_WORDS = 5

_OPENERS, _HEDGES = (f"(?:{alternatives(name)})" for name in ("openers", "hedges"))
_LEAD = re.compile(
    rf"\s*(?:[\"'“”‘’(*_~–—-]*\s*)?(?:(?:{_OPENERS}(?:\s*(?:[,:;.!…–—-]|\.\.\.)+\s+|\s+(?=(?:{_OPENERS}|"
    rf"{_HEDGES})\b)))|(?:{_HEDGES}[,:]?\s+))"
)
_CONJUNCTION = re.compile(
    r"(?:and|but|so|or|because|also|plus|then|iirc|afaik|afaict|imh?o|tbh|fwiw|btw|tl;?dr:?)\s+(?=\w)"
)
_EDGE = " \t\n\"“”‘'*_~–—-"
_TAIL_EDGE = ' \t\n"“”*_~–—-:;,('
_CLOSING = {'"': '"', "“": "”", "‘": "’", "'": "'"}
_CLAUSE = re.compile(
    r"[;:](?=\s)|\s[–—-]{1,3}\s|,\s(?=(?:but|and|so|which|because|while|whereas|although|though|or|then|"
    r"not)\b)|\s\(|,\s"
)
_ASIDE = re.compile(r"\s*(?:\[\d+\]|\((?:lol|haha|sic|imo|imho)\)|[:;]-?[)D(P]|\blol\b)\s*$", re.IGNORECASE)
# One of these is the last character of whatever the pattern above finds.
_ASIDE_ENDS = tuple("])(DdPpLl")


class Window(NamedTuple):
    """One span: the readings of its sentences, and which sentence of the comment it begins with.

    `following` is what the comment goes on with, line break included, "" at its end. `breaks` is how many paragraph
    breaks it crosses; `parts` are the sentences in it, as they are printed; `words` is how many words there are.
    """

    span: Span
    text: str
    readings: tuple[Reading, ...]
    parts: tuple[tuple[int, int], ...]
    place: int
    breaks: int
    following: str
    words: int

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        if any(one[1] == other[0] for one, other in pairwise(self.parts)):
            # A word may have been cut in two.
            return frozenset(content_stems(self.text))
        return frozenset().union(*[one.stems for one in self.readings])


@dataclass(eq=False)
class Reader:
    """Reads a comment: every span of it once, wherever it would stand.

    `sentences` are its own, in order; `shared` the stems of content words that several comments have; `answered` the
    comment that it answers, folded, "" where it answers none.
    """

    text: str
    sentences: Sequence[Span]
    shared: Container[str] = ()
    answered: str = ""
    english: bool = field(kw_only=True)

    def __post_init__(self) -> None:
        self._words = [count_words(self.text[one.start : one.end]) for one in self.sentences]
        # Of this comment alone: a cache of the class would keep every comment.
        self._reading, self._window = cache(self._read), cache(self._make_window)

    def windows(self, *, answer: bool = False, least: int = 0) -> Iterator[Window]:
        """Yield every span that could be printed, in order, the shorter ones first.

        With `answer` it stands below what it answers: then its opening ("No, ...") is kept. What surely has fewer than
        `least` words is left out.
        """
        text, sentences, words = self.text, self.sentences, self._words
        for first, opening in enumerate(sentences):
            for last in range(first, min(first + MOST_SENTENCES, len(sentences))):
                number = sum(words[first : last + 1])
                if last > first and (
                    number > MOST_WORDS or text[sentences[last - 1].end : sentences[last].start].strip()
                ):
                    break
                if number < least:
                    continue
                start = opening.start
                if self.english and not answer:
                    start += _front(text[start : sentences[last].end])
                window = self._window(first, last, start)
                if window is not None:
                    yield window

    def _read(self, start: int, end: int) -> Reading:
        borrowed = is_borrowed(self.text, start, end, self.answered)
        return read(self.text[start:end], self.shared, english=self.english, borrowed=borrowed)

    def _make_window(self, first: int, last: int, start: int) -> Window | None:
        """The span of some sentences from `start` on; None where the last of them holds nothing to print."""
        text, within, end = self.text, self.sentences[first : last + 1], self.sentences[last].end
        stop = trim(text, start, end, front=False)[1] if self.english else end
        if stop <= within[-1].start:
            return None
        # The front may take the whole first sentence.
        parts = [(max(one.start, start), min(one.end, stop)) for one in within]
        parts = [(begins, ends) for begins, ends in parts if begins < ends]
        readings = [self._reading(begins, ends) for begins, ends in parts]
        more = self.sentences[last + 1 : last + 2]
        return Window(
            Span(within[0].comment_id, start, stop),
            text[start:stop],
            tuple(readings),
            tuple(parts),
            first,
            sum(["\n" in text[one.end : other.start] for one, other in pairwise(within)]),
            text[end : more[0].end].lstrip(" \t") if more else "",
            sum([one.words for one in readings]),
        )


def trim(text: str, start: int, end: int, *, front: bool = True) -> tuple[int, int]:
    """Narrow the sentences `text[start:end]` to their message.

    Takes away throat-clearing at the front ("Honestly, I think that …"), links and asides at the back, and what runs on
    after `MAX_WORDS` words at a clause border. `front` says whether to trim there too. Returns the narrowed (start,
    end); never empty for a non-empty sentence.
    """
    if front:
        start += _front(text[start:end])
    end = start + _back(text[start:end])
    # So few characters are no more words.
    if end - start > MAX_WORDS and count_words(text[start:end]) > MAX_WORDS:
        end = start + _clause_end(text[start:end])
    return start, end


def _front(piece: str) -> int:
    """Return where the message begins in `piece`."""
    # Of all letters only this one is longer in lower case.
    lower = piece.replace("İ", "i").lower().replace("’", "'")
    start, end = 0, len(piece)
    while True:
        match = _LEAD.match(lower, start) or _CONJUNCTION.match(lower, start)
        if match is None or match.end() == match.start():
            break
        if count_words(piece[match.end() :]) < MIN_WORDS:
            break
        start = match.end()
    while start < end and piece[start] in _EDGE:
        closing = _CLOSING.get(piece[start])
        # A quotation that is closed later belongs to the sentence.
        if closing is not None and piece.find(closing, start + 1) > 0:
            break
        start += 1
    return start


def _back(piece: str) -> int:
    """Return where the message ends in `piece`."""
    while True:
        if has_link(piece):
            links = [match for match in LINK.finditer(piece) if not piece[match.end() :].strip(" \t\n.,;)]>")]
            if links and count_words(piece[: links[-1].start()]) >= MIN_WORDS:
                piece = piece[: links[-1].start()].rstrip(_TAIL_EDGE + "[<")
                continue
        stripped = piece.rstrip()
        aside = _ASIDE.search(piece) if stripped.endswith(_ASIDE_ENDS) else None
        if aside and aside.start() > 0 and count_words(piece[: aside.start()]) >= MIN_WORDS:
            piece = piece[: aside.start()]
            continue
        return len(stripped)


def _clause_end(piece: str) -> int:
    """Return the last clause border that leaves between `CUT_WORDS` and `MAX_WORDS` words, strong borders first."""
    borders = [
        (match[0] != ", ", match.start())
        for match in _CLAUSE.finditer(piece)
        if CUT_WORDS <= count_words(piece[: match.start()]) <= MAX_WORDS
    ]
    if borders:
        return max(borders)[1]
    ends = [match.end() for match in re.finditer(r"\S+", piece)]
    return ends[MAX_WORDS - 1] if len(ends) > MAX_WORDS else len(piece)
