"""What strangers do, in number: inputs made to take memory, folders with anything in them, servers that misbehave.

    python bench/strangers.py inputs --mb 255           # every family at the largest size that is unpacked
    python bench/strangers.py folders --count 2000
    python bench/strangers.py servers --count 200       # so many answers to a fetch, and to a language model's client
    python bench/strangers.py own --count 1000          # files of our own, damaged: digests, journals, caches, receipts
    python bench/strangers.py messages --count 300      # error messages on a terminal, with names made to forge lines

An input must end as a thread or as an error of ours, in less than 1.5 GB; a batch must make every thread and tell
everything else; a server must be done with in bounded time. What fails is printed with the way to make it again.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.folders import folders, run_over
from hostile.inputs import INPUTS, make
from hostile.servers import behaviours

PEAK_MB = 1_500
READ = """
import pathlib, resource, sys, time
from threadgist.errors import ThreadgistError
from threadgist.sources import read_thread
began = time.monotonic()
try:
    said = f"{len(read_thread(sys.argv[1], thread=sys.argv[2] or None).comments):,} comments"
except ThreadgistError as error:
    said = f"{type(error).__name__}: {error}".replace(sys.argv[1], "FILE")
# Not ru_maxrss, which counts what the process that started this one held.
peak = int(pathlib.Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024
apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(max(peak, apart), round(time.monotonic() - began, 1), said[:150], sep="\\t")
"""


def inputs(names: list[str], megabytes: int) -> int:
    failed = 0
    for name in names or list(INPUTS):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "input"
            path.write_bytes(make(name, megabytes << 20))
            done = subprocess.run(
                [sys.executable, "-c", READ, str(path), ""], capture_output=True, text=True, check=False
            )
        told = done.stdout.strip().split("\t")
        peak, seconds, said = told if len(told) == 3 else ("0", "0", done.stderr.strip()[-200:])
        refused = "Error: " in said
        wrong = done.returncode != 0 or (refused and int(peak) > PEAK_MB)
        failed += wrong
        print(
            f"{'WRONG' if wrong else 'ok':5} {name:18} {int(peak):6,} MB {seconds:>6} s  {said}", flush=True
        )
    return failed


def drawn(strategy, count: int, start: int):
    """Draw `count` cases, the same for the same start."""
    cases = []

    @seed(start)
    @settings(
        max_examples=count, database=None, derandomize=False, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(case):
        cases.append(case)

    collect()
    return cases


def many_folders(count: int, start: int, together: int) -> int:
    cases = drawn(folders(), count, start)
    failed = threads = bad = 0
    for at in range(0, len(cases), together):
        with tempfile.TemporaryDirectory() as root:
            try:
                made = run_over(Path(root), cases[at : at + together])
                threads, bad = threads + made.threads, bad + len(made.bad)
            except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
                failed += 1
                print(
                    f"WRONG folders {at}..{at + together}: {type(error).__name__}: {str(error)[:600]}",
                    flush=True,
                )
    print(f"{len(cases):,} folders: {threads:,} threads made, {bad:,} others told, {failed} batches wrong")
    return failed


def many_servers(count: int, start: int) -> int:
    from hostile import test_servers as checks

    failed = 0
    longest = 0.0
    for what, good, check in (
        ("fetch", checks.POST, checks.check_fetch),
        ("model", checks.YES, checks.check_model),
    ):
        for case in drawn(behaviours(good), count, start):
            began = time.monotonic()
            try:
                check(case)
            except (Exception, AssertionError) as error:  # noqa: BLE001 - whatever comes out is what is looked for
                failed += 1
                print(f"WRONG {what} {case!r:.600}: {type(error).__name__}: {str(error)[:300]}", flush=True)
            longest = max(longest, time.monotonic() - began)
        print(f"{count} servers, {what}: {failed} wrong so far, the longest took {longest:.1f} s", flush=True)
    return failed


def many_own_files(count: int, start: int) -> int:
    from hostile.own_files import world

    failed, done = 0, dict[str, int]()
    with tempfile.TemporaryDirectory() as root, world(Path(root)) as ours:
        for number in range(count):
            # Digests have the most to lose.
            kinds = ["digest"] * 6 + list(ours.kinds)
            kind = kinds[number % len(kinds)]
            done[kind] = done.get(kind, 0) + 1
            try:
                ours.damage(kind, random.Random(f"{start} {number}"))
            except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
                failed += 1
                trace = "".join(traceback.format_exception(error)[-3:])
                print(f"WRONG {kind} {number}: {trace:.900}", flush=True)
    print(f"{count:,} damaged files ({done}), {failed} wrong")
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("inputs", "folders", "servers", "own", "messages"))
    parser.add_argument("names", nargs="*", help="of the inputs; default: all")
    parser.add_argument("--mb", type=int, default=255)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--together", type=int, default=50, help="folders in one batch")
    parser.add_argument("--random", type=int, default=0)
    options = parser.parse_args()
    if options.what == "inputs":
        failed = inputs(options.names, options.mb)
    elif options.what == "folders":
        failed = many_folders(options.count, options.random, options.together)
    elif options.what == "own":
        failed = many_own_files(options.count, options.random)
    elif options.what == "messages":
        from hostile.messages import many_messages

        failed = many_messages(options.count, options.random)
    else:
        failed = many_servers(options.count, options.random)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
