"""Stack Exchange: questions, answers and comments as the network's API gives them, fetched or saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, thread_of
from threadgist.sources.urls import safe_url
from threadgist.sources.values import identifier, objects


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
    for number in dict.fromkeys((*questions, *of.values(), *map(question_of, notes))):
        question = questions.get(number, {})
        url = safe_url(question.get("link"))
        parts = urlsplit(url or "")
        bases[number] = f"{parts.scheme}://{parts.netloc}" if url else ""
        thread = question_thread(question, number, f"{bases[number]}/questions/{number}" if url else None)
        gathered[number] = conversation(thread, thread.title, url)
    for answer in answers:
        number = of[identifier(answer.get("answer_id"))]
        gathered[number].comments.append(answer_of(answer, bases[number]))
    for note in notes:
        one = gathered[question_of(note)]
        one.comments.append(note_of(note, one.thread.url, {i for i in of if i}))
    return wanted_of(payload, gathered.values())


def question_thread(question: dict[str, Any], question_id: str | None, page: str | None) -> RawThread:
    """Read a question, without what was said about it; `page` is its address."""
    return thread_of("stackexchange", question, page, id=question_id)


def answer_of(answer: dict[str, Any], base: str) -> RawComment:
    """Read an answer; `base` is the site's address, empty where that is not known."""
    answer_id = identifier(answer.get("answer_id"))
    comment = comment_of("stackexchange", answer, id=f"a{answer_id}" if answer_id else None)
    return replace(comment, url=f"{base}/a/{answer_id}") if base and answer_id else comment


def note_of(note: dict[str, Any], page: str | None, answers: set[str]) -> RawComment:
    """Read a comment on the question at `page`, or on one of the answers."""
    note_id, post_id = identifier(note.get("comment_id")), identifier(note.get("post_id"))
    comment = comment_of(
        "stackexchange",
        note,
        id=f"c{note_id}" if note_id else None,
        parent=f"a{post_id}" if post_id in answers else None,
    )
    return (
        replace(comment, url=f"{page}#comment{note_id}_{post_id}")
        if page and note_id and post_id
        else comment
    )


STACKEXCHANGE = AnswerSource("stackexchange", _items, _read)
