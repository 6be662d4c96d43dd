"""What chat programs say in a roundabout way: texts in parts, what a message answers, who is a program, notices.

A function of a program that takes a message and the names of people by their ids returns what to add to the message.
"""

import csv
import io
import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import dropwhile
from typing import Any
from xml.sax.saxutils import unescape

from threadgist.errors import SourceError
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.payload import Payload
from threadgist.sources.values import at, first, first_id, identifier, mended, part, records_at, string
from threadgist.sources.vocabulary import vocabulary

Message = Mapping[str, Any]
Names = Mapping[str, str]

# The tables of DiscordChatExporter and of Google Takeout.
_TABLE = re.compile(
    r"\"?AuthorID\"?(?P<mark>[,;\t])\"?Author\"?[,;\t]\"?Date\"?[,;\t]\"?Content|\"?(?i:Comment|Live Chat) ID\"?,"
)
_TAKEOUT_ITEM = re.compile(
    r"<li>.{0,300}?<a href=\"(?P<link>[^\"]{1,500})\">[^<]{0,300}</a>.{0,300}?"
    r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?: UTC)?)\.?\s*<br ?/?>(?P<text>.{0,20000}?)</li>",
    re.DOTALL,
)
_COMMENT_ID = re.compile(r"[?&;]lc=([\w.-]{1,100})")
_X_PART = re.compile(r"\s*window\.YTD\.[a-zA-Z_]{1,60}\.part[0-9]{1,6}\s*=\s*(?=[\[{])")
_META_NOTICE = re.compile(r"(?:Reacted .{1,16} to your message|Liked a message)\s*", re.DOTALL)
_META_DEED = re.compile(rf" (?:{'|'.join(vocabulary('chats')['meta-messages']['deeds'])})\.?\s*", re.DOTALL)
_ZULIP_SAID = re.compile(r"\[said\]\([^()\s]{1,500}/near/(\d{1,15})\)|/near/(\d{1,15})[^<>\"]{0,40}\">said<")
_SKYPE_REPLY = re.compile(r"<blockquote[^<>]{0,300}schema\.skype\.com/Reply[^<>]{0,300}itemid=\"(\d{1,20})\"")
_QUOTED_ID = re.compile(r"\"messageId\"\s*:\s*\"([0-9]{1,20})\"")
_SLACK_MARK = re.compile(r"<([@#!]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{0,2000}))?>")
_MX_REPLY = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL)
_ZULIP_QUOTE = re.compile(r"^(`{3,}|~{3,})\s*quote\s*\n(.*?)^\1\s*$", re.DOTALL | re.MULTILINE)
_MOST_PARTS = 10_000


def table_rows(payload: Payload) -> Any:
    """Return the rows of a table, with the names of its columns in lower case; None for other files."""
    text = payload.text.lstrip("\ufeff")
    if (found := _TABLE.match(text[:200])) is None:
        return None
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=found["mark"] or ","))
    except csv.Error:
        return None
    return {"rows": [{k.lower(): v for k, v in row.items() if isinstance(k, str)} for row in rows]}


def takeout_items(payload: Payload) -> Any:
    """Return the entries of my-comments.html."""
    if not payload.looks_like_markup or "youtube.com/watch" not in payload.text:
        return None
    rows = []
    for found in _TAKEOUT_ITEM.finditer(payload.text):
        own = _COMMENT_ID.search(found["link"])
        rows.append({"id": own and own[1], "time": found["time"], "text": found["text"]})
    return {"rows": rows} if rows else None


def archive_part(payload: Payload) -> Any:
    """Return what a part of an X archive assigns; None for other files. Raises SourceError: it is damaged."""
    text = payload.text.lstrip("\ufeff")
    found = _X_PART.match(text[:300])
    try:
        return parse_json(text[found.end() :].rstrip().rstrip(";")) if found else None
    except JSONDecodeError:
        raise SourceError(
            f"{payload.name}: a part of an X archive that is cut short or edited; get the archive again"
        ) from None


