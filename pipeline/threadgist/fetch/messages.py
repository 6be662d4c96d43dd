"""What the user is told when a site does not answer as hoped: the URL, the status, and the way out."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from threadgist.errors import SourceError
from threadgist.fetch.tokens import Tokens

_STATUS = {
    400: "the site does not understand the request; check the link",
    401: "login needed; only public threads can be fetched",
    402: "the site asks for payment",
    403: "refused: the thread is private, needs a login, or the site blocks this address",
    404: "not found: deleted, private, or a wrong link",
    405: "the site does not offer its API here; save the thread and hand over the file",
    406: "the site does not offer its API here; save the thread and hand over the file",
    410: "gone: the thread was deleted",
    451: "withheld for legal reasons",
}


def status_error(url: str, status: int, tokens: Tokens, *, tries: int = 1) -> SourceError:
    """Return the error for a status that is no success."""
    if status >= 500:
        reason = f"the site fails, {tries} times in a row; try again later, what was fetched is kept"
    else:
        reason = _STATUS.get(status, "the site refuses; check the link in a browser")
    advice = tokens.advice(urlsplit(url).hostname or "") if status in (401, 403, 404, 429) else None
    if advice and status == 404:
        advice += " if it is private"
    return SourceError(f"{url}: HTTP {status}: {reason}" + (f"; {advice}" if advice else ""))


def rate_limited(url: str, status: int, now: datetime, wait: float | None, tokens: Tokens) -> SourceError:
    """Return the error for a site that asks for more patience than a run has."""
    if wait is None:
        until = "for now; try again in some minutes"
    else:
        moment = now + timedelta(seconds=min(wait, 10**9))
        until = f"until {moment:%Y-%m-%d %H:%M:%S} UTC; run it again then"
    advice = tokens.advice(urlsplit(url).hostname or "")
    return SourceError(
        f"{url}: HTTP {status}: rate limited {until}, what was fetched is kept"
        + (f"; {advice} for a higher limit" if advice else "")
    )


def unreachable(url: str, reason: object, tries: int) -> SourceError:
    """Return the error for a site that cannot be reached, or hangs up."""
    text = " ".join(str(reason).split())[:200] or type(reason).__name__
    return SourceError(
        f"{url}: cannot be reached, tried {tries} times ({text}); check the link and the network "
        "(proxies of the environment are not used)"
    )
