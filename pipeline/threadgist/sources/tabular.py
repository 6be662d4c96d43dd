"""Cells to rows under headings, and these to a thread: one, one of several that a column names, or one a question."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import ALL, Gathered, left_out, wanted_of
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.columns import Chosen, choose, exact_name, no_text, sentence_columns, thread_column
from threadgist.sources.payload import Payload
from threadgist.sources.rows import ReadRows, cell_id, read_rows, settle_parents
from threadgist.sources.vocabulary import TEXT_NAMES, TITLE_NAMES, bare_name, normal_name, words
from threadgist.words import counted

_LOOKED_AT = 20
_MAX_HEADING = 80
_SECOND_WORDS = frozenset(("response", "open-ended response", "open ended response", "responses"))
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*%?")
_CLOCK = re.compile(r"\b[0-9]{1,2}:[0-9]{2}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
# Qualtrics writes a third row of these under names and questions.
_IMPORT_ID = '{"ImportId"'
_ABOUT_PEOPLE = frozenset(words("fields", "about_people"))
_TITLES = words("fields", "thread_titles")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under names, and what had to be assumed to read them so."""

    names: tuple[str, ...]
    rows: list[dict[str, Any]]
    notes: tuple[str, ...] = ()


def has_text_name(cells: Sequence[Any]) -> bool:
    """Whether one of the cells is a name that the text of comments often has."""
    return any(isinstance(cell, str) and bare_name(cell) in TEXT_NAMES for cell in cells)


def find_header(table: Sequence[Sequence[Any]]) -> int | None:
    """Return the index of the header, None where no row is one.

    It is the first row of at least half as many filled cells as most rows have, all names. Rows above it are titles. A
    long heading needs rows of exactly as many columns below it, for a line of prose with commas is no header.
    """
    start = list(table[:_LOOKED_AT])
    widths = Counter(len(_filled(row)) for row in start[1:] or start)
    usual = max(widths, key=lambda width: (widths[width], width))
    for index, row in enumerate(start):
        filled, named = _filled(row), has_text_name(row)
        lone = len(filled) == 1 and usual > 1 and not (len(row) > 1 and named)
        if len(filled) * 2 >= usual and not lone:
            names = [str(cell).strip() for cell in filled]
            below = table[index + 1 : index + 51]
            even = len(row) > 1 and len(below) > 1 and all(len(one) == len(row) for one in below[:-1])
            fit = even or all(len(name) <= _MAX_HEADING for name in names)
            return index if names and fit and (named or not any(map(_is_data, names))) else None
    return None


def _filled(row: Sequence[Any]) -> list[Any]:
    return [cell for cell in row if cell is not None and str(cell).strip()]


def _is_data(cell: str) -> bool:
    """Whether a cell is a number, a link, a time or a sentence with its full stop, and so no heading."""
    if _NUMBER.fullmatch(cell) or "://" in cell or _CLOCK.search(cell):
        return True
    return cell.endswith((".", "!", "。")) and (len(cell.split()) > 3 or not cell.isascii())


def to_grid(table: Sequence[Sequence[Any]]) -> Grid:
    """Name the columns of a table that has a header; further headings name the columns that the first leaves blank."""
    at = find_header(table) or 0
    notes: list[str] = []
    if above := sum(bool(_filled(row)) for row in table[:at]):
        notes.append(f"{counted(above, 'line')} above the header left out")
    header = ["" if cell is None else " ".join(str(cell).split()) for cell in table[at]]
    body = list(table[at + 1 :])
    if second := _second_headers(header, body):
        notes.append(f"{counted(second, 'row')} of further headings below the header left out")
        # Columns without a heading are named by the last one to the left and what the second row says.
        last = ""
        for column, cell in enumerate(body[0][: len(header)]):
            last = header[column] or last
            below = "" if cell is None else str(cell).strip()
            header[column] = header[column] or (f"{last}: {below}" if below else "")
        body = body[second:]
    names = _numbered(header)
    filled = [row for row in body if _filled(row)]
    rows = [dict(zip(names, row, strict=False)) for row in filled]
    if uneven := sum(len(row) != len(names) for row in filled):
        notes.append(f"{counted(uneven, 'row')} without the {len(names)} fields of the header")
    return Grid(tuple(names), rows, tuple(notes))


def _second_headers(header: Sequence[str], body: Sequence[Sequence[Any]]) -> int:
    """Return how many rows below the header are headings, too."""
    for index, row in enumerate(body[:2]):
        if any(isinstance(cell, str) and cell.startswith(_IMPORT_ID) for cell in row):
            return index + 1
    if len(body) < 2:
        return 0
    first, rest = body[0], body[1:_LOOKED_AT]
    filled = _filled(first)
    said = [str(cell).strip().lower() for cell in filled]
    names_blank = any(not name and _filled([cell]) for name, cell in zip(header, first, strict=False))
    if not names_blank and not any(c in _SECOND_WORDS or c.startswith("other (") for c in said):
        return 0
    named = (column for column, name in enumerate(header) if name)
    always = [column for column in named if all(_filled(row[column : column + 1]) for row in rest)]
    blank = [column for column in always if not _filled(first[column : column + 1])]
    if len(always) < 2 or len(blank) * 2 < len(always) or not filled:
        return 0
    return int(all(isinstance(cell, str) and len(cell) <= _MAX_HEADING for cell in filled))


