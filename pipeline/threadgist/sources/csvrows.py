"""The rows of a CSV file, of which one that is broken costs no other (RFC 4180, as far as writers keep to it)."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from threadgist.bounds import LINE_BYTES

UNCLOSED = "its quotation mark is never closed"


class Row(NamedTuple):
    """A row, and the number of the line that it begins in; of a torn row there is no more than that line."""

    number: int
    fields: list[str]
    torn: bool


class _Lines:
    """Lines one by one, of which those of a torn row can be read again; `taken` are those of a row."""

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


def csv_rows(lines: Iterator[str], number: int = 1, **dialect: Any) -> Iterator[Row]:
    """Yield the rows of lines, whose ends are kept; use it within `long_fields`.

    A quotation mark that is never closed would take the rows behind it into its own: such a row ends with its line. A
    text of several lines with marks in the wrong places stays whole. `number` is that of the first line, `dialect` what
    `csv.reader` takes.
    """
    source = _Lines(lines)
    reader = csv.reader(source, **dialect)
    while True:
        source.begin()
        try:
            fields = next(reader, None)
        except csv.Error:
            torn, fields = bool(source.taken), []
        else:
            torn = _is_torn(source.taken, dialect)
        if fields is None:
            return
        if torn:
            source.begin_again()
            fields = _line(source.taken[0], dialect)
        yield Row(number, fields, torn)
        number += len(source.taken)


def _is_torn(taken: list[str], dialect: dict[str, Any]) -> bool:
    """Whether the lines of a row are several rows: its marks do not add up, and most lines are equally wide."""
    if len(taken) < 2:
        return False
    try:
        list(csv.reader(taken, strict=True, **dialect))
    except csv.Error:
        first, *others = (len(_line(line, dialect)) for line in taken)
        ((width, lines),) = Counter(others).most_common(1)
        return width >= max(first, 2) and 2 * lines > len(others)
    return False


def _line(line: str, dialect: dict[str, Any]) -> list[str]:
    try:
        return [field.rstrip("\r\n") for field in next(csv.reader([line], **dialect), [])]
    except csv.Error:
        return []
