"""What is never printed as a line, however well it is put."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from threadgist.select.borrowed import is_borrowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Comment
    from threadgist.select.windows import Window

__all__ = ["LEAST_WORDS", "is_barred", "is_offensive", "is_unprintable", "takes_back"]

LEAST_WORDS: Final = 9
NEEDS_MORE: Final = 0.8
LIST_WORDS: Final = 16
COMMAS: Final = 5

_PROGRAM = re.compile(
    r"\bi(?:'m| am) a bot\b|\bbeep boop\b|performed automatically|\bautomatic(?:ally)? (?:generated|posted)\b|\bbot\b.{0,40}\bcontact\b"
)
_OFFENDS = re.compile(
    r"\b(?:nigg\w+|fagg?(?:s|ot\w*)?|retard\w*|kikes?|spics?|chinks?|trann(?:y|ies)|gooks?|wetbacks?|pakis?|coons?|"
    r"towelheads?|ragheads?|subhumans?|cunts?|whores?|sluts?|twats?|motherfuck\w*|mother fuck\w*|dumbass\w*|"
    r"dumb ?fuck\w*|shithead\w*|cocksuck\w*|pieces? of shit|(?:fuck|screw) (?:you|off|them|him|her)\b|go fuck|"
    r"kill (?:yourself|yourselves)|kys|shut the fuck|stfu|(?:you|u) (?:\w+ )?(?:idiots?|morons?|imbeciles?)|"
    r"you(?:'re|re| are) (?:an? |all |such an? )?(?:fucking |complete |total )?(?:idiots?|morons?|stupid|dumb|imbeciles?))\b"
)
_SARCASM = re.compile(
    r"(?:^|\s)/s\b|\byeah,? right\b|\boh,? wait\b|\b(?:sure|right|yeah),? because\b|\bbecause (?:clearly|obviously)\b|"
    r"\bwhat could (?:possibly )?go wrong\b|\bsaid no ?one ever\b|\bamirite\b|\bgood luck with that\b|"
    r"^(?:excellent|great|good|nice|brilliant|well) (?:job|work|done|going)\b|\bcolou?r me\b|\bhow dare\b|"
    r"\bthanks,? obama\b|\bexcellent job\b|^(?:gee|wow|oh boy|ah yes|oh no|yay)\b|\bjust kidding\b|\bshocked,? i tell\b|"
    r"\bif you(?:'ve| have) nothing to hide\b"
)
_REPORTED = re.compile(
    r"^(?:so )?(?:basically )?(?:you(?:'re|re| are)|they(?:'re| are)|(?:are|is) (?:you|they|he|she)) (?:saying|claiming|telling)|"
    r"\b(?:they|people|some|folks|others|everyone|everybody|many|critics|supporters|opponents|proponents)(?: people| folks)?"
    r"(?: keep| always| often| will| would| might| like to)? (?:say|saying|claim|claiming|argue|think|believe|said|claimed|make)\b|"
    r"\b(?:supposedly|allegedly|so-called|purportedly|rumou?r has it|(?:a|the) (?:counter.?)?argument (?:that|goes|is))\b"
)
_SETS_RIGHT = re.compile(r"\b(?:but|wrong|not|isn't|aren't|don't|doesn't|never|myth|false|however|yet|actually|nonsense)\b|n't\b")
_TAKES_BACK = re.compile(
    r"\W*(?:but|however|that said|that being said|having said that|although|though|then again|just kidding|jk|/s|"
    r"on the other hand|not really|wait|never ?mind|except|or not|or maybe|yet|on second thought)\b|\W*(?:/s|not\.|\^+s)"
)


def is_barred(comment: Comment, orders: bool, others_are_positive: bool) -> bool:
    """Tell whether nothing of a comment is printed: a program's, voted down, or telling a machine what to do.

    Args:
        comment: The comment.
        orders: Whether it tells a machine what to do.
        others_are_positive: Whether most comments of the thread have a score above 0.
    """
    if orders or comment.role == "bot" or _PROGRAM.search(comment.text.lower().replace("’", "'")):
        return True
    return others_are_positive and comment.score is not None and comment.score < 0


def is_offensive(text: str) -> bool:
    """Tell whether a text has a slur or a gross insult."""
    return _OFFENDS.search(text.lower().replace("’", "'")) is not None


def takes_back(following: str) -> bool:
    """Tell whether the sentence that follows takes back what was said."""
    return _TAKES_BACK.match(following.lower().replace("’", "'")) is not None


def is_unprintable(
    window: Window, text: str, answered: str, *, english: bool, answer: bool, least_words: int = LEAST_WORDS
) -> bool:
    """Tell whether a span must not be printed.

    Args:
        window: The span.
        text: The comment it is from.
        answered: The comment that is answered, folded; "" where there is none.
        english: Whether English rules apply.
        answer: Whether it stands below what it answers: then its opening may need that.
        least_words: How many words a line has at least.
    """
    if window.words < (4 if answer else least_words) or _is_unfinished(window, answer):
        return True
    if any(one.furniture or one.shouts or one.link or one.markup > 1 or one.broken for one in window.readings):
        return True
    if is_borrowed(text, window.span.start, window.span.end, answered):
        return True
    return english and _is_ruled_out(window, answer)


def _is_unfinished(window: Window, answer: bool) -> bool:
    if window.readings[-1].trails or (not window.readings[-1].ends and window.following[:1].islower()):
        return True
    if window.words > LIST_WORDS and window.text.count(",") > window.words / COMMAS:
        return True
    return not answer and window.words < LIST_WORDS and all(one.verbless for one in window.readings)


def _is_ruled_out(window: Window, answer: bool) -> bool:
    if not answer and (window.readings[0].points_back >= NEEDS_MORE or takes_back(window.following)):
        return True
    if not answer and max(one.addresses for one in window.readings) >= 1:
        return True
    lower = window.text.lower().replace("’", "'")
    if _OFFENDS.search(lower) or _SARCASM.search(lower):
        return True
    reported = _REPORTED.search(lower)
    return reported is not None and not _SETS_RIGHT.search(lower, reported.end())
