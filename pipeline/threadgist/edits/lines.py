"""What ids and words in a file of edits mean in a digest, and what an editor does with a line.

What means nothing there, or cannot be done, raises a `MisfitError`; a line that does not hold a `GroundingError`.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from threadgist.edits.records import POINTS, Added, Edits, Misfit, ThemeEdit, reference
from threadgist.edits.working import MisfitError, Working, fitting
from threadgist.errors import GroundingError
from threadgist.ground.verify import order_key
from threadgist.pages.safe import clip
from threadgist.records import Bullet, Comment, Digest, Span, walk
from threadgist.words import one_line
from threadgist.write.extractive import quotation

_NAMED = 8
_MARKS = '“”"… \n\t'
_KEPT: Final = "kept "
# What the ids of lines begin with that stand in no theme.
_PREFIXES: Final = {POINTS: "p", "one_offs": "o"}


def find_theme(theme_id: str, work: Working) -> str:
    """Return the theme of an id."""
    if theme_id in work.themes:
        return theme_id
    names = [f"{one} (“{clip(one_line(theme.heading), 30)}”)" for one, theme in work.themes.items()]
    raise MisfitError(
        f"the digest has no such theme: {_there_are(names)}; correct the id, or take the edit out"
    )


def find_line(key: str, work: Working) -> str:
    """Return the id of the line that a reference, an id or an id and that of a comment, means now.

    That is the line of the id, if it cites the comment named; else the one line that cites the comment first.
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
        several = _there_are([f'"{reference(one)}"' for one in cites])
        raise MisfitError(f"several lines cite comment {clip(comment_id, 60)!r}: {several}; name one")
    hint = "`threadgist edit` shows the lines there are;"
    for near in difflib.get_close_matches(key, map(reference, lines.values()), n=1):
        hint = f'did you mean "{clip(one_line(near), 60)}"?'
    raise MisfitError(f"the digest has no such line: {hint} correct the key, or take the edit out")


