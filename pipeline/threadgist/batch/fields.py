"""Rows under names, as dumps and manifests have them: the names, told from a file's first bytes, and the rows."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any, Final

from threadgist.sources.csvrows import UNCLOSED, csv_rows
from threadgist.sources.decode import decode
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.table import delimiter_of, long_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from threadgist.batch.bad import BadRows


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


def table_rows(lines: Iterator[str], bad: BadRows) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the names of a table, with the number of the line that each begins in.

    A quotation mark that is never closed would take all rows behind it into its own: it costs the line it stands in,
    which goes to `bad`.
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
