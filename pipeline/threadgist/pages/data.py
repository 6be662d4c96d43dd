"""A digest as data: digest.json, one record a line, and its schema; the tables of `records.tables` in three formats."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from functools import cache
from typing import Any, Final

from threadgist.errors import GroundingError
from threadgist.pages.words import zulu
from threadgist.records import Digest
from threadgist.records.tables import TABLES, rows_of

_encode: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=zulu
).encode


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def to_json(record: Any) -> str:
    """Return a record as JSON: fields in its order, one a line, and one line a record in a field of many; times in UTC.

    Raises GroundingError: a number is not finite.
    """
    kind: Any = type(record)
    try:
        fields = _adapter(kind).dump_python(record)
        lines = (f' "{key}": {_value(one)}' for key, one in fields.items())
        text = "{\n" + ",\n".join(lines) + "\n}\n"
    except ValueError as error:
        raise GroundingError(f"a number is not finite, so it cannot be JSON: {error}") from error
    # Half a surrogate pair is no character and cannot be written as UTF-8; cleaning leaves none.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_encode(item)}" for item in value) + "\n ]"
    return _encode(value)


def schema_of(kind: type, name: str, version: int) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the file of a record, with the records' docstrings as descriptions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:threadgist:{name}:{version}",
        **_adapter(kind).json_schema(),
        "title": f"threadgist {name}",
    }


# What a spreadsheet takes for the beginning of a formula, the wide forms of East Asian keyboards included.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SQL: Final = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "boolean": "INTEGER", "time": "TEXT"}


def to_csv(digest: Digest, *_: object) -> Iterator[bytes]:
    """Yield each of `TABLES` as CSV with the byte order mark that spreadsheets need, and nothing they would run."""
    rows = rows_of(digest)
    for table in TABLES:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(column.name for column in table.columns)
        for row in map(_plain, rows[table.name]):
            unsafe = [isinstance(one, str) and one.startswith(_FORMULA) for one in row]
            writer.writerow([f"'{one}" if runs else one for one, runs in zip(row, unsafe, strict=True)])
        yield text.getvalue().encode("utf-8-sig")


def to_sqlite(digest: Digest, *_: object) -> Iterator[bytes]:
    """Yield `TABLES` as a SQLite database with keys, foreign keys and their indexes, and full-text search (FTS5)."""
    rows = rows_of(digest)
    # A database holds one thread, so ids alone are its keys: what shows databases follows keys of one column only.
    keys = {one.name: one.key[-1] for one in TABLES}
    with closing(sqlite3.connect(":memory:")) as database:
        for table in TABLES:
            links = [(column.name, column.of) for column in table.columns if column.of is not None]
            parts = [f'"{column.name}" {_SQL[column.kind]}' for column in table.columns]
            parts.append(f"PRIMARY KEY ({keys[table.name]})")
            parts += [f"FOREIGN KEY ({name}) REFERENCES {of} ({keys[of]})" for name, of in links]
            database.execute(f'CREATE TABLE "{table.name}" ({", ".join(parts)})')
            for name, of in links:
                if of != "threads":
                    database.execute(f'CREATE INDEX "{table.name}_{name}" ON "{table.name}" ({name})')
            insert = f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})'
            database.executemany(insert, map(_plain, rows[table.name]))
        for name in ("lines", "comments"):
            # Datasette finds it by the name of the table in double quotation marks.
            how = f'text, author, content="{name}", tokenize="unicode61 remove_diacritics 2"'
            database.execute(f'CREATE VIRTUAL TABLE "{name}_fts" USING fts5 ({how})')
            database.execute(f'INSERT INTO "{name}_fts" ("{name}_fts") VALUES (\'rebuild\')')
        database.commit()
        yield database.serialize()


def to_parquet(digest: Digest, *_: object) -> Iterator[bytes]:
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
        named = [dict(zip(schema.names, row, strict=True)) for row in rows[table.name]]
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(named, schema), buffer, compression="zstd")
        yield buffer.getvalue()


def _plain(row: Iterable[Any]) -> list[Any]:
    """Return values as numbers and characters; half a surrogate pair is none, and cleaning leaves none."""
    told = (zulu(value) if isinstance(value, datetime) else value for value in row)
    return [one.encode("utf-8", "replace").decode() if isinstance(one, str) else one for one in told]
