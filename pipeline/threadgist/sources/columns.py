"""Finding out which columns, or fields of objects, hold the text, the id, the author and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.base import Columns
from threadgist.sources.decode import clean_line, listed
from threadgist.sources.times import is_time, parse_time
from threadgist.sources.vocabulary import LOCALES, ROLE_NAMES, THREAD_NAMES, bare_name, normal_name, words

Row = Mapping[str, Any]

_LOOKED_AT = 2_000
_ID_LIKE = re.compile(
    r"(?:[0-9]+(?:\.0)?|[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{27}|U[0-9A-Z]{8,}|UC[\w-]{22})", re.IGNORECASE
)
_LIKE_NAME = re.compile(
    r"author|username|commenter|nickname|^name"
    r"|(?:your|full|display|screen|respondent|customer|guest|member|reviewer|buyer|client|submitter|sender|person"
    r"|attendee|student)name"
)
_LIKE_TIME = re.compile(r"date|time|created|posted|published|submitted|datum|fecha")
_LIKE_ID = re.compile(r"(?:author|user|creator|sender|from|owner|account)\.\w*id")
_NOT_PEOPLE = re.compile(
    r"id$|url|link|count|flair|association|avatar|image|icon|channel|type|role|email|mail|verified|is[a-z]*author"
    r"|followers|badge|file|score|karma|text|comments?$|body"
)
_LINK = re.compile(r"\S+(?:://|@)\S+")
# A column of sentences: so many words on average (in scripts without spaces: letters), and most of them different.
_MIN_WORDS, _MIN_LETTERS, _MIN_DISTINCT = 4.0, 10.0, 0.6
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FIRST = words("fields", "first_names")
_LAST = words("fields", "last_names")
# Looked into where the best column of times is empty.
_OTHER_TIMES = words("fields", "other_times")
_ROLES = ("text", "id", "parent", "time", "score", "url")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which columns hold what: for each role the columns to look into, one after the other, until one has a value.

    `authors` are looked into in the same way; two columns at once are first and last name.
    """

    roles: Mapping[str, tuple[str, ...]]
    authors: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> set[str]:
        """All these columns."""
        return {name for found in (*self.roles.values(), *self.authors) for name in found}

    def cell(self, row: Row, role: str) -> Any:
        """Return the first value of a row for a role that is not empty."""
        for name in self.roles.get(role, ()):
            value = row.get(name)
            if value is not None and value != "" and not (isinstance(value, str) and value.isspace()):
                return value
        return None


def choose(names: Iterable[str], rows: Sequence[Row], columns: Columns, *, place: str) -> Chosen:
    """Return which columns hold which role. Named columns win; others are found by name and by what they hold.

    Raises SourceError: a named column is not there.
    """
    have = list(dict.fromkeys(names))
    given = columns.named().items()
    chosen = {role: tuple(exact_name(name, have, place) for name in wanted) for role, wanted in given}
    by_name: dict[str, str] = {}
    # Of names that are equal but for what wraps them, the least wrapped wins.
    for name in sorted(have, key=lambda name: (normal_name(name).count("."), name)):
        by_name.setdefault(bare_name(name), name)
        by_name.setdefault(normal_name(name), name)
    sample = rows[:_LOOKED_AT]
    taken = {name for names in chosen.values() for name in names}
    if columns.thread is not None:
        taken.add(exact_name(columns.thread, have, place))
    for role in (role for role in _ROLES if role not in chosen):
        for candidate in ROLE_NAMES[role]:
            found = _localised(candidate, have) if role == "text" else ()
            if not found and candidate in by_name:
                found = (by_name[candidate],)
            if found and taken.isdisjoint(found) and _fits(role, candidate, found, sample):
                chosen[role] = found
                taken.update(found)
                break
    if "time" not in columns.named() and (times := _times(chosen.get("time", ()), by_name, taken, sample)):
        chosen["time"] = times
    named = chosen.pop("author", None)
    authors = (named,) if named else _people(by_name, taken, sample)
    return Chosen(chosen, authors)


def exact_name(wanted: str, have: Sequence[str], place: str) -> str:
    """Return the column that somebody named, if need be without regard to case and spaces.

    Raises SourceError: there is none.
    """
    exact = [name for name in have if name == wanted] or [n for n in have if _loose(n) == _loose(wanted)]
    if exact:
        return exact[0]
    raise SourceError(
        f"{place}: no column {clean_line(wanted, 80)!r}; the columns are {listed(sorted(have))}"
    )


def _loose(name: str) -> str:
    return " ".join(name.casefold().split())


