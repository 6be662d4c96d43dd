"""Discord: a channel as DiscordChatExporter writes it in JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.archive import left_out
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import first_words, to_plain
from threadgist.sources.times import parse_time
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["DiscordSource"]

_SAID = ("Default", "Reply", "0", "19")


class DiscordSource:
    """Channels of Discord. Joins, pins and the like are no contributions, nor is what bots write.

    Field names: github.com/Tyrrrz/DiscordChatExporter, JsonMessageWriter.cs.
    """

    name = "discord"
    description = "Discord: a channel exported as JSON by DiscordChatExporter"
    link = "https://discord.com/channels/SERVER/CHANNEL/MESSAGE"

    def sniff(self, payload: Payload) -> str | None:
        """Accept an object with a server, a channel and messages."""
        if payload.json_problem:
            return payload.json_problem
        return None if _is_export(payload.document) else "no Discord export (guild, channel, messages)"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the messages. One that holds nothing but attachments keeps their links as its text."""
        document = payload.require_document()
        if not _is_export(document):
            raise SourceError(f"{payload.name}: no Discord export; export the channel as JSON")
        guild, channel = document["guild"], document["channel"]
        base = f"https://discord.com/channels/{identifier(guild.get('id'))}/{identifier(channel.get('id'))}"
        skipped: Counter[str] = Counter()
        messages = objects(document["messages"])
        answered = {identifier(m.get("id")): _answered(m) for m in messages}
        kept: dict[str | None, dict[str, Any]] = {}
        for message in messages:
            if reason := _no_contribution(message):
                skipped[reason] += 1
            else:
                kept[identifier(message.get("id"))] = message
        names = [string(channel.get("category")), string(channel.get("name"))]
        title = " / ".join(name for name in (string(guild.get("name")), *names) if name)
        topic = string(channel.get("topic"))
        return RawThread(
            tuple(
                _comment(message, base, _kept_parent(message, answered, kept)) for message in kept.values()
            ),
            title=title or None,
            id=identifier(channel.get("id")),
            url=base,
            article=Article(title, base, "discord.com", lead=first_words(to_plain(topic, "markdown")))
            if title and topic
            else None,
            stated_count=count(document.get("messageCount")),
            retrieved_at=parse_time(document.get("exportedAt")),
            repairs=left_out(skipped),
        )


def _is_export(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and isinstance(document.get("guild"), dict)
        and isinstance(document.get("channel"), dict)
        and isinstance(document.get("messages"), list)
    )


def _author(message: dict[str, Any]) -> dict[str, Any]:
    author = message.get("author")
    return author if isinstance(author, dict) else {}


def _no_contribution(message: dict[str, Any]) -> str | None:
    if str(message.get("type", "Default")) not in _SAID:
        return "notices of Discord itself (joins, pins, calls)"
    return "written by bots" if _author(message).get("isBot") is True else None


def _answered(message: dict[str, Any]) -> str | None:
    reference = message.get("reference")
    return identifier(reference.get("messageId")) if isinstance(reference, dict) else None


def _kept_parent(
    message: dict[str, Any], answered: dict[str | None, str | None], kept: dict[str | None, dict[str, Any]]
) -> str | None:
    """Return what a message answers; where that was left out, what that one answered, and so on."""
    seen: set[str] = set()
    parent = _answered(message)
    while parent is not None and parent not in kept and parent in answered and parent not in seen:
        seen.add(parent)
        parent = answered[parent]
    return None if parent in seen else parent


def _comment(message: dict[str, Any], base: str, parent: str | None) -> RawComment:
    message_id = identifier(message.get("id"))
    author = _author(message)
    body = string(message.get("content"))
    if body is None:
        body = "\n".join(
            url for one in objects(message.get("attachments")) if (url := string(one.get("url")))
        )
    return RawComment(
        body=body,
        id=message_id,
        parent=parent,
        author=string(author.get("name")) or string(author.get("nickname")),
        created_at=parse_time(message.get("timestamp")),
        url=f"{base}/{message_id}" if message_id else None,
        markup="markdown",
    )
