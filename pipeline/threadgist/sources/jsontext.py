"""JSON of any depth, and JSON Lines, with the place of an error.

The standard parser gives up on trees that are some hundreds of replies deep, which real threads reach; those are read
by a parser that keeps its own stack.
"""

import json
import re
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
_scalars = json.JSONDecoder(
    strict=False, parse_int=lambda digits: int(digits) if len(digits) <= _MAX_DIGITS else float(digits)
)


def parse_json(text: str) -> Any:
    """Parse JSON of any depth, with raw control characters in strings. Raises JSONDecodeError: tells the place."""
    start = _BLACK.search(text)
    value, at = _parse(text, start.start() if start else 0)
    if after := _BLACK.search(text, at):
        raise JSONDecodeError("Extra data", text, after.start())
    return value


def parse_several(text: str) -> list[Any]:
    """Parse documents one after the other: JSON Lines, or the pages of an answer as tools print them.

    Raises JSONDecodeError: one of them is not valid JSON; tells the place in the whole text.
    """
    values: list[Any] = []
    at = first_end = 0
    while start := _BLACK.search(text, at):
        try:
            value, at = _parse(text, start.start())
        except JSONDecodeError:
            # Of JSON Lines the first line is a whole document: what a line lacks is told there, and not on the next.
            line_end = text.find("\n", start.start())
            if values and line_end >= 0 and "\n" not in text[:first_end].lstrip():
                _parse(text[:line_end], start.start())
            raise
        first_end = first_end or at
        values.append(value)
    return values


def _parse(text: str, at: int) -> tuple[Any, int]:
    """Return the document that begins at a place, and where it ends."""
    try:
        return _decoder.raw_decode(text, at)
    except JSONDecodeError:
        raise
    except (RecursionError, ValueError):
        # ValueError: a whole number with too many digits.
        return _parse_deep(text, at)


def _parse_deep(text: str, at: int) -> tuple[Any, int]:
    """Do what `_parse` does with a stack of its own: of open containers, and of the keys whose values these are."""
    outer: list[Any] = []
    keys: list[str] = []

    def mark() -> str:
        """Go to the next character that is no white space."""
        nonlocal at
        found = _BLACK.search(text, at)
        at = found.start() if found else len(text)
        return text[at : at + 1]

    def key() -> None:
        nonlocal at
        if mark() != '"':
            raise JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
        name, at = _scalars.raw_decode(text, at)
        keys.append(name)
        if mark() != ":":
            raise JSONDecodeError("Expecting ':' delimiter", text, at)
        at += 1

    while True:
        opened = mark()
        if opened in ("{", "["):
            value: Any = {} if opened == "{" else []
            at += 1
            if mark() != ("}" if opened == "{" else "]"):
                if len(outer) == DEPTH:
                    raise JSONDecodeError(f"Nested more than {DEPTH:,} deep", text, at)
                outer.append(value)
                if opened == "{":
                    key()
                continue
            at += 1
        else:
            value, at = _scalars.raw_decode(text, at)
        while outer:
            container = outer[-1]
            if isinstance(container, dict):
                container[keys.pop()] = value
            else:
                container.append(value)
            if (after := mark()) not in (",", "}" if isinstance(container, dict) else "]"):
                raise JSONDecodeError("Expecting ',' delimiter", text, at)
            at += 1
            if after == ",":
                if isinstance(container, dict):
                    key()
                break
            value = outer.pop()
        else:
            return value, at


def merged_pages(document: Any) -> Any:
    """Return the pages of one answer as one: lists in a list, or objects that hold one list each."""
    if not isinstance(document, list) or len(document) < 2:
        return document
    if all(isinstance(page, list) for page in document):
        return [item for page in document for item in page]
    if all(isinstance(page, dict) for page in document):
        name = next(iter(document[0].keys() - _PAGING), "")
        if all(isinstance(page.get(name), list) and page.keys() - _PAGING == {name} for page in document):
            return {**document[0], name: [item for page in document for item in page[name]]}
    return document
