"""What a shape of a chat export says: where its messages stand, and which of their fields hold what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from threadgist.sources.fieldpaths import Path
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup

__all__ = ["OWNER", "ChatShape", "Dropped", "Message", "Names"]

OWNER = "the account's owner"
"""Who wrote what an account exports, where its name is not told."""

Message = Mapping[str, Any]
Names = Mapping[str, str]
Dropped = Literal["service message", "message of a bot", "message without text", "retweet"]


def _same(value: Any) -> Any:
    return value


def _as_json(payload: Payload) -> Any:
    return payload.document


def _nothing(message: Message) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatShape:
    """Where a program's export keeps what. Paths are those of `fieldpaths`, alternatives best first.

    Attributes:
        lists: where the messages stand in the document; the first place that has messages counts.
        needs: each of these has one of its alternatives in some message; tells the program.
        chats: where parts of the document stand that are conversations of their own, with `lists` in them.
        inside: the name under which each element of the list holds its message.
        replies: where answers are nested in a message.
        channel: what parts the messages of one list into conversations.
        same_thread: a message whose value here is shared by earlier ones answers the first of them.
        gone: what is there in messages that were deleted.
        bot: what is true in messages that programs wrote.
        kind: where a message says of what kind it is, and the kinds that people write.
        each: adds to a message what its fields say in a roundabout way.
        edits: tells which message one edits, and the fields that take the place of that one's.
        drop: tells of a message why it is left out.
        body: makes the text of a message, in `markup`; by default what stands at `text`.
        attachments: a path of a list, and paths in its elements, for messages that are nothing else.
        people: a list of people, their ids and their names.
        link: makes a message's address.
        own_parents: answers to what is not in the file are no answers, and nothing to tell of.
        owner: who wrote all messages, where the file does not name anybody.
        read: makes the document of a file.
        mend: changes the whole document before it is read.
        clock: reads the times of all messages, where they are in no form that is everybody's.
    """

    lists: Path
    needs: tuple[Path, ...]
    id: Path
    author: Path
    time: Path
    text: Path
    chats: Path = ()
    inside: str = ""
    replies: str = ""
    channel: Path = ()
    same_thread: Path = ()
    parent: Path = ()
    author_id: Path = ()
    score: Path = ()
    url: Path = ()
    gone: Path = ()
    bot: Path = ()
    kind: tuple[Path, frozenset[str]] = ((), frozenset())
    each: Callable[[Message], Message] = _same
    edits: Callable[[Message], tuple[str, Message] | None] = _nothing
    drop: Callable[[Message], Dropped | None] = _nothing
    body: Callable[[Message, Names], str] | None = None
    markup: Markup | Callable[[Message], Markup] = "plain"
    attachments: tuple[str, Path] = ("", ())
    people: tuple[Path, Path, Path] = ((), (), ())
    link: Callable[[Any, Message], str | None] | None = None
    own_parents: bool = False
    owner: str | None = None
    title: Path = ()
    chat_id: Path = ()
    topic: Path = ()
    count: Path = ()
    exported: Path = ()
    read: Callable[[Payload], Any] = _as_json
    mend: Callable[[Any], Any] = _same
    clock: Callable[[Sequence[Any]], tuple[list[datetime | None], tuple[str, ...]]] | None = None
