"""Small readers of JSON values that may be missing or of the wrong type."""

from __future__ import annotations

from typing import Any

__all__ = ["count", "identifier", "objects", "string"]


def string(value: Any) -> str | None:
    """Return a non-empty string, or None."""
    return value if isinstance(value, str) and value.strip() else None


def identifier(value: Any) -> str | None:
    """Return a string or whole number as an id, or None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return string(value)


def count(value: Any) -> int | None:
    """Return a number as a whole one, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 1e15:
        return None
    return round(value)


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list; nothing where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
