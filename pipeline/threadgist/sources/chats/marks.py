"""What chat programs say in a roundabout way: which message another one quotes, which is a notice or a bot's."""

import csv
import io
import re
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.chats.text import Message
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.payload import Payload
from threadgist.sources.values import at, first, first_id, identifier, mended, records_at, string

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
_META_DEED = re.compile(
    r" (?:sent (?:an attachment|a photo|a video|a voice message|a GIF|a sticker|a link)"
    r"|named the group\b.{0,100}|added .{1,80} to the group|(?:left|created|joined) the (?:group|call|video call)"
    r"|changed the (?:group photo|theme|chat theme|quick reaction)\b.{0,60}|set .{1,40} nickname\b.{0,60}"
    r"|(?:started|missed) (?:a|an|your) (?:video |audio |group )?(?:call|chat))\.?\s*",
    re.DOTALL,
)
_ZULIP_SAID = re.compile(r"\[said\]\([^()\s]{1,500}/near/(\d{1,15})\)|/near/(\d{1,15})[^<>\"]{0,40}\">said<")
_SKYPE_REPLY = re.compile(r"<blockquote[^<>]{0,300}schema\.skype\.com/Reply[^<>]{0,300}itemid=\"(\d{1,20})\"")
_QUOTED_ID = re.compile(r"\"messageId\"\s*:\s*\"([0-9]{1,20})\"")


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


def tweet(message: Message) -> Message:
    """Note the text of a tweet with the addresses behind its short links."""
    text = first(message, ("full_text", "text", "core/text"))
    for link in records_at(message, "entities/urls"):
        short, full = string(link.get("url")), string(link.get("expanded_url"))
        if isinstance(text, str) and short and full:
            text = text.replace(short, full)
    return {**message, "_text": text}


def tweet_link(document: Any, message: Message) -> str | None:
    """Return a tweet's address."""
    own = first_id(message, ("id_str", "id", "noteTweetId"))
    return f"https://x.com/i/status/{own}" if own and own.isdecimal() else None


def retweet(message: Message) -> str | None:
    """Tell what are other people's words."""
    return "retweet" if str(message.get("_text")).startswith("RT @") else None


def instagram_time(message: Message) -> Message:
    """Note the time in Instagram's maps of labels, which are in the language of the account."""
    values = at(message, "string_map_data")
    stamps = [at(one, "timestamp") for one in values.values()] if isinstance(values, dict) else []
    return {**message, "_time": next((one for one in stamps if isinstance(one, int) and one), None)}


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


def telegram_own_chat(message: Message) -> Message:
    """Take away what a message answers in another chat."""
    return {**message, "reply_to_message_id": None} if message.get("reply_to_peer_id") else message


def discord_link(document: Any, message: Message) -> str | None:
    """Return a message's address, or that of the channel where there is no message."""
    guild, channel = identifier(at(document, "guild/id")), identifier(at(document, "channel/id"))
    base = f"https://discord.com/channels/{guild}/{channel}"
    own = identifier(message.get("id"))
    return f"{base}/{own}" if own else base if not message else None


def meta_notice(message: Message) -> str | None:
    """Tell reactions and files, which Instagram and Facebook write down as messages."""
    text, sender = message.get("content"), message.get("sender_name")
    if not isinstance(text, str):
        return None
    deed = next((text.removeprefix(who) for who in (str(sender), "You") if text.startswith(who)), "")
    return "service message" if _META_NOTICE.fullmatch(text) or _META_DEED.fullmatch(deed) else None


def teams_quoted(message: Message) -> Message:
    """Note which message another one quotes: chats of Teams have no other answers."""
    for one in records_at(message, "attachments"):
        if one.get("contentType") == "messageReference":
            found = _QUOTED_ID.search(str(one.get("content")))
            return {**message, "_quoted": identifier(one.get("id")) or (found[1] if found else None)}
    found = _SKYPE_REPLY.search(str(message.get("content"))[:2_000])
    return {**message, "_quoted": found[1]} if found else message


def zulip_marked(message: Message) -> Message:
    """Note which message another one quotes, and whether a program wrote it."""
    found = _ZULIP_SAID.search(str(first(message, ("rendered_content", "content")))[:20_000])
    address = str(message.get("sender_email", ""))
    stream = message.get("display_recipient", message.get("recipient"))
    return {
        **message,
        "_quoted": found and (found[1] or found[2]),
        "_bot": address.partition("@")[0].endswith("-bot"),
        "_stream": identifier(stream),
    }


def slack_marked(message: Message) -> Message:
    """Note what is left of a deleted message, and what programs wrote without an id of theirs."""
    subtype = message.get("subtype")
    return {**message, "_gone": subtype == "tombstone", "_bot": subtype == "bot_message"}


def matrix_edit(message: Message) -> tuple[str, Message] | None:
    """Return which event this one edits, and what takes the place of its content."""
    relation = at(message, "content/m.relates_to")
    target = at(relation, "event_id")
    if at(relation, "rel_type") != "m.replace" or not isinstance(target, str):
        return None
    new = at(message, "content/m.new_content")
    return target, {"_new": new} if isinstance(new, dict) else {}


def matrix_thread(message: Message) -> Message:
    """In a thread, what is named for clients without threads is the last message and not what is answered."""
    relation = at(message, "content/m.relates_to")
    fallback = at(relation, "rel_type") == "m.thread" and at(relation, "is_falling_back") is True
    return {**message, "_thread": at(relation, "event_id")} if fallback else message


def matrix_drop(message: Message) -> str | None:
    """Tell what programs write: the specification has a kind of message for them."""
    return "message of a bot" if at(message, "content/msgtype") == "m.notice" else None
