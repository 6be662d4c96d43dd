"""Inputs too large to load: unpacked as they are read, and the rows of one thread picked, in constant memory."""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, BinaryIO

from threadgist.bounds import FREE_BYTES, LINE_BYTES, RATIO, open_regular
from threadgist.errors import SourceError
from threadgist.sources.columns import exact_name
from threadgist.sources.decode import clean_line, decode
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.loading import MAX_WINDOW, STDIN_NAME, ZSTD, damage, packing_of
from threadgist.sources.rows import cell_id
from threadgist.sources.table import delimiter_of, long_fields
from threadgist.sources.tabular import find_header
from threadgist.sources.walk import flatten

_HEAD = 1 << 16
# As much, packed in the largest blocks, makes a head.
_START = 1 << 20
# Smaller files are loaded.
_LARGE = 32 << 20
_FIRST = 20


class _Replayed:
    """A stream whose start was read before and is read again; `count` is how many bytes of it were read by now."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start = io.BytesIO(start)
        self._rest = rest
        self.count = 0

    def read(self, size: int) -> bytes:
        data = self._start.read(size) or self._rest.read(size) or b""
        self.count += len(data)
        return data


class Unpacked:
    """An open input, `name` for messages, whose first 64 KB or so (unpacked, fewer if damaged) are its `head`.

    `window_mb` is what the packing says that unpacking keeps in memory.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.name = name
        self._stream = stream
        self._start = b""
        # A pipe that is not buffered hands over less than it is asked for.
        while len(self._start) < _START and (piece := stream.read(_START - len(self._start))):
            self._start += piece
        self._unpacked = packing_of(self._start)[1]
        self.head = b""
        self.window_mb = 0
        # Damage is told when the input is read, not while its format is being guessed.
        with suppress(*damage()):
            if self._start.startswith(ZSTD):
                import zstandard

                window = zstandard.get_frame_parameters(self._start).window_size
                self.window_mb = min(window, MAX_WINDOW) >> 20
            for piece in self._unpacked(io.BytesIO(self._start)):
                self.head += piece
                if len(self.head) >= _HEAD:
                    break

    def pieces(self) -> Iterator[bytes]:
        """Yield the content in pieces of at most 1 MB. Raises SourceError: damaged, or over 200 times its size."""
        raw: Any = self.rewound()
        total = 0
        try:
            for large in self._unpacked(raw):
                total += len(large)
                if total > FREE_BYTES and total > RATIO * raw.count:
                    raise SourceError(
                        f"{self.name}: unpacks to more than {RATIO:,} times its size, "
                        "which no dump does; get it from its publisher again"
                    )
                yield from (large[at : at + _START] for at in range(0, len(large), _START))
        except damage() as error:
            raise SourceError(
                f"{self.name}: damaged or cut short after {total:,} unpacked bytes ({error}); "
                "copy or download it again"
            ) from error

    def rewound(self) -> BinaryIO:
        """Return the input as it was given, from its start, for a reader that loads it whole."""
        return _Replayed(self._start, self._stream)  # type: ignore[return-value]


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; False where that cannot be told (reading it tells why)."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


@contextmanager
def opened(source: str | Path, stdin: BinaryIO | None) -> Iterator[Unpacked | None]:
    """Open a regular file, or standard input for `-`; None where that fails, for loading it tells why."""
    if str(source) == "-":
        yield Unpacked(stdin if stdin is not None else sys.stdin.buffer, STDIN_NAME)
        return
    with ExitStack() as stack:
        start = None
        with suppress(SourceError):
            start = Unpacked(stack.enter_context(open_regular(source)), str(source))
        yield start


def pick_rows(path: Path, column: str, thread: str, *, limit_mb: int) -> bytes | None:
    """Return the rows of a file whose `column` says `thread`, under the file's own header, as UTF-8.

    None for a file that is small enough to be loaded, or that is neither a table nor JSON Lines in UTF-8. Raises
    SourceError: there is no such column, no such row, or more than `limit_mb` of them.
    """
    with opened(path, None) as start:
        if start is None or path.stat().st_size < _LARGE:
            return None
        sample, notes = decode(start.head[: start.head.rfind(b"\n") + 1])
        if notes or b"\0" in start.head or sample.lstrip()[:1] in ("<", "["):
            return None
        blocks = line_blocks(start.pieces(), str(path))
        header = 0 if sample.lstrip().startswith("{") else 1
        delimiter = delimiter_of(sample.partition("\n")[0])
        rows = (
            _table(blocks, delimiter, column, thread, str(path))
            if header
            else _json_lines(blocks, column, thread)
        )
        kept, room = [], limit_mb << 20
        for row in rows:
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
    for line in (line for block in blocks if needle in block for line in block.split(b"\n")):
        if line and needle in line:
            try:
                row = parse_json(line.decode("utf-8", "replace"))
            except JSONDecodeError:
                yield line + b"\n"  # Told with its place when the lines are read.
                continue
            if isinstance(row, dict) and cell_id(flatten(row).get(column)) == thread:
                yield line + b"\n"


def _table(blocks: Iterable[bytes], delimiter: str, column: str, thread: str, place: str) -> Iterator[bytes]:
    texts = (block.decode("utf-8", "replace").replace("\0", "").removeprefix("\ufeff") for block in blocks)
    # Not `splitlines`: other characters that end lines may stand in a comment.
    lines = (line + "\n" for text in texts for line in text.split("\n")[:-1])
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        with long_fields():
            first = list(islice(reader, _FIRST))
            at = find_header(first) or 0
            header = [" ".join(name.split()) for name in first[at]]
            index = header.index(exact_name(column, header, place))
            rows = (row for row in chain(first[at + 1 :], reader) if len(row) > index)
            for row in chain((first[at],), (row for row in rows if row[index].strip() == thread)):
                text = io.StringIO()
                csv.writer(text).writerow(row)
                yield text.getvalue().encode("utf-8", "replace")
    except csv.Error as error:
        raise SourceError(f"{place}: not a readable table ({error}); export it again as CSV") from error
