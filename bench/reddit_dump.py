"""How fast a thread is found in a large Reddit dump, and in how much memory.

    python bench/reddit_dump.py --mb 2048 [--window-log 27] [--dump FILE] [--keep]

Writes a dump of made-up comments of that many MB unpacked, streaming, then reads one thread of it by id in a
process of its own, and prints that process's peak memory, the time, and lines a second. Real dumps are packed
with a window of 2 GB (`zstd --long=31`), which the decoder has to keep: --window-log 31 measures that.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import zstandard

WANTED = "zz9abc"
EVERY = 20_011
WORDS = (  # noqa: SIM905 - a list of them is three times as long
    "the a of and to in is that for it with as on be at by this have from or one had not but what all were when we "
    "there can an your which their said if do will each about how up out them then she many some so these would "
    "bridge council lamp river street night market winter noise garden ticket window engine paper school harbour"
).split()


def write_dump(path: Path, megabytes: int, window_log: int, seed: int = 0) -> tuple[int, int]:
    """Write the dump; return how many lines it has and how many belong to the wanted thread."""
    rng = random.Random(seed)
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=window_log)
    lines = wanted = size = 0
    with (
        path.open("wb") as file,
        zstandard.ZstdCompressor(compression_params=parameters).stream_writer(file) as out,
    ):
        while size < megabytes << 20:
            block: list[str] = []
            for _ in range(500):
                lines += 1
                mine = lines % EVERY == 7
                wanted += mine
                thread = WANTED if mine else f"{rng.randrange(36**4):x}{lines // 300:x}"
                row = {
                    "id": f"k{lines:x}", "link_id": f"t3_{thread}", "parent_id": f"t3_{thread}",
                    "author": f"user{rng.randrange(200_000)}", "subreddit": f"town{rng.randrange(3000)}",
                    "body": " ".join(rng.choices(WORDS, k=rng.randrange(5, 60))),
                    "created_utc": 1_700_000_000 + lines, "score": rng.randrange(-5, 200), "controversiality": 0,
                    "permalink": f"/r/town/comments/{thread}/_/k{lines:x}/", "distinguished": None, "edited": False,
                    "author_fullname": f"t2_{rng.randrange(36**6):x}", "stickied": False, "gilded": 0,
                }  # fmt: skip
                block.append(json.dumps(row))
            data = ("\n".join(block) + "\n").encode()
            size += len(data)
            out.write(data)
    return lines, wanted


def peak_mb() -> float:
    """Return the most memory this process has held; `ru_maxrss` would count the parent's before `exec` as well."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measure(path: Path) -> dict[str, float]:
    """Read the wanted thread; return what it cost this process."""
    from threadgist.sources import read_thread

    idle = peak_mb()
    start = time.perf_counter()
    thread = read_thread(path, thread=f"t3_{WANTED}")
    seconds = time.perf_counter() - start
    return {"comments": len(thread.comments), "seconds": seconds, "peak_mb": peak_mb(), "idle_mb": idle}


def main() -> int:
    """Write, measure, print; 1 where the wanted comments are not all found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=int, default=2048, help="size of the dump, unpacked")
    parser.add_argument("--window-log", type=int, default=27, help="log2 of the window, 31 in real dumps")
    parser.add_argument("--dump", type=Path, help="where to write it; default: a temporary folder")
    parser.add_argument(
        "--keep", action="store_true", help="read a dump that is there already; do not delete it"
    )
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = options.dump or Path(folder) / "RC_made-up.zst"
        counts = path.with_suffix(".json")
        if not (options.keep and path.exists() and counts.exists()):
            counts.write_text(json.dumps(write_dump(path, options.mb, options.window_log)))
        lines, wanted = json.loads(counts.read_text())
        command = [sys.executable, __file__, "--measure", str(path)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(
            f"{options.mb} MB unpacked, {path.stat().st_size >> 20} MB packed, window 2^{options.window_log}: "
            f"{lines:,} lines, {found['comments']:,} of {wanted:,} comments found in {found['seconds']:.1f} s "
            f"({lines / found['seconds']:,.0f} lines/s), peak {found['peak_mb']:.0f} MB "
            f"(before reading {found['idle_mb']:.0f} MB)"
        )
        if options.dump and not options.keep:
            path.unlink()
            counts.unlink()
    return 0 if found["comments"] == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
