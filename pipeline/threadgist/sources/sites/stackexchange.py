"""Stack Exchange: the API's answers, fetched or saved; and the XML of data dumps, a folder or Posts.xml alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from threadgist.sources.archive import Gathered, one_of, wanted_of
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.decode import decode
from threadgist.sources.loading import load
from threadgist.sources.page import attribute, elements
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, MarkupSource, comment_of, conversation, thread_of
from threadgist.sources.values import identifier, number, objects


def _items(document: Any) -> list[dict[str, Any]]:
    """Accept items that are questions, answers or comments of the API."""
    items = objects(document.get("items") if isinstance(document, dict) else document)
    # Several answers of the API one after the other, as a list or as lines.
    if all(isinstance(page.get("items"), list) and "quota_remaining" in page for page in items):
        items = [item for page in items for item in objects(page["items"])]
    fits = all(
        {"owner", "creation_date"} & item.keys()
        and any(isinstance(item.get(key), int) for key in ("question_id", "answer_id", "comment_id"))
        for item in items
    )
    return items if fits and any({"body", "answers"} & item.keys() for item in items) else []


def _read(found: list[dict[str, Any]], payload: Payload) -> RawThread:
    """Read all questions; a question is what is discussed, and no comment."""
    questions = {identifier(i.get("question_id")): i for i in found if "title" in i and "answer_id" not in i}
    answers = [i for i in found if "answer_id" in i]
    notes = [i for i in found if "comment_id" in i]
    for question in questions.values():
        answers += objects(question.get("answers"))
    for post in (*questions.values(), *answers):
        notes += objects(post.get("comments"))
    of = {identifier(a.get("answer_id")): identifier(a.get("question_id")) for a in answers}

    def question_of(note: dict[str, Any]) -> str | None:
        post = identifier(note.get("post_id"))
        return of.get(post, post)

    gathered: dict[str | None, Gathered] = {}
    bases: dict[str | None, str] = {}
    for question_id in dict.fromkeys((*questions, *of.values(), *map(question_of, notes))):
        question = questions.get(question_id, {})
        url = safe_url(question.get("link"))
        parts = urlsplit(url or "")
        base = bases[question_id] = f"{parts.scheme}://{parts.netloc}" if url else ""
        page = f"{base}/questions/{question_id}" if url else None
        gathered[question_id] = conversation(thread_of("stackexchange", question, page, id=question_id), url)
    for answer in answers:
        answer_id = identifier(answer.get("answer_id"))
        comment = comment_of("stackexchange", answer, id=f"a{answer_id}" if answer_id else None)
        if (base := bases[of[answer_id]]) and answer_id:
            comment = replace(comment, url=f"{base}/a/{answer_id}")
        gathered[of[answer_id]].comments.append(comment)
    for note in notes:
        note_id, post_id = identifier(note.get("comment_id")), identifier(note.get("post_id"))
        one, parent = gathered[question_of(note)], f"a{post_id}" if post_id and post_id in of else None
        comment = comment_of("stackexchange", note, id=f"c{note_id}" if note_id else None, parent=parent)
        if one.thread.url and note_id and post_id:
            comment = replace(comment, url=f"{one.thread.url}#comment{note_id}_{post_id}")
        one.comments.append(comment)
    return wanted_of(payload, gathered.values())


STACKEXCHANGE = AnswerSource("stackexchange", _items, _read)


_QUESTION, _ANSWER = "1", "2"


class _Dump(MarkupSource):
    """Dumps of the network's sites, unpacked; a question is what is discussed, answers and comments are said.

    The fields are those of https://meta.stackexchange.com/q/2677 (Posts, Comments, Users).
    """

    def sniff_folder(self, folder: Path) -> str | None:
        """Accept a folder with Posts.xml in it."""
        return None if (folder / "Posts.xml").is_file() else "no dump of Stack Exchange (Posts.xml)"

    def parse_folder(self, folder: Path, *, thread: str | None, limit_mb: int) -> RawThread:
        """Read the posts, with the comments and names beside them.

        Raises SourceError: a file cannot be read or is damaged, or no question was chosen.
        """

        def rows(name: str) -> Iterator[Any]:
            return _rows(_payload(folder / name, limit_mb)) if (folder / name).is_file() else iter(())

        users = rows("Users.xml")
        names = {attribute(user, "Id") or "": attribute(user, "DisplayName") or "" for user in users}
        notes = [(attribute(row, "PostId") or "", _said(row, "c", names)) for row in rows("Comments.xml")]
        return _threads(_payload(folder / "Posts.xml", limit_mb), notes, names, thread)


def _payload(path: Path, limit_mb: int) -> Payload:
    data, shown = load(path, limit_mb=limit_mb)
    return Payload(decode(data)[0], shown)


def _rows(payload: Payload) -> Iterator[Any]:
    return elements(payload, frozenset(("row",)), depth=1)


def _threads(
    posts: Payload, notes: list[tuple[str, RawComment]], names: dict[str, str], thread: str | None
) -> RawThread:
    gathered: dict[str, Gathered] = {}
    answers: list[tuple[str, RawComment]] = []
    for row in _rows(posts):
        kind, post_id = attribute(row, "PostTypeId"), attribute(row, "Id") or ""
        if kind == _QUESTION:
            author = _name(row, names)
            gathered[post_id] = conversation(
                thread_of("stackexchange-dump", row.attrib, id=post_id, author=author)
            )
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
