"""The text of chat messages: lists of parts, mentions by id, quotations that programs put before an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import dropwhile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import unescape

from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.values import at, first, part, string

if TYPE_CHECKING:
    from threadgist.sources.plaintext import Markup

Message = Mapping[str, Any]
Names = Mapping[str, str]

_SLACK_MARK = re.compile(r"<([@#!]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{0,2000}))?>")
_MX_REPLY = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL)
_ZULIP_QUOTE = re.compile(r"^(`{3,}|~{3,})\s*quote\s*\n(.*?)^\1\s*$", re.DOTALL | re.MULTILINE)
_LEAVES = 10_000


def slack_text(message: Message, names: Names) -> str:
    """Return a message of Slack as Markdown, with people, channels and links by their names."""
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        return _leaves(message.get("blocks"))

    def named(match: re.Match[str]) -> str:
        mark, target, label = match.groups()
        if mark == "@":
            return "@" + (names.get(target) or label or target)
        if mark == "#":
            return "#" + (label or names.get(target) or target)
        return label or ("@" + target.partition("^")[0] if mark else target)

    return unescape(_SLACK_MARK.sub(named, text))


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


def matrix_text(message: Message, names: Names) -> str:
    """Return an event's text, without the quotation of what it answers that older clients prepend."""
    content = part(message, "_new") or part(message, "content")
    body = string(content.get("body")) or ""
    is_file = content.get("msgtype") in ("m.image", "m.file", "m.video", "m.audio")
    if is_file and body == content.get("filename", body):
        return ""
    if matrix_markup(message) == "html":
        return _MX_REPLY.sub("", content["formatted_body"])
    if at(message, "content/m.relates_to/m.in_reply_to/event_id") and body.startswith("> "):
        own = dropwhile(lambda line: line.startswith(">"), body.split("\n"))
        body = "\n".join(own).lstrip("\n")
    return body


def matrix_markup(message: Message) -> Markup:
    """Say what `matrix_text` returns."""
    content = part(message, "_new") or part(message, "content")
    formatted = isinstance(content.get("formatted_body"), str)
    return "html" if formatted and content.get("format") == "org.matrix.custom.html" else "plain"


def zulip_text(message: Message, names: Names) -> str:
    """Return a message of Zulip; quotations in its Markdown become those of everybody's Markdown."""
    text = string(first(message, ("rendered_content", "content"))) or ""
    if zulip_markup(message) == "html":
        return text
    return _ZULIP_QUOTE.sub(lambda found: quotation(found[2].rstrip()), text)


def zulip_markup(message: Message) -> Markup:
    """Say what `zulip_text` returns: answers of the API and exports hold HTML, unless Markdown was asked for."""
    text = string(first(message, ("rendered_content", "content"))) or ""
    html = message.get("content_type") == "text/html" or "rendered_content" in message
    return "html" if html or text.lstrip().startswith("<") else "markdown"


def telegram_text(message: Message, names: Names) -> str:
    """Return the text of a message, which may be in parts, such as links; or the question of a poll."""
    written = message.get("text")
    said = ""
    for one in written[:_LEAVES] if isinstance(written, list) else [written]:
        text = one.get("text") if isinstance(one, dict) else one
        if isinstance(text, str):
            is_quote = isinstance(one, dict) and one.get("type") == "blockquote"
            said += f"\n{quotation(text)}" if is_quote else text
    return said or string(at(message, "poll/question")) or ""


def quotation(text: str) -> str:
    """Return a text as a quotation in Markdown."""
    return "\n".join(f"> {line}" for line in text.split("\n")) + "\n\n"


def teams_markup(message: Message) -> Markup:
    """Say what the body of a message is written in."""
    return "html" if at(message, "body/contentType") == "html" else "plain"


def takeout_text(message: Message, names: Names) -> str:
    """Return the text of a comment, which the table holds as pieces of JSON parted by commas."""
    cell = string(first(message, ("comment text", "live chat text"))) or ""
    if not cell.lstrip().startswith("{"):
        return cell
    try:
        parts = parse_json(f"[{cell}]")
    except JSONDecodeError:
        return cell
    return "".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


def instagram_text(message: Message, names: Names) -> str:
    """Return the comment of Instagram's maps of labels, which are in the language of the account."""
    told = first(message, ("string_map_data/Comment/value", "string_list_data/0/value"))
    if isinstance(told, str):
        return told
    values = at(message, "string_map_data")
    texts = [at(one, "value") for one in values.values()] if isinstance(values, dict) else []
    return max(filter(string, texts), key=len, default="")
