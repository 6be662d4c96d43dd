"""What an object says about a thread; which records of a document are comments, and which open conversations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threadgist.sources.archive import Gathered
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.columns import Chosen, choose, sentence_columns
from threadgist.sources.decode import clean_line
from threadgist.sources.times import parse_time
from threadgist.sources.values import mended
from threadgist.sources.vocabulary import TITLE_NAMES, bare_name, normal_name, words
from threadgist.sources.walk import Group

_HEADS = words("fields", "heads")
_URLS = words("fields", "urls")
_LEADS = words("fields", "leads")
_TIMES = words("fields", "head_times")
_AUTHORS = words("fields", "head_authors")
_IDS = ("id", "threadid", "topicid", "number", "iid", "key", "videoid")
_ID_FIELDS = frozenset(("id", "name", "number", "key", "iid"))
_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[0-9]+")

_TALK = frozenset(words("fields", "talk"))
# Below these a thing is answered; below the others of `_TALK` it is talked about.
_ANSWERS = frozenset(words("fields", "answers"))
_FEW_WORDS = 4.0


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


@dataclass(slots=True)
class Talk:
    """A group whose records are comments, the names of their fields, and which of these hold what."""

    group: Group
    names: list[str]
    chosen: Chosen
    note: str = ""


def find_talks(groups: Sequence[Group], columns: Columns, place: str) -> tuple[list[Talk], list[Group]]:
    """Return the groups whose records are comments; and those with sentences that are none.

    Raises SourceError: a field was named that no record has.
    """
    found: list[Talk] = []
    for group in groups[1:]:
        names = group.names
        if (mine := _known(columns, names)) is None:
            continue
        chosen = choose(names, group.rows, mine, place=place)
        if "text" in chosen.roles:
            found.append(Talk(group, names, chosen))
    if not found and columns.named():
        choose({name for group in groups for name in group.names}, [], columns, place=place)
    elif not found:
        found = _by_content(groups, place)
    kept = [talk for talk in found if _is_usual(talk, found)] or sorted(
        found, key=lambda talk: -len(talk.group.rows)
    )[:1]
    silent: list[Group] = []
    for talk in found:
        rows = talk.group.rows[:200]
        said = sum(len(str(talk.chosen.cell(row, "text") or "").split()) for row in rows)
        if talk not in kept and said >= _FEW_WORDS * max(1, len(rows)):
            silent.append(talk.group)
    return kept, silent


def _by_content(groups: Sequence[Group], place: str) -> list[Talk]:
    """Return the largest group with a field of sentences, whatever that is called."""
    for group in sorted(groups[1:], key=lambda one: -len(one.rows)):
        names = [name for name in group.names if bare_name(name) not in TITLE_NAMES]
        if sentences := sentence_columns(names, group.rows):
            chosen = choose(names, group.rows, Columns(text=sentences[0]), place=place)
            note = f"{clean_line(sentences[0], 60)!r} was read as the text, as it holds sentences"
            return [Talk(group, names, chosen, note)]
    return []


def _known(columns: Columns, names: Sequence[str]) -> Columns | None:
    """Return the named fields that a group has, as every list has fields of its own; None without the text."""
    have = {name.casefold() for name in names}
    kept: dict[str, str] = {
        role: found[0]
        for role, given in columns.named().items()
        if (found := [name for name in given if name.casefold() in have])
    }
    return None if columns.text is not None and "text" not in kept else Columns(**kept)


def _is_usual(talk: Talk, found: Sequence[Talk]) -> bool:
    group = talk.group
    if group.path == "" or group.key in _TALK or normal_name(group.path.rpartition(".")[2]) in _TALK:
        return True
    texts = (other.chosen.roles["text"] for other in found if other.group is group.above)
    return next(texts, None) == talk.chosen.roles["text"]


def find_heads(talks: list[Talk]) -> set[Group]:
    """Return the groups whose records open a conversation, and take those out of `talks`.

    The document itself always does. Others have a title, and in them lists of what is talked about them.
    """
    heads: set[Group] = set()
    of = {talk.group: talk for talk in talks}
    for group in of:
        above = group.above
        while above is not None and above.above is not None:
            authors = of[above].chosen.authors if above in of else ()
            named = {name for found in authors for name in found}
            titled = any(bare_name(name) in TITLE_NAMES for name in above.names if name not in named)
            lists = {other.key for other in of if other.above is above}
            talked = titled and above.above.above is None and bool(lists - _ANSWERS)
            if talked if above in of else titled or above.path.endswith(".*"):
                heads.add(above)
            above = above.above
    talks[:] = [talk for talk in talks if talk.group not in heads]
    return heads
