"""Kills a batch with kill -9 again and again, and compares what comes of it with a run that nobody disturbed.

    python bench/kill.py --threads 500 --poisoned 60 --kills 10

Writes threads and poisoned files of every kind below `--work`, names them all in one manifest, and makes their digests
twice with the tiny encoder: once in one go, once killed at random moments and started again. The digests must be the
same byte by byte, each poisoned file a named failure in failures.jsonl, and nothing half written may be left.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SUBJECTS = (
    "the bypass",
    "the pool",
    "the market",
    "the bells",
    "the library",
    "the ferry",
    "the school",
    "the park",
)
VIEWS = (
    "costs more than anybody in the council has ever admitted in public.",
    "should have been decided by those who live beside it and by nobody else.",
    "was promised before the last election and has not been seen since then.",
    "matters more to people with children than to those who write letters about it.",
    "would pay for itself within a few years, says the report that nobody read.",
    "is loved by all who do not have to use it on a Monday morning in the rain.",
)


def write_threads(folder: Path, number: int, draw: random.Random) -> list[Path]:
    """Write discussions of 5 to 40 comments."""
    paths = []
    for at in range(number):
        comments = [
            {
                "id": f"{at}-{one}",
                "author": f"person {draw.randrange(30)}",
                "parent_id": f"{at}-{draw.randrange(one)}" if one and draw.random() < 0.5 else None,
                "text": f"Number {draw.randrange(10_000)}: {draw.choice(SUBJECTS)} {draw.choice(VIEWS)}",
            }
            for one in range(draw.randrange(5, 40))
        ]
        path = folder / f"thread-{at:04}.json"
        path.write_text(json.dumps({"id": f"thread {at}", "title": f"Meeting {at}", "comments": comments}))
        paths.append(path)
    return paths


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _bytes(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


POISONS: dict[str, Callable[[Path], None]] = {
    "missing": lambda path: None,
    "empty": lambda path: path.touch(),
    "cut.json": _bytes(b'{"title": "x", "comments": [{"id": 1, "text": "a'),
    "deep.json": _bytes(b"[" * 500_000),
    "number.json": _bytes(b"42"),
    "no-text.csv": _bytes(b"alpha,beta\n1,2\n3,4\n"),
    "control.json": _bytes(b'{"a\\u001b[2J":[{"x":1}],"b\\nthreadgist: FAKE":[{"y":1}]}'),
    "binary.dat": _bytes(bytes(range(256)) * 40),
    "damaged.gz": _bytes(b"\x1f\x8b\x08\x00not really gzip"),
    "bomb.json.gz": _bytes(gzip.compress(b'[{"text":"' + b"a" * 400_000_000 + b'"}]', 9)),
    "damaged.zip": _bytes(b"PK\x03\x04rest of it"),
    "damaged.zst": _bytes(b"\x28\xb5\x2f\xfd\x00\x00nothing"),
    "folder": lambda path: path.mkdir(),
    "loop.json": _loop,
    "pipe.json": lambda path: os.mkfifo(path),
    "zero.json": lambda path: path.symlink_to("/dev/zero"),
    "digest.json": _bytes(b'{"schema_version": 2, "ledger": [], "provenance": {}, "comments": []}'),
    "header.csv": _bytes(b"id;author;created\r\n"),
    "odd.html": _bytes(b"<html><body><p>nothing here</p></body></html>"),
    "surrogate.json": _bytes(b'{"comments": "\\ud800", "title": {"id": {"id": []}}}'),
}


def write_poisoned(folder: Path, number: int) -> list[Path]:
    """Write bad files of every kind in turn."""
    kinds = list(POISONS.items())
    paths = []
    for at in range(number):
        name, write = kinds[at % len(kinds)]
        path = folder / f"bad-{at:03}-{name}"
        write(path)
        paths.append(path)
    return paths


def digests(out: Path) -> dict[str, bytes]:
    """Every file of every digest, by its path."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.glob("*/digest.*"))}


def start(manifest: Path, out: Path, cache: Path, workers: int) -> subprocess.Popen[bytes]:
    """Start a batch in a group of its own."""
    command = [sys.executable, "-m", "threadgist", "batch", str(manifest), "--out", str(out)]
    more = ["--set", "encoder.name=tiny-hash", "--workers", str(workers)]
    return subprocess.Popen(
        [*command, *more],
        env=os.environ | {"THREADGIST_CACHE_DIR": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def failures(out: Path) -> dict[str, str]:
    rows = map(json.loads, (out / "failures.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["thread"]: row["error"] for row in rows}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=500, help="how many in all, poisoned ones among them")
    parser.add_argument("--poisoned", type=int, default=60)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--work", type=Path, default=Path("kill-test"))
    options = parser.parse_args()
    draw = random.Random(options.random)
    shutil.rmtree(options.work, ignore_errors=True)
    folder = options.work / "threads"
    folder.mkdir(parents=True)
    good = write_threads(folder, options.threads - options.poisoned, draw)
    bad = write_poisoned(folder, options.poisoned)
    paths = [*good, *bad]
    draw.shuffle(paths)
    manifest = options.work / "manifest.csv"
    manifest.write_text("path\n" + "".join(f"{path.absolute()}\n" for path in paths))
    whole, broken = options.work / "whole", options.work / "broken"

    began = time.monotonic()
    code = start(manifest, whole, options.work / "cache-1", options.workers).wait()
    took = time.monotonic() - began
    print(f"undisturbed: exit code {code} in {took:.0f} s")

    killed = 0
    while killed < options.kills:
        process = start(manifest, broken, options.work / "cache-2", options.workers)
        try:
            process.wait(draw.uniform(1, max(2.0, took / 2)))
        except subprocess.TimeoutExpired:
            # Now and then only the first process, whose workers must find out by themselves.
            (os.killpg if draw.random() < 0.7 else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
            continue
        # Done before its time: what is left is made once more.
        shutil.rmtree(broken)
    code_after = start(manifest, broken, options.work / "cache-2", options.workers).wait()
    print(f"killed {killed} times, then ended with exit code {code_after}")

    one, two = digests(whole), digests(broken)
    named = failures(whole)
    missing = [path.name for path in bad if not any(path.name in thread for thread in named)]
    left = [path for path in broken.rglob(".*") if path.name != ".lock"]
    checks = {
        f"{len(good)} threads have a digest": len({Path(name).parent for name in one}) == len(good),
        f"{len(one)} files are the same byte by byte": one == two,
        f"{len(bad)} failures are named": len(named) == len(bad) and not missing,
        "the failures are the same": failures(broken) == named,
        "exit code 4 both times": code == code_after == 4,
        "nothing half written is left": not left,
        "every error is one line": all("\n" not in error and error.isprintable() for error in named.values()),
    }
    for said, holds in checks.items():
        print(f"{'yes' if holds else 'NO ':<4}{said}")
    if missing:
        print("not named:", ", ".join(missing))
    raise SystemExit(0 if all(checks.values()) else 1)


if __name__ == "__main__":
    main()
