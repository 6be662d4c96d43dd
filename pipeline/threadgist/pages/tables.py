"""The tables of a digest (`records.tables`) as data frames, CSV, Parquet and SQLite."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, Final

from threadgist.pages.words import zulu
from threadgist.records import Digest
from threadgist.records.tables import TABLES, Table, rows_of

# What a spreadsheet takes for the beginning of a formula, the wide forms of East Asian keyboards included.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SEARCHED: Final = {"lines": ("text", "author"), "comments": ("text", "author")}
_SQL: Final = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "boolean": "INTEGER", "time": "TEXT"}


def to_csv(digest: Digest) -> Iterator[bytes]:
    """Yield each of `TABLES` as CSV in UTF-8 with a byte order mark, which spreadsheets need.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; no other cell is changed.
    """
    rows = rows_of(digest)
    for table in TABLES:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(column.name for column in table.columns)
        writer.writerows([_cell(value) for value in row] for row in rows[table.name])
        yield text.getvalue().encode("utf-8-sig", "replace")


def to_sqlite(digest: Digest) -> bytes:
    """Return `TABLES` as a SQLite database with keys, foreign keys and their indexes, and full-text search (FTS5)."""
    rows = rows_of(digest)
    with closing(sqlite3.connect(":memory:")) as database:
        for table in TABLES:
            for statement in _create(table):
                database.execute(statement)
            places = ", ".join("?" * len(table.columns))
            database.executemany(
                f'INSERT INTO "{table.name}" VALUES ({places})',
                ([_stored(value) for value in row] for row in rows[table.name]),
            )
        for name, columns in _SEARCHED.items():
            for statement in _searchable(name, columns):
                database.execute(statement)
        database.commit()
        return database.serialize()


def to_parquet(digest: Digest) -> Iterator[bytes]:
    """Yield each of `TABLES` as Parquet; needs pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "real": pa.float64(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("us", "UTC"),
    }
    rows = rows_of(digest)
    for table in TABLES:
        schema = pa.schema([(column.name, kinds[column.kind]) for column in table.columns])
        columns = zip(*rows[table.name], strict=True) if rows[table.name] else [()] * len(schema)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
        yield buffer.getvalue()


def _create(table: Table) -> Iterator[str]:
    """Yield the SQL that makes a table and its indexes.

    A database holds one thread, so ids alone are its keys: what shows databases follows keys of one column only.
    """
    keys = {one.name: one.key[-1] for one in TABLES}
    parts = [f'"{column.name}" {_SQL[column.kind]}' for column in table.columns]
    parts.append(f"PRIMARY KEY ({keys[table.name]})")
    links = [(column.name, column.of) for column in table.columns if column.of is not None]
    parts += [f"FOREIGN KEY ({name}) REFERENCES {of} ({keys[of]})" for name, of in links]
    yield f'CREATE TABLE "{table.name}" ({", ".join(parts)})'
    for name, of in links:
        if of != "threads":
            yield f'CREATE INDEX "{table.name}_{name}" ON "{table.name}" ({name})'


def _searchable(table: str, columns: Sequence[str]) -> Iterator[str]:
    """Yield the SQL that makes columns searchable.

    Datasette finds it by the name of the table in double quotation marks.
    """
    yield (
        f'CREATE VIRTUAL TABLE "{table}_fts" USING fts5 '
        f'({", ".join(columns)}, content="{table}", tokenize="unicode61 remove_diacritics 2")'
    )
    yield f'INSERT INTO "{table}_fts" ("{table}_fts") VALUES (\'rebuild\')'


def _plain(value: Any) -> Any:
    return zulu(value) if isinstance(value, datetime) else value


def _stored(value: Any) -> Any:
    # Half a surrogate pair is no character; cleaning leaves none.
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else _plain(value)


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else _plain(value)
