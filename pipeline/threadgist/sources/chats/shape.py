"""The table of chat programs: which exports they make, where their messages stand, and which fields hold what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from threadgist.sources.chats import marks, text
from threadgist.sources.chats.text import Message, Names
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup
from threadgist.sources.values import Path
from threadgist.sources.vocabulary import vocabulary

OWNER = "the account's owner"
"""Who wrote what an account exports, where its name is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatShape:
    """Where a program's export keeps what; the fields are told in `vocabulary/chats.toml`."""

    lists: Path
    needs: tuple[Path, ...]
    id: Path = ()
    author: Path = ()
    time: Path = ()
    text: Path = ()
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
    kind: Path = ()
    kinds: Path = ()
    each: Callable[[Message], Message] | None = None
    edits: Callable[[Message], tuple[str, Message] | None] | None = None
    drop: Callable[[Message], str | None] | None = None
    body: Callable[[Message, Names], str] | None = None
    markup: Markup | Callable[[Message], Markup] = "plain"
    attachments: str = ""
    attachment: Path = ()
    people: tuple[Path, ...] = ((), (), ())
    link: Callable[[Any, Message], str | None] | None = None
    own_parents: bool = False
    own_words: bool = False
    owner: str = OWNER
    title: Path = ()
    chat_id: Path = ()
    topic: Path = ()
    count: Path = ()
    exported: Path = ()
    read: Callable[[Payload], Any] | None = None
    mend: Callable[[Any], Any] | None = None
    local: bool = False


def shapes_of(program: str) -> list[ChatShape]:
    """Return the shapes of a program's exports, best first."""
    kinds = {field.name: str(field.type) for field in fields(ChatShape)}
    rows = vocabulary("chats")[program]["shapes"]
    return [ChatShape(**{name: _value(kinds[name], value) for name, value in row.items()}) for row in rows]


def _value(kind: str, value: Any) -> Any:
    """Bring what the table says into the form of its field."""
    if kind == "Path":
        return (value,) if isinstance(value, str) else tuple(value)
    if kind.startswith("tuple"):
        return tuple(_value("Path", one) for one in value)
    return (vars(text) | vars(marks)).get(value, value) if "Callable" in kind else value
