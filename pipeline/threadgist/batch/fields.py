"""Rows under names, as dumps and manifests have them: the names, told from a file's first bytes, and the rows."""

from __future__ import annotations

import csv
import re
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from threadgist.bounds import LINE_BYTES
from threadgist.sources.decode import decode
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.table import delimiter_of, long_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threadgist.batch.bad import BadRows

__all__ = ["field_names", "is_json", "objects", "table_rows"]

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


def field_names(head: bytes) -> tuple[str, ...]:
    """Return the names; () for what is neither a table nor JSON Lines."""
    text = decode(head)[0].lstrip("\ufeff \t\r\n")
    first = _LINE_END.split(text, maxsplit=1)[0]
    if is_json(text):
        try:
            row = parse_json(first)
        except JSONDecodeError:
            return ()
        return tuple(row) if isinstance(row, dict) else ()
    try:
        names = next(csv.reader([first], delimiter=delimiter_of(first)), [])
    except csv.Error:
        return ()
    return tuple(name.strip() for name in names)


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


class _Lines:
    """Lines of a table one by one, of which those of a broken row can be read again; `taken` are those of a row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self._size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._size > LINE_BYTES:
            raise csv.Error(f"longer than {LINE_BYTES >> 20} MB")
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self._size += len(line)
        return line

    def begin(self) -> None:
        """Begin a row."""
        self.taken, self._size = [], 0

    def begin_again(self) -> None:
        """Take back all lines of the row but its first."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def table_rows(lines: Iterator[str], bad: BadRows) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the names of a table, with the number of the line that each begins in.

    A quotation mark that is never closed would take all rows behind it into its own: it costs the line it stands in,
    which goes to `bad`.
    """
    header = next(lines, "")
    delimiter = delimiter_of(header)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    source, number = _Lines(lines), 2
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    with long_fields():
        while True:
            source.begin()
            try:
                row = next(reader, None)
            except csv.Error as error:
                broken = len(source.taken) > 1
                source.begin_again()
                # Within a line, a mark in the wrong place is no harm.
                row = [] if broken else _lenient(source.taken, delimiter)
                if not row:
                    bad.add(number, f"not a readable row ({error}); close its quotation marks")
            if row is None:
                return
            if any(field.strip() for field in row):
                yield number, dict(zip(names, row, strict=False))
            number += len(source.taken)


def _lenient(line: list[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(line, delimiter=delimiter), [])
    except csv.Error:
        return []
