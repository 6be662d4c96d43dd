"""What an object says about a thread: its title, its link, who opened it, and with what words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from threadgist.sources.archive import Gathered
from threadgist.sources.article import article_of
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.names import TITLE_NAMES, normal_name
from threadgist.sources.times import parse_time
from threadgist.sources.urls import safe_url
from threadgist.sources.values import mended
from threadgist.sources.vocabulary import words

_HEADS = words("fields", "heads")
_URLS = words("fields", "urls")
_LEADS = words("fields", "leads")
_TIMES = words("fields", "head_times")
_AUTHORS = words("fields", "head_authors")
_IDS = ("id", "threadid", "topicid", "number", "iid", "key", "videoid")
_ID_FIELDS = frozenset(("id", "name", "number", "key", "iid"))
_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[0-9]+")


def title_of(fields: Mapping[str, Any]) -> str | None:
    """Return the title that an object has."""
    return _first(fields, TITLE_NAMES)


def own_ids(fields: Mapping[str, Any]) -> set[str]:
    """Return the values by which comments may call what they are about."""
    return {str(v) for name, v in fields.items() if name.rpartition(".")[2].lower() in _ID_FIELDS}


def about(fields: Mapping[str, Any]) -> RawThread:
    """Read what the object around comments says about their thread, without the comments."""
    title, url = title_of(fields), safe_url(_first(fields, _URLS))
    lead = _first(fields, _LEADS) if title else None
    lead = mended(lead) if lead else ""
    times = (_value(fields, name) for name in _TIMES)
    created_at = parse_time(next((time for time in times if time is not None), None))
    author = _first(fields, _AUTHORS)
    article = None
    if title and (url or lead):
        article = article_of(mended(title), url, lead, "unknown", begun=created_at if lead else None)
    key = fields.get("key")
    return RawThread(
        (),
        title=mended(title) if title else None,
        # People call an issue of a tracker by its key, such as FER-12.
        id=key if isinstance(key, str) and _KEY.fullmatch(key) else _first(fields, _IDS),
        url=url,
        author=mended(author) if author else None,
        created_at=created_at,
        article=article,
    )


def conversation(fields: Mapping[str, Any], comments: list[RawComment]) -> Gathered:
    """Return comments with what is around them; its opening words are one where several threads become one."""
    thread = about(fields)
    aliases = tuple(name for name in (thread.title, thread.url, str(fields.get("key") or "")) if name)
    opener = None
    if thread.article is not None and thread.article.lead:
        opener = RawComment(
            thread.article.lead, thread.id, author=thread.author, created_at=thread.created_at, url=thread.url
        )
    return Gathered(thread, aliases, comments, opener)


def _value(fields: Mapping[str, Any], name: str) -> Any:
    """Return a field of that name, or of the object in it, at any depth, that is what is talked about."""
    normal = {normal_name(key): value for key, value in sorted(fields.items(), reverse=True)}
    for key in (name, *(f"{head}.{name}" for head in _HEADS)):
        inside = sorted(
            known for known in normal if known == key or (key != name and known.endswith(f".{key}"))
        )
        value = next((normal[known] for known in inside if normal[known] not in (None, "")), None)
        if value is not None:
            return value
    return None


def _first(fields: Mapping[str, Any], names: Sequence[str]) -> str | None:
    for name in names:
        value = _value(fields, name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return None
