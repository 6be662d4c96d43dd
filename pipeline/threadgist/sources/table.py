"""CSV, TSV and their relatives; a quotation mark that is never closed costs its own line, and no other.

And the rows of one thread, picked out of a table, or JSON Lines, too large to load.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain, islice
from typing import Any, NamedTuple

from threadgist.bounds import LINE_BYTES
from threadgist.errors import SourceError
from threadgist.sources.base import Columns, Described, RawThread
from threadgist.sources.columns import exact_name
from threadgist.sources.decode import clean_line, decode, listed
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.loading import Unpacked, joined
from threadgist.sources.payload import Payload
from threadgist.sources.rows import cell_id
from threadgist.sources.tabular import find_header, has_text_name, thread_of_grid, to_grid
from threadgist.sources.walk import flatten

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 50
# Smaller files are loaded, and not picked from.
_LARGE = 32 << 20
_SAMPLE_CHARS = 1 << 20
_MAX_FIELD = (1 << 31) - 1
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# Excel writes and obeys this line.
_SEPARATOR = re.compile(r"\s*\"?sep=([^\r\n\"])\"?[ \t,;]*(?:\r\n|\r|\n)", re.IGNORECASE)

UNCLOSED = "its quotation mark is never closed"


class TableSource(Described):
    """Rows under a header, one comment a row."""

    name = "table"

    def fits(self, payload: Payload) -> object:
        """Accept text whose rows have equally many fields under names."""
        text = not payload.looks_like_json and payload.text.lstrip()[:1] != "<"
        return text and _delimiter(payload.text)

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the rows; a row with too few fields lacks the last ones, what is too much is left out."""
        delimiter, text = _delimiter(payload.text) or ",", payload.text
        if separator := _SEPARATOR.match(text):
            text = text[separator.end() :]
        with long_fields(payload.name):
            rows = [row for row in _rows(text, delimiter) if any(row.fields)]
        if not rows:
            raise SourceError(f"{payload.name}: holds no rows; export it again as CSV with a header row")
        table = [row.fields for row in rows]
        header = table[find_header(table) or 0]
        if has_text_name(header[-1:]):
            # Sentences are often written without quoting their commas: what is too much is of the last column.
            last = len(header) - 1
            for row in table:
                if len(row) > len(header):
                    row[last:] = [delimiter.join(row[last:]).rstrip(f"{delimiter} ")]
        grid = to_grid(table)
        if torn := [f"{row.number:,}" for row in rows if row.torn]:
            note = f"a row ends with its line, as {UNCLOSED}: {listed(torn, 4)}"
            grid = replace(grid, notes=(*grid.notes, note))
        return thread_of_grid(grid, columns, payload)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    clean = text.replace("\x00", "")
    # Some exports escape a quotation mark by a backslash instead of doubling it.
    backslash = '\\"' in clean and '""' not in clean
    escape: dict[str, Any] = {"doublequote": False, "escapechar": "\\"} if backslash else {}
    return csv_rows(lines_of(clean), delimiter=delimiter, **escape)


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends, which may be carriage returns alone."""
    # A StringIO would take four bytes a character.
    return (line[0] for line in _LINE.finditer(text))


def delimiter_of(header: str) -> str:
    """Return what stands between the names of a table's columns."""
    return max(DELIMITERS, key=header.count)


def _delimiter(text: str) -> str | None:
    """Return the delimiter under which the first rows look most like a table; None if under none."""
    if found := _SEPARATOR.match(text):
        return found[1]
    ranks: list[tuple[bool, int, str]] = []
    for delimiter in DELIMITERS:
        rows: list[list[str]] = []
        with long_fields(), suppress(csv.Error):
            some = islice(_rows(text[:_SAMPLE_CHARS], delimiter), _SAMPLE_ROWS)
            rows = [row.fields for row in some if any(row.fields)]
        at = find_header(rows) if rows else None
        if at is None:
            continue
        header = [name.strip() for name in rows[at]]
        has_text = has_text_name(header)
        # Nine of ten rows have as many fields as the header; the last may be cut by the sample's end.
        body = rows[at + 1 : -1] or rows[at + 1 :]
        even = bool(body) and sum(len(row) == len(header) for row in body) >= 0.9 * len(body)
        likely = has_text or (len(header) > 1 and even and header.count("") < 2)
        if likely and not (at and len(rows) < at + 3):
            ranks.append((has_text, len(header), delimiter))
    return max(ranks, key=lambda rank: rank[:2])[2] if ranks else None


@contextmanager
def long_fields(place: str = "the table") -> Iterator[None]:
    """Let the csv module read fields over its default of 128 KB; the limit is global to the process.

    Raises SourceError: what is read at `place` is no table.
    """
    before = csv.field_size_limit(_MAX_FIELD)
    try:
        yield
    except csv.Error as error:
        raise SourceError(f"{place}: not a readable table ({error}); export it again as CSV") from error
    finally:
        csv.field_size_limit(before)


class Row(NamedTuple):
    """A row, and the number of the line that it begins in; of a torn row there is no more than that line."""

    number: int
    fields: list[str]
    torn: bool


