"""JSON of any depth, and JSON Lines, with the place of an error.

The standard parser in C gives up on trees that are some hundreds of replies deep, which real threads reach; those are
read by its twin in Python, which is bounded by the limit of recursion alone.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from json import JSONDecodeError
from typing import Any

from threadgist.bounds import DEPTH
from threadgist.sources.vocabulary import words

_BLACK = re.compile(r"[^ \t\n\r]")
_MAX_DIGITS = 4_000
# What an answer says about itself and not about a thread.
_PAGING = frozenset(words("fields", "paging"))


_decoder = json.JSONDecoder(strict=False)
# A whole number with more digits than Python converts becomes a float.
_deep_decoder: Any = json.JSONDecoder(
    strict=False, parse_int=lambda digits: int(digits) if len(digits) <= _MAX_DIGITS else float(digits)
)
_deep_decoder.scan_once = import_module("json.scanner").py_make_scanner(_deep_decoder)


def parse_json(text: str) -> Any:
    """Parse JSON of any depth, with raw control characters in strings. Raises JSONDecodeError: tells the place."""
    try:
        return _decoder.decode(text)
    except JSONDecodeError:
        raise
    except (RecursionError, ValueError):
        # ValueError: a whole number with too many digits.
        return _parse_deep(text)


def _parse_deep(text: str) -> Any:
    limit = sys.getrecursionlimit()
    # Two calls a container.
    sys.setrecursionlimit(limit + 2 * DEPTH)
    try:
        return _deep_decoder.decode(text)
    except RecursionError:
        raise JSONDecodeError(f"Nested more than {DEPTH:,} deep", text, 0) from None
    except SystemError as error:
        # What Python 3.11 says where there is no memory for one more call.
        raise MemoryError from error
    finally:
        sys.setrecursionlimit(limit)


def parse_several(text: str) -> list[Any]:
    """Parse JSON Lines, or documents one after the other, as tools print the pages of an answer.

    Raises JSONDecodeError: one of them is not valid JSON; tells the place in the whole text.
    """
    values: list[Any] = []
    at = 0
    try:
        # Of JSON Lines the first line is a whole object.
        lines = text.split("\n") if isinstance(parse_json(text.lstrip().partition("\n")[0]), dict) else []
    except JSONDecodeError:
        lines = []
    for line in lines:
        try:
            values += [parse_json(line)] if line and not line.isspace() else []
        except JSONDecodeError as error:
            raise JSONDecodeError(error.msg, text, at + error.pos) from None
        at += len(line) + 1
    while start := _BLACK.search(text, at):
        try:
            value, at = _decoder.raw_decode(text, start.start())
        except RecursionError:
            raise JSONDecodeError("Nested too deep for one of several documents", text, at) from None
        values.append(value)
    return values


def merged_pages(document: Any) -> Any:
    """Return the pages of one answer as one: lists in a list, or objects that hold one list each."""
    if not isinstance(document, list) or len(document) < 2:
        return document
    if all(isinstance(page, list) for page in document):
        return [item for page in document for item in page]
    if not all(isinstance(page, dict) for page in document):
        return document
    names = document[0].keys() - _PAGING
    if len(names) != 1:
        return document
    (name,) = names
    if not all(isinstance(page.get(name), list) and page.keys() - _PAGING == names for page in document):
        return document
    return {**document[0], name: [item for page in document for item in page[name]]}
