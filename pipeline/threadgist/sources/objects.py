"""JSON of no particular forum: arrays, JSON Lines, objects that hold one list, nested replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.columns import TEXT_NAMES, flatten, normal_name, read_rows
from threadgist.sources.payload import Payload
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url, site_of

__all__ = ["ObjectsSource"]

_LISTS = (
    "comments",
    "replies",
    "children",
    "posts",
    "messages",
    "responses",
    "answers",
    "statements",
    "items",
    "hits",
)
_NESTED = ("children", "replies", "comments", "responses", "answers")
_MAX_DEPTH = 4


class ObjectsSource:
    """One object a comment; fields are found by name as columns of a table are."""

    name = "json"
    description = (
        "JSON arrays of objects, JSON Lines, objects with one list of objects, replies nested in comments"
    )
    link = "the url field, where there is one"

    def sniff(self, payload: Payload) -> str | None:
        """Accept JSON that holds exactly one list of objects."""
        if payload.json_problem:
            return payload.json_problem
        found = _find(payload.document)
        return found if isinstance(found, str) else None

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the objects and, from the object around them, the thread's title, link and id."""
        found = _find(payload.require_document())
        if isinstance(found, str):
            raise SourceError(f"{payload.name}: {found}; hand over an array of objects, one a comment")
        around, records = found
        rows: list[dict[str, Any]] = []
        inside: list[int | None] = []
        # A child is put on the stack with its parent's index, which therefore is the lower one.
        stack: list[tuple[Mapping[str, Any], int | None]] = [(record, None) for record in reversed(records)]
        while stack:
            record, parent = stack.pop()
            rows.append(flatten(record))
            inside.append(parent)
            index = len(rows) - 1
            stack.extend((child, index) for child in reversed(_nested(record)))
        names = sorted({name for row in rows for name in row})
        if not rows:
            return _described(RawThread(()), around)
        return _described(read_rows(rows, columns, place=payload.name, names=names, inside=inside), around)


def _objects(value: Any) -> list[Mapping[str, Any]] | None:
    """Return `value` if it is a list of objects and nothing else (an empty one included)."""
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    return None


def _nested(record: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    for key in _NESTED:
        if replies := _objects(record.get(key)):
            return replies
    return ()


def _find(document: Any) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]] | str:
    """Return the object around the comments and the comments, or why they cannot be told."""
    records = _objects(document)
    if records is not None:
        if len(records) == 1 and not _has_text(records) and isinstance(inner := _find(records[0]), tuple):
            return inner
        return {}, records
    if not isinstance(document, dict):
        return "it holds no list of objects"
    level: list[tuple[str, Mapping[str, Any]]] = [("", document)]
    for _ in range(_MAX_DEPTH):
        lists = {
            f"{prefix}{key}": objects
            for prefix, fields in level
            for key, value in fields.items()
            if (objects := _objects(value)) is not None
        }
        with_text = {key: objects for key, objects in lists.items() if _has_text(objects)} or lists
        usual = [key for name in _LISTS for key in with_text if key.rsplit(".", 1)[-1] == name]
        if len(with_text) == 1 or usual:
            return document, with_text[usual[0] if usual else next(iter(with_text))]
        if with_text:
            return f"it holds several lists of objects ({', '.join(sorted(with_text)[:8])})"
        level = [
            (f"{prefix}{key}.", value)
            for prefix, fields in level
            for key, value in fields.items()
            if isinstance(value, dict)
        ]
    return "it holds no list of objects"


def _has_text(records: Sequence[Mapping[str, Any]]) -> bool:
    return any(normal_name(name) in TEXT_NAMES for record in records[:50] for name in flatten(record))


def _described(thread: RawThread, around: Mapping[str, Any]) -> RawThread:
    """Add what the object around the comments says about the thread."""
    fields = {normal_name(key): value for key, value in sorted(around.items(), reverse=True)}

    def first(*names: str) -> str | None:
        values = (fields.get(name) for name in names)
        return next(
            (
                str(v)
                for v in values
                if isinstance(v, str | int) and not isinstance(v, bool) and str(v).strip()
            ),
            None,
        )

    title, url = first("title", "topic", "subject", "headline"), safe_url(first("url", "link", "permalink"))
    return replace(
        thread,
        title=title,
        id=first("id", "threadid", "topicid"),
        url=url,
        author=first("author", "username", "by"),
        created_at=parse_time(fields.get("createdat") or fields.get("created") or fields.get("date")),
        article=Article(title, url, site_of(url)) if title and url else None,
    )
