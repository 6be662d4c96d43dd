"""What is never printed as a line, however well it is put."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threadgist.select.borrowed import is_borrowed

if TYPE_CHECKING:
    from threadgist.records import Comment
    from threadgist.select.windows import Window

__all__ = ["LEAST_WORDS", "has_bad_cues", "is_barred", "is_ruled_out", "is_unprintable"]

LEAST_WORDS: Final = 9
NEEDS_MORE: Final = 0.8
LIST_WORDS: Final = 16
COMMAS: Final = 5
MOST_OPENING: Final = 40

_QUOTES = ('"', "“", "”")
_OFFENDS = re.compile(
    r"\b(?:nigg\w+|fagg?(?:s|ot\w*)?|retard\w*|kikes?|spics?|chinks?|trann(?:y|ies)|gooks?|wetbacks?|pakis?|coons?|"
    r"towelheads?|ragheads?|subhumans?|cunts?|whores?|sluts?|twats?|motherfuck\w*|mother fuck\w*|dumbass\w*|"
    r"dumb ?fuck\w*|shithead\w*|cocksuck\w*|pieces? of shit|(?:fuck|screw) (?:you|off|them|him|her)\b|go fuck|"
    r"kill (?:yourself|yourselves)|kys|shut the fuck|stfu|(?:you|u) (?:\w+ )?(?:idiots?|morons?|imbeciles?)|"
    r"you(?:'re|re| are) (?:an? |all |such an? )?(?:fucking |complete |total )?"
    r"(?:idiots?|morons?|stupid|dumb|imbeciles?))\b"
)
_SARCASM = re.compile(
    r"(?:^|\s)/s\b|\byeah,? right\b|\boh,? wait\b|\b(?:sure|right|yeah),? because\b|\bbecause (?:clearly|obviously)\b|"
    r"\bwhat could (?:possibly )?go wrong\b|\bsaid no ?one ever\b|\bamirite\b|\bgood luck with that\b|"
    r"(?:^|(?<=[.!?] ))(?:excellent|great|good|nice|brilliant|well) (?:job|work|done|going)\b|"
    r"\bcolou?r me\b|\bhow dare\b|"
    r"\bthanks,? obama\b|\bexcellent job\b|(?:^|(?<=[.!?] ))(?:gee|wow|oh boy|ah yes|oh no|yay)\b|\bjust kidding\b|"
    r"\bshocked,? i tell\b|\bif you(?:'ve| have) nothing to hide\b"
)
_REPORTED = re.compile(
    r"(?:^|(?<=[.!?] ))(?:so )?(?:basically )?(?:you(?:'re|re| are)|they(?:'re| are)|(?:are|is) (?:you|they|he|she)) "
    r"(?:saying|claiming|telling)|"
    r"\b(?:they|people|some|folks|others|everyone|everybody|many|critics|supporters|opponents|proponents)"
    r"(?: people| folks)?"
    r"(?: keep| always| often| will| would| might| like to)? "
    r"(?:say|saying|claim|claiming|argue|think|believe|said|claimed|make)\b|"
    r"\b(?:supposedly|allegedly|so-called|purportedly|rumou?r has it|"
    r"(?:a|the) (?:counter.?)?argument (?:that|goes|is))\b"
)
# Speaks of the tree of comments, which a reader does not see.
_OF_THE_TREE = re.compile(
    r"\b(?:in the parent|grandparent|gp|parent (?:comment|post|poster|of)|(?:the )?op (?:that|was|said|is)|"
    r"(?:this|that|your) comment|my reply|(?:replying|responding) to)\b"
)
_SETS_RIGHT = re.compile(r"\b(?:but|wrong|not|never|myth|false|however|yet|actually|nonsense)\b|n't\b")
_TAKES_BACK = re.compile(
    r"\W*(?:but|however|that said|that being said|having said that|although|though|then again|just kidding|jk|/s|"
    r"on the other hand|not really|wait|never ?mind|except|or not|or maybe|yet|on second thought)\b|"
    r"\W*(?:/s|not\.|\^+s)"
)


def is_barred(comment: Comment, orders: bool, others_are_positive: bool) -> bool:
    """Tell whether nothing of a comment is printed: a program's, voted down, or telling a machine what to do.

    Args:
        comment: The comment.
        orders: Whether it tells a machine what to do.
        others_are_positive: Whether most comments of the thread have a score above 0.
    """
    if orders or comment.role == "bot":
        return True
    return others_are_positive and comment.score is not None and comment.score < 0


def has_bad_cues(text: str) -> bool:
    """Tell whether a text has a slur, sarcasm, hearsay or talk of other comments: then each span is asked."""
    lower = text.lower().replace("’", "'")
    return any(pattern.search(lower) for pattern in (_OFFENDS, _SARCASM, _OF_THE_TREE, _REPORTED))


def is_unprintable(
    window: Window, text: str, answered: str, *, answer: bool, least_words: int = LEAST_WORDS
) -> bool:
    """Tell whether a span must not be printed, by what holds in any language.

    Args:
        window: The span.
        text: The comment it is from.
        answered: The comment that is answered, folded; "" where there is none.
        answer: Whether it stands below what it answers.
        least_words: How many words a line has at least.
    """
    if window.words < (4 if answer else least_words) or _is_unfinished(window, answer):
        return True
    if any(
        one.furniture or one.shouts or one.link or one.markup > 1 or one.broken for one in window.readings
    ):
        return True
    if window.text.startswith(_QUOTES) and window.text.endswith(_QUOTES):
        return True
    return any(is_borrowed(text, start, end, answered) for start, end in window.parts)


def is_ruled_out(window: Window, *, answer: bool, cues: bool) -> bool:
    """Tell whether a span must not be printed, by what English words tell.

    Args:
        window: The span.
        answer: Whether it stands below what it answers: then its opening may need that.
        cues: Whether its comment has slurs, sarcasm or hearsay anywhere (`has_bad_cues`).
    """
    if not answer and (window.readings[0].points_back >= NEEDS_MORE or _takes_back(window.following)):
        return True
    if not answer and max(one.addresses for one in window.readings) >= 1:
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


def _takes_back(following: str) -> bool:
    """Tell whether the sentence that follows takes back what was said."""
    return _TAKES_BACK.match(following[:MOST_OPENING].lower().replace("’", "'")) is not None
