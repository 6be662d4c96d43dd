"""How people voted on a statement, and whether a sentence tells it as it was."""

import re
from collections.abc import Iterable
from typing import Final

from threadgist.records import Comment

# "85 agree, 28 disagree", "85 agree with that, but 28 disagree", "85 to 28", "85 for and 28 against": votes for a
# statement, then against it.
_AGREE: Final = re.compile(
    r"\b(\d[\d,]*)(\s(?:\w+\s)?agree\w*\b)(?:([^.;:]*?)\b(\d[\d,]*)(\s(?:\w+\s)?disagree\w*\b))?",
    re.IGNORECASE,
)
_TO: Final = re.compile(
    r"(?<!from )(?<!between )\b(\d[\d,]*)((?: votes)?(?: "
    r"(?:to|against|for(?: and|,)|vs\.?|zu|gegen|contre|contra|à|a|tegen|mot|imod|do|против) | ?[–対比] ?))()"
    r"(\d[\d,]*)()(?!\w| ?(?:%|percent|degrees|years|days|hours|minutes|euros|dollars|points|miles)\b)"
)
# "Most expect", "most would reject": what so many are said to do, for a statement or against it.
_MOST: Final = r"\bmost(?: [a-z]+){0,2}? "
_FOR: Final = re.compile(
    _MOST + r"(?:agree|want|expect|back|support|accept|find|hold|see|fear|believe|think)\b", re.IGNORECASE
)
_AGAINST: Final = re.compile(_MOST + r"(?:reject|oppose|disagree|refuse)\b", re.IGNORECASE)
# Fewer votes than this are none to tell.
LEAST_VOTES: Final = 10


def cast(comment: Comment) -> tuple[int, int] | None:
    """Return how many agree with a comment and how many disagree, None where nobody voted."""
    votes = max(0, comment.agrees or 0), max(0, comment.disagrees or 0)
    return votes if any(votes) else None


def without_votes(text: str, comments: Iterable[Comment]) -> str:
    """Return a text without the numbers that tell the votes on one of some comments, which stand in nobody's words."""
    votes = {one for one in map(cast, comments) if one is not None and sum(one) >= LEAST_VOTES}

    def untold(match: re.Match[str]) -> str:
        agree, disagree = (match[at] and match[at].replace(",", "") for at in (1, 4))
        if not any(agree == str(one) and disagree in (None, str(other)) for one, other in votes):
            return match[0]
        return "".join(match[at] or "" for at in (2, 3, 5))

    return _TO.sub(untold, _AGREE.sub(untold, text)).strip()


def tells_votes(text: str, comments: Iterable[Comment]) -> bool:
    """Whether a text tells the votes on one of some comments."""
    return without_votes(text, comments) != text.strip()


def contradicts_votes(text: str, comment: Comment) -> bool:
    """Whether an English text that tells the votes on a comment says the opposite of most who voted on it."""
    agree, disagree = cast(comment) or (0, 0)
    return bool(
        _AGAINST.search(text) if agree > disagree else _FOR.search(text) and not _AGAINST.search(text)
    )
