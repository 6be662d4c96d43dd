"""What a whole cold `threadgist digest` costs over a bare script that only encodes the same passages.

    python bench/cold.py [--sizes 100,1000,10000] [--rounds 3] [--keep DIR]

Threads are made by drawing sentences from real ones (THREADGIST_SHARED, or `shared` beside the checkout), else
from the examples. The bare script imports sentence_transformers, loads the same weights and encodes the same
distinct texts in one call with default settings. Both run in turn, each in a process of its own, the digest with
an empty cache folder. Printed for each size: the median wall time of both, the ratio of the medians, of the best,
and of the processor time (the one to read on a busy machine), the time with a warm cache, and the peak memory of
the cold run; then the time of `--help`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from threadgist import read_thread
from threadgist.backends.model_files import installed
from threadgist.errors import SourceError
from threadgist.flow import make_corpus
from threadgist.model_cards import find_card
from threadgist.records import Comment
from threadgist.settings import Settings
from threadgist.words import without_links

ROOT = Path(__file__).resolve().parents[1]
BARE = """
import json, sys
from sentence_transformers import SentenceTransformer
SentenceTransformer(sys.argv[1]).encode(json.load(open(sys.argv[2])))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--rounds", type=int, default=3, help="at 10,000 comments one round is run")
    parser.add_argument("--keep", type=Path, help="keep the threads and digests here")
    arguments = parser.parse_args()
    comments, origin = real_comments()
    print(f"threads made of {len(comments)} comments from {origin}; {os.cpu_count()} cores")
    print("comments  texts   digest     bare  ratio   best    cpu    warm   memory")
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for size in map(int, arguments.sizes.split(",")):
            one_size(comments, size, 1 if size >= 10_000 else arguments.rounds, folder)
    helps = [run([sys.executable, "-m", "threadgist", "--help"], {}).wall for _ in range(7)]
    print(f"--help: {statistics.median(helps):.2f} s, at best {min(helps):.2f} s")


def one_size(comments: list[Comment], size: int, rounds: int, folder: Path) -> None:
    """Run and print one line of the table."""
    thread = folder / f"thread-{size}.jsonl"
    made = make_thread(comments, size)
    thread.write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")
    corpus = make_corpus(read_thread(thread), Settings())
    texts = list(dict.fromkeys(without_links(passage.text) or passage.text for passage in corpus.passages))
    passages = folder / f"passages-{size}.json"
    passages.write_text(json.dumps(texts), encoding="utf-8")
    card = find_card("all-MiniLM-L6-v2")
    assert card is not None
    weights = str(installed(card)[0])

    cold: list[Run] = []
    bare: list[Run] = []
    for turn in range(rounds):
        bare.append(run([sys.executable, "-c", BARE, weights, str(passages)], {}))
        cache = {"THREADGIST_CACHE_DIR": str(folder / f"cache-{size}-{turn}")}
        digest = [sys.executable, "-m", "threadgist", "digest", str(thread)]
        digest += ["--out", str(folder / f"out-{size}")]
        cold.append(run(digest, cache))
    warm = [run(digest, cache) for _ in range(rounds)]
    middle, base = (statistics.median(one.wall for one in runs) for runs in (cold, bare))
    best = min(one.wall for one in cold) / min(one.wall for one in bare)
    processor = min(one.processor for one in cold) / min(one.processor for one in bare)
    print(
        f"{size:>8} {len(texts):>6} {middle:>7.2f}s {base:>7.2f}s {middle / base:>6.2f} {best:>6.2f} "
        f"{processor:>6.2f} {statistics.median(one.wall for one in warm):>6.2f}s "
        f"{max(one.memory for one in cold):>5.0f} MB",
        flush=True,
    )


@dataclass(frozen=True)
class Run:
    """Wall and processor time in seconds, peak memory in MB."""

    wall: float
    processor: float
    memory: float


def run(command: list[str], environment: dict[str, str]) -> Run:
    """Run a command to its end."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, env=os.environ | environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{output.read().decode(errors='replace')[-3000:]}")
    # Linux counts in KiB, macOS in bytes.
    memory = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return Run(seconds, usage.ru_utime + usage.ru_stime, memory)


def real_comments() -> tuple[list[Comment], str]:
    """Comments of the real threads at hand, else of the examples."""
    shared = Path(os.environ.get("THREADGIST_SHARED", ROOT.parent / "shared")) / "data"
    files = [*sorted(shared.glob("hackernews/*.json")), *sorted(shared.glob("reddit/*.json"))]
    origin = "the development data" if files else "the examples"
    comments: list[Comment] = []
    for path in files or sorted((ROOT / "examples").glob("*.json")):
        try:
            comments.extend(read_thread(path).comments)
        except SourceError as error:
            print(f"left out: {error}", file=sys.stderr)
    return [comment for comment in comments if comment.text.strip() and not comment.gone], origin


def make_thread(comments: list[Comment], size: int) -> list[dict[str, object]]:
    """A thread of `size` comments as JSON lines: lengths as in the real ones, sentences drawn from all of them."""
    rng = random.Random(size)
    sentences = [line for comment in comments for line in split(comment.text)]
    rows: list[dict[str, object]] = []
    for number in range(size):
        length = max(1, len(split(rng.choice(comments).text)))
        parent = rng.randrange(number) if number and rng.random() < 0.7 else None
        rows.append(
            {
                "id": f"c{number}",
                "parent_id": None if parent is None else f"c{parent}",
                "author": f"user{rng.randrange(max(2, size // 2))}",
                "text": " ".join(rng.choices(sentences, k=length)),
            }
        )
    return rows


def split(text: str) -> list[str]:
    """Sentences, roughly."""
    return [
        part.strip() for part in text.replace("\n", " ").replace("? ", "?\0").replace(". ", ".\0").split("\0")
    ]


if __name__ == "__main__":
    main()
