"""When to try again: fixed steps of backoff, and what a site says about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

__all__ = ["LONGEST_WAIT", "backoff", "is_passing", "wait_asked"]

LONGEST_WAIT = 120.0
_FIRST_STEP = 1.0
_LONGEST_STEP = 30.0
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))


def is_passing(status: int) -> bool:
    """Whether a status tells of a trouble that may pass by itself."""
    return status in _PASSING


def backoff(attempt: int) -> float:
    """Return the seconds to wait after the `attempt`-th failure (from 1): 1, 2, 4, ... at most 30."""
    return min(_LONGEST_STEP, _FIRST_STEP * 2.0 ** min(attempt - 1, 10))


def wait_asked(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds a response asks to be left alone; None where it does not say.

    Understands Retry-After in seconds and as an HTTP date (RFC 9110, 10.2.3), and the reset times that GitHub
    (seconds since 1970) and Reddit or Mastodon (seconds from now, or a date) send when nothing is left.
    """
    asked = headers.get("retry-after", "").strip()
    if asked:
        seconds = _seconds(asked)
        return seconds if seconds is not None else _until(asked, now)
    if headers.get("x-ratelimit-remaining", "").strip() not in ("0", "0.0"):
        return None
    reset = headers.get("x-ratelimit-reset", "").strip()
    seconds = _seconds(reset)
    if seconds is None:
        return _until(reset, now)
    # Nobody asks for a wait of thirty years: such a number is a point in time.
    return max(0.0, seconds - now.timestamp()) if seconds > 1e9 else seconds


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return max(0.0, seconds) if seconds == seconds and seconds < 1e12 else None


def _until(text: str, now: datetime) -> float | None:
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now) / timedelta(seconds=1))
    return None
