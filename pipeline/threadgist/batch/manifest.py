"""Manifests: a table or JSON Lines of paths and links, with what the threads themselves do not say."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.errors import SourceError
from threadgist.sources.columns import TEXT_NAMES, normal_name

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Listed", "first_fields", "is_manifest", "read_manifest"]

PLACE_NAMES: Final = ("path", "file", "filename", "url", "link", "source")
_HEAD_BYTES: Final = 1 << 16
_MAX_LINE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: a link, or a path as it is written there; `line` is where it stands."""

    place: str
    line: int
    title: str | None = None
    event: str | None = None
    date: str | None = None
    article: str | None = None


def first_fields(path: Path) -> tuple[str, ...]:
    """Return the names of the fields of a table's header or of the first JSON object; () for anything else."""
    if path.suffix.lower() not in (".csv", ".tsv", ".jsonl", ".ndjson"):
        return ()
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError:
        return ()
    text = head.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "{":
        from threadgist.sources.jsontext import JSONDecodeError, parse_json

        try:
            first = parse_json(text.lstrip().split("\n", 1)[0])
        except JSONDecodeError:
            return ()
        return tuple(first) if isinstance(first, dict) else ()
    line = text.split("\n", 1)[0].rstrip("\r")
    try:
        return tuple(name.strip() for name in next(csv.reader([line], delimiter=_delimiter(line)), []))
    except csv.Error:
        return ()


def is_manifest(path: Path) -> bool:
    """Whether a table or JSON Lines file names threads rather than holding comments."""
    names = {normal_name(name) for name in first_fields(path)}
    return bool(names & set(PLACE_NAMES)) and not names & set(TEXT_NAMES)


def read_manifest(path: Path) -> Iterator[Listed]:
    """Yield the rows of a manifest, one in memory at a time.

    Raises:
        SourceError: It cannot be read, a row names no thread, or a date is none; tells the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            start = stream.read(_HEAD_BYTES).lstrip()
            stream.seek(0)
            rows = _objects(stream, path) if start[:1] == "{" else _table(stream, path)
            for line, row in rows:
                yield _listed(row, line, path)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path}: the manifest cannot be read ({error}); save it as UTF-8 and check its permissions"
        ) from error


def _table(stream: io.TextIOBase, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    header = stream.readline()
    stream.seek(0)
    reader = csv.DictReader(stream, delimiter=_delimiter(header))
    try:
        for row in reader:
            if any(isinstance(value, str) and value.strip() for value in row.values()):
                yield reader.line_num, row
    except csv.Error as error:
        raise SourceError(f"{path}: line {reader.line_num}: not a readable table ({error})") from error


def _objects(stream: io.TextIOBase, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    from threadgist.sources.jsontext import JSONDecodeError, parse_json

    number = 0
    while line := stream.readline(_MAX_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            row = parse_json(line)
        except JSONDecodeError as error:
            raise SourceError(f"{path}: line {number}: not valid JSON ({error.msg})") from error
        if not isinstance(row, dict):
            raise SourceError(f"{path}: line {number}: no JSON object; write one a line")
        yield number, row


def _listed(row: dict[str, Any], line: int, path: Path) -> Listed:
    fields = {
        normal_name(str(name)): value.strip()
        for name, value in row.items()
        if name is not None and isinstance(value, str) and value.strip()
    }
    place = next((fields[name] for name in PLACE_NAMES if name in fields), None)
    if place is None:
        raise SourceError(f"{path}: line {line}: names no thread; fill in {' or '.join(PLACE_NAMES[:4])}")
    date = fields.get("date")
    if date is not None:
        try:
            datetime.fromisoformat(date)
        except ValueError:
            raise SourceError(f"{path}: line {line}: {date!r} is no date; write 2026-11-22") from None
    return Listed(place, line, fields.get("title"), fields.get("event"), date, fields.get("article"))


def _delimiter(header: str) -> str:
    return max((",", "\t", ";", "|"), key=header.count)
