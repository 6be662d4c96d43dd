"""What may be printed as a line, and how well it would read there: rules for what never is, and one linear model."""

import math
import re
from operator import mul
from typing import NamedTuple

from threadgist.resources import package_table
from threadgist.select.reading import pattern
from threadgist.select.windows import Window

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


class Facts(NamedTuple):
    """What is known of a comment beside its words: its `depth` is 0 at the top of the tree, `replies` are direct ones.

    `votes` are those of a forum, signed, on a log scale within its thread, -1 to 1, or what those of a consultation say
    for a statement, from 0 to `votes.STANDING`.
    """

    votes: float = 0.0
    depth: int = 0
    replies: int = 0


def has_bad_cues(text: str) -> bool:
    """Tell whether a text may have a slur, sarcasm, hearsay or talk of other comments: then each span is asked."""
    lower = text.lower().replace("’", "'")
    return "/s" in lower or _CUE.search(lower) is not None


def is_unprintable(window: Window, *, least: int, answer: bool, english: bool, cues: bool) -> bool:
    """Tell whether a span must not be printed: it has fewer than `least` words, or is unfinished, borrowed, shouted ...

    Below what it answers (`answer`) its opening may need that; `cues` says that its comment has bad ones anywhere.
    """
    if window.words < least or _is_unfinished(window, answer):
        return True
    quoted = window.text.startswith(_QUOTES) and window.text.endswith(_QUOTES)
    if quoted or any(one.furniture or one.unfit for one in window.readings):
        return True
    return english and _is_ruled_out(window, answer, cues)


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
