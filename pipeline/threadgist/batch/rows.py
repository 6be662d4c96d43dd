"""Rows under names, as dumps and manifests have them; the rows that are none, and what a manifest lists."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from threadgist.batch.jobs import Job, bad_job, link_job, path_job
from threadgist.bounds import open_regular
from threadgist.errors import SourceError
from threadgist.fetch import is_link
from threadgist.sources.decode import clean_line, decode
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.loading import load
from threadgist.sources.table import UNCLOSED, csv_rows, delimiter_of, lines_of, long_fields
from threadgist.sources.vocabulary import TEXT_NAMES, normal_name

_NAMED: Final = 100


class BadRows:
    """The bad rows of one file, as jobs that fail: the first hundred one by one, the others by their number."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._named: list[Job] = []
        self._more = 0

    def add(self, line: int, problem: str) -> None:
        """Note what is wrong with a line (counted from 1; 0: with the file)."""
        place = f"{self._path}: line {line:,}" if line else str(self._path)
        if line and len(self._named) >= _NAMED:
            self._more += 1
        else:
            self._named.append(bad_job(place, f"{place}: {problem}"))

    def __iter__(self) -> Iterator[Job]:
        yield from self._named
        if self._more:
            place = f"{self._path}: other rows"
            yield bad_job(place, f"{place}: {self._more:,} more rows are bad; correct those named before")


def field_names(head: bytes) -> tuple[str, ...]:
    """Return the names; () for what is neither a table nor JSON Lines."""
    text = decode(head)[0].lstrip("\ufeff \t\r\n")
    first = next(lines_of(text), "").rstrip("\r\n")
    try:
        if is_json(text):
            return tuple(parse_json(first))
        return tuple(name.strip() for name in next(csv.reader([first], delimiter=delimiter_of(first)), []))
    except (JSONDecodeError, csv.Error):
        return ()


def is_json(text: str) -> bool:
    """Whether a text begins as a JSON object does."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{"


def objects(lines: Iterable[tuple[int, str]], bad: BadRows) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of numbered lines of JSON; what is none goes to `bad`."""
    for number, line in lines:
        try:
            row = parse_json(line)
        except JSONDecodeError as error:
            bad.add(number, f"not valid JSON ({error.msg}); write the row again")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            bad.add(number, "no JSON object; write one a line")


def table_rows(lines: Iterator[str], bad: BadRows) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the names of a table, with the number of the line that each begins in.

    A quotation mark that is never closed costs the line it stands in, which goes to `bad`.
    """
    header = next(lines, "")
    delimiter = delimiter_of(header)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    with long_fields():
        for number, fields, torn in csv_rows(lines, 2, delimiter=delimiter):
            if torn:
                bad.add(number, f"not a readable row ({UNCLOSED}); close it")
            elif any(field.strip() for field in fields):
                yield number, dict(zip(names, fields, strict=False))


PLACE_NAMES: Final = ("path", "file", "filename", "url", "link", "source")
_HEAD_BYTES: Final = 1 << 16
_MOST_CHARS: Final = 10_000


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


def read_manifest(path: Path, bad: BadRows, *, limit_mb: int) -> Iterator[Job]:
    """Yield the threads of a manifest; rows that name no thread, or cannot be read, go to `bad`."""
    try:
        text = decode(load(path, limit_mb=limit_mb)[0])[0].removeprefix("\ufeff")
    except SourceError as error:
        bad.add(0, str(error).removeprefix(f"{path}: "))
        return
    lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    for line, row in objects(lines, bad) if is_json(text) else table_rows(lines_of(text), bad):
        try:
            yield _listed(row, path.parent)
        except SourceError as error:
            bad.add(line, str(error))


def _listed(row: dict[str, Any], folder: Path) -> Job:
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
    article = fields.get("article")
    if article is not None and not is_link(article):
        article = str(folder / article)
    return replace(
        link_job(place) if is_link(place) else path_job(folder / place),
        title=fields.get("title"),
        event=fields.get("event"),
        date=date,
        article=article,
    )
