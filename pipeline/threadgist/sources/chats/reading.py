"""Chats that are lists of messages in JSON: one reader, told by a `ChatShape` where to look."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from threadgist.sources.archive import Gathered, told
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.chats import marks
from threadgist.sources.chats.marks import Message, Names
from threadgist.sources.decode import clean_line
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup
from threadgist.sources.times import local_times, parse_time
from threadgist.sources.values import Path, at, count, first, first_id, followed, number, records_at, string
from threadgist.sources.vocabulary import vocabulary

_LOOKED_AT = 200
_MAX_NAME = 100
# Fields of a shape that name a function of `marks`.
_FUNCTIONS = frozenset(("each", "edits", "link", "read", "mend"))
OWNER = "the account's owner"
"""Who wrote what an account exports, where its name is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatShape:
    """Where a program's export keeps what; the fields are told in `vocabulary/chats.toml`."""

    lists: Path
    needs: Sequence[Path]
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
    left_out: Path = ()
    each: Callable[[Message, Names], Message] | None = None
    edits: Callable[[Message], tuple[str, Message] | None] | None = None
    markup: Markup = "plain"
    html: Path = ()
    attachments: str = ""
    attachment: Path = ()
    people: Sequence[Path] = ((), (), ())
    link: Callable[[Any, Message], str | None] | None = None
    own_parents: bool = False
    own_words: bool = False
    owner: str = OWNER
    title: Path = ()
    titles: Path = ()
    chat_id: Path = ()
    topic: Path = ()
    count: Path = ()
    exported: Path = ()
    read: Callable[[Payload], Any] | None = None
    mend: Callable[[Any], Any] | None = None
    local: bool = False


def shapes_of(program: str) -> list[ChatShape]:
    """Return the shapes of a program's exports, best first."""
    rows: list[dict[str, Any]] = vocabulary("chats")[program]["shapes"]
    return [
        ChatShape(**row | {name: getattr(marks, row[name]) for name in _FUNCTIONS & row.keys()})
        for row in rows
    ]


def fits(shape: ChatShape, document: Any) -> bool:
    """Whether a document holds messages with the fields of the shape."""
    return any(_messages(shape, part, _LOOKED_AT) for part in _parts(shape, document)[:50])


def _parts(shape: ChatShape, document: Any) -> list[Any]:
    return [part for path in shape.chats for part in records_at(document, path)] or [document]


def _messages(shape: ChatShape, part: Any, limit: int | None = None) -> list[Message]:
    for path in shape.lists:
        found = records_at(part, path, None if shape.inside else limit)
        if shape.inside:
            found = [one for each in found if isinstance(one := at(each, shape.inside), dict)] or found
        if any(
            all(any(at(one, path) is not None for path in paths) for paths in shape.needs)
            for one in found[:_LOOKED_AT]
        ):
            return list(found)
    return []


def conversations(
    shape: ChatShape, documents: Iterable[tuple[str, Any]], *, people: Names | None = None
) -> list[Gathered]:
    """Return the conversations in documents; those with the same key are one conversation in several files.

    `people` are names by id that stand outside of the documents.
    """
    # The part of a document that describes a conversation, and its messages.
    chats: dict[tuple[str, ...], tuple[Any, list[Message]]] = {}
    names = dict(people or {})
    for key, raw in documents:
        document = shape.mend(raw) if shape.mend else raw
        lists, ids, called = shape.people
        for path in lists:
            names |= names_by_id(records_at(document, path), ids, called)
        for many, part in enumerate(_parts(shape, document)):
            for message in _edited(shape, _with_replies(shape, _messages(shape, part)), names):
                found = (at(message, path) for path in shape.channel)
                channel = " / ".join(clean_line(str(one), _MAX_NAME) for one in found if one)
                chats.setdefault((key, str(many), channel), (part, []))[1].append(message)
    return [_gathered(shape, *chat, key, channel, names) for (key, _, channel), chat in chats.items()]


def names_by_id(people: Iterable[Any], ids: Path, names: Path) -> dict[str, str]:
    """Return what people are called, by their ids."""
    return {
        person_id: " ".join(name.split())
        for person in people
        if (person_id := first_id(person, ids)) and (name := string(first(person, names)))
    }


def _with_replies(shape: ChatShape, messages: Iterable[Message]) -> Iterator[Message]:
    for message in messages:
        yield message
        if shape.replies:
            around = {path: at(message, path) for path in shape.channel} | {"_parent": _id(shape, message)}
            yield from ({**around, **one} for one in records_at(message, shape.replies))


def _edited(shape: ChatShape, messages: Iterable[Message], names: Names) -> Iterator[Message]:
    """Return the messages as they were last edited by who wrote them, with what `each` of their program adds."""
    edits: dict[tuple[str | None, str | None], Message] = {}
    kept: list[Message] = []
    for message in messages:
        if shape.edits and (edit := shape.edits(message)):
            edits[edit[0], first_id(message, shape.author_id)] = edit[1]
        else:
            kept.append(message)
    for message in kept:
        if edits:
            message = {**message, **edits.get((_id(shape, message), first_id(message, shape.author_id)), {})}
        yield {**message, **shape.each(message, names)} if shape.each else message


def _id(shape: ChatShape, message: Message) -> str | None:
    """Return a message's id, or what tells it from others where the program gives none."""
    found = first_id(message, shape.id)
    if found is None and shape.replies:
        parts = (first_id(message, shape.time), first_id(message, (*shape.author_id, *shape.author)))
        found = "-".join(part for part in parts if part) or None
    return found


