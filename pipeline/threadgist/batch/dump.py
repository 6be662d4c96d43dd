"""Dumps: files of comments of many threads, taken apart by thread in memory that does not grow with the dump."""

import hashlib
import json
import mmap
import shutil
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from threadgist.batch.jobs import Job, folder_name
from threadgist.batch.rows import LINK_ID, BadRows, dump_rows
from threadgist.bounds import open_regular
from threadgist.errors import SourceError
from threadgist.outputs import write_whole, writing
from threadgist.stored import read_bytes, validated

# Of a bucket, only where its lines are is held in memory.
_BUCKETS: Final = 128
# Raised when what lies in the folder is written differently.
_LAYOUT: Final = 5
_INDEX: Final = "index.jsonl"
_HEAD: Final = "head"
_OF_REDDIT: Final = b'["reddit"'


@dataclass(frozen=True)
class Spool:
    """The threads of one run's dumps, each a slice of a file in `folder`, and a job of what could not be read."""

    folder: Path

    def __len__(self) -> int:
        with open_regular(self.folder / _INDEX) as stream:
            return sum(1 for _ in stream)

    def __iter__(self) -> Iterator[Job]:
        path = self.folder / _INDEX
        again = "remove its folder, and start the same command again"
        with open_regular(path) as stream:
            for line in stream:
                job = validated(line, Job, str(path), again)
                inside = str(self.folder / Path(job.place).name)
                yield replace(job, place=inside) if job.kind == "slice" else job

    def discard(self) -> None:
        """Delete the files; the next run takes the dumps apart again."""
        shutil.rmtree(self.folder, ignore_errors=True)


def spool(dumps: Sequence[Path], folder: Path, thread_column: str | None, min_comments: int) -> Spool:
    """Take dumps apart by thread into `folder`, unless they were before; threads under `min_comments` are left out.

    Lines are first spread over buckets by their thread, so that comments of one Reddit thread in several dumps come
    together; then each bucket is grouped. Raises OutputError: the parts cannot be written.
    """
    dumps = sorted(set(dumps))
    wanted = _fingerprint(dumps, thread_column, min_comments)
    # What is not as it was written is made again.
    with suppress(SourceError, OSError):
        if read_bytes(folder / _HEAD) == wanted + _index_print(folder):
            return Spool(folder)
    with writing(folder, "free some space or name --out", "the dump cannot be taken apart there"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        paths = [folder / f"bucket-{i:03}" for i in range(_BUCKETS)]
        bad: list[Job] = []
        with ExitStack() as stack:
            buckets = [stack.enter_context(path.open("wb", 1 << 18)) for path in paths]
            for path in dumps:
                rows = BadRows(path)
                for key, line in dump_rows(path, thread_column, rows):
                    bucket = int.from_bytes(hashlib.blake2b(key, digest_size=4).digest(), "big") % _BUCKETS
                    buckets[bucket].write(key + b"\x1f" + line + b"\n")
                bad += rows
        with (folder / _INDEX).open("w", encoding="utf-8") as out:
            for job in chain(bad, *(_slices(path, min_comments) for path in paths)):
                out.write(json.dumps(asdict(job), ensure_ascii=False) + "\n")
        # Written last, for it makes all others count.
        write_whole(folder, {_HEAD: wanted + _index_print(folder)})
    return Spool(folder)


def _slices(bucket: Path, min_comments: int) -> Iterator[Job]:
    """Write the lines of a bucket thread by thread; yield where each thread is."""
    if not bucket.stat().st_size:
        return
    name = bucket.name.replace("bucket", "threads") + ".jsonl"
    places: dict[bytes, array[int]] = {}
    comments: Counter[bytes] = Counter()
    with (
        bucket.open("rb") as held,
        mmap.mmap(held.fileno(), 0, access=mmap.ACCESS_READ) as lines,
        bucket.with_name(name).open("wb") as stream,
    ):
        at = 0
        while entry := lines.readline():
            key, _, line = entry.partition(b"\x1f")
            places.setdefault(key, array("Q")).extend((at + len(key) + 1, at + len(entry)))
            # The line of a post is no comment.
            comments[key] += not key.startswith(_OF_REDDIT) or LINK_ID.search(line) is not None
            at += len(entry)
        for key in sorted(key for key, number in comments.items() if number >= max(1, min_comments)):
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
    bucket.unlink()


def _index_print(folder: Path) -> bytes:
    with open_regular(folder / _INDEX) as stream:
        digest = hashlib.file_digest(stream, "sha256")
    for path in sorted(folder.glob("threads-*.jsonl")):
        digest.update(f"{path.name} {path.stat().st_size}".encode())
    return digest.digest()


def _fingerprint(dumps: Sequence[Path], thread_column: str | None, min_comments: int) -> bytes:
    parts: list[Any] = [_LAYOUT, thread_column, min_comments]
    for path in dumps:
        parts.append(str(path))
        # That it has gone meanwhile is told when it is read.
        with suppress(OSError):
            status = path.stat()
            parts.append((status.st_size, status.st_mtime_ns))
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()
