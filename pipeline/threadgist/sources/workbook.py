"""Spreadsheets, Parquet files and SQLite databases: tables that are no text."""

import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources import tables_apart
from threadgist.sources.base import Columns, Described, RawThread
from threadgist.sources.columns import exact_name
from threadgist.sources.decode import listed
from threadgist.sources.loading import binary_kind
from threadgist.sources.payload import Payload
from threadgist.sources.tables_apart import MAX_MB, MAX_ROWS
from threadgist.sources.tabular import Grid, has_text_name, thread_of_grid, to_grid
from threadgist.sources.walk import flatten

_TABLES = (
    "SELECT name, '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
)
_MAX_STEPS = 200_000_000
_STEP = 1_000_000
_SECONDS = 300


class WorkbookSource(Described):
    """Sheets and tables of databases, read as a CSV file is: `--table` names one, or for SQLite a query."""

    name = "workbook"

    def fits(self, payload: Payload) -> bool:
        """Accept what the first bytes tell to be one of these."""
        kind = binary_kind(payload.data or b"")
        return kind is not None and not kind[1]

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read one table of the file."""
        data, place = payload.data or b"", payload.name
        if not self.fits(payload):
            raise SourceError(f"{place}: no spreadsheet, Parquet file or SQLite database; export it as CSV")
        ways = {b"PAR1": _parquet, b"SQLi": _sqlite}
        grid = ways.get(data[:4], _sheet)(data, place, columns.table)
        return thread_of_grid(grid, columns, payload)


def _chosen(names: Sequence[str], likely: Sequence[str], wanted: str | None, place: str, what: str) -> str:
    """Return the sheet or table that was asked for, or the only one that can be meant."""
    if wanted is not None:
        return exact_name(wanted, names, place, what)
    if not names:
        raise SourceError(f"{place}: holds no {what} with rows; export the comments as CSV")
    candidates = likely or names
    if len(candidates) == 1 or what == "sheet":
        return candidates[0]
    raise SourceError(f"{place}: holds several tables ({listed(candidates)}); choose one with --table NAME")


def _sheet(data: bytes, place: str, wanted: str | None) -> Grid:
    sheets = _apart("workbook", data, place)
    filled = {
        name: [row for row in rows if any(c not in ("", None) for c in row)] for name, rows in sheets.items()
    }
    names = [name for name, rows in filled.items() if len(rows) > 1]
    likely = [name for name in names if any(has_text_name(row) for row in filled[name][:5])]
    name = _chosen(names, likely, wanted, place, "sheet")
    grid = to_grid([[_cell(cell) for cell in row] for row in filled[name]])
    if len(names) < 2 or wanted is not None:
        return grid
    others = listed([other for other in names if other != name], 5)
    note = f"the sheet {name!r} was read; --table names another ({others})"
    return replace(grid, notes=(*grid.notes, note))


def _apart(kind: str, data: bytes, place: str) -> Any:
    """Read a file in a process that may run out of memory, or hang, alone."""
    command = [sys.executable, "-P", tables_apart.__file__, kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise SourceError(
            f"{place}: takes more than {MAX_MB:,} MB of memory or {_SECONDS} seconds to read (cells far apart?), "
            "or is damaged; export it as CSV in UTF-8"
        )
    found = pickle.loads(done.stdout)
    if isinstance(found, str):
        raise SourceError(f"{place}: the {kind} cannot be read ({found}); export it as CSV in UTF-8")
    return found


def _cell(value: Any) -> Any:
    """Return a cell as a table of text has it."""
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _parquet(data: bytes, place: str, wanted: str | None) -> Grid:
    if find_spec("pyarrow") is None:
        raise SourceError(
            f"{place}: is a Parquet file, and pyarrow is not installed; pip install 'threadgist[parquet]', "
            "or export it as CSV"
        )
    columns, rows = _apart("Parquet file", data, place)
    flat = [{name: _cell(value) for name, value in flatten(row).items()} for row in rows]
    names = dict.fromkeys(name for row in flat for name in row) or dict.fromkeys(columns)
    return Grid(tuple(names), flat)


def _sqlite(data: bytes, place: str, wanted: str | None) -> Grid:
    """Read a table, or what a query gives, from a database that is opened in memory and not changed."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        steps = iter(range(_MAX_STEPS // _STEP))
        connection.set_progress_handler(lambda: int(next(steps, None) is None), _STEP)
        if wanted is not None and wanted.lstrip().lower().startswith(("select ", "with ")):
            query = wanted
        else:
            # The name of each table as a query writes it.
            tables: dict[str, str] = dict(connection.execute(_TABLES))
            starts = {n: connection.execute(f"SELECT * FROM {tables[n]} LIMIT 0").description for n in tables}
            likely = [name for name, start in starts.items() if has_text_name([one[0] for one in start])]
            query = f"SELECT * FROM {tables[_chosen(list(tables), likely, wanted, place, 'table')]}"
        cursor = connection.execute(query)
        names = [str(column[0]) for column in cursor.description or ()]
        rows = cursor.fetchmany(MAX_ROWS + 1)
    except (sqlite3.Error, OverflowError) as error:
        raise SourceError(
            f"{place}: the database cannot be read ({' '.join(str(error).split())[:100]}); "
            "name a table or a query with --table, or export the table as CSV"
        ) from error
    finally:
        connection.close()
    if len(rows) > MAX_ROWS:
        raise SourceError(
            f"{place}: holds more than {MAX_ROWS:,} rows; select those of the thread with --table 'SELECT ...'"
        )
    return to_grid([names, *([_cell(cell) for cell in row] for row in rows)]) if names else Grid((), [])
