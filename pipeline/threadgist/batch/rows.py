"""Rows under names, as dumps and manifests have them, and those of dumps: each with the thread it belongs to."""

import codecs
import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

from threadgist.batch.jobs import Job, bad_job
from threadgist.bounds import LINE_BYTES
from threadgist.errors import SourceError
from threadgist.sources.decode import clean_line, decode, listed, wide_encoding
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.loading import opened
from threadgist.sources.payload import Payload
from threadgist.sources.sites.reddit import RedditDumpSource
from threadgist.sources.table import UNCLOSED, csv_rows, delimiter_of, lines_of, long_fields
from threadgist.sources.vocabulary import TEXT_NAMES, normal_name

Many = Literal["reddit", "rows", "manifest"]

LINK_ID: Final = re.compile(rb'"link_id"\s*:\s*"(?:t3_)?([0-9A-Za-z]{1,16})"')
THREAD_NAMES: Final = ("threadid", "thread", "conversationid", "discussionid", "storyid", "linkid")
PLACE_NAMES: Final = ("path", "file", "filename", "url", "link", "source")
_ROWS: Final = (".csv", ".tsv", ".jsonl", ".ndjson")
_REDDIT: Final = (".json", "")
_PACKED: Final = (".gz", ".zst", ".bz2", ".xz")
_MAX_ID: Final = 120
_NAMED: Final = 100


class BadRows:
    """The bad rows of one file, as jobs that fail: the first hundred one by one, the others by their number."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._named: list[Job] = []
        self._more = 0

    def add(self, line: int, problem: str) -> None:
        """Note what is wrong with a line (counted from 1; 0: with the file)."""
        place = f"{self._path}: line {line:,}" if line else str(self._path)
        if line and len(self._named) >= _NAMED:
            self._more += 1
        else:
            self._named.append(bad_job(place, f"{place}: {problem}"))

    def __iter__(self) -> Iterator[Job]:
        yield from self._named
        if self._more:
            place = f"{self._path}: other rows"
            yield bad_job(place, f"{place}: {self._more:,} more rows are bad; correct those named before")


def _field_names(head: bytes) -> tuple[str, ...]:
    """Return the names; () for what is neither a table nor JSON Lines."""
    text = decode(head)[0].lstrip("\ufeff \t\r\n")
    first = next(lines_of(text), "").rstrip("\r\n")
    try:
        if is_json(text):
            return tuple(parse_json(first))
        return tuple(name.strip() for name in next(csv.reader([first], delimiter=delimiter_of(first)), []))
    except (JSONDecodeError, csv.Error):
        return ()


def is_json(text: str) -> bool:
    """Whether a text begins as a JSON object does."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{"


def objects(lines: Iterable[tuple[int, str]], bad: BadRows) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of numbered lines of JSON; what is none goes to `bad`."""
    for number, line in lines:
        try:
            row = parse_json(line)
        except JSONDecodeError as error:
            bad.add(number, f"not valid JSON ({error.msg}); write the row again")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            bad.add(number, "no JSON object; write one a line")


def table_rows(lines: Iterator[str], bad: BadRows) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the names of a table, with the number of the line that each begins in.

    A quotation mark that is never closed costs the line it stands in, which goes to `bad`.
    """
    header = next(lines, "")
    delimiter = delimiter_of(header)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    with long_fields():
        for number, fields, torn in csv_rows(lines, 2, delimiter=delimiter):
            if torn:
                bad.add(number, f"not a readable row ({UNCLOSED}); close it")
            elif any(field.strip() for field in fields):
                yield number, dict(zip(names, fields, strict=False))


def many_of(path: Path, thread_column: str | None, *, found: bool = False) -> Many | None:
    """Tell how a file has many threads: as a "reddit" dump, "rows" with a column for the thread, a "manifest".

    Without a `thread_column` it is any usual one; a file `found` in a folder need not have it. Raises SourceError: one
    that was named itself lacks it.
    """
    packed = path.suffix.lower() in _PACKED
    suffix = Path(path.stem if packed else path).suffix.lower()
    if suffix not in (*_ROWS, *_REDDIT):
        return None
    head = _head_of(path)
    if RedditDumpSource().sniff_start(head) is None:
        return "reddit"
    names = _field_names(head) if suffix in _ROWS else ()
    if names and not found and thread_column is not None and thread_column not in names:
        raise SourceError(f"{path}: no column {thread_column!r}; the columns are {listed(sorted(names))}")
    if names and _thread_name(names, thread_column) is not None:
        return "rows"
    normal = {normal_name(name) for name in names}
    # What has a text holds comments, and does not name threads.
    return "manifest" if not packed and normal & {*PLACE_NAMES} and not normal & {*TEXT_NAMES} else None


