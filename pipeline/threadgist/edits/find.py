"""What ids, and words of a comment, in a file of edits mean in a digest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from threadgist.edits.records import reference
from threadgist.edits.working import MisfitError, Working
from threadgist.pages.safe import clip
from threadgist.printable import one_line
from threadgist.records import Comment, Span

_NAMED = 8


def find_theme(theme_id: str, work: Working) -> str:
    """Return the theme of an id.

    Raises:
        MisfitError: There is none.
    """
    if theme_id in work.themes:
        return theme_id
    names = (f"{one} (“{clip(one_line(theme.heading), 30)}”)" for one, theme in work.themes.items())
    raise MisfitError(
        f"the digest has no such theme: {_there_are(names)}; correct the id, or take the edit out"
    )


def find_line(key: str, work: Working) -> str:
    """Return the id of the line that a reference means now.

    That is the line of the id, if it cites the comment named; else the one line that cites the comment first. The
    reference is an id, or an id, a space, and the id of a comment.

    Raises:
        MisfitError: No line is meant, or several.
    """
    line_id, _, comment_id = key.strip().partition(" ")
    lines = {bullet.id: bullet for bullet in work.all_lines()}
    named = lines.get(line_id)
    if named is not None and (not comment_id or comment_id in {span.comment_id for span in named.cites}):
        return named.id
    cites = [one for one in lines.values() if comment_id and one.cites[0].comment_id == comment_id]
    if len(cites) == 1:
        return cites[0].id
    if cites:
        several = _there_are(f'"{reference(one)}"' for one in cites)
        raise MisfitError(f"several lines cite comment {clip(comment_id, 60)!r}: {several}; name one")
    near = difflib.get_close_matches(key, [reference(one) for one in lines.values()], n=1)
    hint = (
        f'did you mean "{clip(one_line(near[0]), 60)}"?'
        if near
        else "`threadgist edit` shows the lines there are;"
    )
    raise MisfitError(f"the digest has no such line: {hint} correct the key, or take the edit out")


def known_comments(comment_ids: Iterable[str], work: Working) -> tuple[Comment, ...]:
    """Return comments that have something to say.

    Raises:
        MisfitError: One is not in the thread, or has no text.
    """
    found = []
    for comment_id in comment_ids:
        comment = work.comments.get(comment_id)
        if comment is None:
            near = difflib.get_close_matches(comment_id, work.comments, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "digest.json lists them"
            raise MisfitError(f"the thread has no comment {clip(comment_id, 60)!r}: {hint}")
        if not comment.text:
            raise MisfitError(f"comment {comment_id!r} has no text: name another")
        found.append(comment)
    return tuple(found)


def _there_are(names: Iterable[str]) -> str:
    all_names = list(names)
    more = f" and {len(all_names) - _NAMED} more" if len(all_names) > _NAMED else ""
    return f"there {'is' if len(all_names) == 1 else 'are'} {', '.join(all_names[:_NAMED]) or 'none'}{more}"


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
