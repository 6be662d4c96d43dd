"""Dumps: files of comments of many threads, taken apart by thread in memory that does not grow with the dump."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from threadgist.batch.jobs import Job, folder_name
from threadgist.errors import OutputError, SourceError
from threadgist.sources.characters import clean_line
from threadgist.sources.columns import TEXT_NAMES, normal_name
from threadgist.sources.jsontext import JSONDecodeError, parse_json
from threadgist.sources.opening import opened
from threadgist.sources.payload import Payload
from threadgist.sources.reddit_dump import RedditDumpSource

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Spool", "dump_kind", "spool"]

THREAD_NAMES: Final = ("threadid", "thread", "conversationid", "discussionid", "storyid", "linkid")
_SUFFIXES: Final = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", "")
_PACKED: Final = (".gz", ".zst", ".bz2", ".xz")
_LINK_ID: Final = re.compile(rb'"link_id"\s*:\s*"(?:t3_)?([0-9A-Za-z]{1,16})"')
_MAX_LINE: Final = 16 << 20
_MAX_ID: Final = 120
# A bucket is read whole; text packs about tenfold.
_BUCKET_BYTES: Final = 12 << 20
_MIN_BUCKETS: Final = 8
_MAX_BUCKETS: Final = 256


@dataclass(frozen=True)
class Spool:
    """The threads of one run's dumps, each a slice of a file in `folder`."""

    folder: Path
    threads: int

    def __len__(self) -> int:
        return self.threads

    def __iter__(self) -> Iterator[Job]:
        with (self.folder / "index.jsonl").open(encoding="utf-8") as stream:
            for line in stream:
                one = json.loads(line)
                yield Job(
                    folder=folder_name(f"{one['of']}\n{one['id']}", one["id"]),
                    source=f"{one['from']}: {one['id']}",
                    kind="slice",
                    place=str(self.folder / one["file"]),
                    start=one["start"],
                    end=one["end"],
                    reader=one["reader"],
                    thread=one["id"] if one["reader"] == "reddit-dump" else None,
                )

    def discard(self) -> None:
        """Delete the files; the next run takes the dumps apart again."""
        shutil.rmtree(self.folder, ignore_errors=True)


