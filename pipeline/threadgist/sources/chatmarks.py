"""What chat programs say in a roundabout way: which message another one quotes, which is a notice or a bot's."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from threadgist.sources.chatshape import Dropped, Message, Names
from threadgist.sources.chattext import joined_parts
from threadgist.sources.fieldpaths import at, first, records_at
from threadgist.sources.payload import Payload
from threadgist.sources.values import identifier, string

__all__ = [
    "discord_link",
    "discord_rows",
    "discord_title",
    "is_meta_notice",
    "matrix_drop",
    "matrix_edit",
    "matrix_thread",
    "slack_marked",
    "teams_quoted",
    "telegram_own_chat",
    "telegram_text",
    "zulip_marked",
]

_META_NOTICE = re.compile(r"(?:Reacted .{1,16} to your message|Liked a message)\s*", re.DOTALL)
_META_DEED = re.compile(
    r" (?:sent (?:an attachment|a photo|a video|a voice message|a GIF|a sticker|a link)"
    r"|named the group\b.{0,100}|added .{1,80} to the group|(?:left|created|joined) the (?:group|call|video call)"
    r"|changed the (?:group photo|theme|chat theme|quick reaction)\b.{0,60}|set .{1,40} nickname\b.{0,60}"
    r"|(?:started|missed) (?:a|an|your) (?:video |audio |group )?(?:call|chat))\.?\s*",
    re.DOTALL,
)
_ZULIP_SAID = re.compile(
    r"\[said\]\([^()\s]{1,500}/near/([0-9]{1,15})\)|/near/([0-9]{1,15})[^<>\"]{0,40}\">said<"
)
_SKYPE_REPLY = re.compile(
    r"<blockquote[^<>]{0,300}schema\.skype\.com/Reply[^<>]{0,300}itemid=\"([0-9]{1,20})\""
)
_QUOTED_ID = re.compile(r"\"messageId\"\s*:\s*\"([0-9]{1,20})\"")


def telegram_text(message: Message, names: Names) -> str:
    """Return the text of a message, or the question of a poll."""
    return joined_parts(message.get("text")) or string(at(message, "poll/question")) or ""


def telegram_own_chat(message: Message) -> Message:
    """Take away what a message answers in another chat."""
    return {**message, "reply_to_message_id": None} if message.get("reply_to_peer_id") else message


def discord_title(document: Any) -> Any:
    """Add a title of the names of server, category and channel."""
    guild, channel = at(document, "guild"), at(document, "channel")
    names = (first(guild, ("name",)), first(channel, ("category",)), first(channel, ("name",)))
    return {**document, "_title": " / ".join(name for name in names if isinstance(name, str))}


def discord_link(document: Any, message: Message) -> str | None:
    """Return a message's address, or that of the channel where there is no message."""
    guild, channel = identifier(at(document, "guild/id")), identifier(at(document, "channel/id"))
    base = f"https://discord.com/channels/{guild}/{channel}"
    own = identifier(message.get("id"))
    return f"{base}/{own}" if own else base if not message else None


def discord_rows(payload: Payload) -> Any:
    """Return the rows of an export as CSV; None for other files."""
    head = payload.text[:200].lstrip("\ufeff")
    if not re.match(r"\"?AuthorID\"?[,;\t]\"?Author\"?[,;\t]\"?Date\"?[,;\t]\"?Content", head):
        return None
    separator = next(
        one for one in head.partition('Author"' if head[0] == '"' else "Author")[2] if one in ",;\t"
    )
    try:
        rows = list(csv.DictReader(io.StringIO(payload.text.lstrip("\ufeff")), delimiter=separator))
    except csv.Error:
        return None
    return {"rows": [{key: value for key, value in row.items() if isinstance(key, str)} for row in rows]}


def is_meta_notice(message: Message) -> Dropped | None:
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


def matrix_drop(message: Message) -> Dropped | None:
    """Tell what programs write: the specification has a kind of message for them."""
    return "message of a bot" if at(message, "content/msgtype") == "m.notice" else None
