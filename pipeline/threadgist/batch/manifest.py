"""Manifests: a table or JSON Lines of paths and links, with what the threads themselves do not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.batch.fields import field_names, is_json, objects, table_rows
from threadgist.errors import SourceError
from threadgist.regular import open_regular
from threadgist.sources.characters import clean_line
from threadgist.sources.columns import TEXT_NAMES, normal_name
from threadgist.sources.decode import decode
from threadgist.sources.loading import load
from threadgist.sources.table import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threadgist.batch.bad import BadRows


PLACE_NAMES: Final = ("path", "file", "filename", "url", "link", "source")
_HEAD_BYTES: Final = 1 << 16
_MOST_CHARS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: a link, or a path as it is written there; `line` is where it stands."""

    place: str
    line: int
    title: str | None = None
    event: str | None = None
    date: str | None = None
    article: str | None = None


def is_manifest(path: Path) -> bool:
    """Whether a table or JSON Lines file names threads rather than holding comments."""
    if path.suffix.lower() not in (".csv", ".tsv", ".jsonl", ".ndjson"):
        return False
    try:
        with open_regular(path) as stream:
            names = {normal_name(name) for name in field_names(stream.read(_HEAD_BYTES))}
    except (SourceError, OSError):
        # Reading it as a thread tells why.
        return False
    return bool(names & set(PLACE_NAMES)) and not names & set(TEXT_NAMES)


def read_manifest(path: Path, bad: BadRows, *, limit_mb: int) -> Iterator[Listed]:
    """Yield the rows of a manifest; those that name no thread, or cannot be read, go to `bad`."""
    try:
        text = decode(load(path, limit_mb=limit_mb)[0])[0].removeprefix("\ufeff")
    except SourceError as error:
        bad.add(0, str(error).removeprefix(f"{path}: "))
        return
    lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    for line, row in objects(lines, bad) if is_json(text) else table_rows(lines_of(text), bad):
        try:
            yield _listed(row, line)
        except SourceError as error:
            bad.add(line, str(error))


def _listed(row: dict[str, Any], line: int) -> Listed:
    """Read a row.

    Raises:
        SourceError: It names no thread, a value is too long, or a date is none.
    """
    fields = {
        normal_name(str(name)): value.strip()
        for name, value in row.items()
        if isinstance(value, str) and value.strip()
    }
    place = next((fields[name] for name in PLACE_NAMES if name in fields), None)
    if place is None:
        raise SourceError(f"names no thread; fill in {' or '.join(PLACE_NAMES[:4])}")
    if long := next((name for name, value in fields.items() if len(value) > _MOST_CHARS), None):
        raise SourceError(f"{long}: longer than {_MOST_CHARS:,} characters; shorten it")
    date = fields.get("date")
    if date is not None:
        try:
            datetime.fromisoformat(date)
        except ValueError:
            raise SourceError(f"{clean_line(date, 40)!r} is no date; write 2026-11-22") from None
    return Listed(place, line, fields.get("title"), fields.get("event"), date, fields.get("article"))
