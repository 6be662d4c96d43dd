"""Dumps: files of comments of many threads, taken apart by thread in memory that does not grow with the dump."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from threadgist.batch.dump_rows import LINK_ID, dump_rows
from threadgist.batch.jobs import Job, folder_name
from threadgist.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Spool", "spool"]

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
                    thread=one["id"],
                )

    def discard(self) -> None:
        """Delete the files; the next run takes the dumps apart again."""
        shutil.rmtree(self.folder, ignore_errors=True)


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
                for key, line in dump_rows(path, thread_column):
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
    return LINK_ID.search(line) is not None


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
