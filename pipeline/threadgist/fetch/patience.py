"""When a host is asked, and when again: its pace, the steps after a failure, and what it says about it itself."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 120.0
_FIRST_STEP = 1.0
_LONGEST_STEP = 30.0
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
"""Statuses that tell of a trouble that may pass by itself."""
# Seconds between two requests. Reddit: 10 a minute without a token, 100 with one. Mastodon: 300 in 5 minutes.
# Discourse: 200 a minute from one address by default, less on many forums.
_INTERVALS = {
    "www.reddit.com": 6.0,
    "oauth.reddit.com": 0.7,
    "api.github.com": 0.1,
    "api.stackexchange.com": 0.1,
    "public.api.bsky.app": 0.1,
    "hn.algolia.com": 0.1,
    "hacker-news.firebaseio.com": 0.1,
}
_USUAL = 0.5


class SystemClock:
    """The clock of this machine; another may be handed in, so that what waits can be tested without waiting."""

    def now(self) -> datetime:
        """Return the time of day, in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def elapsed(self) -> float:
        """Return seconds that never run backwards, from any start."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Pace:
    """Remembers for every host when it may be asked next."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._next: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Wait until the host may be asked, and note that it is asked now."""
        now = self._clock.elapsed()
        due = self._next.get(host, now)
        if due > now:
            self._clock.sleep(due - now)
        self._next[host] = max(now, due) + _INTERVALS.get(host, _USUAL)

    def hold(self, host: str, seconds: float) -> None:
        """Let the host alone for so many seconds from now."""
        self._next[host] = max(self._next.get(host, 0.0), self._clock.elapsed() + seconds)


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
