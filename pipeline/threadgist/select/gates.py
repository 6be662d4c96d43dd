"""What is never printed as a line, however well it is put; what is repeated of the comment answered among it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threadgist.select.cues import alternatives, pattern

if TYPE_CHECKING:
    from threadgist.records import Comment
    from threadgist.select.windows import Window

LEAST_WORDS: Final = 9
LEAST_ANSWER: Final = 4
NEEDS_MORE: Final = 0.8
LIST_WORDS: Final = 16
COMMAS: Final = 5
MOST_OPENING: Final = 40

_QUOTES = ('"', "“", "”")
_OFFENDS = pattern("offends", r"\b(?=\w)(?:{})\b")
_SARCASM = pattern("sarcasm", r"(?:^|\s)/s\b|\b(?=\w)(?:{})")
_REPORTED = pattern("reported", r"\b(?=\w)(?:{})")
_OF_THE_TREE = pattern("of_the_tree", r"\b(?=\w)(?:{})\b")
# All of these but "/s" at once, which takes less than half as long as one after the other.
_BAD = re.compile(
    rf"\b(?=\w)(?:(?:{alternatives('offends')}|{alternatives('of_the_tree')})\b|"
    rf"{alternatives('sarcasm')}|{alternatives('reported')})"
)
_SETS_RIGHT = re.compile(r"\b(?:but|wrong|not|never|myth|false|however|yet|actually|nonsense)\b|n't\b")
# How a sentence opens that takes back the one before it.
_TAKES_BACK = re.compile(
    r"\W*(?:but|however|that said|that being said|having said that|although|though|then again|just kidding|jk|/s|"
    r"on the other hand|not really|wait|never ?mind|except|or not|or maybe|yet|on second thought)\b|"
    r"\W*(?:/s|not\.|\^+s)"
)


def is_barred(comment: Comment, orders: bool, others_are_positive: bool) -> bool:
    """Tell whether nothing of a comment is printed: a program's, voted down, or telling a machine what to do.

    `orders` says whether it tells a machine what to do, `others_are_positive` whether most comments have a score above
    0.
    """
    if orders or comment.role == "bot":
        return True
    return others_are_positive and comment.score is not None and comment.score < 0


def has_bad_cues(text: str) -> bool:
    """Tell whether a text has a slur, sarcasm, hearsay or talk of other comments: then each span is asked."""
    lower = text.lower().replace("’", "'")
    return _BAD.search(lower) is not None or ("/s" in lower and _SARCASM.search(lower) is not None)


def is_unprintable(window: Window, *, answer: bool, least_words: int = LEAST_WORDS) -> bool:
    """Tell whether a span must not be printed, by what holds in any language.

    With `answer` it stands below what it answers. A line has at least `least_words` words.
    """
    if window.words < (LEAST_ANSWER if answer else least_words) or _is_unfinished(window, answer):
        return True
    for one in window.readings:
        if one.borrowed or one.furniture or one.shouts or one.link or one.markup > 1 or one.broken:
            return True
    return window.text.startswith(_QUOTES) and window.text.endswith(_QUOTES)


def is_ruled_out(window: Window, *, answer: bool, cues: bool) -> bool:
    """Tell whether a span must not be printed, by what English words tell.

    Below what it answers (`answer`) its opening may need that. `cues`: its comment has slurs, sarcasm or hearsay
    anywhere.
    """
    if not answer:
        following = window.following[:MOST_OPENING].lower().replace("’", "'")
        if window.readings[0].points_back >= NEEDS_MORE or _TAKES_BACK.match(following):
            return True
        if max([one.addresses for one in window.readings]) >= 1:
            return True
    if not cues:
        return False
    lower = window.text.lower().replace("’", "'")
    if any(pattern.search(lower) for pattern in (_OFFENDS, _SARCASM, _OF_THE_TREE)):
        return True
    reported = _REPORTED.search(lower)
    return reported is not None and not _SETS_RIGHT.search(lower, reported.end())


def _is_unfinished(window: Window, answer: bool) -> bool:
    if window.readings[-1].trails or (not window.readings[-1].ends and window.following[:1].islower()):
        return True
    if window.words > LIST_WORDS and window.text.count(",") > window.words / COMMAS:
        return True
    return not answer and window.words < LIST_WORDS and all(one.verbless for one in window.readings)


def folded(text: str) -> str:
    """Return a text without what differs where somebody repeats it: capitals and the kind of white space."""
    return " ".join(text.split()).casefold()


def is_borrowed(text: str, start: int, end: int, answered: str) -> bool:
    """Tell whether a sentence is somebody else's: word for word in the comment answered, or inside quotation marks.

    Who repeats a sentence to answer it mostly says the opposite. `answered` is the comment it answers, `folded`; ""
    where it answers none.
    """
    if answered and folded(text[start:end]) in answered:
        return True
    if '"' not in text and "“" not in text:
        return False
    before = text[text.rfind("\n\n", 0, start) + 1 : start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def is_about(reply: str, said: str, answered: str) -> bool | None:
    """Tell from what a reply quotes (`> ...`) whether it answers a part of a comment; None where it quotes none.

    `said` is the part of the comment, which is `answered`, `folded`.
    """
    if ">" not in reply:
        return None
    quotes = [folded(line.lstrip("> ")) for line in reply.split("\n") if line.startswith(">")]
    places = [(answered.find(quote), len(quote)) for quote in quotes if quote and quote in answered]
    if not places:
        return None
    said = folded(said)
    start = answered.find(said)
    return any(at < start + len(said) and start < at + length for at, length in places)
