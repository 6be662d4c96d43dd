"""Dumps: files of comments of many threads, taken apart by thread in memory that does not grow with the dump."""

from __future__ import annotations

import hashlib
import json
import mmap
import shutil
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from threadgist.batch.dump_rows import LINK_ID, dump_rows
from threadgist.batch.jobs import Job, folder_name
from threadgist.batch.rows import BadRows
from threadgist.bounds import open_regular
from threadgist.errors import SourceError
from threadgist.outputs import writing
from threadgist.stored import parse, read_bytes, validated

# Of a bucket, only where its lines are is held in memory.
_BUCKETS: Final = 128
# Raised when what lies in the folder is written differently.
_LAYOUT: Final = 3
_OF_REDDIT: Final = b'["reddit"'


@dataclass(frozen=True, slots=True)
class _Head:
    fingerprint: str
    threads: int
    bad: tuple[Job, ...]
    index: str


@dataclass(frozen=True)
class Spool:
    """The threads of one run's dumps, each a slice of a file in `folder`, and a job of what could not be read."""

    folder: Path
    head: _Head

    def __len__(self) -> int:
        return self.head.threads + len(self.head.bad)

    def __iter__(self) -> Iterator[Job]:
        yield from self.head.bad
        path = self.folder / "index.jsonl"
        again = "remove its folder, and start the same command again"
        with open_regular(path) as stream:
            for line in stream:
                job = validated(line, Job, str(path), again)
                yield replace(job, place=str(self.folder / Path(job.place).name))

    def discard(self) -> None:
        """Delete the files; the next run takes the dumps apart again."""
        shutil.rmtree(self.folder, ignore_errors=True)


def spool(
    dumps: Sequence[Path], folder: Path, *, thread_column: str | None = None, min_comments: int = 1
) -> Spool:
    """Take dumps apart by thread into `folder`, unless they were before; threads under `min_comments` are left out.

    Lines are first spread over buckets by their thread, so that comments of one Reddit thread in several dumps come
    together; then each bucket is grouped. Raises OutputError: the parts cannot be written.
    """
    dumps = sorted(set(dumps))
    print_ = _fingerprint(dumps, thread_column, min_comments)
    known = _known(folder, print_)
    if known is not None:
        return known
    with writing(folder, "free some space or name --out", "the dump cannot be taken apart there"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        bad: list[Job] = []
        with ExitStack() as stack:
            buckets = [
                stack.enter_context((folder / f"bucket-{i:03}").open("wb", 1 << 18)) for i in range(_BUCKETS)
            ]
            for path in dumps:
                rows = BadRows(path)
                for key, line in dump_rows(path, thread_column, rows):
                    bucket = int.from_bytes(hashlib.blake2b(key, digest_size=4).digest(), "big") % _BUCKETS
                    buckets[bucket].write(key + b"\x1f" + line + b"\n")
                bad += rows
        return _group(folder, print_, min_comments, tuple(bad))


def _group(folder: Path, print_: str, min_comments: int, bad: tuple[Job, ...]) -> Spool:
    """Turn buckets into slices; head.json, which makes them count, is written last."""
    threads = 0
    with (folder / "index.jsonl").open("w", encoding="utf-8") as out:
        for i in range(_BUCKETS):
            name = f"threads-{i:03}.jsonl"
            bucket = folder / f"bucket-{i:03}"
            if bucket.stat().st_size:
                with bucket.open("rb") as held, (folder / name).open("wb") as stream:
                    for one in _slices(held, stream, name, min_comments):
                        out.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
                        threads += 1
            bucket.unlink()
    part = folder / "head.part"
    head = _Head(print_, threads, bad, _index_print(folder))
    part.write_text(json.dumps(asdict(head)), encoding="utf-8")
    part.replace(folder / "head.json")
    return Spool(folder, head)


def _slices(bucket: BinaryIO, stream: BinaryIO, name: str, min_comments: int) -> Iterator[Job]:
    """Write the lines of a bucket thread by thread; yield where each thread is."""
    with mmap.mmap(bucket.fileno(), 0, access=mmap.ACCESS_READ) as lines:
        places: dict[bytes, array[int]] = {}
        comments: Counter[bytes] = Counter()
        at = 0
        while entry := lines.readline():
            key, _, line = entry.partition(b"\x1f")
            places.setdefault(key, array("Q")).extend((at + len(key) + 1, at + len(entry)))
            # The line of a post is no comment.
            comments[key] += not key.startswith(_OF_REDDIT) or LINK_ID.search(line) is not None
            at += len(entry)
        for key in sorted(places):
            if comments[key] < max(1, min_comments):
                continue
            of, place, thread = json.loads(key)
            begun = stream.tell()
            bounds = iter(places[key])
            stream.writelines(lines[start:end] for start, end in zip(bounds, bounds, strict=True))
            yield Job(
                folder=folder_name(f"{of}\n{thread}", thread),
                source=f"{place}: {thread}",
                kind="slice",
                place=name,
                start=begun,
                end=stream.tell(),
                reader="reddit-dump" if of == "reddit" else "json",
                thread=thread,
            )


def _known(folder: Path, print_: str) -> Spool | None:
    try:
        head = parse(read_bytes(folder / "head.json"), _Head)
        if head.fingerprint != print_ or head.index != _index_print(folder):
            return None
        return Spool(folder, head)
    except (SourceError, OSError, ValueError):
        # What is not as it was written is made again.
        return None


def _index_print(folder: Path) -> str:
    with open_regular(folder / "index.jsonl") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    for path in sorted(folder.glob("threads-*.jsonl")):
        digest.update(f"{path.name} {path.stat().st_size}".encode())
    return digest.hexdigest()


def _fingerprint(dumps: Sequence[Path], thread_column: str | None, min_comments: int) -> str:
    parts: list[Any] = [_LAYOUT, thread_column, min_comments]
    for path in dumps:
        parts.append(str(path))
        # That it has gone meanwhile is told when it is read.
        with suppress(OSError):
            status = path.stat()
            parts.append((status.st_size, status.st_mtime_ns))
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
