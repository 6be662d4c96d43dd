"""One thread out of a table or JSON Lines that is too large to load: its rows are picked while streaming."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from threadgist.bounds import LINE_BYTES
from threadgist.errors import SourceError
from threadgist.sources.columns import exact_name
from threadgist.sources.decode import clean_line, decode
from threadgist.sources.grid import find_header
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.opening import opened
from threadgist.sources.rows import cell_id
from threadgist.sources.table import delimiter_of, long_fields
from threadgist.sources.walk import flatten

_LARGE = 32 << 20
_FIRST = 20


def pick_rows(path: Path, column: str, thread: str, *, limit_mb: int) -> bytes | None:
    """Return the rows of a file whose `column` says `thread`, under the file's own header, as UTF-8.

    None for a file that is small enough to be loaded, or that is neither a table nor JSON Lines in UTF-8. Raises
    SourceError: there is no such column, no such row, or more than `limit_mb` of them.
    """
    try:
        if not path.is_file() or path.stat().st_size < _LARGE:
            return None
    except (OSError, ValueError):
        return None
    with opened(path, None) as start:
        if start is None:
            return None
        head = start.head
        sample, notes = decode(head[: head.rfind(b"\n") + 1])
        if notes or b"\0" in head or sample.lstrip()[:1] in ("<", "["):
            return None
        blocks = _blocks(start.pieces(), str(path))
        header = 0 if sample.lstrip().startswith("{") else 1
        rows = _table(blocks, sample, column, thread, str(path))
        picked = rows if header else _json_lines(blocks, column, thread)
        kept, room = [], limit_mb << 20
        for row in picked:
            room -= len(row)
            if room < 0:
                raise SourceError(
                    f"{path}: the thread holds more than {limit_mb} MB; raise limits.max_input_mb if that is meant"
                )
            kept.append(row)
    if len(kept) == header:
        raise SourceError(
            f"{path}: no row has {clean_line(thread, 80)!r} in {column!r}; look for it in the file"
        )
    return b"".join(kept)


def _blocks(pieces: Iterable[bytes], place: str) -> Iterator[bytes]:
    """Yield the content in blocks that end with a line."""
    tail = b""
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield tail + piece[:cut]
            tail = b""
        tail += piece[cut:]
        if len(tail) > LINE_BYTES:
            raise SourceError(f"{place}: a line is longer than {LINE_BYTES >> 20} MB; write a comment a line")
    if tail:
        yield tail + b"\n"


def _json_lines(blocks: Iterable[bytes], column: str, thread: str) -> Iterator[bytes]:
    # Most lines are of other threads, and need not be parsed.
    needle = thread.encode("utf-8", "surrogatepass") if thread.isascii() and thread.isprintable() else b""
    lines = (
        line for block in blocks if needle in block for line in block.split(b"\n") if line and needle in line
    )
    for line in lines:
        try:
            row = parse_json(line.decode("utf-8", "replace"))
        except JSONDecodeError:
            yield line + b"\n"  # Told with its place when the lines are read.
            continue
        if isinstance(row, dict) and cell_id(flatten(row).get(column)) == thread:
            yield line + b"\n"


def _table(blocks: Iterable[bytes], sample: str, column: str, thread: str, place: str) -> Iterator[bytes]:
    texts = (block.decode("utf-8", "replace").replace("\0", "").removeprefix("\ufeff") for block in blocks)
    # Not `splitlines`: other characters that end lines may stand in a comment.
    lines = (line + "\n" for text in texts for line in text.split("\n")[:-1])
    reader = csv.reader(lines, delimiter=delimiter_of(sample.partition("\n")[0]))
    try:
        with long_fields():
            first = list(islice(reader, _FIRST))
            at = find_header(first) or 0
            header = [" ".join(name.split()) for name in first[at]]
            index = header.index(exact_name(column, header, place))
            yield _written(first[at])
            for row in chain(first[at + 1 :], reader):
                if len(row) > index and row[index].strip() == thread:
                    yield _written(row)
    except csv.Error as error:
        raise SourceError(f"{place}: not a readable table ({error}); export it again as CSV") from error


def _written(row: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(row)
    return text.getvalue().encode("utf-8", "replace")
