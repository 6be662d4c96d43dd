"""From what a source found to a `Thread` whose invariants hold, whatever the order or damage of the input."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count, dropwhile
from operator import ne

from threadgist.records import Article, Comment, Thread
from threadgist.sources.archive import counts, left_out
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.decode import clean_line
from threadgist.sources.plaintext import first_words, normalise, to_plain
from threadgist.sources.times import utc
from threadgist.sources.values import person

_MAX_ID = 200
_MAX_NAME = 100
_MAX_TITLE = 300
_MAX_TEXT = 20_000
_DIGITS = re.compile(r"([0-9]+)")
_LATEST = datetime.max.replace(tzinfo=UTC)

_Key = tuple[datetime, tuple[str | tuple[int, str], ...], str]
"""What orders comments: their time (those without one last), their id in natural order, and the rest."""


def assemble(
    raw: RawThread,
    *,
    source: str,
    fallback_title: str,
    repairs: Sequence[str] = (),
    at_most: int | None = None,
) -> Thread:
    """Build the thread: unique ids, valid parents, no circles, one canonical order.

    That is by time (those without one last), then by id in natural order. A comment without an id gets one from its
    author, time and text. The order of `raw.comments` counts only for which of several indistinguishable comments is
    which. Of more than `at_most` the earliest are taken, which is said in `repairs`.
    """
    if at_most is not None and len(raw.comments) > at_most:
        raw = _shortened(raw, at_most)
    entries = [
        replace(
            one,
            body="" if one.gone else to_plain(one.body, one.markup),
            id=clean_line(one.id or "", _MAX_ID) or None,
            parent=clean_line(one.parent or "", _MAX_ID) or None,
            author=_name(one.author),
            created_at=utc(one.created_at),
        )
        for one in raw.comments
    ]
    contents = [
        _digest(c.author or "", c.created_at.isoformat() if c.created_at else "", c.body) for c in entries
    ]
    paths = _paths(entries, contents)
    thread_id = clean_line(raw.id or "", _MAX_ID) or "t" + _digest(*sorted(paths))[:12]
    ids, renamed = _unique_ids(entries, contents, paths)
    known = set(ids)
    named = [entry.parent if entry.inside is None else ids[entry.inside] for entry in entries]
    unknown = sum(parent is not None and parent not in known and parent != thread_id for parent in named)
    parents = [parent if parent in known else None for parent in named]
    keys = [_key(entry.created_at, i, i) for entry, i in zip(entries, ids, strict=True)]
    cut = _cut_circles(ids, parents, keys)
    comments = [
        Comment(
            own_id,
            parent,
            one.author,
            one.body,
            one.created_at,
            score=one.score,
            url=safe_url(one.url),
            gone=one.gone,
            role=one.role,
            agrees=one.agrees,
            disagrees=one.disagrees,
        )
        for one, own_id, parent in zip(entries, ids, parents, strict=True)
    ]
    notes = counts(
        (renamed, "comment shared its id with another and was renamed",
         "comments shared an id with another and were renamed"),
        (unknown, "reply to a comment that is not there now stands at the top level",
         "replies to comments that are not there now stand at the top level"),
        (cut, "circle of replies was cut", "circles of replies were cut"),
    )  # fmt: skip
    titles = (clean_line(title or "", _MAX_TITLE) for title in (raw.title, fallback_title))
    article = raw.article
    if article is not None:
        told = normalise(article.lead)
        article = Article(
            title=clean_line(article.title, _MAX_TITLE),
            url=safe_url(article.url),
            site=clean_line(article.site, _MAX_NAME) if article.site else None,
            date=clean_line(article.date, _MAX_NAME) if article.date else None,
            lead=first_words(told),
            text=told[:_MAX_TEXT],
        )
    return Thread(
        id=thread_id,
        title=next(filter(None, titles), "Discussion"),
        source=source,
        comments=tuple(comments[index] for index in sorted(range(len(comments)), key=keys.__getitem__)),
        url=safe_url(raw.url),
        author=_name(raw.author),
        created_at=utc(raw.created_at),
        article=article,
        stated_count=raw.stated_count,
        missing=max(0, raw.missing),
        retrieved_at=utc(raw.retrieved_at),
        repairs=(*repairs, *raw.repairs, *notes),
    )


def _shortened(raw: RawThread, at_most: int) -> RawThread:
    keys = [_key(one.created_at, one.id or "", one.body) for one in raw.comments]
    kept = sorted(sorted(range(len(keys)), key=keys.__getitem__)[:at_most])
    place = {index: number for number, index in enumerate(kept)}
    comments = tuple(
        # A reply in one that is left out stands at the top level.
        replace(one, inside=place.get(one.inside)) if one.inside is not None else one
        for one in (raw.comments[index] for index in kept)
    )
    why = f"they are later than the first {at_most:,}, which limits.max_comments raises"
    left = Counter({why: len(raw.comments) - at_most})
    return replace(raw, comments=comments, repairs=(*raw.repairs, *left_out(left)))


def _key(moment: datetime | None, name: str, rest: str) -> _Key:
    return utc(moment) or _LATEST, natural_key(name), rest


def natural_key(comment_id: str) -> tuple[str | tuple[int, str], ...]:
    """Return a sort key under which `9` comes before `10`, without converting to numbers."""
    parts = enumerate(_DIGITS.split(comment_id))
    return tuple((len(part.lstrip("0")), part.lstrip("0")) if index % 2 else part for index, part in parts)


def _name(author: str | None) -> str | None:
    return person(clean_line(author, _MAX_NAME) or None) if author else None


def _digest(*parts: str | int | None) -> str:
    # repr keeps parts apart whatever they hold; a plugin's text may hold lone surrogates.
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _paths(entries: Sequence[RawComment], contents: Sequence[str]) -> list[str]:
    """Return for each comment a digest of it, of all that is nested in it, and of all it is nested in."""
    below: list[list[str]] = [[] for _ in entries]
    subtree = [""] * len(entries)
    for index in range(len(entries) - 1, -1, -1):
        entry = entries[index]
        own = (contents[index], entry.id, entry.parent, entry.score, entry.url, entry.gone)
        told = (entry.role, entry.agrees, entry.disagrees)
        also = told if any(one is not None for one in told) else ()
        subtree[index] = _digest(*own, *also, *sorted(below[index]))
        if entry.inside is not None:
            below[entry.inside].append(subtree[index])
    paths: list[str] = []
    for index, entry in enumerate(entries):
        above = paths[entry.inside] if entry.inside is not None else ""
        paths.append(_digest(above, subtree[index]))
    return paths


def _unique_ids(
    entries: Sequence[RawComment], contents: Sequence[str], paths: Sequence[str]
) -> tuple[list[str], int]:
    """Return an id for every comment, and how many given ids had to be renamed `ID#2`, `ID#3` and so on."""
    wanted = [entry.id or "c" + content[:12] for entry, content in zip(entries, contents, strict=True)]
    used, last, renamed = set(wanted), dict.fromkeys(wanted, 0), 0
    ids = wanted.copy()
    for index in sorted(range(len(ids)), key=lambda i: (wanted[i], contents[i], paths[i])):
        name = wanted[index]
        last[name] += 1
        if last[name] > 1:
            last[name] = next(n for n in count(last[name]) if f"{name}#{n}" not in used)
            ids[index] = f"{name}#{last[name]}"
            used.add(ids[index])
            renamed += entries[index].id is not None
    return ids, renamed


def _cut_circles(ids: Sequence[str], parents: list[str | None], keys: Sequence[_Key]) -> int:
    """Make the canonically first comment of each circle a top-level one; return the number of circles."""
    place: dict[str | None, int] = {comment_id: index for index, comment_id in enumerate(ids)}
    seen: set[int] = set()
    cut = 0
    for start in range(len(ids)):
        trail: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in seen and at not in trail:
            trail[at] = None
            at = place.get(parents[at])
        seen.update(trail)
        if at in trail:
            circle = dropwhile(partial(ne, at), trail)
            parents[min(circle, key=keys.__getitem__)] = None
            cut += 1
    return cut
