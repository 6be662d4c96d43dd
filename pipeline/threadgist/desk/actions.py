"""What a button of the desk does to the edits: a pure function from edits to edits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any, Final

from threadgist.edits.lines import find_line
from threadgist.edits.records import ENTRIES, Added, Edits, LineEdit, Misfit, ThemeEdit, reference
from threadgist.edits.working import LISTS, MisfitError, Working
from threadgist.pages.lines import in_parts
from threadgist.records import Bullet, Digest
from threadgist.words import one_line

# An entry that changes nothing, by its table.
_NOTHING: Final[Mapping[str, ThemeEdit | LineEdit | Added]] = {
    table: kind() for table, kind in ENTRIES.items()
}
_NO_WORDS: Final = {"quote": None, "text": None, "comments": (), "short": None}


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
    """Return `edits`, as `rekeyed` returns them, after a button was pressed; `made` is the digest without edits.

    Raises ValueError: there is no such button.
    """
    added, text = edits.added.get(form.line), one_line(form.words)
    theme = partial(_changed, edits, "themes", form.theme)
    line, own = (partial(_changed, edits, table, form.line) for table in ("lines", "added"))
    match form.do:
        case "rename":
            former = next((one_line(one.heading) for one in made.themes if one.id == form.theme), "")
            return theme(heading=None if text in ("", former) else text)
        case "rename-part":
            parts = {**edits.themes.get(form.theme, ThemeEdit()).parts, form.part: text}
            return theme(parts={key: one for key, one in parts.items() if one != one_line(key)})
        case "leave-out-theme" | "put-back-theme":
            return theme(drop=form.do == "leave-out-theme", into=None)
        case "merge":
            return theme(drop=False, into=form.to)
        case "lock-theme":
            return theme(lock=not edits.themes.get(form.theme, ThemeEdit()).lock)
        case "theme-up" | "theme-down":
            order = [one.id for one in digest.themes if one.bullets]
            return replace(edits, order=tuple(_swapped(order, form.theme, form.do == "theme-up")))
        case "up" | "down":
            keys = {one.id: reference(one) for one in made.printed}
            printed = ([keys.get(one.id, one.id) for one in lines] for _, lines in groups(digest, form.theme))
            return theme(order=tuple(chain(*(_swapped(ids, form.line, form.do == "up") for ids in printed))))
        case "leave-out" if added is not None:
            themes = {
                key: replace(one, order=_less(one.order, form.line)) for key, one in edits.themes.items()
            }
            return _put(replace(edits, themes=themes), "added", form.line, Added())
        case "leave-out":
            return line(drop=True, move=None, **_NO_WORDS)
        case "put-back":
            return line(drop=False)
        case "as-made":
            return line(**_NO_WORDS)
        case "move" if added is not None:
            return own(theme=form.to)
        case "move":
            home = Working(made).home(find_line(form.line, Working(made)))
            return line(move=None if form.to == home else form.to)
        case "lock":
            return line(lock=not edits.lines.get(form.line, LineEdit()).lock)
        case "short":
            line_id = find_line(form.line, Working(made))
            now, before = (any(line_id in said.bullet_ids for said in one.summary) for one in (digest, made))
            return line(short=None if before != now else not now)
        case "quote" | "text":
            quoted = form.do == "quote"
            words = {"quote": form.words if quoted else None, "text": None if quoted else text}
            if added is None:
                return line(**words, comments=form.comments, drop=False)
            kept = () if quoted else added.comments
            return own(**words, comments=form.comments or kept)
        case "add-quote" | "add-text":
            taken = {*edits.added, *(one.id for one in made.printed)}
            name = next(name for number in range(1, len(taken) + 2) if (name := f"e{number}") not in taken)
            said = {"quote": form.words} if form.do == "add-quote" else {"text": text}
            return _put(edits, "added", name, Added(form.theme, form.comments, **said))
    raise ValueError(f"there is no button {form.do[:40]!r}")


def without(edits: Edits, misfit: Misfit) -> Edits:
    """Return edits without one that does not fit."""
    table, field = misfit.table, misfit.field
    if table == "order":
        return replace(edits, order=_less(edits.order, misfit.value))
    entry: Any = getattr(edits, table).get(misfit.key, _NOTHING[table])
    if not field or table == "added":
        return _put(edits, table, misfit.key, _NOTHING[table])
    changes = {field: getattr(_NOTHING[table], field)}
    if field == "order":
        changes = {"order": _less(entry.order, misfit.value)}
    elif field == "parts":
        changes = {"parts": {key: one for key, one in entry.parts.items() if key != misfit.value}}
    elif field in ("quote", "text"):
        changes["comments"] = ()
    return _changed(edits, table, misfit.key, **changes)


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
        name: replace(one, order=tuple(dict.fromkeys(map(key, one.order))))
        for name, one in edits.themes.items()
    }
    return replace(edits, lines=named, themes=themes)


def groups(digest: Digest, name: str) -> list[tuple[str, Sequence[Bullet]]]:
    """Return the lines of a theme or a list, by the headings of its parts ("" for none) as on the page."""
    found: list[tuple[str, Sequence[Bullet]]] = [("", getattr(digest, name))] if name in LISTS else []
    for theme in digest.themes:
        if theme.id == name:
            found += ((part.heading if part else "", lines) for part, lines in in_parts(theme))
            found.append(("", theme.more))
    return [(heading, lines) for heading, lines in found if lines]


def _swapped(order: list[str], one: str, up: bool) -> list[str]:
    if one in order:
        at = order.index(one)
        other = at - 1 if up else at + 1
        if 0 <= other < len(order):
            order[at], order[other] = order[other], order[at]
    return order


def _less(order: tuple[str, ...], value: str | None) -> tuple[str, ...]:
    return tuple(one for one in order if one != value)


def _changed(edits: Edits, table: str, key: str, **changes: Any) -> Edits:
    entry: Any = getattr(edits, table).get(key, _NOTHING[table])
    return _put(edits, table, key, replace(entry, **changes))


def _put(edits: Edits, table: str, key: str, entry: ThemeEdit | LineEdit | Added) -> Edits:
    """Return edits with an entry in the place of the one there; an entry that changes nothing goes."""
    entries = {**getattr(edits, table), key: entry}
    tables: dict[str, Any] = {table: {key: one for key, one in entries.items() if one != _NOTHING[table]}}
    return replace(edits, **tables)
