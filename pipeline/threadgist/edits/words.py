"""Words of a comment as an editor gives them, found in it letter by letter."""

from __future__ import annotations

import re

from threadgist.records import Comment, Span


def find_words(words: str, comment: Comment) -> Span | None:
    """Return where a comment has these words, None where it has not.

    White space may differ, and quotation marks and … around them, which were copied from a page, are passed over.
    """
    for said in (words, words.strip('“”"… \n\t')):
        start = comment.text.find(said) if said else -1
        if start >= 0:
            return Span(comment.id, start, start + len(said))
        if said.split() and (found := re.search(_spaced(said.split()), comment.text)):
            return Span(comment.id, found.start(), found.end())
    return None


def agreement(words: str, comment: Comment) -> str:
    """Return the first of these words as far as the comment has them in a row, at most ten; "" for none."""
    said = words.strip('“”"… \n\t').split()
    for number in range(min(len(said), 200), 0, -1):
        if re.search(_spaced(said[:number]), comment.text):
            return " ".join(said[max(0, number - 10) : number])
    return ""


def _spaced(words: list[str]) -> str:
    return r"\s+".join(map(re.escape, words))