def _localised(candidate: str, have: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a text in several languages, such as body/en and body/de."""
    parts = [(name, *name.replace("/", ".").rpartition(".")) for name in have]
    locales = ((name, base) for name, base, mark, end in parts if mark and LOCALES.fullmatch(end))
    found = tuple(name for name, base in locales if bare_name(base) == candidate)
    return found if len(found) > 1 or candidate in ("body", "comment", "text") else ()


def _times(
    best: tuple[str, ...], by_name: Mapping[str, str], taken: set[str], rows: Sequence[Row]
) -> tuple[str, ...]:
    """Return the columns of times, others after the best one for where it is empty."""
    if not best:
        like = (n for bare, n in by_name.items() if _LIKE_TIME.search(bare) and n not in taken)
        filled = ((n, [v for row in rows[:50] if (v := row.get(n)) not in (None, "")]) for n in like)
        return tuple(name for name, values in filled if values and all(map(is_time, values)))[:1]
    others = (by_name[n] for n in _OTHER_TIMES if n in by_name)
    return best + tuple(n for n in others if n not in taken and _fits("time", "", (n,), rows))


def _fits(role: str, candidate: str, found: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether columns of the right name hold what the role needs."""
    values = (row.get(name) for name in found for row in rows)
    filled = [value for value in values if value not in (None, "")]
    if role == "text":
        # There are letters, or nothing at all: a count called `comment` is not the text.
        return not filled or any(isinstance(v, str) and any(map(str.isalpha, v)) for v in filled)
    if not filled:
        return not rows
    if role == "time":
        return any(map(is_time, filled[:5])) or any(parse_time(v, "day") for v in filled[:100])
    if role == "id" and candidate not in ("id", "commentid", "cid"):
        return len({str(value) for value in filled}) >= 0.9 * len(filled)
    if role == "url":
        return any(isinstance(value, str) and "/" in value for value in filled[:100])
    return True


def _people(by_name: Mapping[str, str], taken: set[str], rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """Return the columns of names, best first; one of ids only where there is none of names."""
    named: list[tuple[str, ...]] = []
    numbered: list[tuple[str, ...]] = []
    last = next((by_name[n] for n in _LAST if n in by_name), None)
    for candidate in ROLE_NAMES["author"]:
        name = by_name.get(candidate)
        if name is None or name in taken:
            continue
        cells = (row.get(name) for row in rows)
        values = [str(v) for v in cells if v not in (None, "") and not isinstance(v, bool)]
        columns = (name, last) if candidate in _FIRST and last is not None else (name,)
        if values and columns not in named and columns not in numbered:
            like_ids = sum(_ID_LIKE.fullmatch(value.strip()) is not None for value in values)
            (numbered if like_ids > 0.9 * len(values) else named).append(columns)
    if not named:
        # Names that only sound like it: "Commenter display name", author.steamid.
        for candidate, name in by_name.items():
            if name in taken or any(name in columns for columns in numbered):
                continue
            if _LIKE_ID.fullmatch(candidate):
                numbered.append((name,))
            elif _NOT_PEOPLE.search(candidate) or not _LIKE_NAME.search(candidate):
                continue
            elif any(isinstance(row.get(name), str) for row in rows):
                named.append((name,))
    return tuple(named[:3]) if named else tuple(numbered[:1])


def thread_column(names: Iterable[str], rows: Sequence[Row], chosen: Chosen) -> str | None:
    """Return the column that says which of several threads a row belongs to, if there is one.

    Its name is one of those that say so, it holds at least two values, and some of them more than once.
    """
    taken = chosen.names - set(chosen.roles.get("url", ()))
    by_name = {bare_name(name): name for name in reversed(list(names)) if name not in taken}
    for candidate in THREAD_NAMES:
        if (name := by_name.get(candidate)) is None:
            continue
        values = [str(value) for row in rows if (value := row.get(name)) not in (None, "")]
        if len(values) > 0.9 * len(rows) and 1 < len(set(values)) < len(values):
            return name
    return None


def sentence_columns(names: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return the columns that hold sentences, in their order."""
    return [name for name in names if _holds_sentences(name, rows[:_LOOKED_AT])]


def _holds_sentences(name: str, rows: Sequence[Row]) -> bool:
    texts = [v.strip() for row in rows if isinstance(v := row.get(name), str) and v.strip()]
    texts = [text for text in texts if not _LINK.fullmatch(text) and parse_time(text, "day") is None]
    if not texts or len(set(texts)) < _MIN_DISTINCT * len(texts):
        return False
    if not any(any(map(str.isalpha, text)) for text in texts):
        return False
    words = sum(len(text.split()) for text in texts) / len(texts)
    wide = sum(len(_WIDE.findall(text)) for text in texts) / len(texts)
    return words >= _MIN_WORDS or wide >= _MIN_LETTERS


def no_text(place: str, names: Iterable[str]) -> SourceError:
    """Return the error of a table or list none of whose columns, or fields, holds the text."""
    return SourceError(
        f"{place}: no column with the text of the comments found; the columns are {listed(sorted(set(names)))}; "
        "name the right one with --column text=NAME"
    )
