"""The spans of a comment that could be printed: one to three neighbouring sentences, trimmed at both ends, verbatim.

And how well they would read as a line: rules for what never is one, and one linear model.
"""

import math
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from typing import NamedTuple

from threadgist.records import Span
from threadgist.resources import package_table
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

LEAST_WORDS, LEAST_ANSWER = 9, 4
NEEDS_MORE = 0.8
LIST_WORDS, COMMAS = 16, 5
MOST_OPENING = 40
_QUOTES = ('"', "“", "”")
# Slurs, talk of other comments, sarcasm; and what others are said to say.
_BAD = pattern(r"(?<!\w)(?:(?:{offends}|{of_the_tree})\b|{sarcasm})|(?:^|\s)/s\b")
_REPORTED = pattern(r"(?<!\w)(?:{reported})")
_CUE = pattern(r"(?<!\w)(?:(?:{offends}|{of_the_tree})\b|{sarcasm}|{reported})")
_SETS_RIGHT = re.compile(r"\b(?:but|wrong|not|never|myth|false|however|yet|actually|nonsense)\b|n't\b")
_TAKES_BACK = pattern(r"\W*(?:{takes_back})")

_FITTED = package_table("select/value.toml")
FEATURES = tuple(_FITTED["weights"])
_WEIGHTS = tuple(_FITTED["weights"].values())


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


class Facts(NamedTuple):
    """What is known of a comment beside its words: its `depth` is 0 at the top of the tree, `replies` are direct ones.

    `votes` are those of a forum, signed, on a log scale within its thread, -1 to 1, or what those of a consultation say
    for a statement, from 0 to `votes.STANDING`.
    """

    votes: float = 0.0
    depth: int = 0
    replies: int = 0


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
        # A slur, sarcasm, hearsay or talk of other comments anywhere: then each span is asked.
        lower = self.text.lower().replace("’", "'")
        stroke = "/s" in lower and _BAD.search(lower) is not None
        self._has_bad_cues = self.english and (stroke or _CUE.search(lower) is not None)

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

    def is_unprintable(self, window: Window, *, answer: bool, least: int) -> bool:
        """Tell whether a span must not be printed: it has fewer than `least` words, or is unfinished, shouted ...

        Below what it answers (`answer`) its opening may need that.
        """
        if window.words < least or _is_unfinished(window, answer):
            return True
        quoted = window.text.startswith(_QUOTES) and window.text.endswith(_QUOTES)
        if quoted or any(one.furniture or one.unfit for one in window.readings):
            return True
        return self.english and _is_ruled_out(window, answer, self._has_bad_cues)


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


def _is_unfinished(window: Window, answer: bool) -> bool:
    if window.readings[-1].trails or (not window.readings[-1].ends and window.following[:1].islower()):
        return True
    if window.words > LIST_WORDS and window.text.count(",") > window.words / COMMAS:
        return True
    return not answer and window.words < LIST_WORDS and all(one.verbless for one in window.readings)


def _is_ruled_out(window: Window, answer: bool, cues: bool) -> bool:
    if not answer:
        following = window.following[:MOST_OPENING].lower().replace("’", "'")
        if window.readings[0].points_back >= NEEDS_MORE or _TAKES_BACK.match(following):
            return True
        if max([one.addresses for one in window.readings]) >= 1:
            return True
    if not cues:
        return False
    lower = window.text.lower().replace("’", "'")
    reported = _REPORTED.search(lower)
    hearsay = reported is not None and not _SETS_RIGHT.search(lower, reported.end())
    return hearsay or _BAD.search(lower) is not None


def features(window: Window, facts: Facts, *, answer: bool = False) -> tuple[float, ...]:
    """What the model looks at, in the order of `FEATURES`; an `answer` may lean on what it stands below."""
    readings = window.readings
    first, last = readings[0], readings[-1]
    words = max(window.words, 1)
    content = sum([one.content for one in readings])
    alone = not answer
    return (
        max(0, 16 - words) / 10,
        math.log1p(content),
        sum([one.long_words for one in readings]) / words * 5,
        sum([one.topical for one in readings]) / max(1, content),
        sum([one.states for one in readings]) / words * 10,
        sum([one.verbless for one in readings]),
        first.points_back * alone,
        min(first.anaphora, 3) / 2 * alone,
        first.unresolved * alone,
        max([one.addresses for one in readings]) * (1.0 if alone else 0.3),
        first.opens_i,
        max([one.first for one in readings]),
        last.asks,
        max([one.exclaims or one.jests for one in readings]),
        1 - last.ends,
        window.breaks,
        math.log1p(window.place),
        math.log1p(facts.depth) * alone,
        math.log1p(facts.replies),
        facts.votes,
    )


def value(window: Window, facts: Facts, *, english: bool = True, answer: bool = False) -> float:
    """The log odds that an editor would print a span; what no English rule has read counts as what they say of most."""
    base: float = _FITTED["base"] if english else _FITTED["base"] + _FITTED["unread"]
    return round(base + math.fsum(map(mul, _WEIGHTS, features(window, facts, answer=answer))), 6)
