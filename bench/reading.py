"""How fast a large CSV and JSONL are read, and how much memory that takes.

    python bench/reading.py                # 1 GB of each: one thread of many, picked with --column thread=NAME
    python bench/reading.py --mb 64 --all  # 64 MB of each, read as one thread as well

The files are invented, hold a thousand threads, and are written to a temporary folder. Each reading is a
process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("id", "video_id", "parent_id", "author", "created_at", "comment", "likes")
WORDS = [
    "ferry",
    "midnight",
    "friday",
    "crew",
    "twelve",
    "hours",
    "second",
    "boat",
    "lamps",
    "pier",
    "late",
    "winter",
]
READ = """
import resource, sys, time
from threadgist.sources import Columns, read_thread
path, thread = sys.argv[1], sys.argv[2]
began = time.perf_counter()
if thread == "all":
    found = read_thread(path, thread="all")
else:
    found = read_thread(path, columns=Columns(thread="video_id"), thread=thread)
seconds = time.perf_counter() - began
print(len(found.comments), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def rows(seed: int = 0):
    draw = random.Random(seed)
    number = 0
    while True:
        number += 1
        thread = draw.randrange(1000)
        text = " ".join(draw.choices(WORDS, k=draw.randrange(5, 60)))
        yield (
            number,
            f"v{thread}",
            "",
            f"user{draw.randrange(50_000)}",
            f"2024-03-{1 + number % 28:02}",
            text,
            number % 9,
        )


def write(path: Path, megabytes: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out) if path.suffix == ".csv" else None
        if table is not None:
            table.writerow(NAMES)
        block, size = io.StringIO(), 0
        source = rows()
        # A block of 8 MB is written again and again: making up a gigabyte of rows takes longer than reading it.
        kept = [row for row, _ in zip(source, range(30_000), strict=False)]
        for row in kept:
            if table is not None:
                csv.writer(block).writerow(row)
            else:
                block.write(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n")
        text = block.getvalue()
        while size < megabytes << 20:
            out.write(text)
            size += len(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=1024)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("comments.csv", "comments.jsonl"):
            path = Path(folder) / name
            write(path, options.mb)
            size = path.stat().st_size / 1e6
            for thread in ("v7", "all") if options.all else ("v7",):
                done = subprocess.run(
                    [sys.executable, "-c", READ, str(path), thread],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                comments, seconds, memory = done.stdout.split()
                rate = size / float(seconds)
                took = f"{float(seconds):.1f} s, {rate:.0f} MB/s, {memory} MB of memory"
                print(f"{name} {size:.0f} MB, {thread}: {comments} comments, {took}")
            path.unlink()


if __name__ == "__main__":
    main()