def dump_rows(path: Path, thread_column: str | None, bad: BadRows) -> Iterator[tuple[bytes, bytes]]:
    """Yield for each row of a dump what tells its thread from all others, and the row as a line of JSON.

    What cannot be read, or does not say what thread it belongs to, goes to `bad`.
    """
    reddit = many_of(path, thread_column, found=True) == "reddit"
    yield from _reddit_rows(path, bad) if reddit else _rows(path, thread_column, bad)


def _key(of: str, place: str, thread: str) -> bytes:
    return json.dumps([of, place, thread]).encode()


def _reddit_rows(path: Path, bad: BadRows) -> Iterator[tuple[bytes, bytes]]:
    for number, line in _lines(path, bad):
        match = LINK_ID.search(line)
        row: Any = None
        # Whether it is JSON is asked where it looks cut or ends in blanks, for parsing all of a dump takes hours.
        if match is None or not line.endswith(b"}"):
            try:
                row = parse_json(line.decode("utf-8", "replace"))
            except JSONDecodeError as error:
                bad.add(number, f"is no JSON ({error.msg}); the dump is damaged there, so get it again")
                continue
        if match is not None:
            thread = match.group(1).decode().lower()
        else:
            # The line of a post has a title.
            thread = str(row.get("id", "")) if isinstance(row, dict) and row.get("title") else ""
        if thread.isascii() and thread.isalnum():
            yield _key("reddit", "reddit", f"t3_{thread}"), line


def _rows(path: Path, thread_column: str | None, bad: BadRows) -> Iterator[tuple[bytes, bytes]]:
    """Yield the rows of a table or of JSON Lines as JSON, without the column of the thread."""
    head = _head_of(path)
    column = _thread_name(_field_names(head), thread_column)
    if column is None:
        bad.add(0, "changed while it was read; start the same command again")
        return
    name = Payload("", str(path)).readable_name
    if is_json(decode(head)[0]):
        rows = objects(((number, _text(line)) for number, line in _lines(path, bad)), bad)
    else:
        # Lines of some programs end with a carriage return alone.
        texts = (_text(line).replace("\x00", "") for line in _raw_lines(path, bad))
        rows = table_rows((line for text in texts for line in lines_of(text)), bad)
    for number, row in rows:
        thread = row.pop(column, None)
        if thread is None or isinstance(thread, dict | list) or not str(thread).strip():
            bad.add(number, f"has no {column!r}, so its thread is not known; fill it in or leave it out")
            continue
        try:
            line = json.dumps(row).encode()
        except RecursionError:
            bad.add(number, "is nested too deep; take it out")
            continue
        yield _key(str(path), name, _thread_id(str(thread))), line


def _thread_id(said: str) -> str:
    """What a thread is called in its row, cut where it is long, and then told apart from others cut alike."""
    name = clean_line(said, len(said))
    if len(name) <= _MAX_ID:
        return name
    return f"{clean_line(name, _MAX_ID)} {hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(line)[0]


def _lines(path: Path, bad: BadRows) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(_raw_lines(path, bad), start=1):
        if line.strip():
            yield number, line.rstrip(b"\r\n")


def _raw_lines(path: Path, bad: BadRows) -> Iterator[bytes]:
    """Yield the lines of a file, packed or not, with their ends; of one that is too long an empty one."""
    tail, number, too_long = b"", 0, False
    try:
        with opened(path) as start:
            pieces = start.pieces()
            if (wide := wide_encoding(start.head)) is not None:
                # In UTF-8 bytes end lines.
                texts = codecs.iterdecode(pieces, wide, "replace")
                pieces = (text.encode("utf-8", "replace") for text in texts)
            for piece in pieces:
                for at, part in enumerate(piece.split(b"\n")):
                    if at:
                        yield tail + b"\n"
                        tail, number, too_long = b"", number + 1, False
                    tail = b"" if too_long else tail + part
                    if len(tail) > LINE_BYTES:
                        bad.add(number + 1, f"is longer than {LINE_BYTES >> 20} MB; write a comment a line")
                        tail, too_long = b"", True
    except SourceError as error:
        bad.add(0, f"{str(error).removeprefix(f'{path}: ')}; its threads may lack comments")
        return
    if tail:
        yield tail


def _head_of(path: Path) -> bytes:
    """Return how a file begins, unpacked; nothing of one that cannot be read, as reading it tells why."""
    with suppress(SourceError), opened(path) as start:
        return start.head
    return b""


def _thread_name(names: Sequence[str], wanted: str | None) -> str | None:
    if wanted in names:
        return wanted
    normal = {normal_name(name): name for name in reversed(names)}
    if not normal.keys() & set(TEXT_NAMES):
        return None
    return next((normal[name] for name in THREAD_NAMES if name in normal), None)
