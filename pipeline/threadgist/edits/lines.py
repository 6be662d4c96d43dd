"""What an editor does with a line: other words, another theme, a line of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from threadgist.edits.find import agreement, find_theme, find_words, known_comments
from threadgist.edits.records import POINTS, Added, ThemeEdit
from threadgist.edits.working import MisfitError, Working
from threadgist.pages.safe import clip
from threadgist.printable import one_line
from threadgist.records import Bullet, Span
from threadgist.write.extractive import quotation


def reword(work: Working, line_id: str, kind: str, words: str, comments: tuple[str, ...]) -> None:
    """Let a line quote other words (`kind` "quote"), or put a sentence of the editor's in its place ("text").

    The words are from or about `comments`, or where none are named those of the line.

    Raises:
        MisfitError: There are no such comments, or not in its theme, or they do not have these words.
        GroundingError: The line does not hold where it stands.
    """
    home = work.home(line_id)

    def make(line: Bullet, above: Bullet | None) -> Bullet:
        if kind == "quote":
            ids = comments or (line.cites[0].comment_id,)
            new = _quotation(work, line.id, words, ids, home if above is None else None)
            new = replace(new, role=line.role, children=line.children)
        else:
            new = replace(line, kind="editor", text=one_line(words), people=0, against=())
            if comments:
                new = replace(new, cites=_whole(work, comments), comment_ids=work.with_copies(comments))
        return work.holds(new, above)

    work.change(line_id, make)


def move(work: Working, line_id: str, theme: str, themes: Mapping[str, ThemeEdit]) -> bool:
    """Move a line and its comments to another theme; return whether it was not there already.

    Raises:
        MisfitError: There is no such theme, or the line is an answer.
    """
    goal, source = target(work, theme, themes), work.home(line_id)
    line = next((one for one in work.lines[source] if one.id == line_id), None)
    if line is None:
        raise MisfitError("an answer stands below what it answers: move that line, or leave the answer out")
    if source == goal:
        return False
    work.lines[source].remove(line)
    work.lines[goal].append(line)
    if goal in work.members:
        work.take_comments(line.comment_ids, source, goal)
    return True


def add(work: Working, name: str, added: Added, themes: Mapping[str, ThemeEdit]) -> None:
    """Add a line at the end of a theme.

    Raises:
        MisfitError: There is no such theme or comment, the name is taken, or no comment has the words.
        GroundingError: The line does not hold.
    """
    if any(one.id == name for one in work.all_lines()):
        raise MisfitError("the digest has a line of that id: choose another name")
    home = target(work, added.theme, themes)
    if added.quote is not None:
        line = _quotation(work, name, added.quote, added.comments, home)
    else:
        cites, ids = _whole(work, added.comments), work.with_copies(added.comments)
        line = Bullet(name, "editor", "point", one_line(added.text or ""), ids, cites)
    work.lines[home].append(work.holds(line))


def target(work: Working, theme: str, themes: Mapping[str, ThemeEdit]) -> str:
    """Return the theme that something is to go to.

    Raises:
        MisfitError: There is no such theme, or it is left out.
    """
    if theme == POINTS and not work.themes:
        return POINTS
    found = find_theme(theme, work)
    if theme in themes and themes[theme].drop:
        raise MisfitError("that theme is left out: choose another, or keep it")
    return found


def _quotation(
    work: Working, line_id: str, words: str, comments: tuple[str, ...], theme: str | None
) -> Bullet:
    (comment,) = known_comments(comments, work)
    if theme in work.members and comment.id not in work.members[theme]:
        heading = clip(one_line(work.themes[theme].heading), 60)
        raise MisfitError(
            f"comment {comment.id!r} is none of the theme “{heading}”: quote one of its comments"
        )
    span = find_words(words, comment)
    if span is None:
        as_far = agreement(words, comment)
        start = clip(one_line(comment.text), 60)
        hint = f"it goes another way after “{as_far}”" if as_far else f"it begins “{start}”"
        raise MisfitError(
            f"comment {comment.id!r} does not have these words in a row ({hint}): copy them from it"
        )
    text = quotation(span, comment.text)
    return Bullet(line_id, "quote", "point", text, work.with_copies((comment.id,)), (span,))


def _whole(work: Working, comments: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(Span(one.id, 0, len(one.text)) for one in known_comments(comments, work))
