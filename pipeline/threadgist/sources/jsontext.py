"""JSON of any depth, and JSON Lines, with the place of an error.

The standard parser is used wherever it can be; it gives up on trees that are some hundreds of replies deep,
which real threads reach, so those are read by a parser that keeps its own stack.
"""

from __future__ import annotations

import json
import re
from json import JSONDecodeError
from typing import Any

from threadgist.bounds import DEPTH
from threadgist.sources.vocabulary import words

_WHITE = re.compile(r"[ \t\n\r]*")
_MAX_DIGITS = 4_000

# What an answer says about itself and not about a thread.
_PAGING = frozenset(words("fields", "paging"))


def _whole(digits: str) -> float:
    """Read a whole number; as a float where it has more digits than Python converts."""
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


_decoder = json.JSONDecoder(strict=False)
_scalars = json.JSONDecoder(strict=False, parse_int=_whole)


def parse_json(text: str) -> Any:
    """Parse one JSON document of any depth; raw control characters inside strings are let through.

    Raises JSONDecodeError: not valid JSON; carries the line and the column.
    """
    try:
        return _decoder.decode(text)
    except JSONDecodeError:
        raise
    except (RecursionError, ValueError):
        # ValueError: a whole number with more digits than Python converts; read as a float below.
        return _parse_deep(text)


def parse_json_lines(text: str) -> list[Any]:
    """Parse one JSON document a line; blank lines are skipped.

    Raises JSONDecodeError: a line is not valid JSON; its place is given in terms of the whole text.
    """
    values: list[Any] = []
    start = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            try:
                values.append(parse_json(line))
            except JSONDecodeError as error:
                raise JSONDecodeError(error.msg, text, start + error.pos) from None
        start += len(line) + 1
    return values


def parse_json_documents(text: str) -> list[Any]:
    """Parse documents that stand one after the other, as tools print the pages of an answer.

    Raises JSONDecodeError: one of them is not valid JSON.
    """
    values: list[Any] = []
    at = _skip(text, 0)
    while at < len(text):
        try:
            value, at = _decoder.raw_decode(text, at)
        except RecursionError:
            raise JSONDecodeError("Nested too deep for one of several documents", text, at) from None
        values.append(value)
        at = _skip(text, at)
    return values


def merged_pages(document: Any) -> Any:
    """Return the pages of one answer as one: lists in a list, or objects that hold one list each."""
    if not isinstance(document, list) or len(document) < 2:
        return document
    if all(isinstance(page, list) for page in document):
        return [item for page in document for item in page]
    if not all(isinstance(page, dict) for page in document):
        return document
    keys = [key for key in document[0] if key not in _PAGING]
    if len(keys) != 1 or not all(
        isinstance(page.get(keys[0]), list) and _PAGING.issuperset(page.keys() - keys) for page in document
    ):
        return document
    return {**document[0], keys[0]: [item for page in document for item in page[keys[0]]]}


def _parse_deep(text: str) -> Any:
    """Parse JSON with an explicit stack of open containers."""
    containers: list[Any] = []
    keys: list[str] = []
    at = _skip(text, 0)
    while True:
        opened = text[at : at + 1]
        if opened in ("{", "["):
            at = _skip(text, at + 1)
            if text[at : at + 1] != ("}" if opened == "{" else "]"):
                if len(containers) == DEPTH:
                    raise JSONDecodeError(f"Nested more than {DEPTH:,} deep", text, at)
                containers.append({} if opened == "{" else [])
                if opened == "{":
                    at = _key(text, at, keys)
                continue
            value: Any = {} if opened == "{" else []
            at += 1
        else:
            value, at = _scalars.raw_decode(text, at)
        while containers:
            at = _skip(text, at)
            container = containers[-1]
            if isinstance(container, dict):
                container[keys.pop()] = value
            else:
                container.append(value)
            mark = text[at : at + 1]
            if mark == ",":
                at = _skip(text, at + 1)
                if isinstance(container, dict):
                    at = _key(text, at, keys)
                break
            if mark != ("}" if isinstance(container, dict) else "]"):
                raise JSONDecodeError("Expecting ',' delimiter", text, at)
            value = containers.pop()
            at += 1
        else:
            at = _skip(text, at)
            if at != len(text):
                raise JSONDecodeError("Extra data", text, at)
            return value


def _skip(text: str, at: int) -> int:
    match = _WHITE.match(text, at)
    return match.end() if match else at


def _key(text: str, at: int, keys: list[str]) -> int:
    """Read `"key":` at `at`, push the key, and return where its value starts."""
    if text[at : at + 1] != '"':
        raise JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
    key, at = _scalars.raw_decode(text, at)
    at = _skip(text, at)
    if text[at : at + 1] != ":":
        raise JSONDecodeError("Expecting ':' delimiter", text, at)
    keys.append(key)
    return _skip(text, at + 1)
