"""Runs of the command in processes of their own, over small threads."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from threads import TOPICS

TRAP = Path(__file__).parent / "trap"
COMMAND = [sys.executable, "-m", "threadgist", "batch"]


def write_thread(path: Path, number: int, comments: int = 16, extra: str = "") -> Path:
    """A thread of a village, different for each number, as JSON."""
    sentences = [sentence for topic in TOPICS for sentence in topic]
    rows = []
    for i in range(comments):
        first = sentences[(i * 3 + number) % len(sentences)]
        second = sentences[(i * 5 + 2 * number + 1) % len(sentences)]
        rows.append(
            {
                "id": str(i + 1),
                "parent": str(i) if i % 3 == 2 else None,
                "author": f"person{(i * 7 + number) % 11}",
                "text": f"{first} {second} Number {number} said so {i} times. {extra}",
            }
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"title": f"Village meeting {number}", "comments": rows}))
    return path


@dataclass
class Bench:
    """A folder with a cache of its own, in which batches are run."""

    root: Path

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            "THREADGIST_CACHE_DIR": str(self.root / "cache"),
            "OMP_NUM_THREADS": "1",
            **more,
        }

    def threads(self, number: int, comments: int = 16) -> Path:
        folder = self.root / "threads"
        for i in range(number):
            write_thread(folder / f"thread{i:03}.json", i, comments)
        return folder

    def start(
        self, *args: str, trap: str | None = None, encoder: str | None = "tiny-hash", **options
    ) -> subprocess.Popen:
        environment = self.environment()
        if trap is not None:
            before = os.environ.get("PYTHONPATH")
            path = os.pathsep.join([str(TRAP), *([before] if before else [])])
            environment |= {"TRAP_OF_TESTS": trap, "PYTHONPATH": path}
        # A shell starts what runs in the background deaf to Ctrl-C, and its children inherit that.
        heard = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return subprocess.Popen(
                [
                    *COMMAND,
                    *args,
                    *(("--set", f"encoder.name={encoder}") if encoder else ()),
                    "--workers",
                    "2",
                ],
                env=environment,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                **options,
            )
        finally:
            signal.signal(signal.SIGINT, heard)

    def run(self, *args: str, trap: str | None = None, **options) -> tuple[int, str, str]:
        process = self.start(*args, trap=trap, **options)
        out, err = process.communicate(timeout=150)
        return process.returncode, out, err


def digests(out: Path) -> dict[str, bytes]:
    """Every file of every digest, by its path."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.parent != out
    }


def record(out: Path) -> dict:
    return json.loads((out / "run.json").read_text())


def leftovers(out: Path) -> list[Path]:
    """Files that a run should not leave: what is half written has a hidden name."""
    return [path for path in out.rglob(".*") if path.name != ".lock"]
