"""What foreign text and foreign addresses must pass before they are printed anywhere."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

__all__ = ["clip", "markdown_text", "markdown_url", "one_line", "safe_url", "visible"]

# Controls that print nothing, and the marks that turn the direction of whatever follows them on the line:
# a name or a quotation must not be able to rewrite the words we set beside it.
_DROPPED: Final = {
    code: None
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0x200E,
        0x200F,
    )
    if code not in (0x09, 0x0A)
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NOT_IN_URL: Final = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
_BREAKS: Final = re.compile(r"\r\n?|\x85|[\x0b\x0c\u2028\u2029]")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_MARKDOWN_START: Final = re.compile(r"^(\s*)([-+=>]|\d{1,9}(?=[.)]))")
_SCHEMES: Final = ("http", "https", "mailto")


def visible(text: str) -> str:
    """Return `text` without control characters and direction marks; line ends become newlines."""
    # What is replaced is never printable, and nearly all text holds nothing unprintable but newlines.
    if text.replace("\n", "").isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text).translate(_DROPPED))


def one_line(text: str) -> str:
    """Return `text` as `visible` does, with every run of white space made one space."""
    return " ".join(visible(text).split())


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, and "…" where it was cut, between words if it can."""
    if len(text) <= limit:
        return text
    return text[: cut_at(text, limit)].rstrip() + "…"


def cut_at(text: str, limit: int) -> int:
    """Return where to cut `text` so that at most `limit` characters remain, after a word that ends nearby."""
    if len(text) <= limit:
        return len(text)
    space = text.rfind(" ", max(0, limit - 40), limit + 1)
    return space if space > 0 else limit


def safe_url(url: str | None) -> str | None:
    """Return `url` if it is a whole http, https or mailto address without control characters, else None."""
    if not url or _NOT_IN_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or (parts.scheme != "mailto" and not parts.hostname):
        return None
    return url


def markdown_text(text: str) -> str:
    r"""Return `text` on one line as CommonMark that shows exactly its characters.

    Bare addresses are broken with a backslash too (`https\://`), because GitHub's dialect would link them.
    """
    escaped = _MARKDOWN.sub(r"\\\1", one_line(text))
    escaped = escaped.replace("://", "\\://").replace("www.", "www\\.").replace("WWW.", "WWW\\.")
    return _MARKDOWN_START.sub(_escape_start, escaped)


def _escape_start(match: re.Match[str]) -> str:
    indent, mark = match.groups()
    # A digit cannot be escaped, the full stop or bracket after it can.
    return f"{indent}{mark}\\" if mark.isdigit() else f"{indent}\\{mark}"


def markdown_url(url: str | None) -> str | None:
    """Return `safe_url(url)` with everything that could end a Markdown link percent-encoded."""
    checked = safe_url(url)
    return None if checked is None else quote(checked, safe="/:?#@!$&'*+,;=%~-._").replace("&", "&amp;")
