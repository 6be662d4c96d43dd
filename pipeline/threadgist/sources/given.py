"""Comments that a program holds already, read as if they stood in a file of JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from threadgist.errors import SourceError
from threadgist.records import Thread
from threadgist.sources.base import Columns
from threadgist.sources.read import read_thread


def thread_of(
    records: Iterable[Mapping[str, Any]], title: str = "Discussion", columns: Columns | None = None
) -> Thread:
    """Return the thread of some comments, one a mapping; see `Thread.from_records`.

    Raises:
        SourceError: there is none, one is no mapping, or no field holds the text.
    """
    rows = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, Mapping):
            raise SourceError(
                f"record {number} is of the type {type(record).__name__}: give one dict a comment, such as "
                "{'text': ..., 'author': ...}"
            )
        rows.append({str(name): value for name, value in record.items() if not _missing(value)})
    if not rows:
        raise SourceError("no records: a thread needs at least one comment")
    data = json.dumps(rows, default=str).encode()
    try:
        thread = read_thread("-", name="json", columns=columns, stdin=io.BytesIO(data))
    except SourceError as error:
        raise SourceError(str(error).replace("standard input", "records", 1)) from error
    return replace(thread, title=title, source="records")


def _missing(value: Any) -> bool:
    # What is not equal to itself is a number or a time that is missing.
    return value is None or bool(isinstance(value, float) and value != value) or str(value) in ("NaT", "<NA>")