def takeout(message: Message, names: Names) -> Message:
    """Note the text of a comment, which the table holds as pieces of JSON parted by commas."""
    text = string(first(message, ("comment text", "live chat text"))) or ""
    if text.lstrip().startswith("{"):
        with suppress(JSONDecodeError):
            pieces = parse_json(f"[{text}]")
            text = "".join(str(one.get("text", "")) for one in pieces if isinstance(one, dict))
    return {"_text": text}


def tweet(message: Message, names: Names) -> Message:
    """Note a tweet's address, its text with the addresses behind short links, and whether it is somebody else's."""
    text = first(message, ("full_text", "text", "core/text"))
    for link in records_at(message, "entities/urls"):
        short, full = string(link.get("url")), string(link.get("expanded_url"))
        if isinstance(text, str) and short and full:
            text = text.replace(short, full)
    own = first_id(message, ("id_str", "id", "noteTweetId"))
    url = f"https://x.com/i/status/{own}" if own and own.isdecimal() else None
    return {"_text": text, "_url": url, "_left_out": "retweet" if str(text).startswith("RT @") else None}


def instagram(message: Message, names: Names) -> Message:
    """Note text and time in Instagram's maps of labels, which are in the language of the account."""
    values = at(message, "string_map_data")
    labels = list(values.values()) if isinstance(values, dict) else []
    text = first(message, ("string_map_data/Comment/value", "string_list_data/0/value"))
    if not isinstance(text, str):
        text = max(filter(string, (at(one, "value") for one in labels)), key=len, default="")
    stamps = (at(one, "timestamp") for one in labels)
    return {"_text": text, "_time": next((one for one in stamps if isinstance(one, int) and one), None)}


def meta_mended(document: Any) -> Any:
    """Return a document without what Facebook and Instagram do to every text (see `values.mended`)."""
    top: list[Any] = [document]
    stack: list[tuple[Any, Any]] = [(top, 0)]
    while stack:
        holder, key = stack.pop()
        value = holder[key]
        if isinstance(value, str):
            holder[key] = mended(value)
        elif isinstance(value, dict):
            holder[key] = copy = {mended(name): inner for name, inner in value.items()}
            stack.extend((copy, name) for name in copy)
        elif isinstance(value, list):
            holder[key] = row = list(value)
            stack.extend((row, index) for index in range(len(row)))
    return top[0]


def telegram(message: Message, names: Names) -> Message:
    """Note the text, which may be in parts, such as links, or the question of a poll; and what is answered here.

    What a message answers in another chat is no message of this one.
    """
    written = message.get("text")
    said = ""
    for one in written[:_MOST_PARTS] if isinstance(written, list) else [written]:
        text = one.get("text") if isinstance(one, dict) else one
        if isinstance(text, str):
            said += f"\n{_quotation(text)}" if at(one, "type") == "blockquote" else text
    answered = None if message.get("reply_to_peer_id") else message.get("reply_to_message_id")
    return {"_text": said or string(at(message, "poll/question")), "_answered": answered}


def _quotation(text: str) -> str:
    """Return a text as a quotation in Markdown."""
    return "\n".join(f"> {line}" for line in text.split("\n")) + "\n\n"


def discord_link(document: Any, message: Message) -> str | None:
    """Return a message's address, or that of the channel where there is no message."""
    guild, channel = identifier(at(document, "guild/id")), identifier(at(document, "channel/id"))
    base = f"https://discord.com/channels/{guild}/{channel}"
    own = identifier(message.get("id"))
    return f"{base}/{own}" if own else base if not message else None


def meta(message: Message, names: Names) -> Message:
    """Tell reactions and files, which Instagram and Facebook write down as messages."""
    text, sender = str(message.get("content")), message.get("sender_name")
    deed = next((text.removeprefix(who) for who in (str(sender), "You") if text.startswith(who)), "")
    noted = _META_NOTICE.fullmatch(text) or _META_DEED.fullmatch(deed)
    return {"_left_out": "service message" if noted else None}


def teams(message: Message, names: Names) -> Message:
    """Note which message another one quotes: chats of Teams have no other answers."""
    for one in records_at(message, "attachments"):
        if one.get("contentType") == "messageReference":
            found = _QUOTED_ID.search(str(one.get("content")))
            return {"_quoted": identifier(one.get("id")) or (found[1] if found else None)}
    found = _SKYPE_REPLY.search(str(message.get("content"))[:2_000])
    return {"_quoted": found[1] if found else None}