def _gathered(
    shape: ChatShape, around: Any, messages: list[Message], key: str, channel: str, names: Names
) -> Gathered:
    joined = (name for path in shape.titles if (name := string(at(around, path))))
    title = channel or string(first(around, shape.title)) or " / ".join(joined) or None
    comments, notes = _comments(shape, around, messages, names)
    url = safe_url(shape.link(around, {})) if shape.link else None
    topic = string(first(around, shape.topic))
    thread = RawThread(
        (),
        title=title,
        id=channel or clean_line(first_id(around, shape.chat_id) or key, _MAX_NAME) or None,
        url=url,
        article=article_of(title, url, topic, "markdown") if topic else None,
        stated_count=count(first(around, shape.count)),
        retrieved_at=parse_time(first(around, shape.exported)),
        repairs=notes,
    )
    return Gathered(thread, tuple(name for name in (title, key.rpartition("/")[2]) if name), comments)


def _comments(
    shape: ChatShape, around: Any, messages: list[Message], names: Names
) -> tuple[list[RawComment], tuple[str, ...]]:
    answered: dict[str | None, str | None] = {}
    kept: list[tuple[Message, str | None, str | None, str]] = []
    dropped: Counter[str] = Counter()
    for message in messages:
        own, parent = _id(shape, message), first_id(message, (*shape.parent, "_parent"))
        # The first message of a thread may name itself.
        parent = None if parent == own else parent
        answered[own] = parent
        gone = first(message, shape.gone) not in (None, False, 0)
        body = "" if gone else _body(shape, message)
        if reason := _reason(shape, message) or (None if gone or body.strip() else "message without text"):
            dropped[reason] += 1
        else:
            kept.append((message, own, parent, body))
    said = [message for message, *_ in kept]
    values = [first(message, shape.time) for message in said]
    times, notes = local_times(values) if shape.local else ([parse_time(value) for value in values], ())
    authors = _authors(shape, said, names)
    own_ids = [own for _, own, _, _ in kept]
    known = set(own_ids)
    ids = own_ids if shape.id or shape.replies else ids_by_time(times)
    comments = []
    for (message, _, parent, body), own, author, moment in zip(kept, ids, authors, times, strict=True):
        # Of a message that was left out: what that one answered, and so on.
        parent = followed(parent, answered, known)
        comment = RawComment(
            body,
            id=own,
            parent=None if shape.own_parents and parent not in known else parent,
            author=author,
            created_at=moment,
            score=number(first(message, shape.score)),
            url=safe_url(shape.link(around, message) if shape.link else first(message, shape.url)),
            gone=None if body else "deleted",
            markup="html" if first(message, shape.html) in (True, "html") else shape.markup,
        )
        comments.append(comment)
    if shape.same_thread:
        _thread(comments, [first_id(message, shape.same_thread) for message in said])
    if OWNER in authors:
        unsigned = f"the file does not name who wrote: what nobody signed counts as one person's ({OWNER})"
        notes = (*notes, unsigned)
    return comments, (*told(dropped), *notes)


def _reason(shape: ChatShape, message: Message) -> str | None:
    kind = first_id(message, shape.kind)
    if kind is not None and kind not in shape.kinds:
        return "service message"
    bot = first(message, shape.bot)
    if bot is not None and str(bot).lower() not in ("false", "0", "human"):
        return "message of a bot"
    return first_id(message, shape.left_out)


def _body(shape: ChatShape, message: Message) -> str:
    found = first(message, shape.text)
    if isinstance(found, str) and found.strip():
        return found
    files = at(message, shape.attachments) if shape.attachments else ""
    named = (string(first(one, shape.attachment)) for one in records_at(files, ""))
    return files if isinstance(files, str) else "\n".join(name for name in named if name)


def _authors(shape: ChatShape, messages: Sequence[Message], names: Names) -> list[str | None]:
    """Return names before ids; where two people have the same name, with their ids."""
    people = [first_id(message, shape.author_id) for message in messages]
    nobody = shape.owner if shape.own_words else None
    found = [
        string(first(message, shape.author)) or names.get(person or "") or person or nobody
        for message, person in zip(messages, people, strict=True)
    ]
    holders = Counter(name for name, _ in set(zip(found, people, strict=True)))
    return [
        f"{name} ({person})" if person and holders[name] > 1 else name
        for name, person in zip(found, people, strict=True)
    ]


def _thread(comments: list[RawComment], threads: Sequence[str | None]) -> None:
    """Let what is of one thread and answers nothing answer its earliest message."""
    openers: dict[str, str | None] = {}
    places = (index for index, thread in enumerate(threads) if thread is not None)
    for index in sorted(places, key=lambda i: (str(comments[i].created_at or "9"), comments[i].id or "")):
        one = comments[index]
        opener = openers.setdefault(str(threads[index]), one.id)
        if one.parent is None and opener != one.id:
            comments[index] = replace(one, parent=opener)


def ids_by_time(times: Iterable[datetime | None]) -> list[str]:
    """Return ids for messages that have none: their time, and a number among those of the same time."""
    seen: Counter[str] = Counter()
    ids: list[str] = []
    for moment in times:
        when = f"{moment:%Y%m%dT%H%M%S}" if moment is not None else "undated"
        seen[when] += 1
        ids.append(f"{when}-{seen[when]}")
    return ids