def dump_kind(path: Path, thread_column: str | None) -> Literal["reddit", "rows"] | None:
    """Tell whether a file holds many threads: a dump of Reddit, or rows with a column for the thread.

    Raises:
        SourceError: `thread_column` is named and a table or JSON Lines file has no such column.
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
    return "rows" if names and _thread_name(names, thread_column, path) is not None else None


def spool(
    dumps: Sequence[Path], folder: Path, *, thread_column: str | None = None, min_comments: int = 1
) -> Spool:
    """Take dumps apart by thread; what was taken apart before is used again while the dumps are the same.

    Comments of one Reddit thread in several dumps come together. Lines are first spread over buckets by their thread,
    then each bucket is grouped: memory is that of a bucket.

    Args:
        dumps: the files.
        folder: where the parts go.
        thread_column: which column says what thread a row belongs to; None: found by name.
        min_comments: threads with fewer rows are left out.

    Raises:
        SourceError: A dump is damaged.
        OutputError: The parts cannot be written.
    """
    dumps = sorted(set(dumps))
    print_ = _fingerprint(dumps, thread_column, min_comments)
    known = _known(folder, print_)
    if known is not None:
        return known
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        packed = sum(path.stat().st_size for path in dumps)
        number = max(_MIN_BUCKETS, min(_MAX_BUCKETS, packed // _BUCKET_BYTES + 1))
        with ExitStack() as stack:
            buckets = [
                stack.enter_context((folder / f"bucket-{i:03}").open("wb", 1 << 18)) for i in range(number)
            ]
            for path in dumps:
                kind = dump_kind(path, thread_column)
                rows = _reddit_rows(path) if kind == "reddit" else _rows(path, thread_column)
                for key, line in rows:
                    bucket = int.from_bytes(hashlib.blake2b(key, digest_size=4).digest(), "big") % number
                    buckets[bucket].write(key + b"\x1f" + line + b"\n")
        return _group(folder, number, print_, min_comments)
    except OSError as error:
        raise OutputError(
            f"{folder}: the dump cannot be taken apart there ({error.strerror}): free some space or name --out"
        ) from error


def _group(folder: Path, number: int, print_: str, min_comments: int) -> Spool:
    """Turn buckets into slices; head.json, which makes them count, is written last."""
    threads = 0
    with (folder / "index.jsonl").open("w", encoding="utf-8") as out:
        for i in range(number):
            groups: dict[bytes, list[bytes]] = {}
            bucket = folder / f"bucket-{i:03}"
            for entry in bucket.read_bytes().split(b"\n")[:-1]:
                key, _, line = entry.partition(b"\x1f")
                groups.setdefault(key, []).append(line)
            name = f"threads-{i:03}.jsonl"
            with (folder / name).open("wb") as stream:
                for key in sorted(groups):
                    lines = groups[key]
                    of, place, thread = json.loads(key)
                    # The line of a post is no comment.
                    comments = len(lines) if of != "reddit" else sum(map(_is_comment, lines))
                    if comments < max(1, min_comments):
                        continue
                    start = stream.tell()
                    stream.write(b"\n".join(lines) + b"\n")
                    row = {
                        "id": thread,
                        "of": of,
                        "from": place,
                        "reader": "reddit-dump" if of == "reddit" else "json",
                        "file": name,
                        "start": start,
                        "end": stream.tell(),
                    }
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                    threads += 1
            bucket.unlink()
    head = folder / "head.part"
    head.write_text(json.dumps({"fingerprint": print_, "threads": threads}), encoding="utf-8")
    head.replace(folder / "head.json")
    return Spool(folder, threads)


def _is_comment(line: bytes) -> bool:
    return _LINK_ID.search(line) is not None


def _known(folder: Path, print_: str) -> Spool | None:
    try:
        head = json.loads((folder / "head.json").read_bytes())
    except (OSError, ValueError):
        return None
    same = isinstance(head, dict) and head.get("fingerprint") == print_
    return Spool(folder, head["threads"]) if same else None


def _fingerprint(dumps: Sequence[Path], thread_column: str | None, min_comments: int) -> str:
    parts: list[Any] = [thread_column, min_comments]
    for path in dumps:
        status = path.stat()
        parts.append((str(path), status.st_size, status.st_mtime_ns))
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _key(of: str, place: str, thread: str) -> bytes:
    return json.dumps([of, place, thread]).encode()


def _reddit_rows(path: Path) -> Iterator[tuple[bytes, bytes]]:
    for number, line in _lines(path):
        match = _LINK_ID.search(line)
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
    column = _thread_name(_names(head), thread_column, path)
    assert column is not None
    for number, row in _json_rows(path) if head.lstrip()[:1] == b"{" else _table_rows(path):
        thread = row.pop(column, None)
        if thread is None or isinstance(thread, dict | list) or not str(thread).strip():
            raise SourceError(
                f"{path}: line {number:,} has no {column!r}, so its thread is not known; fill it in or leave it out"
            )
        name = clean_line(str(thread), _MAX_ID)
        yield _key(str(path), Payload("", str(path)).readable_name, name), json.dumps(row).encode()


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
    first = head.decode("utf-8-sig", "replace").lstrip().split("\n", 1)[0].rstrip("\r")
    if first[:1] == "{":
        try:
            row = parse_json(first)
        except JSONDecodeError:
            return ()
        return tuple(row) if isinstance(row, dict) else ()
    return tuple(name.strip() for name in next(csv.reader([first], delimiter=_delimiter(first)), []))


def _thread_name(names: Iterable[str], wanted: str | None, path: Path) -> str | None:
    names = list(names)
    if wanted is not None:
        if wanted not in names:
            raise SourceError(f"{path}: no column {wanted!r}; the columns are {', '.join(names)[:400]}")
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
