"""Finding out which columns, or fields of objects, hold the text, the id, the author and so on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.base import Columns
from threadgist.sources.decode import clean_line, listed
from threadgist.sources.times import is_time, parse_time
from threadgist.sources.vocabulary import ROLE_NAMES, THREAD_NAMES, bare_name, normal_name, pattern, words

Row = Mapping[str, Any]

_LOOKED_AT = 2_000
_ID_LIKE = re.compile(
    r"(?:[0-9]+(?:\.0)?|[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{27}|U[0-9A-Z]{8,}|UC[\w-]{22})", re.IGNORECASE
)
_LIKE_NAME, _NOT_PEOPLE = (re.compile(pattern("fields", key)) for key in ("like_names", "not_people"))
_LIKE_TIME = re.compile(r"date|time|created|posted|published|submitted|datum|fecha")
_LIKE_ID = re.compile(r"(?:author|user|creator|sender|from|owner|account)\.\w*id")
_LOCALE = re.compile(r"[a-z]{2}(?:[_-][A-Za-z]{2,4})?")
_LINK = re.compile(r"\S+(?:://|@)\S+")
# A column of sentences: so many words on average (in scripts without spaces: letters), and most of them different.
_MIN_WORDS, _MIN_LETTERS, _MIN_DISTINCT = 4.0, 10.0, 0.6
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """All columns, and which to look into for each role until one has a value; for authors, two at once are a name."""

    columns: Sequence[str]
    roles: Mapping[str, tuple[str, ...]]
    authors: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> set[str]:
        """The columns that are looked into."""
        return {name for found in (*self.roles.values(), *self.authors) for name in found}

    def cell(self, row: Row, role: str) -> Any:
        """Return the first value of a row for a role that is not empty."""
        values = (row.get(name) for name in self.roles.get(role, ()))
        return next((value for value in values if value is not None and str(value).strip()), None)


def choose(names: Iterable[str], rows: Sequence[Row], columns: Columns, *, place: str) -> Chosen:
    """Return which columns are named or found (by name and by what they hold) for which role.

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
    for role in (role for role in ROLE_NAMES if role not in chosen and role != "author"):
        for candidate in ROLE_NAMES[role]:
            one = (by_name[candidate],) if candidate in by_name else ()
            found = (_localised(candidate, have) if role == "text" else ()) or one
            if found and taken.isdisjoint(found) and _fits(role, candidate, found, sample):
                chosen[role] = found
                taken.update(found)
                break
    if "time" not in columns.named() and (times := _times(chosen.get("time", ()), by_name, taken, sample)):
        chosen["time"] = times
    named = chosen.pop("author", None)
    return Chosen(have, chosen, (named,) if named else _people(by_name, taken, sample))


def exact_name(wanted: str, have: Sequence[str], place: str, what: str = "column") -> str:
    """Return the name among those there are, but for case and spaces. Raises SourceError: there is none."""
    for form in (str, _loosely):
        if found := next((name for name in have if form(name) == form(wanted)), None):
            return found
    told = f"no {what} {clean_line(wanted, 80)!r}; the {what}s are {listed(sorted(have))}"
    raise SourceError(f"{place}: {told}")


def _loosely(name: str) -> str:
    return " ".join(name.casefold().split())


def _localised(candidate: str, have: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a text in several languages, such as body/en and body/de."""
    parts = [(name, *name.replace("/", ".").rpartition(".")) for name in have]
    locales = ((name, base) for name, base, mark, end in parts if mark and _LOCALE.fullmatch(end))
    found = tuple(name for name, base in locales if bare_name(base) == candidate)
    return found if len(found) > 1 or candidate in ("body", "comment", "text") else ()


def _times(
    best: tuple[str, ...], by_name: Mapping[str, str], taken: set[str], rows: Sequence[Row]
) -> tuple[str, ...]:
    """Return the columns of times, others after the best one for where it is empty."""
    if not best:
        like = (n for bare, n in by_name.items() if _LIKE_TIME.search(bare) and n not in taken)
        filled = ((n, _filled([n], rows[:50])) for n in like)
        return tuple(name for name, values in filled if values and all(map(is_time, values)))[:1]
    others = (by_name[n] for n in words("fields", "other_times") if n in by_name)
    return best + tuple(n for n in others if n not in taken and _fits("time", "", (n,), rows))


def _filled(names: Iterable[str], rows: Sequence[Row]) -> list[Any]:
    return [value for name in names for row in rows if (value := row.get(name)) not in (None, "")]


def _fits(role: str, candidate: str, found: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether columns of the right name hold what the role needs."""
    filled = _filled(found, rows)
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
    # A dict for its order: columns that were seen before are not added again.
    named: dict[tuple[str, ...], None] = {}
    numbered: dict[tuple[str, ...], None] = {}
    last = [by_name[n] for n in words("fields", "last_names") if n in by_name][:1]
    for candidate in ROLE_NAMES["author"]:
        if (name := by_name.get(candidate)) is not None and name not in taken:
            values = [str(value).strip() for value in _filled([name], rows) if not isinstance(value, bool)]
            like_ids = sum(_ID_LIKE.fullmatch(value) is not None for value in values)
            columns = (name, *(last if candidate in words("fields", "first_names") else ()))
            if values:
                (numbered if like_ids > 0.9 * len(values) else named)[columns] = None
    # Names that only sound like it: "Commenter display name", author.steamid.
    known = taken.union(*numbered)
    for candidate, name in by_name.items() if not named else ():
        person = _LIKE_NAME.search(candidate) and not _NOT_PEOPLE.search(candidate)
        if name not in known and _LIKE_ID.fullmatch(candidate):
            numbered[name,] = None
        elif name not in known and person and any(isinstance(row.get(name), str) for row in rows):
            named[name,] = None
    return tuple(named)[:3] if named else tuple(numbered)[:1]


def thread_column(rows: Sequence[Row], chosen: Chosen) -> str | None:
    """Return the column that tells several threads apart, by its name and as its values repeat; None without one."""
    taken = chosen.names - set(chosen.roles.get("url", ()))
    by_name = {bare_name(name): name for name in reversed(chosen.columns) if name not in taken}
    for name in (by_name[candidate] for candidate in THREAD_NAMES if candidate in by_name):
        values = [str(value) for value in _filled([name], rows)]
        if len(values) > 0.9 * len(rows) and 1 < len(set(values)) < len(values):
            return name
    return None


def sentence_columns(names: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return the columns that hold sentences, in their order."""
    return [name for name in names if _holds_sentences(name, rows[:_LOOKED_AT])]


def _holds_sentences(name: str, rows: Sequence[Row]) -> bool:
    cells = (value.strip() for value in _filled([name], rows) if isinstance(value, str))
    texts = [text for text in cells if text and not _LINK.fullmatch(text) and not parse_time(text, "day")]
    together = " ".join(texts)
    if len(set(texts)) < _MIN_DISTINCT * len(texts) or not any(map(str.isalpha, together)):
        return False
    letters = len(_WIDE.findall(together))
    return len(together.split()) >= _MIN_WORDS * len(texts) or letters >= _MIN_LETTERS * len(texts)


def no_text(place: str, names: Iterable[str]) -> SourceError:
    """Return the error of a table or list none of whose columns, or fields, holds the text."""
    return SourceError(
        f"{place}: no column with the text of the comments found; the columns are {listed(sorted(set(names)))}; "
        "name the right one with --column text=NAME"
    )
