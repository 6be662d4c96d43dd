"""What a button of the desk does to the edits: a pure function from edits to edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from threadgist.edits import Added, Edits, LineEdit, Misfit, ThemeEdit, reference
from threadgist.edits.lines import find_line
from threadgist.edits.records import POINTS
from threadgist.edits.working import MisfitError, Working
from threadgist.pages.lines import in_parts
from threadgist.records import Digest
from threadgist.words import one_line


@dataclass(frozen=True, slots=True)
class Form:
    """What a form sent: `do` is its button, the others are its fields, "" where it has none of that name."""

    do: str
    theme: str = ""
    line: str = ""
    to: str = ""
    words: str = ""
    comments: tuple[str, ...] = ()
    part: str = ""


def act(form: Form, edits: Edits, made: Digest, digest: Digest) -> Edits:
    """Return the edits after a button was pressed.

    `edits` are as `rekeyed` returns them, and `form.line` is a key in them; `made` is the digest without edits. Raises
    ValueError: there is no such button.
    """
    theme = edits.themes.get(form.theme, ThemeEdit())
    own = form.line in edits.added
    match form.do:
        case "rename":
            former = next((one.heading for one in made.themes if one.id == form.theme), "")
            heading = one_line(form.words)
            return _theme(edits, form.theme, heading=None if heading in ("", one_line(former)) else heading)
        case "rename-part":
            parts = {**theme.parts, form.part: one_line(form.words)}
            return _theme(
                edits, form.theme, parts={key: one for key, one in parts.items() if one != one_line(key)}
            )
        case "leave-out-theme":
            return _theme(edits, form.theme, drop=True, into=None)
        case "put-back-theme":
            return _theme(edits, form.theme, drop=False, into=None)
        case "merge":
            return _theme(edits, form.theme, drop=False, into=form.to)
        case "lock-theme":
            return _theme(edits, form.theme, lock=not theme.lock)
        case "theme-up" | "theme-down":
            order = [one.id for one in digest.themes if one.bullets]
            return replace(edits, order=tuple(_swapped(order, form.theme, form.do == "theme-up")))
        case "up" | "down":
            return _shifted(form, edits, made, digest)
        case "leave-out" if own:
            return _without_added(edits, form.line)
        case "leave-out":
            return _line(
                edits, form.line, drop=True, move=None, quote=None, text=None, comments=(), short=None
            )
        case "put-back":
            return _line(edits, form.line, drop=False)
        case "as-made":
            return _line(edits, form.line, quote=None, text=None, comments=(), short=None)
        case "move" if own:
            return _added(edits, form.line, theme=form.to)
        case "move":
            home = Working(made).home(find_line(form.line, Working(made)))
            return _line(edits, form.line, move=None if form.to == home else form.to)
        case "lock":
            return _line(edits, form.line, lock=not edits.lines.get(form.line, LineEdit()).lock)
        case "short":
            return _shorted(form.line, edits, made, digest)
        case "quote" if own:
            return _added(edits, form.line, quote=form.words, text=None, comments=form.comments)
        case "quote":
            return _line(edits, form.line, quote=form.words, text=None, comments=form.comments, drop=False)
        case "text" if own:
            comments = form.comments or edits.added[form.line].comments
            return _added(edits, form.line, quote=None, text=one_line(form.words), comments=comments)
        case "text":
            text = one_line(form.words)
            return _line(edits, form.line, quote=None, text=text, comments=form.comments, drop=False)
        case "add-quote" | "add-text":
            quoted = form.do == "add-quote"
            taken = {*edits.added, *(line.id for line in made.printed)}
            name = next(name for number in range(1, len(taken) + 2) if (name := f"e{number}") not in taken)
            words = None if quoted else one_line(form.words)
            line = Added(form.theme, form.comments, form.words if quoted else None, words)
            return replace(edits, added={**edits.added, name: line})
    raise ValueError(f"there is no button {form.do[:40]!r}")


def without(edits: Edits, misfit: Misfit) -> Edits:
    """Return edits without one that does not fit."""
    if misfit.table == "order":
        return replace(edits, order=tuple(one for one in edits.order if one != misfit.value))
    entries: dict[str, Any] = dict(getattr(edits, misfit.table))
    entry = entries.get(misfit.key)
    if entry is None:
        return edits
    if not misfit.field or misfit.table == "added":
        del entries[misfit.key]
    elif misfit.field == "order":
        entries[misfit.key] = replace(entry, order=tuple(one for one in entry.order if one != misfit.value))
    elif misfit.field == "parts":
        parts = {key: one for key, one in entry.parts.items() if key != misfit.value}
        entries[misfit.key] = replace(entry, parts=parts)
    else:
        nothing = type(entry)()
        changes = {misfit.field: getattr(nothing, misfit.field)}
        if misfit.field in ("quote", "text"):
            changes["comments"] = ()
        entries[misfit.key] = replace(entry, **changes)
    tables: dict[str, Any] = {misfit.table: entries}
    return replace(edits, **tables)


def rekeyed(edits: Edits, made: Digest) -> Edits:
    """Return edits with lines keyed as `reference` names them in `made`; keys that mean none there stay."""
    work = Working(made)
    lines = {line.id: reference(line) for line in work.all_lines()}

    def key(given: str) -> str:
        try:
            return given if given in edits.added else lines[find_line(given, work)]
        except MisfitError:
            return given

    named: dict[str, LineEdit] = {}
    for given, edit in edits.lines.items():
        named[given if key(given) in named else key(given)] = edit
    themes = {
        theme: replace(edit, order=tuple(dict.fromkeys(map(key, edit.order))))
        for theme, edit in edits.themes.items()
    }
    return replace(edits, lines=named, themes=themes)


def groups(digest: Digest, theme_id: str) -> list[tuple[str, list[str]]]:
    """Return the ids of the lines of a theme as the page groups them: by the headings of its parts, "" for none.

    Those that the page shows on demand come last.
    """
    if theme_id == POINTS:
        return [("", [line.id for line in digest.points])]
    theme = next((one for one in digest.themes if one.id == theme_id), None)
    if theme is None:
        return []
    shown = [(part.heading if part else "", [line.id for line in lines]) for part, lines in in_parts(theme)]
    return [*shown, ("", [line.id for line in theme.more])] if theme.more else shown


def _shifted(form: Form, edits: Edits, made: Digest, digest: Digest) -> Edits:
    """Move a line up or down among those it is printed with."""
    keys = {line.id: reference(line) for line in made.printed}
    order: list[str] = []
    for _, ids in groups(digest, form.theme):
        order += _swapped([keys.get(one, one) for one in ids], form.line, form.do == "up")
    return _theme(edits, form.theme, order=tuple(order))


def _shorted(key: str, edits: Edits, made: Digest, digest: Digest) -> Edits:
    """Let "In short" repeat a line that it does not repeat, and the other way round."""
    line_id = find_line(key, Working(made))
    now = any(line_id in sentence.bullet_ids for sentence in digest.summary)
    before = any(line_id in sentence.bullet_ids for sentence in made.summary)
    return _line(edits, key, short=None if before != now else not now)


def _swapped(order: list[str], one: str, up: bool) -> list[str]:
    if one in order:
        at = order.index(one)
        other = at - 1 if up else at + 1
        if 0 <= other < len(order):
            order[at], order[other] = order[other], order[at]
    return order


def _theme(edits: Edits, theme_id: str, **changes: Any) -> Edits:
    return replace(edits, themes=_changed(edits.themes, theme_id, ThemeEdit(), changes))


def _line(edits: Edits, key: str, **changes: Any) -> Edits:
    return replace(edits, lines=_changed(edits.lines, key, LineEdit(), changes))


def _changed(
    entries: Mapping[str, Any], key: str, nothing: Any, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return entries with one changed, without it where it changes nothing any more."""
    entry = replace(entries.get(key, nothing), **changes)
    found = {**entries, key: entry}
    if entry == nothing:
        del found[key]
    return found


def _added(edits: Edits, name: str, **changes: Any) -> Edits:
    return replace(edits, added={**edits.added, name: replace(edits.added[name], **changes)})


def _without_added(edits: Edits, name: str) -> Edits:
    themes = {
        key: replace(theme, order=tuple(one for one in theme.order if one != name))
        for key, theme in edits.themes.items()
    }
    return replace(edits, added={key: one for key, one in edits.added.items() if key != name}, themes=themes)
