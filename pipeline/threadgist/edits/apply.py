"""A digest with an editor's changes: a pure function from a digest and edits to a digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from threadgist.edits.find import find_line, find_theme, known_comments
from threadgist.edits.records import POINTS, Added, Edits, LineEdit, Misfit, ThemeEdit
from threadgist.edits.words import agreement, find_words
from threadgist.edits.working import MisfitError, Working
from threadgist.errors import EditsError, GroundingError
from threadgist.pages.safe import clip, one_line
from threadgist.pages.words import count, joined
from threadgist.records import EDITED, Bullet, Digest, Notice, Span, SummarySentence
from threadgist.write.extractive import quotation

__all__ = ["apply_edits"]

# What was changed, as the page says it: one, and several.
_SAID: Final = {
    "heading": ("heading changed", "headings changed"),
    "order": ("order changed", "orders changed"),
    "merge": ("theme merged into another", "themes merged into others"),
    "drop theme": ("theme left out", "themes left out"),
    "drop": ("line left out", "lines left out"),
    "move": ("line moved", "lines moved"),
    "quote": ("quotation chosen", "quotations chosen"),
    "text": ("sentence written by the editor", "sentences written by the editor"),
    "short": ("line changed in “In short”", "lines changed in “In short”"),
}


def apply_edits(
    digest: Digest,
    edits: Edits,
    name: str = "edits.toml",
    tell: Callable[[Misfit], None] | None = None,
) -> Digest:
    """Return `digest` as an editor wants it, with ledger and counts as they follow; a notice says what was changed.

    Args:
        digest: The digest as it was made.
        edits: What to change in it.
        name: What to call the file of edits in a message.
        tell: Who is told of an edit that does not fit the digest and is left out; by default that is an error.

    Raises:
        EditsError: An edit does not fit, or the digest has edits in it already.
    """
    if digest.edited:
        raise EditsError(f"{name}: the digest has edits in it already: apply them to the one that was made")
    return _Applying(Working(digest), name, tell).all(edits)


class _Applying:
    """One pass over a file of edits: lines, then themes, then their order."""

    def __init__(self, work: Working, name: str, tell: Callable[[Misfit], None] | None) -> None:
        self._work = work
        self._name = name
        self._tell = tell
        self._done: Counter[str] = Counter()
        self._written = {bullet.id: bullet.text for bullet in work.all_lines()}

    def all(self, edits: Edits) -> Digest:
        work = self._work
        # What references mean is found before anything moves.
        orders = {key: self._resolved(key, edit.order, edits.added) for key, edit in edits.themes.items()}
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
                self._add(key, added, edits.themes)
        for key, theme in edits.themes.items():
            self._theme(key, theme)
        for key, theme in edits.themes.items():
            if theme.into is not None and key in work.themes:
                with self._fitting("themes", key, "into", theme.into):
                    self._merge(key, edits.themes)
        for key, theme in edits.themes.items():
            if theme.drop and key in work.themes:
                with self._fitting("themes", key, "drop", "true"):
                    self._drop_theme(key)
        self._order_themes(edits)
        for key, order in orders.items():
            self._order_lines(key, order)
        self._follow()
        for key, line_id in meant.items():
            if (short := edits.lines[key].short) is not None:
                with self._fitting("lines", key, "short", str(short).lower()):
                    self._short(line_id, short=short)
        changes = [count(number, *_SAID[kind]) for kind, number in self._done.items() if number]
        if not changes:
            return work.digest
        said = f"Edited by hand after it was made: {joined(changes)}."
        return work.finish(lambda theme: not theme.bullets, (Notice(EDITED, said),))

    @contextmanager
    def _fitting(
        self, table: str, key: str = "", field: str = "", value: str | None = None
    ) -> Iterator[None]:
        """Name the place and the value in what is said of an edit that does not fit."""
        try:
            yield
        except (MisfitError, GroundingError) as error:
            misfit = Misfit(table, key, field, value, str(error))
            if self._tell is None:
                raise EditsError(f"{self._name}: {misfit}") from error
            self._tell(misfit)

    def _resolved(self, key: str, order: Iterable[str], added: Mapping[str, Added]) -> list[str]:
        found = []
        for line in order:
            with self._fitting("themes", key, "order", line):
                found.append(line if line in added else find_line(line, self._work))
        return found

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
                    self._reword(line_id, kind, words, edit.comments)
        if edit.move is not None:
            with self._fitting("lines", key, "move", edit.move):
                self._move(line_id, edit.move, themes)

    def _reword(self, line_id: str, kind: str, words: str, comments: tuple[str, ...]) -> None:
        home = self._work.home(line_id)

        def make(line: Bullet, above: Bullet | None) -> Bullet:
            if kind == "quote":
                ids = comments or (line.cites[0].comment_id,)
                new = self._quotation(line.id, words, ids, home if above is None else None)
                new = replace(new, role=line.role, children=line.children)
            else:
                cites = self._spans(comments) if comments else line.cites
                ids = self._work.with_copies(comments) if comments else line.comment_ids
                text = one_line(words)
                new = replace(
                    line, kind="editor", text=text, cites=cites, comment_ids=ids, people=0, against=()
                )
            return self._work.holds(new, above)

        self._work.change(line_id, make)
        self._done[kind] += 1

    def _quotation(self, line_id: str, words: str, comments: tuple[str, ...], theme: str | None) -> Bullet:
        (comment,) = known_comments(comments, self._work)
        if theme in self._work.members and comment.id not in self._work.members[theme]:
            heading = clip(one_line(self._work.themes[theme].heading), 60)
            raise MisfitError(
                f"comment {comment.id!r} is none of the theme “{heading}”: quote one of its comments"
            )
        span = find_words(words, comment)
        if span is None:
            as_far = agreement(words, comment)
            hint = (
                f"it goes another way after “{as_far}”"
                if as_far
                else f"it begins “{clip(one_line(comment.text), 60)}”"
            )
            raise MisfitError(
                f"comment {comment.id!r} does not have these words in a row ({hint}): copy them from it"
            )
        text = quotation(span, comment.text)
        return Bullet(line_id, "quote", "point", text, self._work.with_copies((comment.id,)), (span,))

    def _spans(self, comments: tuple[str, ...]) -> tuple[Span, ...]:
        return tuple(Span(one.id, 0, len(one.text)) for one in known_comments(comments, self._work))

    def _target(self, theme: str, themes: Mapping[str, ThemeEdit]) -> str:
        """Return where a line that is to stand in a theme goes.

        Raises:
            MisfitError: There is no such theme, or it is left out.
        """
        if theme == POINTS and not self._work.themes:
            return POINTS
        found = find_theme(theme, self._work)
        if theme in themes and themes[theme].drop:
            raise MisfitError("that theme is left out: choose another, or keep it")
        return found

    def _move(self, line_id: str, theme: str, themes: Mapping[str, ThemeEdit]) -> None:
        work = self._work
        target, source = self._target(theme, themes), work.home(line_id)
        line = next((one for one in work.lines[source] if one.id == line_id), None)
        if line is None:
            raise MisfitError(
                "an answer stands below what it answers: move that line, or leave the answer out"
            )
        if source == target:
            return
        work.lines[source].remove(line)
        work.lines[target].append(line)
        if target in work.members:
            work.take_comments(line.comment_ids, source, target)
        self._done["move"] += 1

    def _add(self, key: str, added: Added, themes: Mapping[str, ThemeEdit]) -> None:
        work = self._work
        if any(one.id == key for one in work.all_lines()):
            raise MisfitError("the digest has a line of that id: choose another name")
        home = self._target(added.theme, themes)
        if added.quote is not None:
            line = self._quotation(key, added.quote, added.comments, home)
        else:
            ids = work.with_copies(added.comments)
            line = Bullet(
                key, "editor", "point", one_line(added.text or ""), ids, self._spans(added.comments)
            )
        work.lines[home].append(work.holds(line))
        self._done["quote" if added.quote is not None else "text"] += 1

    def _theme(self, key: str, edit: ThemeEdit) -> None:
        work = self._work
        if key == POINTS and not work.themes:
            return
        with self._fitting("themes", key):
            find_theme(key, work)
        if key not in work.themes:
            return
        theme = work.themes[key]
        if edit.heading is not None:
            with self._fitting("themes", key, "heading", edit.heading):
                theme = replace(theme, heading=self._heading(edit.heading, theme.heading))
        for former, heading in edit.parts.items():
            with self._fitting("themes", key, "parts", former):
                if former not in [part.heading for part in theme.parts]:
                    known = (
                        ", ".join(f"“{clip(one_line(part.heading), 40)}”" for part in theme.parts) or "none"
                    )
                    raise MisfitError(f"the theme has no part of that heading: there are {known}; correct it")
                new = self._heading(heading, former)
                parts = (
                    replace(part, heading=new) if part.heading == former else part for part in theme.parts
                )
                theme = replace(theme, parts=tuple(parts))
        work.themes[key] = theme

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
        self._work.merge(key, self._target(way[-1], themes))
        self._done["merge"] += 1

    def _drop_theme(self, theme_id: str) -> None:
        if len(self._work.themes) == 1:
            raise MisfitError("it is the only theme left: keep one")
        self._work.drop(theme_id)
        self._done["drop theme"] += 1

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

    def _order_lines(self, key: str, wanted: Sequence[str]) -> None:
        lines = {line.id: line for line in self._work.lines.get(key, ())}
        order = list(dict.fromkeys((*(one for one in wanted if one in lines), *lines)))
        if order != list(lines):
            self._work.lines[key] = [lines[one] for one in order]
            self._done["order"] += 1

    def _follow(self) -> None:
        """Let "In short" follow lines that were given other words, and lose what rests on lines that are gone."""
        now = {bullet.id: bullet for bullet in self._work.all_lines()}
        kept = []
        for sentence in self._work.summary:
            first, *answers = sentence.bullet_ids
            if self._written[first] != sentence.text:
                # A language model wrote it about those lines as they were.
                if all(one in now and now[one].text == self._written[one] for one in sentence.bullet_ids):
                    kept.append(sentence)
            elif first in now:
                below = {child.id for child in now[first].children}
                ids = (first, *(one for one in answers if one in below))
                kept.append(SummarySentence(now[first].text, ids))
        self._work.summary = kept

    def _short(self, line_id: str, *, short: bool) -> None:
        """Let "In short" repeat a line, or not."""
        work = self._work
        there = any(line_id in sentence.bullet_ids for sentence in work.summary)
        if there == short:
            return
        if short:
            line = next(
                (one for theme in work.themes for one in work.lines[theme] if one.id == line_id), None
            )
            if line is None:
                raise MisfitError("“In short” repeats lines that stand in a theme: leave the key out")
            work.summary.append(SummarySentence(line.text, (line_id,)))
        else:
            work.summary = [one for one in work.summary if line_id not in one.bullet_ids]
        self._done["short"] += 1
