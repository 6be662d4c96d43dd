"""Which links may leave this package: http, https and mailto, and nothing that could hide another scheme."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from threadgist.sources.characters import clean_line

MAX_URL = 4096
# Most links are this plain; they need no closer look.
_PLAIN = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*/[A-Za-z0-9/_.?=&%~#+-]*")
_SCHEMES = ("http", "https", "mailto")
# Space, quotes, angle brackets and backslashes never stand in a valid URL, and browsers disagree about them.
_UNFIT = re.compile(r"[\s\"'<>\\`{}|^]")
_ESCAPES = {c: f"%{ord(c):02X}" for c in " \"'<>`{}|^"}
_TABLE = str.maketrans(_ESCAPES)


def safe_url(value: object) -> str | None:
    """Return `value` as an http, https or mailto link fit to be printed, or None.

    Control characters and bidirectional marks are removed as browsers do before they look at the scheme, so
    `javascript:` with a line end inside is still seen. Characters that do not belong into a URL are
    percent-encoded.
    """
    if not isinstance(value, str) or not value or len(value) > MAX_URL:
        return None
    if _PLAIN.fullmatch(value):
        return value
    url = clean_line(value, MAX_URL)
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES:
        return None
    if parts.scheme == "mailto":
        return url if "@" in parts.path and not _UNFIT.search(url) else None
    if not host or "\\" in url or _UNFIT.search(parts.netloc):
        return None
    return url.translate(_TABLE)


def host_of(url: str) -> str | None:
    """Return the host of a link, None where there is none or the link is malformed."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def site_of(url: str | None) -> str | None:
    """Return the host of a link without `www.`, as a reader would name the site; None where there is none."""
    if url is None:
        return None
    host = host_of(url)
    return host.removeprefix("www.") if host else None
