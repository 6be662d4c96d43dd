"""What ids and words in a file of edits mean in a digest, and what an editor does with a line.

What means nothing there, or cannot be done, raises a `MisfitError`; a line that does not hold a `GroundingError`.
"""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from threadgist.edits.records import POINTS, Added, Edits, LineEdit, Misfit, ThemeEdit, reference
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
    names = [f"{one} (“{clip(theme.heading, 30)}”)" for one, theme in work.themes.items()]
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
        hint = f'did you mean "{clip(near, 60)}"?'
    raise MisfitError(f"the digest has no such line: {hint} correct the key, or take the edit out")


def _there_are(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"there {'is' if len(names) == 1 else 'are'} {', '.join(names[:_NAMED]) or 'none'}{more}"


def worded(
    work: Working, line: Bullet, edit: LineEdit | Added, theme: str, above: Bullet | None = None
) -> Bullet:
    """Return a line of a theme or list, nested in `above`, with the quotation or the sentence of an edit as its words.

    They are from or about the comments that the edit names, or where it names none those of the line.
    """
    for comment_id in edit.comments:
        if comment_id not in work.comments:
            near = difflib.get_close_matches(comment_id, work.comments, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "digest.json lists them"
            raise MisfitError(f"the thread has no comment {clip(comment_id, 60)!r}: {hint}")
        if not work.comments[comment_id].text:
            raise MisfitError(f"comment {comment_id!r} has no text: name another")
    line = replace(line, people=0, against=())
    if edit.quote is not None:
        ids = edit.comments or tuple(span.comment_id for span in line.cites[:1])
        if len(ids) != 1:
            raise MisfitError(f"a quotation is from one comment, not from {len(ids)}: name one")
        if above is None and theme in work.members and ids[0] not in work.members[theme]:
            heading = clip(work.themes[theme].heading, 60)
            raise MisfitError(
                f"comment {ids[0]!r} is none of the theme “{heading}”: quote one of its comments"
            )
        comment = work.comments[ids[0]]
        span = _find_words(edit.quote, comment)
        text = quotation(span, comment.text)
        line = replace(line, kind="quote", text=text, cites=(span,), comment_ids=work.with_copies(ids))
    else:
        line = replace(line, kind="editor", text=one_line(edit.text or ""))
        if edit.comments:
            cites = tuple(Span(one, 0, len(work.comments[one].text)) for one in edit.comments)
            line = replace(line, cites=cites, comment_ids=work.with_copies(edit.comments))
    return work.holds(line, above)


def _find_words(words: str, comment: Comment) -> Span:
    """Return where a comment has these words.

    White space may differ, and quotation marks and … around them, which were copied from a page, are passed over.
    """
    bare = words.strip(_MARKS).split()
    for said in (words.split(), bare):
        if said and (found := _search(said, comment.text)):
            return Span(comment.id, *found.span())
    # Where the words part, and at most ten of those before.
    ends = (end for end in range(len(bare[:200]), 0, -1) if _search(bare[:end], comment.text))
    end = next(ends, 0)
    as_far = " ".join(bare[max(0, end - 10) : end])
    hint = f"it goes another way after “{as_far}”" if end else f"it begins “{clip(comment.text, 60)}”"
    raise MisfitError(
        f"comment {comment.id!r} does not have these words in a row ({hint}): copy them from it"
    )


def _search(words: Sequence[str], text: str) -> re.Match[str] | None:
    return re.search(r"\s+".join(map(re.escape, words)), text)


def target(work: Working, theme: str, themes: Mapping[str, ThemeEdit]) -> str:
    """Return the theme that something is to go to."""
    if theme == POINTS and not work.themes:
        return POINTS
    find_theme(theme, work)
    if theme in themes and themes[theme].drop:
        raise MisfitError("that theme is left out: choose another, or keep it")
    return theme


def keep_locked(digest: Digest, previous: Digest, edits: Edits, tell: Callable[[Misfit], None]) -> Digest:
    """Return a refreshed digest with what is locked as it stood in the one before.

    A locked theme keeps its heading and lines, a locked line its place among the lines of its theme; people and
    comments are those of the thread as it is. `edits` are of `previous`, which has none in it; `tell` hears of locks
    that cannot be kept.
    """
    if not any(edit.lock for table in (edits.themes, edits.lines) for edit in table.values()):
        return digest
    work, before = Working(digest), Working(previous)
    locked: set[str] = set()
    for key in (key for key, edit in edits.themes.items() if edit.lock):
        with fitting(tell, "themes", key, "lock", "true"):
            find_theme(key, before)
            find_theme(key, work)
            work.themes[key] = replace(work.themes[key], heading=before.themes[key].heading)
            work.lines[key] = []
            locked.update(line.id for line in before.lines[key])
    for key in (key for key, edit in edits.lines.items() if edit.lock):
        with fitting(tell, "lines", key, "lock", "true"):
            line_id = find_line(key, before)
            if before.home(line_id) not in work.lines:
                raise MisfitError("its theme is none any more: take the lock out")
            locked.add(line_id)
    places = ((home, at, one) for home in sorted(before.lines) for at, one in enumerate(before.lines[home]))
    for home, at, line in places:
        if not locked.isdisjoint(one.id for one in walk([line])):
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
    lines.insert(at, _under(line, f"{_KEPT}{line.id}"))
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
