"""What an editor changes in a digest, keyed by ids that stay; and edits.toml read into it.

Every mistake is named with the file, the key, the value and the way out.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from threadgist.errors import EditsError, SourceError
from threadgist.pages.safe import clip
from threadgist.records import Bullet
from threadgist.stored import TOML_BYTES, parse_toml, read_bytes
from threadgist.words import one_line

# What stands for a theme's id where a thread has no themes and its points are listed.
POINTS = "points"

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
# What is wrong with a value, by the code that pydantic has for it.
_WRONG: Final = {
    "bool_type": "must be true or false, without quotation marks",
    "string_type": 'must be text: write it in quotation marks, as "..."',
    "string_too_long": "has {size:,} characters: shorten it to {max_length:,}",
    "tuple_type": 'must be a list of ids: write ["...", "..."]',
    "dict_type": 'must be headings of parts: write {{"former heading" = "new heading"}}',
    "dataclass_type": "must be a table: begin it with [{where}]",
    "tables": "must be tables: begin each with [{where}.ID]",
    "unexpected_keyword_argument": "is no key of edits: there are {known}",
    "value_error": "{error}",
}


def _filled(text: str) -> str:
    if not one_line(text):
        raise ValueError("is empty: write something, or leave the key out")
    return text


def _different(ids: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"{_value_shown(one)} stands there twice: remove one")
        seen.add(one)
    return ids


_FILLED: Final = AfterValidator(_filled)
_TABLE: Final = ConfigDict(extra="forbid")
_Heading = Annotated[str, Field(max_length=300)]
_Quote = Annotated[str, Field(max_length=5_000), _FILLED]
_Text = Annotated[str, Field(max_length=2_000), _FILLED]
_Name = Annotated[str, Field(max_length=1_000), _FILLED]
_Note = Annotated[str, Field(max_length=1_000)]
_Ids = Annotated[tuple[str, ...], AfterValidator(_different)]


@dataclass(frozen=True, slots=True)
class ThemeEdit:
    """What is changed in one theme.

    `parts` gives parts another heading, by the one they have; "" takes the heading away. `into` is the theme that it is
    merged into. `order` are references to its lines: those first, the others after. `lock` keeps heading and lines as
    they stand when the thread grows. `note` is the editor's own and printed nowhere.
    """

    heading: Annotated[_Heading, _FILLED] | None = None
    parts: Mapping[str, _Heading] = field(default_factory=dict)
    drop: StrictBool = False
    into: _Name | None = None
    order: _Ids = ()
    lock: StrictBool = False
    note: _Note = ""
    __pydantic_config__ = _TABLE


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What is changed in one line, or in an answer below one.

    `quote` are other words to quote, verbatim, `text` is a sentence of the editor's to stand in its place; `comments`
    are the comments those are from or about, where they are not those of the line. `move` is the theme it goes to.
    `short` says whether "In short" repeats it. `lock` keeps the line when the thread grows.
    """

    drop: StrictBool = False
    move: _Name | None = None
    quote: _Quote | None = None
    text: _Text | None = None
    comments: _Ids = ()
    short: StrictBool | None = None
    lock: StrictBool = False
    note: _Note = ""
    __pydantic_config__ = _TABLE


@dataclass(frozen=True, slots=True)
class Added:
    """A line that an editor adds at the end of a theme: a quotation, or a sentence about `comments`."""

    theme: _Name = ""
    comments: _Ids = ()
    quote: _Quote | None = None
    text: _Text | None = None
    note: _Note = ""
    __pydantic_config__ = _TABLE


@dataclass(frozen=True, slots=True)
class Edits:
    """All that an editor changes in one digest.

    `order` are ids of themes: those first, the others after. `themes` are keyed by theme id, `lines` by a reference
    (see `reference`), `added` by names that the editor chose; such a name is the id of its line.
    """

    order: _Ids = ()
    themes: Mapping[str, ThemeEdit] = field(default_factory=dict)
    lines: Mapping[str, LineEdit] = field(default_factory=dict)
    added: Mapping[str, Added] = field(default_factory=dict)
    __pydantic_config__ = _TABLE


_EDITS: Final = TypeAdapter(Edits)
ENTRIES: Final[Mapping[str, type]] = {"themes": ThemeEdit, "lines": LineEdit, "added": Added}


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
        place = self.table + (f'."{clip(self.key, 80)}"' if self.key else "")
        place += f".{self.field}" if self.field else ""
        shown = f' = "{clip(self.value, 80)}"' if self.value is not None else ""
        return one_line(f"{place}{shown}: {self.why}")


def reference(bullet: Bullet) -> str:
    """Return what names a line in a file of edits: its id and, since ids change with ranks, the comment it cites."""
    return f"{bullet.id} {bullet.cites[0].comment_id}"


def read_edits(path: Path) -> Edits:
    """Read a file of edits; raises EditsError where it cannot be read, is not TOML, or says what is no edit."""
    try:
        text = read_bytes(path, TOML_BYTES)
    except SourceError as error:
        raise EditsError(f"{error}; name another file with --edits") from error
    return parse_edits(text, str(path))


def parse_edits(text: str | bytes, name: str = "edits.toml") -> Edits:
    """Read edits from TOML; `name` is what to call the file in an error.

    Raises EditsError: it is not TOML, or says what is no edit.
    """
    if len(text) > TOML_BYTES:
        raise EditsError(
            f"{name}: has {len(text):,} characters, more than {TOML_BYTES:,}: no edits need so many"
        )
    try:
        raw = parse_toml(text)
        edits = _EDITS.validate_python(raw)
    except ValidationError as error:
        raise EditsError(f"{name}: {_mistake(error.errors(include_url=False)[0])}") from error
    except ValueError as error:
        raise EditsError(
            f"{name}: is not valid TOML ({error}): correct it there, or rename the file"
        ) from error
    for table in ENTRIES:
        for key, edit in getattr(edits, table).items():
            for field_name, what in _faults(key, edit):
                value, path = raw[table][key], [table, key]
                if field_name:
                    value, path = value[field_name], [*path, field_name]
                raise EditsError(f"{name}: {_shown(path, value)}: {what}")
    return edits


def _mistake(error: ErrorDetails) -> str:
    """Return where there is what no edits can have, and what it has to be."""
    path, value, kind = error["loc"], error["input"], error["type"]
    kind_of_table = ENTRIES.get(str(path[0]), Edits) if len(path) > 1 else Edits
    known = ", ".join(one.name for one in fields(kind_of_table))
    wrong = _WRONG["tables" if kind == "dict_type" and len(path) == 1 else kind]
    said = wrong.format(where=_dotted(path), known=known, size=len(str(value)), **error.get("ctx", {}))
    return f"{_shown(path, value)}: {said}"


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(clip(toml_key(one_line(key)), 80) for key in path if isinstance(key, str))


def _shown(path: Sequence[str | int], value: object) -> str:
    return f"{_dotted(path)} = {_value_shown(value)}"


def _value_shown(value: object) -> str:
    """Return a value as it stands in the file, in one line and cut where it is long."""
    if isinstance(value, date | time):
        return value.isoformat()
    text = toml_value(one_line(value) if isinstance(value, str) else value)
    return clip(one_line(text), 80)


def toml_key(key: str) -> str:
    """Return a key as TOML writes it."""
    return key if _BARE.fullmatch(key) else toml_value(key)


def toml_value(value: object) -> str:
    """Return a value as TOML writes it: the escapes of its strings are those of JSON, and DEL is escaped as well."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{toml_key(key)} = {toml_value(one)}' for key, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


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
