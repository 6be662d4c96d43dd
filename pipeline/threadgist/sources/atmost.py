"""Which comments are read where there are more than `limits.max_comments`: the earliest, whatever their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

_DIGITS = re.compile(r"([0-9]+)")
_LATEST = datetime.max.replace(tzinfo=UTC)

Key = tuple[datetime, tuple[str | tuple[int, str], ...], str]


def earliest(keys: Iterable[Key], at_most: int) -> set[int]:
    """Return the places of the `at_most` lowest keys."""
    order = sorted((key, place) for place, key in enumerate(keys))
    return {place for _, place in order[:at_most]}


def time_key(moment: datetime | None, name: str, rest: str) -> Key:
    """Return what orders comments: by time (those without one last), then by id in natural order, then by `rest`."""
    return utc(moment) or _LATEST, natural_key(name), rest


def natural_key(comment_id: str) -> tuple[str | tuple[int, str], ...]:
    """Return a sort key under which `9` comes before `10`, without converting to numbers."""
    parts = _DIGITS.split(comment_id)
    return tuple(
        (len(part.lstrip("0")), part.lstrip("0")) if index % 2 else part for index, part in enumerate(parts)
    )


def utc(moment: datetime | None) -> datetime | None:
    """Return a time in UTC, which is the zone of one without; None beyond the years 1 and 9999."""
    try:
        if moment is None or moment.tzinfo is not None:
            return moment and moment.astimezone(UTC)
        return moment.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None


def beyond(at_most: int) -> str:
    """Say why comments were left out."""
    return f"they are later than the first {at_most:,}, which limits.max_comments raises"
