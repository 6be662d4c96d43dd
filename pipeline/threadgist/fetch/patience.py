"""When a host is asked, and when again; and what the user is told when it does not answer as hoped.

Tokens come from the environment: each is sent to its own host and to no other, and never written anywhere.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from threadgist.errors import SourceError
from threadgist.resources import package_table
from threadgist.sources.article import host_of
from threadgist.sources.times import parse_time

LONGEST_WAIT = 120.0
_LONGEST_STEP = 30.0
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
"""Statuses that tell of a trouble that may pass by itself."""
HOSTS = package_table("fetch/hosts.toml")

_GITHUB = ("THREADGIST_GITHUB_TOKEN", "GITHUB_TOKEN")
_REDDIT = ("THREADGIST_REDDIT_TOKEN", "REDDIT_TOKEN")
_REDDIT_HOST, _REDDIT_OAUTH = "www.reddit.com", "oauth.reddit.com"


class SystemClock:
    """The clock of this machine; another may be handed in, so that what waits can be tested without waiting.

    `elapsed` returns seconds that never run backwards, from any start.
    """

    elapsed, sleep = staticmethod(time.monotonic), staticmethod(time.sleep)

    def now(self) -> datetime:
        """Return the time of day, in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)


def backoff(attempt: int) -> float:
    """Return the seconds to wait after the `attempt`-th failure (from 1): 1, 2, 4, ... at most 30."""
    return min(_LONGEST_STEP, 2.0 ** min(attempt - 1, 10))


def wait_asked(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds a response asks to be left alone; None where it does not say.

    Understands Retry-After in seconds and as an HTTP date (RFC 9110, 10.2.3), and the reset times that GitHub
    (seconds since 1970) and Reddit or Mastodon (seconds from now, or a date) send when nothing is left.
    """
    asked = headers.get("retry-after", "").strip()
    if not asked:
        if headers.get("x-ratelimit-remaining", "").strip() not in ("0", "0.0"):
            return None
        asked = headers.get("x-ratelimit-reset", "").strip()
    with suppress(ValueError):
        if (seconds := float(asked)) < 1e12:
            # Nobody asks for a wait of thirty years: such a number is a point in time.
            return max(0.0, seconds - now.timestamp() if seconds > 1e9 else seconds)
    moment = parse_time(asked)
    return max(0.0, (moment - now) / timedelta(seconds=1)) if moment is not None else None


def status_error(url: str, status: int, tokens: Tokens, tries: int) -> SourceError:
    """Return the error for a status that is no success."""
    if status >= 500:
        reason = f"the site fails, {tries} times in a row; try again later, what was fetched is kept"
    else:
        reason = HOSTS["status"].get(str(status), "the site refuses; check the link in a browser")
    aim = " if it is private" if status == 404 else ""
    advice = tokens.advice(url, aim) if status in (401, 403, 404) else ""
    return SourceError(f"{url}: HTTP {status}: {reason}{advice}")


def rate_limited(url: str, status: int, now: datetime, wait: float | None, tokens: Tokens) -> SourceError:
    """Return the error for a site that asks for more patience than a run has."""
    until = "for now; try again in some minutes"
    if wait is not None:
        moment = now + timedelta(seconds=min(wait, 10**9))
        until = f"until {moment:%Y-%m-%d %H:%M:%S} UTC; run it again then"
    advice = tokens.advice(url, " for a higher limit")
    return SourceError(f"{url}: HTTP {status}: rate limited {until}, what was fetched is kept{advice}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one run. Their values are in no representation, so no message or log can hold them."""

    github: str | None = field(default=None, repr=False)
    reddit: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Tokens:
        """Read the tokens of the environment; raises SourceError where one cannot stand in a header."""
        tokens: list[str | None] = []
        for names in (_GITHUB, _REDDIT):
            found = ((name, token) for name in names if (token := environ.get(name, "").strip()))
            name, token = next(found, ("", ""))
            if not token.isascii() or not token.isprintable() or " " in token:
                raise SourceError(f"{name}: holds characters no token has; set it again without quotes")
            tokens.append(token or None)
        return cls(*tokens)

    def of_site(self, site: str) -> Tokens:
        """Return those that a site's module may use: what a page of another site leads to is asked without."""
        return Tokens(
            github=self.github if site.startswith("github") else None,
            reddit=self.reddit if site == "reddit" else None,
        )

    def headers(self, url: str) -> dict[str, str]:
        """Return what to send with a request for `url`; empty for every host but a token's own, over TLS."""
        parts = urlsplit(url)
        token = {"api.github.com": self.github, _REDDIT_OAUTH: self.reddit}.get(parts.hostname or "")
        if token is None or parts.scheme != "https" or parts.port not in (None, 443):
            return {}
        return {"Authorization": f"Bearer {token}"}

    def routed(self, url: str) -> str:
        """Return where a request for `url` goes: with a token, Reddit answers at another host."""
        parts = urlsplit(url)
        if self.reddit is None or parts.scheme != "https" or parts.netloc != _REDDIT_HOST:
            return url
        return urlunsplit(parts._replace(netloc=_REDDIT_OAUTH))

    def advice(self, url: str, aim: str) -> str:
        """Say behind a message which variable to set for more from a host; nothing where none helps or it is set."""
        host = host_of(url)
        if host == "api.github.com" and self.github is None:
            return f"; set {_GITHUB[0]} to a token{aim}"
        if host == _REDDIT_HOST and self.reddit is None:
            return f"; set {_REDDIT[0]} to a token of its API{aim}"
        return ""