def zulip(message: Message, names: Names) -> Message:
    """Note the text, which message it quotes, whether a program wrote it, and the stream.

    Answers of the API and exports hold HTML, unless Markdown was asked for; quotations in its Markdown become those of
    everybody's Markdown.
    """
    text = string(first(message, ("rendered_content", "content"))) or ""
    quoted = _ZULIP_SAID.search(text[:20_000])
    marked = message.get("content_type") == "text/html" or "rendered_content" in message
    is_html = marked or text.lstrip().startswith("<")
    return {
        "_text": text if is_html else _ZULIP_QUOTE.sub(lambda found: _quotation(found[2].rstrip()), text),
        "_html": is_html,
        "_quoted": quoted and (quoted[1] or quoted[2]),
        "_bot": str(message.get("sender_email", "")).partition("@")[0].endswith("-bot"),
        "_stream": identifier(message.get("display_recipient", message.get("recipient"))),
    }


def slack(message: Message, names: Names) -> Message:
    """Note the text as Markdown, with people, channels and links by their names; and what has no id of its own.

    That is what is left of a deleted message, and what some programs wrote.
    """

    def named(match: re.Match[str]) -> str:
        mark, target, label = match.groups()
        if mark == "@":
            return "@" + (names.get(target) or label or target)
        if mark == "#":
            return "#" + (label or names.get(target) or target)
        return label or ("@" + target.partition("^")[0] if mark else target)

    text, subtype = string(message.get("text")), message.get("subtype")
    said = unescape(_SLACK_MARK.sub(named, text)) if text else _text_of_blocks(message.get("blocks"))
    return {"_text": said, "_gone": subtype == "tombstone", "_bot": subtype == "bot_message"}


def _text_of_blocks(blocks: Any) -> str:
    """Return the texts of Slack's blocks, for messages that have nothing else."""
    found: list[str] = []
    stack: list[Any] = [blocks]
    while stack and len(found) < _MOST_PARTS:
        one = stack.pop()
        if isinstance(one, list):
            stack.extend(reversed(one))
        elif isinstance(one, dict):
            text = one.get("text")
            if isinstance(text, str):
                found.append(text)
            elif one.get("type") == "link" and isinstance(one.get("url"), str):
                found.append(one["url"])
            stack.extend(reversed([value for value in one.values() if isinstance(value, list | dict)]))
    return "".join(found)


def matrix_edit(message: Message) -> tuple[str, Message] | None:
    """Return which event this one edits, and what takes the place of its content."""
    relation = at(message, "content/m.relates_to")
    target = at(relation, "event_id")
    if at(relation, "rel_type") != "m.replace" or not isinstance(target, str):
        return None
    new = at(message, "content/m.new_content")
    return target, {"_new": new} if isinstance(new, dict) else {}


def matrix(message: Message, names: Names) -> Message:
    """Note an event's text, without the quotation that older clients prepend; the thread it is in; and programs.

    In a thread, what is named for clients without threads is the last message and not what is answered. Programs write
    notices.
    """
    content = part(message, "_new") or part(message, "content")
    text, kind = string(content.get("body")) or "", content.get("msgtype")
    is_html = False
    if kind in ("m.image", "m.file", "m.video", "m.audio") and text == content.get("filename", text):
        text = ""
    elif content.get("format") == "org.matrix.custom.html" and isinstance(content.get("formatted_body"), str):
        is_html, text = True, _MX_REPLY.sub("", content["formatted_body"])
    elif at(message, "content/m.relates_to/m.in_reply_to/event_id") and text.startswith("> "):
        text = "\n".join(dropwhile(lambda line: line.startswith(">"), text.split("\n"))).lstrip("\n")
    relation = at(message, "content/m.relates_to")
    fallback = at(relation, "rel_type") == "m.thread" and at(relation, "is_falling_back") is True
    thread = at(relation, "event_id") if fallback else None
    is_bot = at(message, "content/msgtype") == "m.notice"
    return {"_text": text, "_html": is_html, "_thread": thread, "_bot": is_bot}
