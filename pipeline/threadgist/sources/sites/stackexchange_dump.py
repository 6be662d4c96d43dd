"""Stack Exchange: the XML of its data dumps, Posts.xml alone or in a folder with Comments.xml and Users.xml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, one_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.decode import decode
from threadgist.sources.loading import load
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import MarkupSource, comment_of, conversation, thread_of
from threadgist.sources.values import number
from threadgist.sources.xmltext import attribute, elements

_QUESTION, _ANSWER = "1", "2"
_ROW = frozenset(("row",))


class _Dump(MarkupSource):
    """Dumps of the network's sites, unpacked; a question is what is discussed, answers and comments are said.

    The fields are those of https://meta.stackexchange.com/q/2677 (Posts, Comments, Users).
    """

    def sniff_folder(self, folder: Path) -> str | None:
        """Accept a folder with Posts.xml in it."""
        return None if (folder / "Posts.xml").is_file() else "no dump of Stack Exchange (Posts.xml)"

    def parse_folder(self, folder: Path, *, thread: str | None, limit_mb: int) -> RawThread:
        """Read the posts, with the comments and names beside them.

        Raises:
            SourceError: a file cannot be read or is damaged, or no question was chosen.
        """
        names: dict[str, str] = {}
        if (users := _payload(folder / "Users.xml", limit_mb)) is not None:
            for user in _rows(users):
                names[attribute(user, "Id") or ""] = attribute(user, "DisplayName") or ""
        notes: list[tuple[str, RawComment]] = []
        if (comments := _payload(folder / "Comments.xml", limit_mb)) is not None:
            notes = [(attribute(row, "PostId") or "", _said(row, "c", names)) for row in _rows(comments)]
        posts = _payload(folder / "Posts.xml", limit_mb)
        if posts is None:
            raise SourceError(f"{folder}: holds no Posts.xml; unpack the dump's Posts.7z into it")
        return _threads(posts, notes, names, thread)


def _payload(path: Path, limit_mb: int) -> Payload | None:
    if not path.is_file():
        return None
    data, shown = load(path, limit_mb=limit_mb)
    return Payload(decode(data)[0], shown)


def _rows(payload: Payload) -> Iterator[Any]:
    return elements(payload, _ROW, depth=1)


def _threads(
    posts: Payload, notes: list[tuple[str, RawComment]], names: dict[str, str], thread: str | None
) -> RawThread:
    gathered: dict[str, Gathered] = {}
    answers: list[tuple[str, RawComment]] = []
    for row in _rows(posts):
        kind, post_id = attribute(row, "PostTypeId"), attribute(row, "Id") or ""
        if kind == _QUESTION:
            gathered[post_id] = _question(row, post_id, names)
        elif kind == _ANSWER:
            answers.append((attribute(row, "ParentId") or "", _said(row, "a", names)))
    places = {answer.id: question for question, answer in answers}
    for question, answer in answers:
        if question in gathered:
            gathered[question].comments.append(answer)
    for post, note in notes:
        question = places.get(f"a{post}", post)
        if question in gathered:
            gathered[question].comments.append(replace(note, parent=f"a{post}" if post != question else None))
    return one_of(list(gathered.values()), thread, posts.name, title=posts.readable_name)


def _question(row: Any, post_id: str, names: dict[str, str]) -> Gathered:
    thread = thread_of("stackexchange-dump", row.attrib, id=post_id, author=_name(row, names))
    return conversation(thread, thread.title)


def _said(row: Any, kind: str, names: dict[str, str]) -> RawComment:
    """Read an answer (`a`) or a comment (`c`); these letters come before ids, as for fetched questions."""
    return comment_of(
        "stackexchange-dump",
        row.attrib,
        id=f"{kind}{attribute(row, 'Id')}",
        author=_name(row, names),
        score=number(attribute(row, "Score")),
        markup="html" if kind == "a" else "markdown",
    )


def _name(row: Any, names: dict[str, str]) -> str | None:
    """Return a user's name; where only the id is known, that."""
    user = attribute(row, "OwnerUserId") or attribute(row, "UserId") or ""
    shown = attribute(row, "OwnerDisplayName") or attribute(row, "UserDisplayName")
    return names.get(user) or shown or user or None


STACKEXCHANGE_DUMP = _Dump(
    "stackexchange-dump",
    lambda payload: payload.root_tag.startswith("<posts") and "<row " in payload.text[:20_000],
    # Comments are in another file.
    lambda payload: _threads(payload, [], {}, payload.thread),
)
