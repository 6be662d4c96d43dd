"""What an editor changes in a digest, keyed by ids that stay; and edits.toml read into it.

Every mistake is named with the file, the key, the value and the way out.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import Any, Final, NoReturn

from threadgist.errors import EditsError, SourceError
from threadgist.pages.safe import clip
from threadgist.records import Bullet
from threadgist.stored import TOML_BYTES, parse_toml, read_bytes
from threadgist.words import one_line

# What stands for a theme's id where a thread has no themes and its points are listed.
POINTS = "points"

_MAX_CHARS: Final = {"heading": 300, "text": 2_000, "quote": 5_000}
_ANY_TEXT: Final = 1_000


@dataclass(frozen=True, slots=True)
class ThemeEdit:
    """What is changed in one theme.

    `parts` gives parts another heading, by the one they have; "" takes the heading away. `into` is the theme that it is
    merged into. `order` are references to its lines: those first, the others after. `lock` keeps heading and lines as
    they stand when the thread grows. `note` is the editor's own and printed nowhere.
    """

    heading: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    into: str | None = None
    order: tuple[str, ...] = ()
    lock: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What is changed in one line, or in an answer below one.

    `quote` are other words to quote, verbatim, `text` is a sentence of the editor's to stand in its place; `comments`
    are the comments those are from or about, where they are not those of the line. `move` is the theme it goes to.
    `short` says whether "In short" repeats it. `lock` keeps the line when the thread grows.
    """

    drop: bool = False
    move: str | None = None
    quote: str | None = None
    text: str | None = None
    comments: tuple[str, ...] = ()
    short: bool | None = None
    lock: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A line that an editor adds at the end of a theme: a quotation, or a sentence about `comments`."""

    theme: str = ""
    comments: tuple[str, ...] = ()
    quote: str | None = None
    text: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """All that an editor changes in one digest.

    `order` are ids of themes: those first, the others after. `themes` are keyed by theme id, `lines` by a reference
    (see `reference`), `added` by names that the editor chose; such a name is the id of its line.
    """

    order: tuple[str, ...] = ()
    themes: Mapping[str, ThemeEdit] = field(default_factory=dict)
    lines: Mapping[str, LineEdit] = field(default_factory=dict)
    added: Mapping[str, Added] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misfit:
    """An edit that does not fit the digest: where it stands in the file, its value, and why with the way out.

    `table` is "themes", "lines", "added" or "order"; `field` is "" where all of an entry is meant, `value` None there.
    """

    table: str
    key: str
    field: str
    value: str | None
    why: str

    def __str__(self) -> str:
        place = self.table + (f'."{clip(one_line(self.key), 80)}"' if self.key else "")
        place += f".{self.field}" if self.field else ""
        shown = f' = "{clip(one_line(self.value), 80)}"' if self.value is not None else ""
        return f"{place}{shown}: {self.why}"


def reference(bullet: Bullet) -> str:
    """Return what names a line in a file of edits: its id and, since ids change with ranks, the comment it cites."""
    return f"{bullet.id} {bullet.cites[0].comment_id}"


def read_edits(path: Path) -> Edits:
    """Read a file of edits; raises EditsError where it cannot be read, is not TOML, or says what is no edit."""
    try:
        text = read_bytes(path, TOML_BYTES).decode("utf-8-sig")
    except SourceError as error:
        raise EditsError(f"{error}; name another file with --edits") from error
    except UnicodeDecodeError as error:
        raise EditsError(f"{path}: is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    return parse_edits(text, str(path))


def parse_edits(text: str, name: str = "edits.toml") -> Edits:
    """Read edits from TOML; `name` is what to call the file in an error.

    Raises EditsError: it is not TOML, or says what is no edit.
    """
    if len(text) > TOML_BYTES:
        raise EditsError(
            f"{name}: has {len(text):,} characters, more than {TOML_BYTES:,}: no edits need so many"
        )
    try:
        raw = parse_toml(text)
    except ValueError as error:
        raise EditsError(
            f"{name}: is not valid TOML ({error}): correct it there, or rename the file"
        ) from error
    return _Reader(name).edits(raw)


class _Reader:
    """Checks what TOML gave, place by place."""

    def __init__(self, name: str) -> None:
        self._name = name

    def edits(self, raw: Mapping[str, Any]) -> Edits:
        found = self._fields("", raw, Edits)
        for name, record in (("themes", ThemeEdit), ("lines", LineEdit), ("added", Added)):
            table = found.get(name, {})
            if not isinstance(table, dict):
                self._fail(name, table, f"must be tables: begin each with [{name}.ID]")
            found[name] = {
                key: self._entry(f"{name}.{_key(key)}", key, one, record) for key, one in table.items()
            }
        return Edits(**found)

    def _entry(self, where: str, key: str, raw: Any, record: type) -> Any:
        edit = record(**self._fields(where, raw, record))
        for name, what in _faults(key, edit):
            self._fail(f"{where}.{name}" if name else where, raw[name] if name else raw, what)
        return edit

    def _fields(self, where: str, raw: object, record: type) -> dict[str, Any]:
        """Return what a table says, checked by the fields of the record that it fills."""
        if not isinstance(raw, dict):
            self._fail(where, raw, f"must be a table: begin it with [{where}]")
        known = [field.name for field in dataclass_fields(record)]
        fields = {}
        for key, value in raw.items():
            place = f"{where}.{_key(key)}" if where else _key(key)
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                self._fail(place, value, f"is no key of edits: {hint}")
            fields[key] = self._checked(place, key, value)
        return fields

    def _checked(self, where: str, key: str, value: Any) -> Any:
        """Return the value of a key, which means the same in whatever table it stands."""
        match key:
            case "themes" | "lines" | "added":
                return value
            case "drop" | "lock" | "short":
                if not isinstance(value, bool):
                    self._fail(where, value, "must be true or false, without quotation marks")
                return value
            case "order" | "comments":
                if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                    self._fail(where, value, 'must be a list of ids: write ["...", "..."]')
                for at, one in enumerate(value):
                    if one in value[:at]:
                        self._fail(where, one, "stands there twice: remove one")
                return tuple(value)
            case "parts":
                if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
                    self._fail(
                        where, value, 'must be headings of parts: write {"former heading" = "new heading"}'
                    )
                return {
                    part: one and self._checked(f"{where}.heading", "heading", one)
                    for part, one in value.items()
                }
        if not isinstance(value, str):
            self._fail(where, value, 'must be text: write it in quotation marks, as "..."')
        if len(value) > (limit := _MAX_CHARS.get(key, _ANY_TEXT)):
            self._fail(where, value, f"has {len(value):,} characters: shorten it to {limit:,}")
        if key != "note" and not one_line(value):
            self._fail(where, value, "is empty: write something, or leave the key out")
        return value

    def _fail(self, where: str, value: object, what: str) -> NoReturn:
        raise EditsError(f"{self._name}: {where or 'the file'} = {_shown(value)}: {what}")


def _faults(key: str, edit: ThemeEdit | LineEdit | Added) -> Iterator[tuple[str, str]]:
    """Yield what an entry cannot say: in which field, "" for all of it, and what is wrong there."""
    if isinstance(edit, ThemeEdit):
        if edit.drop and edit.into is not None:
            yield "into", "the theme is dropped as well: keep one of the two"
        if key == POINTS and edit != ThemeEdit(order=edit.order, note=edit.note):
            yield "", "a list of points has only an order: leave out the other keys"
        return
    quotes, writes = edit.quote is not None, edit.text is not None
    if isinstance(edit, LineEdit):
        if edit.drop and (edit.quote or edit.text or edit.move):
            yield "drop", "nothing else can be done with a line that is dropped"
        if edit.comments and not quotes and not writes:
            yield "comments", "say what of them with quote or text"
    else:
        if not edit.theme:
            yield "", "has no theme: add theme = the id of a theme"
        if not edit.comments:
            yield "", 'has no comments: add comments = ["id", ...]'
        if not quotes and not writes:
            yield "", "has neither quote nor text: add one of the two"
        if not key.strip() or any(map(str.isspace, key)):
            yield "", "the name of an added line is one word, as in [added.e1]"
    if quotes and writes:
        yield "text", "a line is a quotation or a sentence: keep quote or text"
    if quotes and len(edit.comments) > 1:
        yield "comments", "a quotation is from one comment: name that alone"


def _key(key: str) -> str:
    """Return a key as TOML has it, cut where it is long."""
    plain = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key[:80] if plain else f'"{one_line(key)[:80]}"'


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = one_line(value if isinstance(value, str) else repr(value))
    short = text if len(text) <= 80 else f"{text[:79]}…"
    return f'"{short}"' if isinstance(value, str) else short
