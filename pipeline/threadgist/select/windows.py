"""The spans of a comment that could be printed: one to three neighbouring sentences, trimmed at both ends, verbatim."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from threadgist.records import Span
from threadgist.select.reading import Reading, pattern, read
from threadgist.words import LINK, count_words, has_link

MOST_SENTENCES = 3
# A span of several sentences has no more words, and a single sentence that has is cut.
MOST_WORDS = 60
CUT_WORDS = 15
MIN_WORDS = 5

_LEAD = pattern(
    r"\s*(?:[\"'“”‘’(*_~–—-]*\s*)?(?:(?:{openers})(?:\s*(?:[,:;.!…–—-]|\.\.\.)+\s+|\s+(?=(?:{openers}|{hedges})\b))|"
    r"(?:{hedges})[,:]?\s+)"
)
_CONJUNCTION = pattern(r"(?:{conjunctions})\s+(?=\w)")
_EDGE = " \t\n\"“”‘'*_~–—-"
_TAIL_EDGE = ' \t\n"“”*_~–—-:;,('
_CLOSING = {'"': '"', "“": "”", "‘": "’", "'": "'"}
_CLAUSE = pattern(r"[;:](?=\s)|\s[–—-]{1,3}\s|,\s(?=(?:{joints})\b)|\s\(|,\s")
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


@dataclass
class Reader:
    """Reads a comment: every sentence of it once, wherever it would stand.

    `shared` are stems that several comments have; `answered` is what it answers, `folded`, "" for nothing.
    """

    text: str
    sentences: Sequence[Span]
    shared: Container[str] = ()
    answered: str = ""
    english: bool = True

    def __post_init__(self) -> None:
        self._words = [count_words(self.text[one.start : one.end]) for one in self.sentences]
        self._reading = cache(self._read)

    def _read(self, start: int, end: int) -> Reading:
        found = read(self.text[start:end], self.shared, english=self.english)
        return found._replace(unfit=True) if is_borrowed(self.text, start, end, self.answered) else found

    def windows(self, *, answer: bool = False, least: int = 0) -> Iterator[Window]:
        """Yield every span that could be printed, in order, of (nearly) `least` words, the shorter ones first.

        With `answer` it stands below what it answers: then its opening ("No, ...") is kept.
        """
        text, sentences = self.text, self.sentences
        for first, opening in enumerate(sentences):
            words = breaks = 0
            for last, closing in enumerate(sentences[first : first + MOST_SENTENCES], first):
                gap = text[sentences[last - 1].end : closing.start] if last > first else ""
                words += self._words[last]
                breaks += "\n" in gap
                if gap.strip() or (last > first and words > MOST_WORDS):
                    break
                if words < least:
                    continue
                start, stop = opening.start, closing.end
                if self.english and not answer:
                    start += _front(text[start:stop])
                if self.english:
                    stop = start + _back(text[start:stop], words)
                # The last sentence may hold nothing to print, and the front may take the whole first one.
                if stop <= max(start, closing.start):
                    continue
                parts = [one for one in sentences[first : last + 1] if one.end > start]
                readings = [self._reading(max(one.start, start), min(one.end, stop)) for one in parts]
                more = sentences[last + 1 : last + 2]
                yield Window(
                    Span(opening.comment_id, start, stop),
                    text[start:stop],
                    tuple(readings),
                    first,
                    breaks,
                    text[closing.end : more[0].end].lstrip(" \t") if more else "",
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


def _back(piece: str, words: int) -> int:
    """Return where the message ends: before links and asides, and at a clause border where it runs on.

    It has so many `words` at most.
    """
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
    if words <= MOST_WORDS or count_words(stripped) <= MOST_WORDS:
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
