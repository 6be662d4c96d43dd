"""What an editor locked stays as it stands when the thread grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from threadgist.edits.lines import find_line, find_theme
from threadgist.edits.records import POINTS, Edits, Misfit, reference
from threadgist.edits.working import MisfitError, Working, fitting
from threadgist.errors import GroundingError
from threadgist.ground.verify import order_key
from threadgist.records import Bullet, Digest, SummarySentence, walk

# What the ids of lines begin with that stand in no theme.
_PREFIXES: Final = {POINTS: "p", "one_offs": "o"}


def keep_locked(digest: Digest, previous: Digest, edits: Edits, tell: Callable[[Misfit], None]) -> Digest:
    """Return a refreshed digest with what is locked as it stood in the one before.

    A locked theme keeps its heading and lines, a locked line its place among the lines of its theme; people and
    comments are those of the thread as it is.

    `edits` are of `previous`, which has none in it; `tell` hears of locks that cannot be kept.
    """
    if not edits.locks:
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
    for key, edit in edits.lines.items():
        if edit.lock:
            with fitting(tell, "lines", key, "lock", "true"):
                line_id = find_line(key, before)
                home = before.home(line_id)
                if home not in work.lines:
                    raise MisfitError("its theme is none any more: take the lock out")
                places = enumerate(before.lines[home] if home not in whole else ())
                kept += (
                    (home, at, one) for at, one in places if line_id in {each.id for each in walk([one])}
                )
    for home, at, line in sorted(kept, key=lambda one: one[:2]):
        try:
            _insert(work, home, at, work.holds(line))
        except GroundingError as error:
            why = f"it cannot stay, {error}: take the lock out"
            tell(Misfit("lines", reference(line), "lock", "true", why))
    _number(work)
    return work.finish(partial(order_key, edited=digest.provenance.writer_model is not None))


def _insert(work: Working, home: str, at: int, line: Bullet) -> None:
    """Put a line where it stood, in place of one that cites the same comment."""
    cited = line.cites[0].comment_id
    lines = [one for one in work.lines[home] if one.cites[0].comment_id != cited]
    lines.insert(min(at, len(lines)), _under(line, f"kept {line.id}"))
    work.lines[home] = lines
    if home in work.members:
        work.take_comments(line.comment_ids, home, home)


def _number(work: Working) -> None:
    """Number all lines by their places, and let "In short" follow."""
    names: dict[str, Bullet] = {}
    for home, lines in work.lines.items():
        numbered = [_under(line, f"{_PREFIXES.get(home, home)}-{at}") for at, line in enumerate(lines, 1)]
        names |= {old.id: new for old, new in zip(walk(lines), walk(numbered), strict=True)}
        work.lines[home] = numbered
    work.summary = [
        SummarySentence(sentence.text, tuple(names[one].id for one in sentence.bullet_ids))
        for sentence in work.summary
        if all(one in names for one in sentence.bullet_ids)
    ]


def _under(line: Bullet, line_id: str) -> Bullet:
    children = (_under(child, f"{line_id}-{at}") for at, child in enumerate(line.children, 1))
    return replace(line, id=line_id, children=tuple(children))
