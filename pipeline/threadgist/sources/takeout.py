"""Google Takeout: what an account wrote below videos, as a table or as a page."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from threadgist.sources.chatshape import OWNER, ChatShape, Message, Names
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.payload import Payload

__all__ = ["TAKEOUT_SHAPES"]

_TABLE = re.compile(r"\ufeff?\"?(?:Comment|Live Chat) ID\"?,", re.IGNORECASE)
_ITEM = re.compile(
    r"<li>.{0,300}?<a href=\"(?P<link>[^\"]{1,500})\">[^<]{0,300}</a>.{0,300}?"
    r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?: UTC)?)\.?\s*<br ?/?>(?P<text>.{0,20000}?)</li>",
    re.DOTALL,
)
_COMMENT_ID = re.compile(r"[?&;]lc=([\w.-]{1,100})")


def _rows(payload: Payload) -> Any:
    """Return the rows of comments.csv, with the names of its columns in lower case."""
    if not _TABLE.match(payload.text[:100]):
        return None
    try:
        rows = list(csv.DictReader(io.StringIO(payload.text.lstrip("\ufeff"))))
    except csv.Error:
        return None
    return {
        "rows": [{key.lower(): value for key, value in row.items() if isinstance(key, str)} for row in rows]
    }


def _items(payload: Payload) -> Any:
    """Return the entries of my-comments.html."""
    if not payload.looks_like_markup or "youtube.com/watch" not in payload.text:
        return None
    rows = []
    for found in _ITEM.finditer(payload.text):
        own = _COMMENT_ID.search(found["link"])
        rows.append({"id": own[1] if own else None, "time": found["time"], "text": found["text"]})
    return {"rows": rows} if rows else None


def _text(message: Message, names: Names) -> str:
    """Return the text of a comment, which the table holds as pieces of JSON parted by commas."""
    cell = message.get("comment text") or message.get("live chat text")
    if not isinstance(cell, str) or not cell.lstrip().startswith("{"):
        return cell if isinstance(cell, str) else ""
    try:
        parts = parse_json(f"[{cell}]")
    except JSONDecodeError:
        return cell
    return "".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


TAKEOUT_SHAPES = {
    "google-takeout": (
        ChatShape(
            read=_rows,
            lists=("rows",),
            needs=(("comment id", "live chat id"), ("comment text", "live chat text")),
            id=("comment id", "live chat id"),
            parent=("parent comment id",),
            own_parents=True,
            author=(),
            owner=OWNER,
            time=("comment create timestamp", "live chat create timestamp"),
            text=(),
            body=_text,
        ),
        ChatShape(
            read=_items,
            lists=("rows",),
            needs=(("time",), ("text",)),
            id=("id",),
            author=(),
            owner=OWNER,
            time=("time",),
            text=("text",),
            markup="html",
        ),
    ),
}
