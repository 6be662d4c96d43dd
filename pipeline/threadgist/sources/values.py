"""Small readers of values that may be missing or of the wrong type, at paths such as `from/user/displayName`."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Literal

from threadgist.sources.vocabulary import vocabulary

GONE_TEXT: dict[str, Literal["deleted", "removed"]] = vocabulary("fields")["gone"]
"""What stands in place of a comment that was taken away, in lower case."""

_NOBODY = frozenset(vocabulary("fields")["nobody"].strip().split("\n"))
_SHORT = re.compile(r"([-+]?[0-9][0-9., ]*)\s?([kmb])?(?:\s[a-z]+)?", re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
# Bytes of UTF-8 that were taken for Latin-1: a first byte of two to four, and those that go on.
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")

Path = Sequence[str]
"""Alternatives, best first; names are parted by slashes, numbers count in lists, and empty is the value itself."""


def string(value: Any) -> str | None:
    """Return a non-empty string, or None."""
    return value if isinstance(value, str) and value.strip() else None


def identifier(value: Any) -> str | None:
    """Return a string or whole number as an id, or None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return string(value)


def person(name: str | None) -> str | None:
    """Return a name, or None for what stands in place of one, such as `[deleted]`."""
    return None if name is None or name.strip() in _NOBODY else name


def count(value: Any) -> int | None:
    """Return a number as a whole one, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 1e15:
        return None
    return round(value)


def number(value: Any) -> int | None:
    """Return what a cell says as a whole number; `1.2K` is 1200, `1,234` is 1234. None where it is none."""
    if not isinstance(value, str):
        return count(value)
    digits, unit = value, ""
    if found := _SHORT.fullmatch(value[:32].strip()):
        digits, unit = found[1].replace(" ", ""), (found[2] or "").lower()
        thousands = re.fullmatch(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+", digits)
        digits = digits.replace(",", "" if thousands else ".")
    with suppress(ValueError):
        return count(float(digits) * _TIMES[unit]) if len(value) < 32 else None
    return None


def mended(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 throughout, as the exports of Facebook and Instagram are written."""
    if not text.isascii() and _TWICE.search(text):
        with suppress(UnicodeError):
            return text.encode("latin-1").decode("utf-8")
    return text


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list; nothing where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def part(value: Any, name: str) -> dict[str, Any]:
    """Return the object that a field holds; an empty one where there is none."""
    return found if isinstance(value, dict) and isinstance(found := value.get(name), dict) else {}


def at(value: Any, path: str) -> Any:
    """Return what stands at one path, or None."""
    for name in path.split("/") if path else ():
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def first(value: Any, paths: Iterable[str]) -> Any:
    """Return the first thing at any of the paths that is not None, empty or blank."""
    found = (at(value, path) for path in paths)
    filled = (one for one in found if one not in (None, "", [], {}))
    return next((one for one in filled if not (isinstance(one, str) and one.isspace())), None)


def first_id(value: Any, paths: Iterable[str]) -> str | None:
    """Return the first string or whole number at any of the paths, as a string."""
    return next((one for path in paths if (one := identifier(at(value, path)))), None)


def followed(
    name: str | None, above: Mapping[str | None, str | None], wanted: Container[str | None]
) -> str | None:
    """Return a name, or where it is not wanted what it stands below, and so on; None where that goes in circles."""
    seen: set[str] = set()
    while name is not None and name not in wanted and name in above and name not in seen:
        seen.add(name)
        name = above[name]
    return None if name in seen else name


def records_at(value: Any, path: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the first `limit` objects in the list at a path, or of an object that holds nothing but objects."""
    found = at(value, path)
    if isinstance(found, Mapping):
        values = list(islice(found.values(), limit))
        return values if all(isinstance(one, dict) for one in values) else []
    return objects(found[:limit]) if isinstance(found, list) else []
