"""CSV, TSV and their relatives: any delimiter, a header row, columns found by name or named by the user."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from threadgist.errors import SourceError
from threadgist.sources.base import Columns, RawThread
from threadgist.sources.columns import TEXT_NAMES, normal_name, read_rows
from threadgist.sources.payload import Payload

__all__ = ["TableSource"]

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 50
_SAMPLE_CHARS = 1 << 20
_MAX_FIELD = (1 << 31) - 1


class TableSource:
    """Rows under a header, one comment a row."""

    name = "table"
    description = "CSV or TSV with a header row; columns are found by name, or named with --text-column"
    link = "the url column, where there is one"

    def sniff(self, payload: Payload) -> str | None:
        """Accept text whose rows have equally many fields under distinct names."""
        if payload.looks_like_json:
            return "it is JSON"
        if payload.text.lstrip()[:1] == "<":
            return "it is a web page or XML"
        return (
            None
            if _delimiter(payload.text) is not None
            else "no header row over rows of equally many columns"
        )

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the rows; a row with too few fields lacks the last ones, what is too much is left out."""
        delimiter = _delimiter(payload.text) or ","
        with _long_fields():
            try:
                table = [row for row in _reader(payload.text, delimiter) if any(row)]
            except csv.Error as error:
                raise SourceError(
                    f"{payload.name}: not a readable table ({error}); export it again as CSV"
                ) from error
        if not table:
            raise SourceError(f"{payload.name}: holds no rows; export it again as CSV with a header row")
        header = [name.strip() for name in table[0]]
        if len(header) == 1:
            # Lists of bare sentences are often written without quoting their commas.
            table = [[delimiter.join(row)] for row in table]
        rows = [dict(zip(header, row, strict=False)) for row in table[1:]]
        uneven = sum(len(row) != len(header) for row in table[1:])
        thread = read_rows(rows, columns, place=payload.name, names=header)
        if not uneven:
            return thread
        note = f"{uneven} rows do not have the {len(header)} fields of the header"
        return RawThread(thread.comments, repairs=(*thread.repairs, note))


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    clean = text.replace("\x00", "")
    # Some exports escape a quotation mark by a backslash instead of doubling it.
    backslash = '\\"' in clean and '""' not in clean
    lines = io.StringIO(clean, newline="")
    if backslash:
        return csv.reader(lines, delimiter=delimiter, doublequote=False, escapechar="\\")
    return csv.reader(lines, delimiter=delimiter)


def _delimiter(text: str) -> str | None:
    """Return the delimiter under which the first rows look most like a table; None if under none."""
    best: tuple[tuple[bool, int], str] | None = None
    for delimiter in _DELIMITERS:
        with _long_fields():
            try:
                rows = [r for r in islice(_reader(text[:_SAMPLE_CHARS], delimiter), _SAMPLE_ROWS) if any(r)]
            except csv.Error:
                continue
        if not rows:
            continue
        header = [name.strip() for name in rows[0]]
        has_text = any(normal_name(name) in TEXT_NAMES for name in header)
        if not _is_header(header) or (len(header) == 1 and not has_text):
            continue
        if not has_text and (len(rows) < 2 or not _even(rows)):
            continue
        rank = (has_text, len(header))
        if best is None or rank > best[0]:
            best = (rank, delimiter)
    return best[1] if best else None


def _is_header(names: list[str]) -> bool:
    named = [name for name in names if name]
    short = all(len(name) <= 80 for name in named)
    return bool(named) and len(set(named)) == len(named) >= len(names) - 1 and short


def _even(rows: list[list[str]]) -> bool:
    """Whether nine of ten rows have as many fields as the header; the last may be cut by the sample's end."""
    body = rows[1:-1] or rows[1:]
    widths = Counter(map(len, body))
    return widths[len(rows[0])] >= 0.9 * len(body)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the csv module read fields over its default of 128 KB; the limit is global to the process."""
    before = csv.field_size_limit(_MAX_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)
