"""What is under discussion, and which links may leave this package: http, https and mailto that hide nothing."""

import re
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from threadgist.records import Article
from threadgist.sources.decode import clean_line
from threadgist.sources.plaintext import Markup, to_plain

MAX_URL = 4096
# Most links are this plain; they need no closer look.
_PLAIN = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*/[A-Za-z0-9/_.?=&%~#+-]*")
# Space, quotes, angle brackets and backslashes never stand in a valid URL, and browsers disagree about them.
_UNFIT = re.compile(r"[\s\"'<>\\`{}|^]")
_ESCAPES = str.maketrans({c: f"%{ord(c):02X}" for c in " \"'<>`{}|^"})


def article_of(
    title: str | None,
    url: str | None,
    text: str | None = None,
    markup: Markup = "html",
    *,
    begun: datetime | None = None,
    site: str | None = None,
) -> Article | None:
    """Return the article; None without a title.

    All of `text`, its own words in `markup`, is its lead. `url` is its link, checked; `begun` when it was posted;
    `site` what its site is called, by default the host of its link.
    """
    if not title:
        return None
    date = begun.date().isoformat() if begun else None
    return Article(title, url, site or site_of(url), date, to_plain(text or "", markup))


def post_title(author: str | None, text: str) -> str:
    """Return a title for a post that has none: who wrote it, and how it begins."""
    line = " ".join(text.split())
    start = line if len(line) <= 80 else line[:80].rsplit(" ", 1)[0] + " …"
    return f"{author or 'A post'}: {start}" if start else f"A post by {author or 'somebody'}"


def safe_url(value: object) -> str | None:
    """Return `value` as an http, https or mailto link fit to be printed, or None.

    Control characters and marks of direction go before its scheme is looked at; what no URL may hold is
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
    if parts.scheme == "mailto":
        return url if "@" in parts.path and not _UNFIT.search(url) else None
    if parts.scheme not in ("http", "https") or not host or "\\" in url or _UNFIT.search(parts.netloc):
        return None
    return url.translate(_ESCAPES)


def host_of(url: str) -> str | None:
    """Return the host of a link, None where there is none or the link is malformed."""
    with suppress(ValueError):
        return urlsplit(url).hostname
    return None


def site_of(url: str | None) -> str | None:
    """Return the host of a link without `www.`, as a reader would name the site; None where there is none."""
    host = host_of(url or "")
    return host.removeprefix("www.") if host else None
