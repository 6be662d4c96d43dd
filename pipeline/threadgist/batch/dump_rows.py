"""The rows of dumps: files of comments of many threads, read line by line, each with the thread it belongs to."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from threadgist.errors import SourceError
from threadgist.sources.characters import clean_line
from threadgist.sources.columns import TEXT_NAMES, normal_name
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.opening import opened
from threadgist.sources.payload import Payload
from threadgist.sources.reddit_dump import RedditDumpSource

__all__ = ["LINK_ID", "dump_kind", "dump_rows"]

LINK_ID: Final = re.compile(rb'"link_id"\s*:\s*"(?:t3_)?([0-9A-Za-z]{1,16})"')
THREAD_NAMES: Final = ("threadid", "thread", "conversationid", "discussionid", "storyid", "linkid")
_SUFFIXES: Final = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", "")
_PACKED: Final = (".gz", ".zst", ".bz2", ".xz")
_MAX_LINE: Final = 16 << 20
_MAX_ID: Final = 120


def dump_kind(
    path: Path, thread_column: str | None, *, found: bool = False
) -> Literal["reddit", "rows"] | None:
    """Tell whether a file holds many threads: a dump of Reddit, or rows with a column for the thread.

    Args:
        path: the file.
        thread_column: which column says what thread a row belongs to; None: found by name.
        found: whether the file was come upon in a folder, where others may have that column.

    Raises:
        SourceError: `thread_column` is named and a table or JSON Lines file has no such column, and was named itself.
    """
    if not path.is_file() or _plain_suffix(path) not in _SUFFIXES:
        return None
    with opened(path, None) as start:
        head = start.head if start is not None else b""
    if RedditDumpSource().sniff_start(head) is None:
        return "reddit"
    if _plain_suffix(path) in (".json", ""):
        return None
    names = _names(head)
    if names and not found and thread_column is not None and thread_column not in names:
        raise SourceError(f"{path}: no column {thread_column!r}; the columns are {', '.join(names)[:400]}")
    return "rows" if names and _thread_name(names, thread_column) is not None else None


def dump_rows(path: Path, thread_column: str | None) -> Iterator[tuple[bytes, bytes]]:
    """Yield for each row of a dump what tells its thread from all others, and the row as a line of JSON.

    Raises:
        SourceError: The dump is damaged, or a row does not say what thread it belongs to.
    """
    reddit = dump_kind(path, thread_column, found=True) == "reddit"
    return _reddit_rows(path) if reddit else _rows(path, thread_column)


def _key(of: str, place: str, thread: str) -> bytes:
    return json.dumps([of, place, thread]).encode()


def _reddit_rows(path: Path) -> Iterator[tuple[bytes, bytes]]:
    for number, line in _lines(path):
        match = LINK_ID.search(line)
        if match is not None:
            thread = match.group(1).decode().lower()
        else:
            try:
                row = parse_json(line.decode("utf-8", "replace"))
            except JSONDecodeError as error:
                raise SourceError(
                    f"{path}: line {number:,} is no JSON ({error.msg}); the dump is damaged there, so get it again"
                ) from error
            thread = str(row.get("id", "")) if isinstance(row, dict) and row.get("title") else ""
            if not (thread.isascii() and thread.isalnum()):
                continue
        yield _key("reddit", "reddit", f"t3_{thread}"), line


def _rows(path: Path, thread_column: str | None) -> Iterator[tuple[bytes, bytes]]:
    """Yield the rows of a table or of JSON Lines as JSON, without the column of the thread."""
    with opened(path, None) as start:
        head = start.head if start is not None else b""
    column = _thread_name(_names(head), thread_column)
    assert column is not None
    for number, row in _json_rows(path) if _plain(head)[:1] == "{" else _table_rows(path):
        thread = row.pop(column, None)
        if thread is None or isinstance(thread, dict | list) or not str(thread).strip():
            raise SourceError(
                f"{path}: line {number:,} has no {column!r}, so its thread is not known; fill it in or leave it out"
            )
        name = _thread_id(str(thread))
        yield _key(str(path), Payload("", str(path)).readable_name, name), json.dumps(row).encode()


def _thread_id(said: str) -> str:
    """What a thread is called in its row, cut where it is long, and then told apart from others cut alike."""
    name = clean_line(said, len(said))
    if len(name) <= _MAX_ID:
        return name
    return f"{clean_line(name, _MAX_ID)} {hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            row = parse_json(line.decode("utf-8-sig", "replace"))
        except JSONDecodeError as error:
            raise SourceError(f"{path}: line {number:,}: not valid JSON ({error.msg})") from error
        if not isinstance(row, dict):
            raise SourceError(f"{path}: line {number:,}: no JSON object; write one a line")
        yield number, row


def _table_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    texts = (line.decode("utf-8-sig", "replace").replace("\x00", "") for line in _raw_lines(path))
    header = next(texts, "")
    reader = csv.reader(texts, delimiter=_delimiter(header))
    names = [name.strip() for name in next(csv.reader([header], delimiter=_delimiter(header)), [])]
    before = csv.field_size_limit((1 << 31) - 1)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num + 1, dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise SourceError(f"{path}: line {reader.line_num + 1:,}: not a readable table ({error})") from error
    finally:
        csv.field_size_limit(before)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(_raw_lines(path), start=1):
        if line.strip():
            yield number, line.rstrip(b"\r\n")


def _raw_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, packed or not, with their ends."""
    with opened(path, None) as start:
        if start is None:
            raise SourceError(f"{path}: cannot be read; check the path and its permissions")
        tail = b""
        for piece in start.pieces():
            lines = (tail + piece).split(b"\n")
            tail = lines.pop()
            if len(tail) > _MAX_LINE:
                raise SourceError(
                    f"{path}: a line is longer than {_MAX_LINE >> 20} MB; write a comment a line"
                )
            for line in lines:
                yield line + b"\n"
        if tail:
            yield tail


def _names(head: bytes) -> tuple[str, ...]:
    first = _plain(head).split("\n", 1)[0].rstrip("\r")
    if first[:1] == "{":
        try:
            row = parse_json(first)
        except JSONDecodeError:
            return ()
        return tuple(row) if isinstance(row, dict) else ()
    return tuple(name.strip() for name in next(csv.reader([first], delimiter=_delimiter(first)), []))


def _plain(head: bytes) -> str:
    return head.decode("utf-8-sig", "replace").lstrip()


def _thread_name(names: Sequence[str], wanted: str | None) -> str | None:
    if wanted in names:
        return wanted
    normal = {normal_name(name): name for name in reversed(names)}
    if not normal.keys() & set(TEXT_NAMES):
        return None
    return next((normal[name] for name in THREAD_NAMES if name in normal), None)


def _delimiter(header: str) -> str:
    return max((",", "\t", ";", "|"), key=header.count)


def _plain_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix in _PACKED else suffix
