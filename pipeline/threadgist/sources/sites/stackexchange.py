"""Stack Exchange: the API's answers, fetched or saved; and the XML of data dumps, a folder or Posts.xml alone."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from threadgist.sources.archive import Gathered, left_out, wanted_of
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread, TextSource
from threadgist.sources.decode import decode
from threadgist.sources.loading import opened
from threadgist.sources.page import attribute, elements
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, thread_of
from threadgist.sources.values import identifier, number, objects


def _items(document: Any) -> list[dict[str, Any]]:
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
    questions = {identifier(i.get("question_id")): i for i in found if "title" in i and "answer_id" not in i}
    answers = [i for i in found if "answer_id" in i]
    notes = [i for i in found if "comment_id" in i]
    for question in questions.values():
        answers += objects(question.get("answers"))
    for post in (*questions.values(), *answers):
        notes += objects(post.get("comments"))
    of = {identifier(a.get("answer_id")): identifier(a.get("question_id")) for a in answers}
    # What a comment is below, and the question that belongs to.
    below = [(name := identifier(note.get("post_id")), of.get(name, name)) for note in notes]
    gathered: dict[str | None, Gathered] = {}
    for question_id in dict.fromkeys((*questions, *of.values(), *(question for _, question in below))):
        question = questions.get(question_id, {})
        url = safe_url(question.get("link"))
        page = urljoin(url, f"/questions/{question_id}") if url else None
        gathered[question_id] = conversation(thread_of("stackexchange", question, page, id=question_id), url)
    for answer in answers:
        answer_id = identifier(answer.get("answer_id"))
        one = gathered[of[answer_id]]
        link = {"link": urljoin(one.thread.url, f"/a/{answer_id}")} if one.thread.url and answer_id else {}
        own = f"a{answer_id}" if answer_id else None
        one.comments.append(comment_of("stackexchange", {**answer, **link}, id=own))
    for note, (post_id, question_id) in zip(notes, below, strict=True):
        note_id, one = identifier(note.get("comment_id")), gathered[question_id]
        has_link = one.thread.url and note_id and post_id
        link = {"link": f"{one.thread.url}#comment{note_id}_{post_id}"} if has_link else {}
        own = f"c{note_id}" if note_id else None
        parent = f"a{post_id}" if post_id and post_id in of else None
        one.comments.append(comment_of("stackexchange", {**note, **link}, id=own, parent=parent))
    return wanted_of(payload, gathered.values())


STACKEXCHANGE = AnswerSource("stackexchange", _items, _read)


class _Dump(TextSource):
    """Dumps of the network's sites, unpacked, with the fields of https://meta.stackexchange.com/q/2677."""

    def sniff_folder(self, folder: Path) -> str | None:
        """Accept a folder with Posts.xml in it."""
        return None if (folder / "Posts.xml").is_file() else self.lacks

    def parse_folder(self, folder: Path, *, thread: str | None, limit_mb: int) -> RawThread:
        """Read the posts, with the comments and names beside them; raises SourceError."""

        def payload(name: str) -> Payload:
            with opened(folder / name) as start:
                return Payload(decode(start.load(limit_mb))[0], start.name, thread=thread)

        def rows(name: str) -> Iterator[Any]:
            return _rows(payload(name)) if (folder / name).is_file() else iter(())

        names = {attribute(u, "Id") or "": attribute(u, "DisplayName") or "" for u in rows("Users.xml")}
        notes = [(attribute(row, "PostId") or "", _said(row, "c", names)) for row in rows("Comments.xml")]
        return _threads(payload("Posts.xml"), notes, names)


def _rows(payload: Payload) -> Iterator[Any]:
    return elements(payload, frozenset(("row",)), depth=1)


def _threads(posts: Payload, notes: list[tuple[str, RawComment]], names: dict[str, str]) -> RawThread:
    gathered: dict[str, Gathered] = {}
    answers: list[tuple[str, RawComment]] = []
    for row in _rows(posts):
        kind, post_id = attribute(row, "PostTypeId"), attribute(row, "Id") or ""
        if kind == "1":
            thread = thread_of("stackexchange-dump", row.attrib, id=post_id, author=_name(row, names))
            gathered[post_id] = conversation(thread)
        elif kind == "2":
            answers.append((attribute(row, "ParentId") or "", _said(row, "a", names)))
    places = {answer.id: question for question, answer in answers}
    below = ((places.get(f"a{post}", post), post, note) for post, note in notes)
    said = answers + [(q, replace(note, parent=f"a{p}" if p != q else None)) for q, p, note in below]
    for question, comment in said:
        if question in gathered:
            gathered[question].comments.append(comment)
    lost = Counter("its question is not in the dump" for question, _ in said if question not in gathered)
    return wanted_of(posts, gathered.values(), repairs=left_out(lost))


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
    user = attribute(row, "OwnerUserId") or attribute(row, "UserId") or ""
    shown = attribute(row, "OwnerDisplayName") or attribute(row, "UserDisplayName")
    return names.get(user) or shown or user or None


STACKEXCHANGE_DUMP = _Dump(
    "stackexchange-dump",
    lambda payload: payload.root_tag.startswith("<posts") and "<row " in payload.text[:20_000],
    # Comments are in another file.
    lambda payload: _threads(payload, [], {}),
)
