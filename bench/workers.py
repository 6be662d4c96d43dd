"""What more workers bring a batch: `python bench/workers.py [--data DIR] [--threads 96] [--workers 1,2,4,8,16]`.

A batch on a full cache is run with each number of workers. On a machine with fewer cores than workers its seconds say
little, so processor time is told apart: that of the workers, which as many cores share, and that of the one process
which hands threads out and takes results in, which none can share. One divided by the latter is the most threads a
second that any number of workers can bring.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from batch import BIN, make_threads


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    beside = Path(os.environ.get("THREADGIST_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--data", type=Path, default=beside / "data", help="the development data")
    parser.add_argument("--threads", type=int, default=96)
    parser.add_argument("--workers", default="1,2,4,8,16")
    options = parser.parse_args()
    numbers = [int(number) for number in options.workers.split(",")]
    with tempfile.TemporaryDirectory(prefix="threadgist-bench-") as name:
        root = Path(name)
        comments = make_threads(options.data, root / "threads", options.threads)
        print(f"{options.threads} threads, {comments:,} comments, {os.cpu_count()} cores")
        measure(root, numbers[0])
        print(
            "workers  seconds  processor s a thread: workers  the one process  all    most threads a second"
        )
        for number in numbers:
            took, one, others = measure(root, number)
            each = options.threads
            print(
                f"{number:7}{took:9.1f}{others / each:32.3f}{one / each:17.4f}{(one + others) / each:7.3f}"
                f"{each / one:21.0f}"
            )


def measure(root: Path, workers: int) -> tuple[float, float, float]:
    """Seconds of a run from its first digest on, and processor seconds from then: of the first process, of others."""
    out = root / f"out-{workers}"
    command = [BIN, "batch", root / "threads", "--out", out, "--fresh", "--workers", str(workers)]
    process = subprocess.Popen(
        command,
        env=os.environ | {"THREADGIST_CACHE_DIR": str(root / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    began, start, used = 0.0, {}, {}
    while process.poll() is None:
        now = processor_times(process.pid)
        used.update(now)
        if not began and next(out.glob("*/digest.json"), None):
            began, start = time.perf_counter(), now
        time.sleep(0.05)
    took = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"the batch with {workers} workers left with {process.returncode}")
    spent = {pid: seconds - start.get(pid, 0.0) for pid, seconds in used.items()}
    return took, spent.pop(process.pid), sum(spent.values())


def processor_times(pid: int) -> dict[int, float]:
    """Processor seconds so far of a process and all below it."""
    times = {}
    try:
        first = psutil.Process(pid)
        for one in (first, *first.children(recursive=True)):
            cpu = one.cpu_times()
            times[one.pid] = cpu.user + cpu.system
    except psutil.NoSuchProcess:
        pass  # It left between being listed and being asked.
    return times


if __name__ == "__main__":
    main()
