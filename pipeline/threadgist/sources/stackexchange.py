"""Stack Exchange: questions, answers and comments as the network's API gives them, fetched or saved."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import urlsplit

from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.jsonsource import JsonSource
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import count, identifier, objects, string

__all__ = ["StackExchangeSource", "answer_of", "note_of", "thread_of"]


class StackExchangeSource(JsonSource[list[dict[str, Any]]]):
    """Answers of the API, saved: questions with what is in them, or lists of answers or comments."""

    name = "stackexchange"
    description = "Stack Exchange: saved answers of the API, with bodies (choose a question with --thread ID)"
    link = "https://SITE/a/ID for an answer, https://SITE/questions/QUESTION#commentID_POST for a comment"
    selects_threads = True
    lacks = "no items of Stack Exchange (question_id, answer_id, owner)"
    way_out = "save them with filter=withbody"

    def find(self, document: Any) -> list[dict[str, Any]] | None:
        """Accept items that are questions, answers or comments of the API."""
        return _items(document) or None

    def read(self, found: list[dict[str, Any]], payload: Payload) -> RawThread:
        """Read all questions; a question is what is discussed, and no comment."""
        questions = {
            identifier(i.get("question_id")): i for i in found if "title" in i and "answer_id" not in i
        }
        answers = [i for i in found if "answer_id" in i]
        notes = [i for i in found if "comment_id" in i]
        for question in questions.values():
            answers += objects(question.get("answers"))
        for post in (*questions.values(), *answers):
            notes += objects(post.get("comments"))
        of = {identifier(a.get("answer_id")): identifier(a.get("question_id")) for a in answers}
        gathered: dict[str | None, Gathered] = {}
        bases: dict[str | None, str] = {}
        for number in dict.fromkeys((*questions, *of.values(), *(_question(n, of) for n in notes))):
            question = questions.get(number, {})
            url = safe_url(question.get("link"))
            parts = urlsplit(url) if url else None
            bases[number] = f"{parts.scheme}://{parts.netloc}" if parts else ""
            page = f"{bases[number]}/questions/{number}" if parts else None
            thread = thread_of(question, number, page)
            gathered[number] = Gathered(thread, tuple(n for n in (thread.title, url) if n))
        known = {i for i in of if i}
        for answer in answers:
            number = of[identifier(answer.get("answer_id"))]
            gathered[number].comments.append(answer_of(answer, bases[number]))
        for note in notes:
            number = _question(note, of)
            page = gathered[number].thread.url
            gathered[number].comments.append(note_of(note, page, known))
        return wanted_of(payload, gathered.values())


def _question(note: dict[str, Any], of: dict[str | None, str | None]) -> str | None:
    """Return the question that a comment belongs to, directly or below an answer."""
    post = identifier(note.get("post_id"))
    return of.get(post, post)


def _items(document: Any) -> list[dict[str, Any]]:
    listed = document.get("items") if isinstance(document, dict) else document
    pages = objects(listed)
    # Several answers of the API one after the other, as a list or as lines.
    if pages and all(isinstance(page.get("items"), list) and "quota_remaining" in page for page in pages):
        pages = [item for page in pages for item in objects(page["items"])]
    fits = pages and all(
        ("owner" in item or "creation_date" in item)
        and any(isinstance(item.get(key), int) for key in ("question_id", "answer_id", "comment_id"))
        for item in pages
    )
    return pages if fits and any("body" in item or "answers" in item for item in pages) else []


def thread_of(question: dict[str, Any], question_id: str | None, page: str | None) -> RawThread:
    """Read a question, without what was said about it; `page` is its address."""
    title = _plain(question.get("title"))
    created_at = parse_time(question.get("creation_date"))
    return RawThread(
        (),
        title=title,
        id=question_id,
        url=page,
        author=_owner(question),
        created_at=created_at,
        article=article_of(title, page, string(question.get("body")), begun=created_at),
    )


def answer_of(answer: dict[str, Any], base: str) -> RawComment:
    """Read an answer; `base` is the site's address, empty where that is not known."""
    answer_id = identifier(answer.get("answer_id"))
    return RawComment(
        body=string(answer.get("body")) or "",
        id=f"a{answer_id}" if answer_id else None,
        author=_owner(answer),
        created_at=parse_time(answer.get("creation_date")),
        score=count(answer.get("score")),
        url=f"{base}/a/{answer_id}" if base and answer_id else safe_url(answer.get("link")),
        markup="html",
    )


def note_of(note: dict[str, Any], page: str | None, answers: set[str]) -> RawComment:
    """Read a comment on the question at `page`, or on one of the answers."""
    note_id, post_id = identifier(note.get("comment_id")), identifier(note.get("post_id"))
    url = f"{page}#comment{note_id}_{post_id}" if page and note_id and post_id else safe_url(note.get("link"))
    return RawComment(
        body=string(note.get("body")) or "",
        id=f"c{note_id}" if note_id else None,
        parent=f"a{post_id}" if post_id in answers else None,
        author=_owner(note),
        created_at=parse_time(note.get("creation_date")),
        score=count(note.get("score")),
        url=url,
        markup="html",
    )


def _owner(post: dict[str, Any]) -> str | None:
    owner = post.get("owner")
    return _plain(owner.get("display_name")) if isinstance(owner, dict) else None


def _plain(value: Any) -> str | None:
    """Return a name or title, which the API escapes as HTML."""
    text = string(value)
    return html.unescape(text) if text else None
