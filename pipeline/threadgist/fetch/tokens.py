"""Tokens from the environment: each sent to its own host and to no other, and never written anywhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from threadgist.errors import SourceError

_GITHUB = ("THREADGIST_GITHUB_TOKEN", "GITHUB_TOKEN")
_REDDIT = ("THREADGIST_REDDIT_TOKEN", "REDDIT_TOKEN")
_REDDIT_HOST, _REDDIT_OAUTH = "www.reddit.com", "oauth.reddit.com"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one run. Their values are in no representation, so no message or log can hold them."""

    github: str | None = field(default=None, repr=False)
    reddit: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Tokens:
        """Read `THREADGIST_GITHUB_TOKEN` or `GITHUB_TOKEN`, `THREADGIST_REDDIT_TOKEN` or `REDDIT_TOKEN`.

        Raises:
            SourceError: a token holds what cannot stand in a header (its value is not shown).
        """
        values = os.environ if environ is None else environ
        return cls(github=_first(values, _GITHUB), reddit=_first(values, _REDDIT))

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

    def advice(self, host: str) -> str | None:
        """Say which variable to set for more from a host; None where none helps or it is set."""
        if host == "api.github.com" and self.github is None:
            return f"set {_GITHUB[0]} to a token"
        if host == _REDDIT_HOST and self.reddit is None:
            return f"set {_REDDIT[0]} to a token of its API"
        return None


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    for name in names:
        if token := values.get(name, "").strip():
            if not token.isascii() or not token.isprintable() or " " in token:
                raise SourceError(f"{name}: holds characters no token has; set it again without quotes")
            return token
    return None
