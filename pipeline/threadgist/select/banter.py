"""Telling banter from discussion by how people write: short, without arguments, and voted up for that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threadgist.select.votes import most_votes
from threadgist.words import count_words, own_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from threadgist.records import Clustering, Comment
    from threadgist.select.context import Context

__all__ = ["banter_themes", "is_banter", "is_banter_thread"]

# Read on fifteen threads, by hand; see docs/lab-notes.md ("Banter"). To call a serious theme a joke is the worse error.
THREAD = 0.2
THEME = 0.35
THEME_WITHOUT_SCORES = 0.45
THEME_IN_BANTER = 0.2
LEAST_COMMENTS = 6
LEAST_THREAD = 20
# Comments of so many words at most are short; so many words of argument make one that argues.
SHORT = 8
ARGUES = 2
# Where so many exclaim, they cheer.
CHEERS = 0.3

_ARGUMENT = re.compile(
    r"\b(?:because|since|therefore|however|although|though|unless|whether|instead|rather|should|shouldn't|would|"
    r"wouldn't|could|needs?|if|but|than|think|believe|agree|disagree|problem|issue|reason|point|actually|example|means|"
    r"costs?|allow|require|probably|often|usually|most|many)\b"
)
_LAUGH = re.compile(r"\b(?:lol|lmf?ao|rofl|haha\w*|hehe\w*|xd)\b|[:;]-?[)dp](?:\s|$)|[😂🤣😆😅]")


def is_banter_thread(context: Context) -> bool:
    """Whether a whole thread jokes more than it discusses: nothing of it can be said in short."""
    comments = _read(context.comments[comment_id] for comment_id in sorted(context.comments))
    if not _may_joke(context) or len(comments) < LEAST_THREAD:
        return False
    return min(_lightness(comments), _lightness(_voted_up(comments) or comments)) >= THREAD


def is_banter(context: Context, comment_ids: Iterable[str], *, in_banter: bool) -> bool:
    """Whether the comments of a theme are jokes more than arguments.

    They are where many are short or laugh and few argue, both among all of them and among those that readers voted up;
    cheers are none. Only English is judged; consultations and lists without replies hold no banter.

    Args:
        context: The corpus, prepared.
        comment_ids: The comments of the theme.
        in_banter: Whether the whole thread is banter.
    """
    comments = _read(context.comments[comment_id] for comment_id in sorted(comment_ids))
    if len(comments) < LEAST_COMMENTS or not _may_joke(context):
        return False
    if sum("!" in text for _, text in comments) >= CHEERS * len(comments):
        return False
    liked = _voted_up(comments)
    least = (THEME_IN_BANTER if liked else THEME) if in_banter else (THEME if liked else THEME_WITHOUT_SCORES)
    return min(_lightness(comments), _lightness(liked or comments)) >= least


def banter_themes(context: Context, clustering: Clustering) -> tuple[bool, ...]:
    """Tell for each theme of a clustering whether it is banter."""
    in_banter = is_banter_thread(context)
    return tuple(is_banter(context, theme.comment_ids, in_banter=in_banter) for theme in clustering.themes)


def _may_joke(context: Context) -> bool:
    return context.english and bool(context.replies) and not most_votes(context.comments.values())


def _read(comments: Iterable[Comment]) -> list[tuple[Comment, str]]:
    """Pair the comments that people wrote with their own words, in lower case."""
    texts = ((one, own_words(one.text).lower().replace("’", "'")) for one in comments if one.role != "bot")
    return [(comment, text) for comment, text in texts if comment.gone is None and text]


def _voted_up(comments: Sequence[tuple[Comment, str]]) -> list[tuple[Comment, str]]:
    """Return the better half by score; nothing where few have one, or all have the same."""
    scores = {comment.id: comment.score for comment, _ in comments if comment.score is not None}
    if 2 * len(scores) < len(comments) or len(set(scores.values())) < 2:
        return []
    ranked = sorted(
        (pair for pair in comments if pair[0].id in scores),
        key=lambda pair: (-scores[pair[0].id], pair[0].id),
    )
    return ranked[: max(4, len(ranked) // 2)]


def _lightness(comments: Sequence[tuple[Comment, str]]) -> float:
    """The shares of comments that are short and that laugh, less the share of those that argue."""
    texts = [text for _, text in comments]
    short = sum(count_words(text) <= SHORT for text in texts)
    laughing = sum(_LAUGH.search(text) is not None for text in texts)
    arguing = sum(len(_ARGUMENT.findall(text)) >= ARGUES for text in texts)
    return round((short + laughing - arguing) / len(texts), 6)
