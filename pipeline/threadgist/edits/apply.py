"""A digest with an editor's changes: a pure function from a digest and edits to a digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from threadgist.edits.lines import add, find_line, find_theme, move, reword, target
from threadgist.edits.records import POINTS, Edits, LineEdit, Misfit, ThemeEdit
from threadgist.edits.working import MisfitError, Working, fitting
from threadgist.errors import EditsError
from threadgist.pages.safe import clip
from threadgist.pages.written import asked_language
from threadgist.records import EDITED, Digest, Notice, SummarySentence
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


def apply_edits(
    digest: Digest,
    edits: Edits,
    name: str = "edits.toml",
    tell: Callable[[Misfit], None] | None = None,
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

    return _Applying(Working(digest), tell or refuse).all(edits)


class _Applying:
    """One pass over a file of edits: lines, then themes, then their order."""

    def __init__(self, work: Working, tell: Callable[[Misfit], None]) -> None:
        self._work = work
        self._fitting = partial(fitting, tell)
        self._done: Counter[str] = Counter()
        self._written = {bullet.id: bullet.text for bullet in work.all_lines()}

    def all(self, edits: Edits) -> Digest:
        work = self._work
        # What references mean is found before anything moves.
        orders: dict[str, list[str]] = {}
        for key, theme in edits.themes.items():
            orders[key] = []
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
            self._line(key, edits.lines[key], line_id, edits.themes)
        for key, added in edits.added.items():
            with self._fitting("added", key):
                add(work, key, added, edits.themes)
                self._done["text" if added.quote is None else "quote"] += 1
        for key, theme in edits.themes.items():
            self._theme(key, theme)
        for key, theme in edits.themes.items():
            if theme.into is not None and key in work.themes:
                with self._fitting("themes", key, "into", theme.into):
                    self._merge(key, edits.themes)
        for key, theme in edits.themes.items():
            if theme.drop and key in work.themes:
                with self._fitting("themes", key, "drop", "true"):
                    if len(work.themes) == 1:
                        raise MisfitError("it is the only theme left: keep one")
                    work.drop(key)
                    self._done["drop theme"] += 1
        self._order_themes(edits)
        for key, wanted in orders.items():
            lines = {line.id: line for line in work.lines.get(key, ())}
            order = list(dict.fromkeys((*(one for one in wanted if one in lines), *lines)))
            if order != list(lines):
                work.lines[key] = [lines[one] for one in order]
                self._done["order"] += 1
        self._follow()
        for key, line_id in meant.items():
            if (short := edits.lines[key].short) is not None:
                with self._fitting("lines", key, "short", str(short).lower()):
                    self._short(line_id, short=short)
        changes = {kind: number for kind, number in self._done.items() if number}
        if not changes:
            return work.digest
        with speaking(asked_language(work.digest)):
            changed = listed([_SAID[kind](number) for kind, number in changes.items()])
            said = _("Edited by hand after it was made: %(changes)s.", changes=changed)
        return work.finish(lambda theme: not theme.bullets, (Notice(EDITED, said),))

    def _line(self, key: str, edit: LineEdit, line_id: str, themes: Mapping[str, ThemeEdit]) -> None:
        work = self._work
        if all(line.id != line_id for line in work.all_lines()):
            # It went with the line above it.
            return
        if edit.drop:
            work.change(line_id, lambda line, above: None)
            self._done["drop"] += 1
        for kind, words in (("quote", edit.quote), ("text", edit.text)):
            if words is not None:
                with self._fitting("lines", key, kind, words):
                    reword(work, line_id, kind, words, edit.comments)
                    self._done[kind] += 1
        if edit.move is not None:
            with self._fitting("lines", key, "move", edit.move):
                self._done["move"] += move(work, line_id, edit.move, themes)

    def _theme(self, key: str, edit: ThemeEdit) -> None:
        if key == POINTS and not self._work.themes:
            return
        with self._fitting("themes", key):
            find_theme(key, self._work)
        if (theme := self._work.themes.get(key)) is None:
            return
        if edit.heading is not None:
            with self._fitting("themes", key, "heading", edit.heading):
                theme = replace(theme, heading=self._heading(edit.heading, theme.heading))
        for former, heading in edit.parts.items():
            with self._fitting("themes", key, "parts", former):
                if all(part.heading != former for part in theme.parts):
                    known = ", ".join(f"“{clip(one_line(part.heading), 40)}”" for part in theme.parts)
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

    def _merge(self, key: str, themes: Mapping[str, ThemeEdit]) -> None:
        way = [key]
        while (edit := themes.get(way[-1])) is not None and edit.into is not None:
            if edit.into in way:
                raise MisfitError("the theme would be merged into itself: merge one of them into another")
            way.append(edit.into)
        self._work.merge(key, target(self._work, way[-1], themes))
        self._done["merge"] += 1

    def _order_themes(self, edits: Edits) -> None:
        themes = self._work.themes
        first = []
        for theme_id in edits.order:
            edit = edits.themes.get(theme_id, ThemeEdit())
            if not edit.drop and edit.into is None:
                with self._fitting("order", value=theme_id):
                    first.append(find_theme(theme_id, self._work))
        order = list(dict.fromkeys((*first, *themes)))
        self._done["order"] += order != list(themes)
        self._work.themes = {theme_id: themes[theme_id] for theme_id in order}

    def _follow(self) -> None:
        """Let "In short" follow lines that were given other words, and lose what rests on lines that are gone."""
        now = {bullet.id: bullet for bullet in self._work.all_lines()}
        kept, lost = [], False
        for sentence in self._work.summary:
            first, *answers = sentence.bullet_ids
            if self._written[first] != sentence.text:
                # A language model wrote it about those lines as they were.
                if all(one in now and now[one].text == self._written[one] for one in sentence.bullet_ids):
                    text = in_running_text([sentence.text])[0] if lost else sentence.text
                    kept.append(replace(sentence, text=text))
                    lost = False
                else:
                    lost = True
            elif first in now:
                below = {child.id for child in now[first].children}
                ids = (first, *(one for one in answers if one in below))
                kept.append(replace(sentence, text=now[first].text, bullet_ids=ids))
        self._work.summary = kept

    def _short(self, line_id: str, *, short: bool) -> None:
        """Let "In short" repeat a line, or not."""
        work = self._work
        there = any(line_id in sentence.bullet_ids for sentence in work.summary)
        if there == short:
            return
        if short:
            places = (*work.themes, POINTS)
            line = next((one for key in places for one in work.lines[key] if one.id == line_id), None)
            if line is None or line.role == "more":
                raise MisfitError("“In short” repeats lines of themes or of “Also said”: leave the key out")
            work.summary.append(SummarySentence(line.text, (line_id,)))
        else:
            work.summary = [one for one in work.summary if line_id not in one.bullet_ids]
        self._done["short"] += 1
