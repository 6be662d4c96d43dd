"""How often a host is asked: at most once in so many seconds, and not before it said it may be."""

from __future__ import annotations

from threadgist.fetch.clock import Clock

__all__ = ["Pace"]

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


class Pace:
    """Remembers for every host when it may be asked next."""

    def __init__(self, clock: Clock) -> None:
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
