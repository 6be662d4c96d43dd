"""Telling banter from discussion by how people write: short, without arguments, and voted up for that."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from threadgist.records import Clustering, Comment
from threadgist.select.context import Context
from threadgist.select.reading import WORDS
from threadgist.words import count_words, own_words, word_runs

# Read on fifteen threads, by hand; see docs/lab-notes.md ("Banter"). To call a serious theme a joke is the worse error.
THREAD, LEAST_THREAD = 0.2, 20
THEME, THEME_WITHOUT_SCORES, THEME_IN_BANTER, LEAST_COMMENTS = 0.42, 0.55, 0.3, 7
# Comments of so many words at most are short; so many words of argument make one that argues.
SHORT, ARGUES = 8, 2
# Where so many exclaim, they cheer; where the host writes so much of it, questions are answered.
CHEERS, HOSTED = 0.3, 0.1
_LAUGHS = frozenset(["lol", "lmao", "lmfao", "rofl", "xd"])
# A smile alone is as often friendly, or thanks.
_SMILING = re.compile("[😂🤣😆😅]")


class _Remark(NamedTuple):
    """What a comment adds to the lightness of a theme: 1 if it is short, 1 if it laughs, -1 if it argues."""

    comment: Comment
    lightness: int
    exclaims: bool


def is_banter_thread(context: Context) -> bool:
    """Whether a whole thread jokes more than it discusses: nothing of it can be said in short."""
    remarks = context.once(_remarks).values()
    return len(remarks) >= LEAST_THREAD and _lightness(remarks) >= THREAD


def is_banter(context: Context, comment_ids: Iterable[str], *, in_banter: bool) -> bool:
    """Whether the comments of a theme are jokes more than arguments.

    They are where many are short or laugh and few argue, both among all of them and among those that readers voted up;
    cheers are none, nor is what the host answers. Only English is judged; consultations and lists without replies hold
    no banter. `in_banter` says whether the whole thread is banter.
    """
    read = context.once(_remarks)
    remarks = [read[one] for one in comment_ids if one in read]
    cheered = sum(one.exclaims for one in remarks) >= CHEERS * len(remarks)
    hosted = sum(one.comment.role == "host" for one in remarks) >= HOSTED * len(remarks)
    if len(remarks) < LEAST_COMMENTS or cheered or hosted:
        return False
    least = THEME_IN_BANTER if in_banter else THEME if _voted_up(remarks) else THEME_WITHOUT_SCORES
    return _lightness(remarks) >= least


def banter_themes(context: Context, clustering: Clustering) -> tuple[bool, ...]:
    """Tell for each theme of a clustering whether it is banter."""
    in_banter = context.once(is_banter_thread)
    return tuple(is_banter(context, theme.comment_ids, in_banter=in_banter) for theme in clustering.themes)


def _remarks(context: Context) -> dict[str, _Remark]:
    """Read all comments that persons wrote, as far as something of them is left; nothing where none can be banter."""
    found: dict[str, _Remark] = {}
    if not context.english or not context.replies or context.most:
        return found
    for comment in context.comments.values():
        text = own_words(comment.text) if comment.role != "bot" and comment.gone is None else ""
        lower = text.lower()
        runs = word_runs(lower)
        laughs = not _LAUGHS.isdisjoint(runs) or _SMILING.search(text) is not None
        if "haha" in lower or "hehe" in lower:
            laughs = laughs or any(run.startswith(("haha", "hehe")) for run in runs)
        argues = sum(map(WORDS["argument"].__contains__, runs)) >= ARGUES
        if text:
            found[comment.id] = _Remark(comment, (count_words(text) <= SHORT) + laughs - argues, "!" in text)
    return found


def _voted_up(remarks: Collection[_Remark]) -> list[_Remark]:
    """Return the better half by score; nothing where few have one, or all have the same."""
    scored = [one for one in remarks if one.comment.score is not None]
    if 2 * len(scored) < len(remarks) or len({one.comment.score for one in scored}) < 2:
        return []
    scored.sort(key=lambda one: (-(one.comment.score or 0), one.comment.id))
    return scored[: max(4, len(scored) // 2)]


def _lightness(remarks: Collection[_Remark]) -> float:
    """The mean lightness of all remarks, or of those voted up where it is less: from -1 to 2."""
    groups = [group for group in (remarks, _voted_up(remarks)) if group]
    return min((round(sum(one.lightness for one in group) / len(group), 6) for group in groups), default=0.0)
