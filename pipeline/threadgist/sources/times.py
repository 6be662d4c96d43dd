"""Points in time as exports write them, to aware datetimes in UTC."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

__all__ = ["parse_time"]

# Ruby writes 2020-06-19 11:54:37 -0500.
_SPACED_ZONE = re.compile(r"(?<=:\d\d) ([+-]\d\d:?\d\d)$")
_FORMATS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
)


def parse_time(value: Any) -> datetime | None:
    """Return `value` (seconds to nanoseconds since 1970, ISO 8601, RFC 5322) as a UTC datetime.

    A time without a zone is taken as UTC. None where it cannot be told; dates such as 03/04/2024 cannot.
    """
    if isinstance(value, datetime):
        return _as_utc(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_epoch(float(value)) if abs(value) < 1e20 else None
    if not isinstance(value, str) or not (text := value.strip()) or len(text) > 64:
        return None
    try:
        if moment := _from_epoch(float(text)):
            return moment
    except ValueError:
        pass
    try:
        return _as_utc(datetime.fromisoformat(_SPACED_ZONE.sub(r"\1", text.removesuffix(" UTC"))))
    except ValueError:
        pass
    try:
        return _as_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    for form in _FORMATS:
        try:
            return _as_utc(datetime.strptime(text, form))
        except ValueError:
            continue
    return None


def _as_utc(moment: datetime) -> datetime | None:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _from_epoch(number: float) -> datetime | None:
    # Three digits more is the next finer unit; 1e11 seconds is the year 5138, 1e11 milliseconds 1973. What is
    # below 1e8 (in 1973) is a year, a date without separators, or a counter.
    if not math.isfinite(number) or number < 1e8:
        return None
    while number >= 1e11:
        number /= 1000
    try:
        return datetime.fromtimestamp(number, UTC)
    except (OverflowError, OSError, ValueError):
        return None
