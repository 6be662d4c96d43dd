"""Cells to rows under headings: which row is the header, what stands above it, and what is repeated below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from threadgist.sources.vocabulary import TEXT_NAMES, bare_name
from threadgist.words import counted

_LOOKED_AT = 20
_MAX_HEADING = 80
_MAX_SECOND = 80
_SECOND_WORDS = frozenset(("response", "open-ended response", "open ended response", "responses"))
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*%?")
_CLOCK = re.compile(r"\b[0-9]{1,2}:[0-9]{2}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
# Qualtrics writes a third row of these under names and questions.
_IMPORT_ID = '{"ImportId"'


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under names, and what had to be assumed to read them so."""

    names: tuple[str, ...]
    rows: list[dict[str, Any]]
    notes: tuple[str, ...] = ()


def has_text_name(cells: Sequence[Any]) -> bool:
    """Whether one of the cells is a name that the text of comments often has."""
    return any(isinstance(cell, str) and bare_name(cell) in TEXT_NAMES for cell in cells)


def find_header(table: Sequence[Sequence[Any]]) -> int | None:
    """Return the index of the header, None where no row is one.

    It is the first row of at least half as many filled cells as most rows have, all of them different names.
    Rows above it, of fewer cells, are titles. A heading of more than 80 characters needs rows of exactly as
    many columns below it, for a line of prose with commas is no header.
    """
    start = list(table[:_LOOKED_AT])
    widths = Counter(len(_filled(row)) for row in start[1:] or start)
    usual = max(widths, key=lambda width: (widths[width], width))
    for index, row in enumerate(start):
        filled = _filled(row)
        lone = len(filled) == 1 and usual > 1 and not (len(row) > 1 and has_text_name(filled))
        if len(filled) * 2 < usual or lone:
            continue
        return index if _is_header(row, table[index + 1 :]) else None
    return None


def _filled(row: Sequence[Any]) -> list[Any]:
    return [cell for cell in row if cell is not None and str(cell).strip()]


def _is_header(row: Sequence[Any], below: Sequence[Sequence[Any]]) -> bool:
    names = [str(cell).strip() for cell in _filled(row)]
    if not names or (not has_text_name(row) and any(map(_is_data, names))):
        return False
    body = below[:50]
    even = len(row) > 1 and len(body) > 1 and all(len(one) == len(row) for one in body[:-1])
    return even or all(len(name) <= _MAX_HEADING for name in names)


def _is_data(cell: str) -> bool:
    """Whether a cell is a number, a link, a time or a sentence with its full stop, and so no heading."""
    if _NUMBER.fullmatch(cell) or "://" in cell or _CLOCK.search(cell):
        return True
    return cell.endswith((".", "!", "。")) and (len(cell.split()) > 3 or not cell.isascii())


def to_grid(table: Sequence[Sequence[Any]]) -> Grid:
    """Name the columns of a table that has a header, and leave out what is no row of data.

    A name that comes again gets a number. A second row of headings, which surveys have, names the columns that
    the first leaves blank.
    """
    at = find_header(table) or 0
    notes: list[str] = []
    if above := sum(bool(_filled(row)) for row in table[:at]):
        notes.append(f"{counted(above, 'line')} above the header left out")
    header = ["" if cell is None else " ".join(str(cell).split()) for cell in table[at]]
    body = list(table[at + 1 :])
    if second := _second_headers(header, body):
        notes.append(f"{counted(second, 'row')} of further headings below the header left out")
        header = _joined(header, body[0])
        body = body[second:]
    names = _numbered(header)
    filled = [row for row in body if _filled(row)]
    rows = [dict(zip(names, row, strict=False)) for row in filled]
    if uneven := sum(len(row) != len(names) for row in filled):
        notes.append(f"{counted(uneven, 'row')} without the {len(names)} fields of the header")
    return Grid(tuple(names), rows, tuple(notes))


def _second_headers(header: Sequence[str], body: Sequence[Sequence[Any]]) -> int:
    """Return how many rows below the header are headings, too."""
    for index, row in enumerate(body[:2]):
        if any(isinstance(cell, str) and cell.startswith(_IMPORT_ID) for cell in row):
            return index + 1
    if len(body) < 2 or not _says_so(header, body[0]):
        return 0
    first, rest = body[0], body[1:_LOOKED_AT]
    columns = [column for column, name in enumerate(header) if name]
    always = [column for column in columns if all(_filled(row[column : column + 1]) for row in rest)]
    blank = [column for column in always if not _filled(first[column : column + 1])]
    filled = _filled(first)
    if len(always) < 2 or len(blank) * 2 < len(always) or not filled:
        return 0
    return int(all(isinstance(cell, str) and len(cell) <= _MAX_SECOND for cell in filled))


def _says_so(header: Sequence[str], row: Sequence[Any]) -> bool:
    """Whether a row has the words of surveys, or names columns that the header leaves blank."""
    cells = [str(cell).strip().lower() for cell in _filled(row)]
    if any(cell in _SECOND_WORDS or cell.startswith("other (") for cell in cells):
        return True
    return any(not name and _filled([cell]) for name, cell in zip(header, row, strict=False))


def _joined(header: Sequence[str], second: Sequence[Any]) -> list[str]:
    """Name the columns that have no heading by the last one to the left and what the second row says."""
    names: list[str] = []
    last = ""
    for name, cell in zip_longest(header, second[: len(header)]):
        below = "" if cell is None else str(cell).strip()
        last = name or last
        names.append(name or (f"{last}: {below}" if below else ""))
    return names


def _numbered(header: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    taken = set(header)
    names: list[str] = []
    for name in header:
        seen[name] += 1
        if name and seen[name] > 1:
            number = seen[name]
            while f"{name} {number}" in taken:
                number += 1
            name = f"{name} {number}"
            taken.add(name)
        names.append(name)
    return names
