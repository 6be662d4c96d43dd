"""How time and memory grow with one thread: 10,000, 30,000 and 100,000 comments.

    python bench/large_thread.py --data DIR [--sizes 10000,30000,100000] [--encoder words|tiny-hash|NAME]

Threads of such a size are made by resampling: each comment is one to four sentences of one real comment or of those
around it, in a reply tree of its own. DIR holds the development data (real threads in `reddit/`, `hackernews/`).

Embedding 100,000 comments with the default encoder takes hours on a laptop and grows with the text alone, so what is
measured here is everything else: `words` (the default) stands in for the encoder, a sum of one random vector a word in
384 dimensions, with the subject of the thread in all of them. Each size runs in a process of its own. A stage's seconds
are processor time, which a busy machine changes less than the time on the wall; both stand in the last lines.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from threadgist.flow import digest
from threadgist.pages import render
from threadgist.records import Comment, EncoderInfo, Thread
from threadgist.settings import Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools

SOURCES = ("hackernews/20800832.algolia.json", "hackernews/48849066.flat.json", "reddit/3cxssv.json")
START = datetime(2025, 1, 1, tzinfo=UTC)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
WORD = re.compile(r"\w+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", default="10000,30000,100000")
    parser.add_argument("--encoder", default="words")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--profile", action="store_true", help="with --one: where the time goes")
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(one(options.data, options.one, options.encoder, options.profile)))
        return
    rows = []
    for size in options.sizes.split(","):
        command = [
            sys.executable,
            __file__,
            "--data",
            str(options.data),
            "--encoder",
            options.encoder,
            "--one",
            size,
        ]
        rows.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        print(f"{int(size):>7} comments: {rows[-1]}", flush=True)
    stages = list(rows[0]["seconds"])
    print("\n| stage | " + " | ".join(f"{row['comments']:,}" for row in rows) + " |")
    print("|---" * (len(rows) + 1) + "|")
    for stage in stages:
        print(f"| {stage}, s | " + " | ".join(f"{row['seconds'][stage]:.1f}" for row in rows) + " |")
    print("| all, processor, s | " + " | ".join(f"{sum(row['seconds'].values()):.1f}" for row in rows) + " |")
    for key in ("wall_s", "passages", "themes", "peak_mb", "html_kb", "json_mb"):
        print(f"| {key} | " + " | ".join(f"{row[key]:,}" for row in rows) + " |")


class Words:
    """A stand-in for an encoder: texts with words in common are alike, all share a subject."""

    info = EncoderInfo("words", "1", 384)
    recipe = "words"

    def __init__(self) -> None:
        self._known: dict[str, np.ndarray] = {}
        self._subject = self._vector("the subject of the thread") * 1.2

    def _vector(self, word: str) -> np.ndarray:
        found = self._known.get(word)
        if found is None:
            found = np.random.default_rng(zlib.crc32(word.encode())).standard_normal(384).astype(np.float32)
            self._known[word] = found
        return found

    def encode(self, texts, progress=None) -> np.ndarray:
        rows = np.empty((len(texts), 384), dtype=np.float32)
        for at, text in enumerate(texts):
            words = [word for word in WORD.findall(text.lower()) if len(word) > 3]
            rows[at] = sum(map(self._vector, words), np.zeros(384, np.float32)) / max(1, len(words)) ** 0.5
            rows[at] += self._subject
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Stages:
    """Seconds of processor time of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._name, self._start = "", 0.0
        self.began = time.perf_counter()

    def stage(self, name: str, total: int | None = None) -> None:
        now = time.process_time()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._start
        self._name, self._start = name, now

    def done(self, count: int) -> None: ...


def resampled(data: Path, count: int) -> Thread:
    """A thread of `count` comments out of the sentences of real ones."""
    rng = np.random.default_rng(count)
    pools = []
    for source in SOURCES:
        thread = read_thread(str(data / source))
        pools += [SENTENCE.split(comment.text) for comment in thread.comments if len(comment.text) > 40]
    comments, home = [], []
    for number in range(count):
        parent = int(rng.integers(number)) if number and rng.random() < 0.75 else None
        # An answer stays near what it answers, so that the tree means something.
        near = (
            home[parent] + int(rng.integers(-3, 4)) if parent is not None else int(rng.integers(len(pools)))
        )
        home.append(near % len(pools))
        around = [sentence for at in (-1, 0, 1) for sentence in pools[(home[-1] + at) % len(pools)]]
        picked = rng.choice(len(around), size=min(len(around), int(rng.integers(1, 5))), replace=False)
        text = " ".join(around[at] for at in sorted(picked))
        comments.append(
            Comment(
                id=f"c{number}",
                parent_id=f"c{parent}" if parent is not None else None,
                author=f"user{int(rng.integers(count // 3 + 1))}",
                text=text,
                created_at=START + timedelta(seconds=30 * number),
                url=f"https://forum.example/c/{number}",
            )
        )
    return Thread(f"large-{count}", f"A thread of {count:,} comments", "bench", tuple(comments))


def one(data: Path, count: int, name: str, profile: bool) -> dict:
    settings = Settings.model_validate(
        {"limits": {"max_comments": 1_000_000}, "encoder": {"cache": False}}
        | ({} if name == "words" else {"encoder": {"cache": False, "name": name}})
    )
    thread = resampled(data, count)
    encoder = Words() if name == "words" else open_tools(settings)[0]
    watch = Stages()
    if profile:
        import cProfile
        import pstats

        profiler = cProfile.Profile()
        profiler.enable()
    result = digest(thread, settings, encoder=encoder, progress=watch)
    watch.stage("render")
    page, data_file = render(result, "html", settings.page), render(result, "json")
    watch.stage("")
    if profile:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(35)
    return {
        "comments": count,
        "passages": len(result.dots),
        "themes": len(result.themes),
        "seconds": {stage: round(seconds, 2) for stage, seconds in watch.seconds.items()},
        "wall_s": round(time.perf_counter() - watch.began),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "html_kb": len(page.encode()) // 1024,
        "json_mb": len(data_file.encode()) // 1024 // 1024,
    }


if __name__ == "__main__":
    main()
