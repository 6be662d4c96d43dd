"""What foreign text, addresses and ids must pass before they are printed anywhere."""

import json
import re
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from threadgist.words import one_line

_NOT_IN_URL: Final = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
_MARKDOWN: Final = re.compile(r"([\\`*_}\[\]<>#|~$&!])")
_MENTION: Final = re.compile(r"@(?=\w)")
# A digit cannot be escaped, the full stop or bracket after it can.
_BEFORE_MARK: Final = re.compile(r"^\s*(?:\d{1,9}(?=[.)])|(?=[-+=>]))")
_THEME_ID: Final = re.compile(r"t-?[0-9a-f]{1,40}(-\d{1,3})?")


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, and "…" where it was cut, between words if it can."""
    return text if len(text) <= limit else f"{text[: cut_at(text, limit)].rstrip()}…"


def cut_at(text: str, limit: int) -> int:
    """Return where to cut `text` so that at most `limit` characters remain, after a word that ends nearby."""
    if len(text) <= limit:
        return len(text)
    space = text.rfind(" ", max(0, limit - 40), limit + 1)
    return space if space > 0 else limit


@lru_cache(maxsize=4096)
def safe_url(url: str | None) -> str | None:
    """Return `url` if it is a whole http, https or mailto address without control characters, else None."""
    if url and not _NOT_IN_URL.search(url):
        with suppress(ValueError):
            parts = urlsplit(url)
            if parts.scheme == "mailto" or (parts.scheme in ("http", "https") and parts.hostname):
                return url
    return None


def in_script(value: Any) -> Markup:
    """Return `value` as JSON that cannot end the script element it stands in: signs of markup are escapes of JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def markdown_text(text: str) -> str:
    r"""Return `text` on one line as CommonMark that shows exactly its characters.

    Bare addresses are broken with a backslash too (`https\://`), because GitHub's dialect would link them; a word
    joiner keeps `@name` from calling somebody there, and no brace is left for Liquid to take for a tag.
    """
    escaped = _MARKDOWN.sub(r"\\\1", one_line(text)).replace("{", "&#123;")
    escaped = _MENTION.sub("@&#8288;", escaped)
    escaped = escaped.replace("://", "\\://").replace("www.", "www\\.").replace("WWW.", "WWW\\.")
    return _BEFORE_MARK.sub(r"\g<0>\\", escaped)


def markdown_url(url: str | None) -> str | None:
    """Return `safe_url(url)` with everything that could end a Markdown link percent-encoded."""
    checked = safe_url(url)
    return None if checked is None else quote(checked, safe="/:?#@!$&'*+,;=%~-._").replace("&", "&amp;")


def theme_anchor(theme_id: str, number: int) -> str:
    """Return where links to the `number`-th theme of a page lead: to its id, which stays, or its number."""
    return theme_id if _THEME_ID.fullmatch(theme_id) else f"theme-{number}"
