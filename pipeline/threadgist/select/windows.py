"""The spans of a comment that could be printed: one to three neighbouring sentences, trimmed at both ends, verbatim."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from threadgist.records import Span
from threadgist.select.cues import alternatives, pattern
from threadgist.select.reading import Reading, read
from threadgist.words import LINK, count_words, has_link

MOST_SENTENCES = 3
# A span of several sentences has no more words, and a single sentence that has is cut.
MOST_WORDS = 60
CUT_WORDS = 15
MIN_WORDS = 5

_OPENERS, _HEDGES = (f"(?:{alternatives(name)})" for name in ("openers", "hedges"))
_LEAD = re.compile(
    rf"\s*(?:[\"'“”‘’(*_~–—-]*\s*)?(?:(?:{_OPENERS}(?:\s*(?:[,:;.!…–—-]|\.\.\.)+\s+|\s+(?=(?:{_OPENERS}|"
    rf"{_HEDGES})\b)))|(?:{_HEDGES}[,:]?\s+))"
)
_CONJUNCTION = pattern("conjunctions", r"(?:{})\s+(?=\w)")
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

    `following` is what the comment goes on with, line break included; `breaks` counts the paragraph breaks in it.
    """

    span: Span
    text: str
    readings: tuple[Reading, ...]
    place: int
    breaks: int
    following: str
    words: int


@dataclass(eq=False)
class Reader:
    """Reads a comment: every span of it once, wherever it would stand.

    `shared` are stems that several comments have; `answered` is the comment that it answers, `folded`, "" for none.
    """

    text: str
    sentences: Sequence[Span]
    shared: Container[str] = ()
    answered: str = ""
    english: bool = field(kw_only=True)

    def __post_init__(self) -> None:
        self._words = [count_words(self.text[one.start : one.end]) for one in self.sentences]
        self._readings: dict[tuple[int, int], Reading] = {}
        self._windows: dict[tuple[int, int, int], Window | None] = {}

    def windows(self, *, answer: bool = False, least: int = 0) -> Iterator[Window]:
        """Yield every span that could be printed, in order, of (nearly) `least` words, the shorter ones first.

        With `answer` it stands below what it answers: then its opening ("No, ...") is kept.
        """
        text, sentences = self.text, self.sentences
        for first, opening in enumerate(sentences):
            words = 0
            for last in range(first, min(first + MOST_SENTENCES, len(sentences))):
                words += self._words[last]
                gap = text[sentences[last - 1].end : sentences[last].start] if last > first else ""
                if gap.strip() or (last > first and words > MOST_WORDS):
                    break
                if words < least:
                    continue
                start = opening.start
                if self.english and not answer:
                    start += _front(text[start : sentences[last].end])
                key = (first, last, start)
                if key not in self._windows:
                    self._windows[key] = self._make_window(*key)
                window = self._windows[key]
                if window is not None:
                    yield window

    def _read(self, start: int, end: int) -> Reading:
        key = (start, end)
        if key not in self._readings:
            found = read(self.text[start:end], self.shared, english=self.english)
            borrowed = is_borrowed(self.text, start, end, self.answered)
            self._readings[key] = found._replace(unfit=True) if borrowed else found
        return self._readings[key]

    def _make_window(self, first: int, last: int, start: int) -> Window | None:
        """The span of some sentences from `start` on; None where the last of them holds nothing to print."""
        text, within, end = self.text, self.sentences[first : last + 1], self.sentences[last].end
        stop = start + _back(text[start:end]) if self.english else end
        if stop <= max(start, within[-1].start):
            return None
        # The front may take the whole first sentence.
        parts = [(max(one.start, start), min(one.end, stop)) for one in within if one.end > start]
        readings = [self._read(*part) for part in parts]
        more = self.sentences[last + 1 : last + 2]
        return Window(
            Span(within[0].comment_id, start, stop),
            text[start:stop],
            tuple(readings),
            first,
            sum(["\n" in text[one.end : other.start] for one, other in pairwise(within)]),
            text[end : more[0].end].lstrip(" \t") if more else "",
            sum([one.words for one in readings]),
        )


def _front(piece: str) -> int:
    """Return where the message begins: behind throat-clearing ("Honestly, I think that …") and opening marks."""
    # Of all letters only this one is longer in lower case.
    lower = piece.replace("İ", "i").lower().replace("’", "'")
    start = 0
    while match := _LEAD.match(lower, start) or _CONJUNCTION.match(lower, start):
        if match.end() == start or count_words(piece[match.end() :]) < MIN_WORDS:
            break
        start = match.end()
    while start < len(piece) and piece[start] in _EDGE:
        # A quotation that is closed later belongs to the sentence.
        if piece[start] in _CLOSING and piece.find(_CLOSING[piece[start]], start + 1) > 0:
            break
        start += 1
    return start


def _back(piece: str) -> int:
    """Return where the message ends: before links and asides, and at a clause border where it runs on."""
    while True:
        if has_link(piece):
            links = [match for match in LINK.finditer(piece) if not piece[match.end() :].strip(" \t\n.,;)]>")]
            if links and count_words(piece[: links[-1].start()]) >= MIN_WORDS:
                piece = piece[: links[-1].start()].rstrip(_TAIL_EDGE + "[<")
                continue
        stripped = piece.rstrip()
        aside = _ASIDE.search(piece) if stripped.endswith(_ASIDE_ENDS) else None
        if not aside or count_words(piece[: aside.start()]) < MIN_WORDS:
            break
        piece = piece[: aside.start()]
    # So few characters are no more words.
    if len(stripped) <= MOST_WORDS or count_words(stripped) <= MOST_WORDS:
        return len(stripped)
    # The last border that leaves enough words and not too many, strong ones first.
    borders = [
        (match[0] != ", ", match.start())
        for match in _CLAUSE.finditer(stripped)
        if CUT_WORDS <= count_words(stripped[: match.start()]) <= MOST_WORDS
    ]
    if borders:
        return max(borders)[1]
    ends = [match.end() for match in re.finditer(r"\S+", stripped)]
    return ends[MOST_WORDS - 1] if len(ends) > MOST_WORDS else len(stripped)


def folded(text: str) -> str:
    """Return a text without what differs where somebody repeats it: capitals and the kind of white space."""
    return " ".join(text.split()).casefold()


def is_borrowed(text: str, start: int, end: int, answered: str) -> bool:
    """Tell whether a sentence is somebody else's: in the comment `answered` (`folded`), or inside quotation marks.

    Who repeats a sentence to answer it mostly says the opposite.
    """
    if answered and folded(text[start:end]) in answered:
        return True
    if '"' not in text and "“" not in text:
        return False
    before = text[text.rfind("\n\n", 0, start) + 1 : start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
