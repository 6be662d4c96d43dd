"""The names of a table's columns, or of the fields of the first JSON object, from the first bytes of a file."""

from __future__ import annotations

import csv
import re
from typing import Final

from threadgist.sources.decode import decode
from threadgist.sources.jsontext import JSONDecodeError, parse_json

__all__ = ["delimiter_of", "field_names", "is_json"]

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


def delimiter_of(header: str) -> str:
    """Return what stands between the names of a table's columns."""
    return max((",", "\t", ";", "|"), key=header.count)
