"""What a batch costs beyond its encoder: `python bench/batch.py [--data DIR] [--quick]`.

Threads of 50 to 300 comments are made from real ones (DIR holds the development data) by drawing comments with
replacement and changing some of their words, so that hardly a text is encoded twice. On the same machine, one after
the other:

    one call    all passages and phrases of the run, in one call of the same encoder, sorted by length
    batch       `threadgist batch` on an empty cache
    warm        the same on a full cache: everything but encoding
    bertopic    fitted on each thread alone, on the same vectors
    ray         `threadgist batch --engine ray` on an empty cache
    memory      peak of all processes at 100, 1,000 and 10,000 threads of 3 comments, tiny-hash encoder

The first two are taken by turns, `--rounds` times, and their medians compared, for machines drift; every other figure
is one run. The machine should be doing nothing else.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

BIN = Path(sys.executable).parent / "threadgist"
SOURCES = (
    "hackernews/20800832.algolia.json",
    "reddit/fo7p5b.json",
    "reddit/3hahrw.json",
    "reddit/yjk55.json",
    "reddit/1j12a8.json",
    "sensemaking/wcbgb-comments.json",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    beside = Path(os.environ.get("THREADGIST_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--data", type=Path, default=beside / "data", help="the development data")
    parser.add_argument("--quick", action="store_true", help="12 threads, memory at 50 and 500")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--bertopic-threads", type=int, default=20, help="fit so many, and scale the time by their passages"
    )
    parser.add_argument(
        "--skip", default="", help="parts to leave out, separated by commas: ray, bertopic, memory"
    )
    options = parser.parse_args()
    skip = set(options.skip.split(","))
    number = options.threads or (12 if options.quick else 100)
    sizes = (50, 500) if options.quick else (100, 1_000, 10_000)
    with tempfile.TemporaryDirectory(prefix="threadgist-bench-") as name:
        root = Path(name)
        comments = make_threads(options.data, root / "threads", number)
        print(
            f"{number} threads, {comments:,} comments, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        )
        rounds = []
        passages: list[str] = []
        for _ in range(options.rounds):
            run(root, "batch", "--fresh", cache=fresh_cache(root))
            if not passages:
                passages, phrases = texts_of(root)
            rounds.append((encode_all([*passages, *phrases]), seconds["batch"]))
        one_call, cold = (statistics.median(column) for column in zip(*rounds, strict=True))
        share = statistics.median(one / whole for one, whole in rounds)
        print(f"{len(passages):,} distinct passages, {len(phrases):,} distinct phrases")
        row("one sorted call over all of them", one_call)
        row("threadgist batch, empty cache", cold)
        print(f"  by round: {', '.join(f'{one:.1f} of {whole:.1f}' for one, whole in rounds)}")
        print(f"  encoder's share of the run: {share:.0%}; everything else: {1 - share:.0%}")
        run(root, "warm", cache=root / "cache")
        row("threadgist batch, full cache", seconds["warm"])
        stages, workers = stage_seconds(root / "out-warm")
        print(
            "  processor time a thread: " + ", ".join(f"{name} {took:.3f} s" for name, took in stages.items())
        )
        if "bertopic" not in skip:
            fit = bertopic(root, options.bertopic_threads)
            row("bertopic, fitted on each thread, same vectors", fit)
            # Themes, points, headings and pages, as the workers shared them evenly.
            after = (stages["plan"] + stages["write"] + stages["render"]) * number / workers
            row("what threadgist does once it has the vectors", after)
            print(f"  {fit / after:.1f} times as fast as bertopic")
            print(f"  {fit / seconds['warm']:.1f} times with start, reading and all that a run is")
            row("bertopic over the whole run (one call + fits)", one_call + fit)
        if "ray" not in skip:
            run(root, "ray", "--engine", "ray", cache=root / "cache-ray")
            row("threadgist batch --engine ray, empty cache", seconds["ray"])
            print(f"  over the local engine: {seconds['ray'] / cold - 1:+.0%}")
            print(f"  same bytes: {same(root / 'out-batch', root / 'out-ray')}")
        if "memory" not in skip:
            for size in sizes:
                peak, took = memory(root, size)
                print(f"{size:>7,} threads of 3 comments: peak {peak / 2**20:,.0f} MB in all, {took:.0f} s")


seconds: dict[str, float] = {}


def fresh_cache(root: Path) -> Path:
    shutil.rmtree(root / "cache", ignore_errors=True)
    return root / "cache"


def stage_seconds(out: Path) -> tuple[dict[str, float], int]:
    """The mean seconds of each stage of a thread, and how many workers there were."""
    record = json.loads((out / "run.json").read_text())
    threads = [one["seconds"] for one in record["threads"]]
    return {name: statistics.mean(one[name] for one in threads) for name in threads[0]}, record["workers"]


def row(name: str, took: float) -> None:
    print(f"{name:<48}{took:8.1f} s")


def make_threads(data: Path, out: Path, number: int, first: int = 0) -> int:
    """Write threads of 50 to 300 comments, resampled from real ones with every tenth word changed.

    Their numbers begin with `first`, which makes others of them.
    """
    from threadgist.sources import read_thread

    draw = random.Random(20 + first)
    threads = [read_thread(data / source) for source in SOURCES]
    words = sorted({word for t in threads for c in t.comments for word in re.findall(r"[a-z]{5,}", c.text)})
    out.mkdir(exist_ok=True)
    total = 0
    for at in range(first, first + number):
        thread = threads[at % len(threads)]
        texts = [comment for comment in thread.comments if comment.text]
        rows = []
        for i in range(draw.randint(50, 300)):
            comment = draw.choice(texts)
            changed = re.sub(
                r"[A-Za-z]+", lambda m: draw.choice(words) if draw.random() < 0.1 else m.group(), comment.text
            )
            parent = str(draw.randrange(i)) if i and draw.random() < 0.6 else None
            author = f"u{draw.randrange(120)}"
            rows.append({"id": str(i), "parent": parent, "author": author, "text": changed})
        total += len(rows)
        (out / f"t{at:04}.json").write_text(json.dumps({"title": thread.title, "comments": rows}))
    return total


def run(root: Path, name: str, *more: str, cache: Path) -> None:
    out = root / f"out-{name}"
    began = time.perf_counter()
    subprocess.run(
        [BIN, "batch", root / "threads", "--out", out, *more],
        check=True,
        env=os.environ | {"THREADGIST_CACHE_DIR": str(cache)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    seconds[name] = time.perf_counter() - began


def corpora(root: Path) -> list:
    from threadgist.flow import make_corpus
    from threadgist.settings import Settings
    from threadgist.sources import read_thread

    return [make_corpus(read_thread(path), Settings()) for path in sorted((root / "threads").iterdir())]


def tools(root: Path):
    from threadgist.backends.encoders import open_encoder
    from threadgist.settings import EncoderSettings
    from threadgist.vector_cache import VectorCache

    return open_encoder(EncoderSettings()), VectorCache(root / "cache")


def texts_of(root: Path) -> tuple[list[str], list[str]]:
    """The distinct passages and phrases that the run encoded."""
    from threadgist.embed import embed, encoded_texts
    from threadgist.flow import begin_plan
    from threadgist.settings import Settings

    encoder, cache = tools(root)
    passages: set[str] = set()
    phrases: set[str] = set()
    for corpus in corpora(root):
        passages.update(encoded_texts(corpus))
        phrases.update(begin_plan(corpus, embed(corpus, encoder, cache), Settings()).candidates.wanted)
    return sorted(passages), sorted(phrases - passages)


def encode_all(texts: list[str]) -> float:
    """Seconds of one call in a process of its own, start and loading of the model included, as in a run."""
    code = (
        "import gc, sys, json\n"
        "from threadgist.backends.encoders import open_encoder\n"
        "from threadgist.settings import EncoderSettings\n"
        "texts = json.load(sys.stdin)\n"
        "open_encoder(EncoderSettings(), alone=True).encode(sorted(texts, key=len, reverse=True))\n"
        "gc.freeze()\n"  # Else it would take two seconds to leave, which a run does not.
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], input=json.dumps(texts), text=True, check=True)
    return time.perf_counter() - began


def bertopic(root: Path, number: int) -> float:
    """Seconds of fitting bertopic, defaults, on each thread's passages and vectors; scaled where it fits a part."""
    import warnings

    from bertopic import BERTopic

    from threadgist.embed import embed, encoded_texts

    encoder, cache = tools(root)
    threads = [(encoded_texts(corpus), embed(corpus, encoder, cache).vectors) for corpus in corpora(root)]
    passages = sum(len(texts) for texts, _ in threads)
    part = threads[:: max(1, len(threads) // number)][:number]
    warnings.simplefilter("ignore")
    BERTopic().fit(*part[0])  # compiles what numba compiles, once
    began = time.perf_counter()
    for texts, vectors in part:
        BERTopic().fit(texts, vectors)
    took = time.perf_counter() - began
    print(f"  bertopic fitted on {len(part)} of {len(threads)} threads in {took:.1f} s")
    return took * passages / sum(len(texts) for texts, _ in part)


def same(one: Path, two: Path) -> bool:
    files = [path.relative_to(one) for path in one.glob("*/*")]
    return bool(files) and all((one / path).read_bytes() == (two / path).read_bytes() for path in files)


def memory(root: Path, number: int) -> tuple[int, float]:
    """Peak memory of a run and all its processes together (proportional shares), and its seconds."""
    import psutil

    folder = root / f"small-{number}"
    folder.mkdir()
    for at in range(number):
        rows = [
            {"id": str(i), "author": f"u{i}", "text": f"Thread {at} has a comment, the number {i}."}
            for i in range(3)
        ]
        (folder / f"t{at:05}.json").write_text(json.dumps({"title": f"Thread {at}", "comments": rows}))
    command = [
        BIN,
        "batch",
        folder,
        "--out",
        root / f"small-out-{number}",
        "--set",
        "encoder.name=tiny-hash",
        "--format",
        "json",
    ]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    done = threading.Event()

    def follow() -> None:
        nonlocal peak
        watched = psutil.Process(process.pid)
        while not done.wait(0.5):
            used = 0
            try:
                for one in (watched, *watched.children(recursive=True)):
                    used += one.memory_full_info().pss
            except psutil.Error:
                continue
            peak = max(peak, used)

    watcher = threading.Thread(target=follow)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    shutil.rmtree(folder)
    return peak, time.perf_counter() - began


if __name__ == "__main__":
    main()