def _there_are(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"there {'is' if len(names) == 1 else 'are'} {', '.join(names[:_NAMED]) or 'none'}{more}"


def _known(comment_ids: Iterable[str], work: Working) -> list[Comment]:
    """Return comments, which must have something to say."""
    for comment_id in comment_ids:
        if comment_id not in work.comments:
            near = difflib.get_close_matches(comment_id, work.comments, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "digest.json lists them"
            raise MisfitError(f"the thread has no comment {clip(comment_id, 60)!r}: {hint}")
        if not work.comments[comment_id].text:
            raise MisfitError(f"comment {comment_id!r} has no text: name another")
    return [work.comments[comment_id] for comment_id in comment_ids]


def _find_words(words: str, comment: Comment) -> Span | None:
    """Return where a comment has these words, None where it has not.

    White space may differ, and quotation marks and … around them, which were copied from a page, are passed over.
    """
    for said in (words, words.strip(_MARKS)):
        if said and (start := comment.text.find(said)) >= 0:
            return Span(comment.id, start, start + len(said))
        if said.split() and (found := re.search(_spaced(said.split()), comment.text)):
            return Span(comment.id, found.start(), found.end())
    return None


def _agreement(words: str, comment: Comment) -> str:
    """Return the first of these words as far as the comment has them in a row, at most ten; "" for none."""
    said = words.strip(_MARKS).split()[:200]
    ends = (end for end in range(len(said), 0, -1) if re.search(_spaced(said[:end]), comment.text))
    end = next(ends, 0)
    return " ".join(said[max(0, end - 10) : end])


def _spaced(words: list[str]) -> str:
    return r"\s+".join(map(re.escape, words))


def reword(work: Working, line_id: str, kind: str, words: str, comments: tuple[str, ...]) -> None:
    """Let a line quote other words (`kind` "quote"), or put a sentence of the editor's in its place ("text").

    The words are from or about `comments`, or where none are named those of the line.
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
    """Move a line and its comments to another theme; return whether it was not there already."""
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
    """Add a line at the end of a theme."""
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
    """Return the theme that something is to go to."""
    if theme == POINTS and not work.themes:
        return POINTS
    find_theme(theme, work)
    if theme in themes and themes[theme].drop:
        raise MisfitError("that theme is left out: choose another, or keep it")
    return theme


def _quotation(
    work: Working, line_id: str, words: str, comments: tuple[str, ...], theme: str | None
) -> Bullet:
    if len(comments) != 1:
        raise MisfitError(f"a quotation is from one comment, not from {len(comments)}: name one")
    (comment,) = _known(comments, work)
    if theme in work.members and comment.id not in work.members[theme]:
        heading = clip(one_line(work.themes[theme].heading), 60)
        raise MisfitError(
            f"comment {comment.id!r} is none of the theme “{heading}”: quote one of its comments"
        )
    span = _find_words(words, comment)
    if span is None:
        as_far = _agreement(words, comment)
        start = clip(one_line(comment.text), 60)
        hint = f"it goes another way after “{as_far}”" if as_far else f"it begins “{start}”"
        raise MisfitError(
            f"comment {comment.id!r} does not have these words in a row ({hint}): copy them from it"
        )
    text = quotation(span, comment.text)
    return Bullet(line_id, "quote", "point", text, work.with_copies((comment.id,)), (span,))


def _whole(work: Working, comments: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(Span(one.id, 0, len(one.text)) for one in _known(comments, work))


def keep_locked(digest: Digest, previous: Digest, edits: Edits, tell: Callable[[Misfit], None]) -> Digest:
    """Return a refreshed digest with what is locked as it stood in the one before.

    A locked theme keeps its heading and lines, a locked line its place among the lines of its theme; people and
    comments are those of the thread as it is. `edits` are of `previous`, which has none in it; `tell` hears of locks
    that cannot be kept.
    """
    if not any(edit.lock for table in (edits.themes, edits.lines) for edit in table.values()):
        return digest
    work, before = Working(digest), Working(previous)
    kept: list[tuple[str, int, Bullet]] = []
    for key, theme in edits.themes.items():
        if theme.lock:
            with fitting(tell, "themes", key, "lock", "true"):
                find_theme(key, before)
                find_theme(key, work)
                work.themes[key] = replace(work.themes[key], heading=before.themes[key].heading)
                work.lines[key] = []
                kept += ((key, at, line) for at, line in enumerate(before.lines[key]))
    whole = {home for home, _, _ in kept}
    for key, line_edit in edits.lines.items():
        if line_edit.lock:
            with fitting(tell, "lines", key, "lock", "true"):
                line_id = find_line(key, before)
                home = before.home(line_id)
                if home not in work.lines:
                    raise MisfitError("its theme is none any more: take the lock out")
                if home not in whole:
                    rows = enumerate(before.lines[home])
                    kept += ((home, at, one) for at, one in rows if line_id in {o.id for o in walk([one])})
    for home, at, line in sorted(kept, key=lambda one: one[:2]):
        try:
            _insert(work, home, at, work.holds(line))
        except GroundingError as error:
            why = f"it cannot stay, {error}: take the lock out"
            tell(Misfit("lines", reference(line), "lock", "true", why))
    _number(work)
    return work.finish(partial(order_key, edited=digest.provenance.writer_model is not None))


def _insert(work: Working, home: str, at: int, line: Bullet) -> None:
    """Put a line where it stood, in place of one of its kind that cites the same comment and is not kept."""
    lines = [
        one
        for one in work.lines[home]
        if one.cites[0].comment_id != line.cites[0].comment_id
        or one.id.startswith(_KEPT)
        or (one.role == "more") != (line.role == "more")
    ]
    lines.insert(min(at, len(lines)), _under(line, f"{_KEPT}{line.id}"))
    work.lines[home] = lines
    if home in work.members:
        work.take_comments(line.comment_ids, home, home)


def _number(work: Working) -> None:
    """Number all lines by their places, and let "In short" follow."""
    names: dict[str, str] = {}
    for home, lines in work.lines.items():
        numbered = [_under(line, f"{_PREFIXES.get(home, home)}-{at}") for at, line in enumerate(lines, 1)]
        names |= {old.id: new.id for old, new in zip(walk(lines), walk(numbered), strict=True)}
        work.lines[home] = numbered
    work.summary = [
        replace(sentence, bullet_ids=tuple(names[one] for one in sentence.bullet_ids))
        for sentence in work.summary
        if names.keys() >= set(sentence.bullet_ids)
    ]


def _under(line: Bullet, line_id: str) -> Bullet:
    children = (_under(child, f"{line_id}-{at}") for at, child in enumerate(line.children, 1))
    return replace(line, id=line_id, children=tuple(children))
