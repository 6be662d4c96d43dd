"""Looking into JSON by paths such as `from/user/displayName`, whatever is really there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from threadgist.sources.values import identifier

Path = tuple[str, ...]
"""Alternatives, best first; names are parted by slashes, numbers count in lists, and empty is the value itself."""


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
    for path in paths:
        found = at(value, path)
        if found not in (None, "", [], {}) and not (isinstance(found, str) and found.isspace()):
            return found
    return None


def first_id(value: Any, paths: Iterable[str]) -> str | None:
    """Return the first string or whole number at any of the paths, as a string."""
    return next((one for path in paths if (one := identifier(at(value, path)))), None)


def records_at(value: Any, path: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the objects in the list at a path, or those of an object whose values are nothing but objects.

    `limit`: no more is looked at than that.
    """
    found = at(value, path)
    if isinstance(found, Mapping):
        values = list(islice(found.values(), limit))
        return values if all(isinstance(one, dict) for one in values) else []
    return [one for one in islice(found, limit) if isinstance(one, dict)] if isinstance(found, list) else []
