"""A digest with an editor's changes: a pure function from a digest and edits to a digest."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from threadgist.edits.lines import find_line, find_theme, target, worded
from threadgist.edits.records import POINTS, Edits, LineEdit, Misfit, ThemeEdit
from threadgist.edits.working import MisfitError, Working, fitting
from threadgist.errors import EditsError
from threadgist.pages.safe import clip
from threadgist.pages.written import asked_language
from threadgist.records import EDITED, Bullet, Digest, Notice, SummarySentence
from threadgist.speakers import in_running_text
from threadgist.translations import gettext as _
from threadgist.translations import listed, ngettext, speaking
from threadgist.words import one_line

# What was changed, as the page says it.
_SAID: Final[Mapping[str, Callable[[int], str]]] = {
    "heading": lambda n: ngettext("%(n)s heading changed", "%(n)s headings changed", n),
    "order": lambda n: ngettext("%(n)s change of order", "%(n)s changes of order", n),
    "merge": lambda n: ngettext("%(n)s theme merged into another", "%(n)s themes merged into others", n),
    "drop theme": lambda n: ngettext("%(n)s theme left out", "%(n)s themes left out", n),
    "drop": lambda n: ngettext("%(n)s line left out", "%(n)s lines left out", n),
    "move": lambda n: ngettext("%(n)s line moved", "%(n)s lines moved", n),
    "quote": lambda n: ngettext("%(n)s quotation chosen", "%(n)s quotations chosen", n),
    "text": lambda n: ngettext(
        "%(n)s sentence written by the editor", "%(n)s sentences written by the editor", n
    ),
    "short": lambda n: ngettext("%(n)s line changed in “In short”", "%(n)s lines changed in “In short”", n),
}

_AS_IT_IS: Final = ThemeEdit()


def apply_edits(
    digest: Digest, edits: Edits, name: str = "edits.toml", tell: Callable[[Misfit], None] | None = None
) -> Digest:
    """Return `digest` as an editor wants it, with ledger and counts as they follow; a notice says what was changed.

    `name` is what to call the file of edits in a message; `tell` hears of an edit that does not fit the digest and is
    left out, which by default is an error. Raises EditsError: an edit does not fit, or the digest has edits in it
    already.
    """
    if digest.edited:
        raise EditsError(f"{name}: the digest has edits in it already: apply them to the one that was made")

    def refuse(misfit: Misfit) -> None:
        raise EditsError(f"{name}: {misfit}")

    return _Applying(Working(digest), edits, tell or refuse).result()


class _Applying:
    """One pass over a file of edits: lines, then themes, then their order."""

    def __init__(self, work: Working, edits: Edits, tell: Callable[[Misfit], None]) -> None:
        self._work = work
        self._edits = edits
        self._fitting = partial(fitting, tell)
        self._done: Counter[str] = Counter()
        self._written = {bullet.id: bullet.text for bullet in work.all_lines()}

    def result(self) -> Digest:
        work, edits = self._work, self._edits
        # What references mean is found before anything moves.
        orders: defaultdict[str, list[str]] = defaultdict(list)
        for key, theme in edits.themes.items():
            for line in theme.order:
                with self._fitting("themes", key, "order", line):
                    orders[key].append(line if line in edits.added else find_line(line, work))
        meant: dict[str, str] = {}
        for key in edits.lines:
            with self._fitting("lines", key):
                found = find_line(key, work)
                if found in meant.values():
                    raise MisfitError("means the same line as another key: put both into one")
                meant[key] = found
        for key, line_id in meant.items():
            # One may have gone with the line above it.
            if any(line.id == line_id for line in work.all_lines()):
                self._line(key, edits.lines[key], line_id)
        for key, added in edits.added.items():
            with self._fitting("added", key):
                if any(one.id == key for one in work.all_lines()):
                    raise MisfitError("the digest has a line of that id: choose another name")
                home = target(work, added.theme, edits.themes)
                new = Bullet(key, "editor", "point", "", (), ())
                work.lines[home].append(worded(work, new, added, home))
                self._done["text" if added.quote is None else "quote"] += 1
        for key, theme in edits.themes.items():
            if key != POINTS or work.themes:
                with self._fitting("themes", key):
                    self._headings(find_theme(key, work), theme)
        for key, theme in edits.themes.items():
            if theme.into is not None and key in work.themes:
                with self._fitting("themes", key, "into", theme.into):
                    self._merge(key)
        for key, theme in edits.themes.items():
            if theme.drop and key in work.themes:
                with self._fitting("themes", key, "drop", "true"):
                    if len(work.themes) == 1:
                        raise MisfitError("it is the only theme left: keep one")
                    work.drop(key)
                    self._done["drop theme"] += 1
        self._order(orders)
        self._follow()
        for key, line_id in meant.items():
            if (short := edits.lines[key].short) is not None:
                with self._fitting("lines", key, "short", str(short).lower()):
                    self._short(line_id, short=short)
        changes = +self._done
        if not changes:
            return work.digest
        with speaking(asked_language(work.digest)):
            changed = listed([_SAID[kind](number) for kind, number in changes.items()])
            said = _("Edited by hand after it was made: %(changes)s.", changes=changed)
        return work.finish(lambda theme: not theme.bullets, (Notice(EDITED, said),))

    def _line(self, key: str, edit: LineEdit, line_id: str) -> None:
        work, home = self._work, self._work.home(line_id)
        if edit.drop:
            work.change(line_id, lambda line, above: None)
            self._done["drop"] += 1
        kind, words = ("quote", edit.quote) if edit.quote is not None else ("text", edit.text)
        if words is not None:
            with self._fitting("lines", key, kind, words):
                work.change(line_id, lambda line, above: worded(work, line, edit, home, above))
                self._done[kind] += 1
        if edit.move is not None:
            with self._fitting("lines", key, "move", edit.move):
                self._move(line_id, home, target(work, edit.move, self._edits.themes))

    def _move(self, line_id: str, source: str, goal: str) -> None:
        """Move a line and its comments to another theme."""
        work = self._work
        line = next((one for one in work.lines[source] if one.id == line_id), None)
        if line is None:
            raise MisfitError(
                "an answer stands below what it answers: move that line, or leave the answer out"
            )
        if source != goal:
            work.lines[source].remove(line)
            work.lines[goal].append(line)
            if goal in work.members:
                work.take_comments(line.comment_ids, source, goal)
            self._done["move"] += 1

    def _headings(self, key: str, edit: ThemeEdit) -> None:
        theme = self._work.themes[key]
        if edit.heading is not None:
            with self._fitting("themes", key, "heading", edit.heading):
                theme = replace(theme, heading=self._heading(edit.heading, theme.heading))
        for former, heading in edit.parts.items():
            with self._fitting("themes", key, "parts", former):
                if all(part.heading != former for part in theme.parts):
                    known = ", ".join(f"“{clip(part.heading, 40)}”" for part in theme.parts)
                    raise MisfitError(
                        f"the theme has no part of that heading: there are {known or 'none'}; correct it"
                    )
                new = self._heading(heading, former)
                parts = (replace(one, heading=new) if one.heading == former else one for one in theme.parts)
                theme = replace(theme, parts=tuple(parts))
        self._work.themes[key] = theme

    def _heading(self, heading: str, before: str) -> str:
        new = one_line(heading)
        quoted = new.startswith("“") and new.endswith("”")
        if quoted and not any(new[1:-1] in comment.text for comment in self._work.comments.values()):
            raise MisfitError(
                "stands in quotation marks, and no comment has these words: leave the marks out"
            )
        self._done["heading"] += new != before
        return new

    def _merge(self, key: str) -> None:
        themes, way = self._edits.themes, [key]
        while (into := themes.get(way[-1], _AS_IT_IS).into) is not None:
            if into in way:
                raise MisfitError("the theme would be merged into itself: merge one of them into another")
            way.append(into)
        self._work.merge(key, target(self._work, way[-1], themes))
        self._done["merge"] += 1

    def _order(self, lines_of: Mapping[str, list[str]]) -> None:
        """Put themes and lines in the order that is wanted; those that no order names follow."""
        work, first = self._work, []
        for theme_id in self._edits.order:
            edit = self._edits.themes.get(theme_id, _AS_IT_IS)
            if not edit.drop and edit.into is None:
                with self._fitting("order", value=theme_id):
                    first.append(find_theme(theme_id, work))
        order = list(dict.fromkeys((*first, *work.themes)))
        self._done["order"] += order != list(work.themes)
        work.themes = {theme_id: work.themes[theme_id] for theme_id in order}
        for key, wanted in lines_of.items():
            lines = {line.id: line for line in work.lines.get(key, ())}
            order = list(dict.fromkeys((*(one for one in wanted if one in lines), *lines)))
            if order != list(lines):
                work.lines[key] = [lines[one] for one in order]
                self._done["order"] += 1

    def _follow(self) -> None:
        """Let "In short" follow lines that were given other words, and lose what rests on lines that are gone."""
        now = {bullet.id: bullet for bullet in self._work.all_lines()}
        kept, lost = [], False
        for sentence in self._work.summary:
            first, *answers = sentence.bullet_ids
            if self._written[first] == sentence.text:
                if first in now:
                    below = {child.id for child in now[first].children}
                    ids = (first, *(one for one in answers if one in below))
                    kept.append(replace(sentence, text=now[first].text, bullet_ids=ids))
                continue
            # A language model wrote it about those lines as they were.
            if all(one in now and now[one].text == self._written[one] for one in sentence.bullet_ids):
                kept.append(replace(sentence, text=in_running_text([sentence.text])[0]) if lost else sentence)
                lost = False
            else:
                lost = True
        self._work.summary = kept

    def _short(self, line_id: str, *, short: bool) -> None:
        """Let "In short" repeat a line, or not."""
        work = self._work
        if any(line_id in sentence.bullet_ids for sentence in work.summary) == short:
            return
        if short:
            lines = {one.id: one for key in (*work.themes, POINTS) for one in work.lines[key]}
            if line_id not in lines or lines[line_id].role == "more":
                raise MisfitError("“In short” repeats lines of themes or of “Also said”: leave the key out")
            work.summary.append(SummarySentence(lines[line_id].text, (line_id,)))
        else:
            work.summary = [one for one in work.summary if line_id not in one.bullet_ids]
        self._done["short"] += 1
