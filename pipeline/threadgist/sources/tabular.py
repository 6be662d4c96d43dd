"""Rows under headings to a thread: one, one of several that a column tells apart, or one for each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.columns import Chosen, Row, choose, exact_name, sentence_columns, thread_column
from threadgist.sources.grid import Grid
from threadgist.sources.payload import Payload
from threadgist.sources.rows import ReadRows, cell_id, read_rows, settle_parents
from threadgist.sources.vocabulary import TEXT_NAMES, TITLE_NAMES, bare_name, normal_name, words
from threadgist.words import counted

_ABOUT_PEOPLE = frozenset(words("fields", "about_people"))
_TITLES = words("fields", "thread_titles")


def thread_of_grid(grid: Grid, columns: Columns, payload: Payload) -> RawThread:
    """Read the rows of a table.

    Raises SourceError: there is no row, a column is not there, none holds the text, or there are several threads and
    none was chosen.
    """
    chosen = choose(grid.names, grid.rows, columns, place=payload.name)
    if not grid.rows:
        raise SourceError(f"{payload.name}: is an empty table: no row below its headings; export it again")
    if "text" not in chosen.roles:
        likely = [name for name in grid.names if name and bare_name(name) not in TITLE_NAMES]
        sentences = sentence_columns(likely, grid.rows)
        if len(sentences) > 1 and columns.thread is None:
            return _questions(grid, columns, payload, sentences)
        if sentences:
            chosen = replace(chosen, roles={**chosen.roles, "text": (sentences[0],)})
            note = f"{_shown(sentences[0])} was read as the text, as it is the only column of sentences"
            grid = replace(grid, notes=(*grid.notes, note))
    texts = chosen.roles.get("text", ())
    if isinstance(columns.text, tuple) and len(columns.text) > 1:
        return _whole(grid, _several_texts(grid, columns, payload, texts), payload)
    named, names = columns.thread, grid.names
    column = exact_name(named, names, payload.name) if named else thread_column(names, grid.rows, chosen)
    if column is not None:
        return _threads(grid, columns, payload, column, chosen)
    read = _read(grid, grid.rows, payload, chosen)
    if columns.text is not None and "parent" not in chosen.roles:
        _leave_out_empty(read)
    read.notes.extend(_unread_columns(grid, chosen, columns))
    return _whole(grid, read, payload)


def _whole(grid: Grid, read: ReadRows, payload: Payload) -> RawThread:
    if payload.thread not in (None, "all"):
        raise SourceError(
            f"{payload.name}: holds one thread; leave out --thread, or name with --column thread=NAME "
            "what tells threads apart"
        )
    return RawThread(tuple(settle_parents(read.kept)), repairs=(*grid.notes, *read.all_notes()))


def _read(grid: Grid, rows: Sequence[Row], payload: Payload, chosen: Chosen) -> ReadRows:
    most = payload.max_comments
    return read_rows(rows, chosen, place=payload.name, names=grid.names, at_most=most)


def _leave_out_empty(read: ReadRows) -> None:
    """Leave out cells without an answer, and say how many."""
    full = [c for c in read.comments if c is None or c.body.strip() or c.gone]
    if empty := len(read.comments) - len(full):
        read.notes.append(f"{counted(empty, 'row')} without an answer left out")
    read.comments[:] = full


def _column(grid: Grid, columns: Columns, payload: Payload, number: int, *, name_rows: bool) -> ReadRows:
    """Read the `number`-th of several columns of text; its cells get ids of their own, and empty ones are left out.

    With `name_rows`, in a table without names, the cells of a row are one person's.
    """
    read = _read(grid, grid.rows, payload, choose(grid.names, grid.rows, columns, place=payload.name))
    if name_rows and not read.has_authors:
        rows = enumerate(read.comments, 1)
        read.comments[:] = [c and replace(c, author=f"Respondent {c.id or row}") for row, c in rows]
        read.has_authors = True
    if number > 1:
        read.comments[:] = [replace(c, id=f"{c.id}.{number}") if c and c.id else c for c in read.comments]
    _leave_out_empty(read)
    return read


def _several_texts(grid: Grid, columns: Columns, payload: Payload, texts: Sequence[str]) -> ReadRows:
    """Read every cell of several columns as a comment of its row's author."""
    together = ReadRows([], [], Counter(), has_authors=False)
    for number, text in enumerate(texts, 1):
        together.add(_column(grid, replace(columns, text=text), payload, number, name_rows=True))
    return together


def _questions(grid: Grid, columns: Columns, payload: Payload, questions: Sequence[str]) -> RawThread:
    """Read a survey: one conversation a question."""
    gathered: list[Gathered] = []
    for number, question in enumerate(questions, 1):
        together = payload.thread == "all"
        read = _column(grid, replace(columns, text=question), payload, number, name_rows=together)
        thread = RawThread((), title=question, id=str(number), repairs=read.all_notes())
        gathered.append(Gathered(thread, (question,), read.kept))
    return wanted_of(payload, gathered, repairs=grid.notes)


def _threads(grid: Grid, columns: Columns, payload: Payload, column: str, chosen: Chosen) -> RawThread:
    """Read a table of several threads, told apart by what a column says."""
    groups: dict[str, list[Row]] = {}
    for row in grid.rows:
        if (name := cell_id(row.get(column))) is not None:
            groups.setdefault(name, []).append(row)
    nowhere = len(grid.rows) - sum(map(len, groups.values()))
    if payload.thread is not None and payload.thread in groups:
        groups = {payload.thread: groups[payload.thread]}
    title_column = next((n for n in grid.names if bare_name(n) in _TITLES and n != column), None)
    gathered: list[Gathered] = []
    for name, rows in groups.items():
        read = _read(grid, rows, payload, chosen)
        title = cell_id(rows[0].get(title_column)) if title_column is not None else None
        shown = title or f"{payload.readable_name}: {name}"
        thread = RawThread((), title=shown, id=name, repairs=read.all_notes())
        gathered.append(Gathered(thread, (title,) if title else (), settle_parents(read.kept, (name,))))
    notes = list(grid.notes)
    if nowhere:
        notes.append(f"{counted(nowhere, 'row')} without a value in {column!r} left out")
    return wanted_of(payload, gathered, repairs=notes)


def _unread_columns(grid: Grid, chosen: Chosen, columns: Columns) -> list[str]:
    """Say which other columns hold sentences, where nobody chose between them."""
    if columns.text is not None:
        return []
    known = {*TEXT_NAMES, *TITLE_NAMES}
    others = [
        name for name in grid.names if name and bare_name(name) not in known and name not in chosen.names
    ]
    found = sentence_columns([n for n in others if normal_name(n) not in _ABOUT_PEOPLE], grid.rows)
    if not found:
        return []
    shown = ", ".join(map(_shown, found[:4])) + (f" and {len(found) - 4} more" if len(found) > 4 else "")
    return [
        f"{shown} {'was' if len(found) == 1 else 'were'} not read; --column text=NAME may be given more than once"
    ]


def _shown(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:59] + "…")
