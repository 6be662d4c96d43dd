"""The text of chat messages: lists of parts, mentions by id, quotations that programs put before an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from threadgist.sources.fieldpaths import at, first

if TYPE_CHECKING:
    from threadgist.sources.plaintext import Markup

__all__ = [
    "joined_parts",
    "matrix_markup",
    "matrix_text",
    "mended",
    "slack_text",
    "zulip_markup",
    "zulip_text",
]

_SLACK_MARK = re.compile(r"<([@#!]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{0,2000}))?>")
_SLACK_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_MX_REPLY = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL)
_ZULIP_QUOTE = re.compile(r"^(`{3,}|~{3,})\s*quote\s*\n(.*?)^\1\s*$", re.DOTALL | re.MULTILINE)
_LEAVES = 10_000


def joined_parts(value: Any) -> str:
    """Return a text that is a string, or a list of strings and objects with a text, such as links in Telegram."""
    if isinstance(value, str):
        return value
    written: list[str] = []
    for part in value[:_LEAVES] if isinstance(value, list) else ():
        text = part if isinstance(part, str) else part.get("text") if isinstance(part, dict) else None
        if not isinstance(text, str):
            continue
        if isinstance(part, dict) and part.get("type") == "blockquote":
            text = "\n" + "\n".join(f"> {line}" for line in text.split("\n")) + "\n\n"
        written.append(text)
    return "".join(written)


def slack_text(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a message of Slack as Markdown, with people, channels and links by their names."""
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        return _leaves(message.get("blocks"))

    def named(match: re.Match[str]) -> str:
        mark, target, label = match[1], match[2], match[3]
        if mark == "@":
            return "@" + (names.get(target) or label or target)
        if mark == "#":
            return "#" + (label or names.get(target) or target)
        if mark == "!":
            return label or "@" + target.partition("^")[0]
        return label or target

    text = _SLACK_MARK.sub(named, text)
    for reference, character in _SLACK_REFERENCES:
        text = text.replace(reference, character)
    return text


def _leaves(value: Any) -> str:
    """Return the texts of Slack's blocks, for messages that have nothing else."""
    found: list[str] = []
    stack: list[Any] = [value]
    while stack and len(found) < _LEAVES:
        one = stack.pop()
        if isinstance(one, list):
            stack.extend(reversed(one))
        elif isinstance(one, dict):
            text = one.get("text")
            if isinstance(text, str):
                found.append(text)
            elif one.get("type") == "link" and isinstance(one.get("url"), str):
                found.append(one["url"])
            stack.extend(reversed([v for v in one.values() if isinstance(v, list | dict)]))
    return "".join(found)


def matrix_text(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return an event's text, without the quotation of what it answers that older clients prepend."""
    content = message.get("_new", message.get("content"))
    if not isinstance(content, dict):
        return ""
    body = content.get("body")
    if not isinstance(body, str):
        return ""
    if content.get("msgtype") in ("m.image", "m.file", "m.video", "m.audio") and body == content.get(
        "filename", body
    ):
        return ""
    formatted = content.get("formatted_body")
    if matrix_markup(message) == "html":
        return _MX_REPLY.sub("", str(formatted))
    if at(message, "content/m.relates_to/m.in_reply_to/event_id") and body.startswith("> "):
        lines = body.split("\n")
        while lines and lines[0].startswith(">"):
            lines.pop(0)
        body = "\n".join(lines).lstrip("\n")
    return body


def matrix_markup(message: Mapping[str, Any]) -> Markup:
    """Say what `matrix_text` returns."""
    content = message.get("_new", message.get("content"))
    formatted = isinstance(content, dict) and isinstance(content.get("formatted_body"), str)
    return "html" if formatted and at(content, "format") == "org.matrix.custom.html" else "plain"


def zulip_text(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a message of Zulip; quotations in its Markdown become those of everybody's Markdown."""
    text = first(message, ("rendered_content", "content"))
    if not isinstance(text, str):
        return ""
    if zulip_markup(message) == "html":
        return text
    return _ZULIP_QUOTE.sub(
        lambda m: "\n".join(f"> {line}" for line in m[2].rstrip().split("\n")) + "\n\n", text
    )


def zulip_markup(message: Mapping[str, Any]) -> Markup:
    """Say what `zulip_text` returns: answers of the API and exports hold HTML, unless Markdown was asked for."""
    text = first(message, ("rendered_content", "content"))
    html = message.get("content_type") == "text/html" or "rendered_content" in message
    return "html" if html or (isinstance(text, str) and text.lstrip().startswith("<")) else "markdown"


def mended(document: Any) -> Any:
    """Undo what exports of Facebook and Instagram do to text: every byte of its UTF-8 written as one character.

    A string that is not such a text stays as it is. Returns a new document; depth does not matter.
    """
    top: list[Any] = [document]
    stack: list[tuple[Any, Any]] = [(top, 0)]
    while stack:
        holder, key = stack.pop()
        value = holder[key]
        if isinstance(value, str):
            holder[key] = _mended(value)
        elif isinstance(value, dict):
            holder[key] = copy = {_mended(name): inner for name, inner in value.items()}
            stack.extend((copy, name) for name in copy)
        elif isinstance(value, list):
            holder[key] = row = list(value)
            stack.extend((row, index) for index in range(len(row)))
    return top[0]


def _mended(text: str) -> str:
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