def _numbered(header: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    taken = set(header)
    names: list[str] = []
    for name in header:
        seen[name] += 1
        if name and seen[name] > 1:
            name = next(new for n in count(seen[name]) if (new := f"{name} {n}") not in taken)
            taken.add(name)
        names.append(name)
    return names


def thread_of_grid(grid: Grid, columns: Columns, payload: Payload) -> RawThread:
    """Read the rows of a table. Raises SourceError: no row, column, or text, or several threads and no choice."""
    chosen = choose(grid.names, grid.rows, columns, place=payload.name)
    if not grid.rows:
        raise SourceError(f"{payload.name}: is an empty table: no row below its headings; export it again")
    if "text" not in chosen.roles:
        likely = [name for name in grid.names if name and bare_name(name) not in TITLE_NAMES]
        sentences = sentence_columns(likely, grid.rows)
        if len(sentences) > 1 and columns.thread is None:
            return _questions(grid, columns, payload, sentences)
        if not sentences:
            raise no_text(payload.name, grid.names)
        chosen = replace(chosen, roles={**chosen.roles, "text": (sentences[0],)})
        note = f"{_shown(sentences[0])} was read as the text, as it is the only column of sentences"
        grid = replace(grid, notes=(*grid.notes, note))
    several = isinstance(columns.text, tuple) and len(columns.text) > 1
    named = columns.thread
    column = exact_name(named, grid.names, payload.name) if named else thread_column(grid.rows, chosen)
    if column is not None and not several:
        return _threads(grid, payload, column, chosen)
    if payload.thread not in (None, ALL):
        raise SourceError(
            f"{payload.name}: holds one thread; leave out --thread, or name with --column thread=NAME "
            "what tells threads apart"
        )
    if several:
        return _questions(grid, columns, replace(payload, thread=ALL), chosen.roles["text"])
    read = read_rows(grid.rows, chosen)
    if columns.text is None:
        read.notes += _unread_columns(grid, chosen)
    elif "parent" not in chosen.roles:
        _leave_out_empty(read)
    repairs = (*grid.notes, *read.all_notes(), *left_out(read.skipped))
    return RawThread(tuple(settle_parents(read.comments.values())), repairs=repairs)


def _leave_out_empty(read: ReadRows) -> None:
    """Leave out cells without an answer, and say how many."""
    empty = [row for row, one in read.comments.items() if not one.body.strip() and not one.gone]
    for row in empty:
        del read.comments[row]
    if empty:
        read.notes.append(f"{counted(len(empty), 'row')} without an answer left out")


def _questions(grid: Grid, columns: Columns, payload: Payload, questions: Sequence[str]) -> RawThread:
    """Read a survey: one conversation a question; together, every cell is a comment of its row's author."""
    gathered: list[Gathered] = []
    for number, question in enumerate(questions, 1):
        chosen = choose(grid.names, grid.rows, replace(columns, text=question), place=payload.name)
        read = read_rows(grid.rows, chosen)
        # Rows without names are one person's each.
        nameless = payload.thread == ALL and not read.has_authors
        for row, one in read.comments.items():
            author = f"Respondent {one.id or row + 1}" if nameless else one.author
            own_id = f"{one.id}.{number}" if number > 1 and one.id else one.id
            read.comments[row] = replace(one, author=author, id=own_id)
        read.has_authors = read.has_authors or nameless
        _leave_out_empty(read)
        thread = RawThread((), title=question, id=str(number), repairs=read.all_notes())
        comments = list(read.comments.values())
        gathered.append(Gathered(thread, (question,), comments, skipped=read.skipped))
    return wanted_of(payload, gathered, repairs=grid.notes)


def _threads(grid: Grid, payload: Payload, column: str, chosen: Chosen) -> RawThread:
    """Read a table of several threads, told apart by what a column says."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in grid.rows:
        if (name := cell_id(row.get(column))) is not None:
            groups.setdefault(name, []).append(row)
    nowhere = len(grid.rows) - sum(map(len, groups.values()))
    if payload.thread is not None and payload.thread in groups:
        groups = {payload.thread: groups[payload.thread]}
    title_column = next((n for n in grid.names if bare_name(n) in _TITLES and n != column), None)
    gathered: list[Gathered] = []
    for name, rows in groups.items():
        read = read_rows(rows, chosen)
        title = cell_id(rows[0].get(title_column)) if title_column is not None else None
        shown = title or f"{payload.readable_name}: {name}"
        thread = RawThread((), title=shown, id=name, repairs=read.all_notes())
        comments = settle_parents(read.comments.values(), (name,))
        gathered.append(Gathered(thread, (title,) if title else (), comments, skipped=read.skipped))
    note = f"{counted(nowhere, 'row')} without a value in {column!r} left out"
    return wanted_of(payload, gathered, repairs=(*grid.notes, *((note,) if nowhere else ())))


def _unread_columns(grid: Grid, chosen: Chosen) -> list[str]:
    """Say which other columns hold sentences, where nobody chose between them."""
    known = {"", *TEXT_NAMES, *TITLE_NAMES}
    likely = (name for name in grid.names if name not in chosen.names and bare_name(name) not in known)
    others = [name for name in likely if normal_name(name) not in _ABOUT_PEOPLE]
    found = sentence_columns(others, grid.rows)
    shown = ", ".join(map(_shown, found[:4])) + (f" and {len(found) - 4} more" if len(found) > 4 else "")
    were = "was" if len(found) == 1 else "were"
    return [f"{shown} {were} not read; --column text=NAME may be given more than once"] if found else []


def _shown(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:59] + "…")
