"""The tables of a digest (`records.tables`) as data frames, CSV, Parquet and SQLite."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from threadgist.pages.words import utc
from threadgist.records import Digest
from threadgist.records.tables import TABLES, Table, rows_of

if TYPE_CHECKING:
    pass

__all__ = ["to_csv", "to_parquet", "to_sqlite"]

# What a spreadsheet takes for the beginning of a formula, the wide forms of East Asian keyboards included.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
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
    """Return `TABLES` as a SQLite database with keys and foreign keys."""
    rows = rows_of(digest)
    with closing(sqlite3.connect(":memory:")) as database:
        for table in TABLES:
            database.execute(_create(table))
            places = ", ".join("?" * len(table.columns))
            database.executemany(
                f'INSERT INTO "{table.name}" VALUES ({places})',
                ([_stored(value) for value in row] for row in rows[table.name]),
            )
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


def _create(table: Table) -> str:
    """Return the SQL that makes a table. The other table's key is referred to together with the thread's id."""
    keys = {one.name: one.key for one in TABLES}
    parts = [f'"{column.name}" {_SQL[column.kind]}' for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    for column in table.columns:
        if column.of is not None:
            own = (column.name,) if column.of == "threads" else ("thread_id", column.name)
            parts.append(
                f"FOREIGN KEY ({', '.join(own)}) REFERENCES {column.of} ({', '.join(keys[column.of])})"
            )
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


def _plain(value: Any) -> Any:
    return utc(value).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def _stored(value: Any) -> Any:
    # Half a surrogate pair is no character; cleaning leaves none.
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else _plain(value)


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else _plain(value)
