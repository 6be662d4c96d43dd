"""Lobsters: a story as JSON, from the address `/s/ID.json` of the site or of others that run its software."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.payload import Payload
from threadgist.sources.sites.answers import AnswerSource, comment_of, thread_of
from threadgist.sources.values import count, objects, string


def _story(document: Any) -> dict[str, Any] | None:
    """Accept a story with short ids and comments."""
    fits = isinstance(document, dict) and isinstance(document.get("comments"), list)
    return document if fits and string(document.get("short_id")) is not None else None


def _read(story: dict[str, Any], payload: Payload) -> RawThread:
    """Read the JSON of a story as the site's own API gives it (app/models/{story,comment}.rb there).

    Its own text is the article's lead, not a comment. A comment's parent is `parent_comment`; older answers lack it,
    and tell the depth instead (`depth`, before that `indent_level`), which is enough because comments come in tree
    order.
    """
    items = objects(story.get("comments"))
    above = parents_by_depth(
        (count(one.get("depth", one.get("indent_level"))) or 0, string(one.get("short_id"))) for one in items
    )
    return thread_of("lobsters", story, comments=tuple(map(_comment, items, above)))


def _comment(item: dict[str, Any], above: str | None) -> RawComment:
    parent = string(item.get("parent_comment")) if "parent_comment" in item else above
    return comment_of("lobsters", item, id=string(item.get("short_id")), parent=parent)


def parents_by_depth(places: Iterable[tuple[int, str | None]]) -> list[str | None]:
    """Return the ids of what comments answer that come in the order of their tree with a depth and an id each."""
    parents: list[str | None] = []
    above: list[tuple[int, str | None]] = []
    for depth, name in places:
        while above and above[-1][0] >= depth:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((depth, name))
    return parents


LOBSTERS = AnswerSource("lobsters", _story, _read)