def csv_rows(lines: Iterator[str], number: int = 1, **dialect: Any) -> Iterator[Row]:
    """Yield the rows of lines, whose ends are kept, counted from `number`; use it within `long_fields`.

    A quotation mark that is never closed would take the rows behind it into its own: such a row ends with its line. A
    text of several lines with marks in the wrong places stays whole.
    """
    # Lines of a torn row, which are read again; the next one is the last.
    again: list[str] = []
    while True:
        taken: list[str] = []
        try:
            if (fields := next(csv.reader(_taken(again, lines, taken), **dialect), None)) is None:
                return
            torn = _is_torn(taken, dialect)
        except csv.Error:
            torn, fields = bool(taken), []
        if torn:
            again += reversed(taken[1:])
            del taken[1:]
            fields = _line(taken[0], dialect)
        yield Row(number, fields, torn)
        number += len(taken)


def _taken(again: list[str], lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Yield lines, first those that are read again, and keep what was `taken`."""
    size = 0
    while (line := again.pop() if again else next(lines, None)) is not None:
        taken.append(line)
        yield line
        size += len(line)
        if size > LINE_BYTES:
            raise csv.Error(f"longer than {LINE_BYTES >> 20} MB")


def _is_torn(taken: list[str], dialect: dict[str, Any]) -> bool:
    """Whether the lines of a row are several rows: its marks do not add up, and most lines are equally wide."""
    if len(taken) < 2:
        return False
    try:
        list(csv.reader(taken, strict=True, **dialect))
    except csv.Error:
        first, *others = (len(_line(line, dialect)) for line in taken)
        ((width, lines),) = Counter(others).most_common(1)
        return width >= max(first, 2) and 2 * lines > len(others)
    return False


def _line(line: str, dialect: dict[str, Any]) -> list[str]:
    try:
        return [field.rstrip("\r\n") for field in next(csv.reader([line], **dialect), [])]
    except csv.Error:
        return []


def pick_rows(start: Unpacked, column: str, thread: str, *, limit_mb: int) -> bytes:
    """Return the rows of a file whose `column` says `thread`, under the file's own header, as UTF-8.

    Nothing of a file that is small enough to be loaded, or that is neither a table nor JSON Lines in UTF-8. Raises
    SourceError: there is no such column, no such row, or more than `limit_mb` of them.
    """
    if start.size is None or start.size < _LARGE:
        return b""
    sample, notes = decode(start.head[: start.head.rfind(b"\n") + 1])
    if notes or b"\0" in start.head or sample.lstrip()[:1] in ("", "<", "["):
        return b""
    blocks = line_blocks(start.pieces(), start.name)
    if is_table := not sample.lstrip().startswith("{"):
        rows = _table(blocks, delimiter_of(sample.partition("\n")[0]), column, thread, start.name)
    else:
        rows = _json_lines(blocks, column, thread)
    header = next(rows) if is_table else b""
    if kept := joined(rows, start.name, limit_mb, "the thread holds"):
        return header + kept
    raise SourceError(
        f"{start.name}: no row has {clean_line(thread, 80)!r} in {column!r}; look for it in the file"
    )


def line_blocks(pieces: Iterable[bytes], place: str) -> Iterator[bytes]:
    """Yield the content in blocks that end with a line. Raises SourceError: a line is too long for one comment."""
    tail, number = b"", 1
    for piece in pieces:
        lines, end, rest = piece.rpartition(b"\n")
        if end:
            yield tail + lines + end
            number += lines.count(b"\n") + 1
        tail = rest if end else tail + rest
        if len(tail) > LINE_BYTES:
            raise SourceError(
                f"{place}: line {number:,} is longer than {LINE_BYTES >> 20} MB; write a comment a line"
            )
    if tail:
        yield tail + b"\n"


def _json_lines(blocks: Iterable[bytes], column: str, thread: str) -> Iterator[bytes]:
    # Most lines are of other threads, and need not be parsed.
    needle = thread.encode() if thread.isascii() and thread.isprintable() else b""
    lines = (line for block in blocks if needle in block for line in block.split(b"\n"))
    for line in (line + b"\n" for line in lines if needle in line and line.strip()):
        try:
            row = parse_json(line.decode("utf-8", "replace"))
        except JSONDecodeError:
            yield line  # Told with its place when the lines are read.
            continue
        if isinstance(row, dict) and cell_id(flatten(row).get(column)) == thread:
            yield line


def _table(blocks: Iterable[bytes], delimiter: str, column: str, thread: str, place: str) -> Iterator[bytes]:
    texts = (block.decode("utf-8", "replace").replace("\0", "").removeprefix("\ufeff") for block in blocks)
    # Not `splitlines`: other characters that end lines may stand in a comment.
    lines = (line + "\n" for text in texts for line in text.split("\n")[:-1])
    reader = csv.reader(lines, delimiter=delimiter)
    with long_fields(place):
        first = list(islice(reader, _SAMPLE_ROWS))
        at = find_header(first) or 0
        header = [" ".join(name.split()) for name in first[at]]
        index = header.index(exact_name(column, header, place))
        rows = (row for row in chain(first[at + 1 :], reader) if len(row) > index)
        for row in chain((first[at],), (row for row in rows if row[index].strip() == thread)):
            text = io.StringIO()
            csv.writer(text).writerow(row)
            yield text.getvalue().encode("utf-8", "replace")
