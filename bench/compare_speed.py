"""How long `threadgist compare` takes on many digests, and how much memory, from 30 to 1,000 of them.

    python bench/compare_speed.py [--sizes 30,100,300,1000] [--keep DIR]

Digests are made up: 150 comments, eight themes of three bullets, centroids of 384 numbers drawn around 40 recurring
subjects. Each run is a process of its own, from the files to comparison.html, .md and .json. `trends` runs
twice, so that the second shows what an unchanged archive costs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from threadgist.pages import render
from threadgist.records import (
    Bullet,
    Comment,
    Counts,
    Digest,
    DigestTheme,
    EncoderInfo,
    LedgerEntry,
    Provenance,
    Span,
)

SUBJECTS = [
    *(
        "Surveillance powers",
        "Encryption",
        "Costs",
        "Parking",
        "False alarms",
        "Child protection",
        "Schools",
        "Rents",
    ),
    *(
        "Noise",
        "Trees",
        "Buses",
        "Cycling",
        "Privacy law",
        "Elections",
        "Open source",
        "Moderation",
        "Layoffs",
    ),
    *(
        "Battery life",
        "Licences",
        "Taxes",
        "Water",
        "Energy prices",
        "Farming",
        "Housing",
        "Doctors",
        "Insurance",
    ),
    *(
        "Museums",
        "Libraries",
        "Roads",
        "Trains",
        "Flights",
        "Tourism",
        "Fishing",
        "Forests",
        "Heating",
        "Passports",
    ),
    *("Courts", "Police", "Charities", "Weather"),
]
SENTENCE = (
    "What people say about {} here is number {}, and it goes on for as long as a sentence of a comment does."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="30,100,300,1000")
    parser.add_argument("--keep", type=Path, help="keep the digests here")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        root = arguments.keep or Path(scratch)
        print(
            f"{'digests':>8} {'MB':>6} {'compare':>9} {'busy':>7} {'memory':>8} {'page':>9} {'trends':>8} {'again':>7}"
        )
        for size in sizes:
            folder = root / str(size)
            for number in range(size):
                home = folder / f"{number:04}"
                if not (home / "digest.json").exists():
                    home.mkdir(parents=True, exist_ok=True)
                    (home / "digest.json").write_text(render(made_up(number), "json"), encoding="utf-8")
            weight = sum(path.stat().st_size for path in folder.rglob("digest.json")) / 1e6
            out = root / f"out-{size}"
            seconds, busy, memory = run(["compare", str(folder), "--out", str(out)], root)
            first, *_ = run(["trends", str(folder), "--out", str(out)], root)
            again, *_ = run(["trends", str(folder), "--out", str(out)], root)
            page = (out / "comparison.html").stat().st_size / 1e6
            print(
                f"{size:>8} {weight:>6.0f} {seconds:>7.1f} s {busy:>5.1f} s {memory:>5.0f} MB {page:>6.1f} MB "
                f"{first:>6.1f} s {again:>5.1f} s",
                flush=True,
            )


def run(arguments: list[str], root: Path) -> tuple[float, float, float]:
    """Return the seconds on the clock and of the processor, and the megabytes, of one run of the command line."""
    script = (
        "import resource, sys; from threadgist.cli import main\n"
        "try: main()\n"
        "finally:\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    print('USED', used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, file=sys.stderr)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "THREADGIST_CACHE_DIR": str(root / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory = done.stderr.rsplit("USED", 1)[1].split()
    return time.perf_counter() - began, float(seconds), float(memory)


def made_up(number: int, themes: int = 8, comments: int = 150) -> Digest:
    """Return a digest of a debate that nobody held, the same for the same number."""
    random = np.random.default_rng(number)
    subjects = np.random.default_rng(7).normal(size=(len(SUBJECTS), 384))
    common = random.normal(size=384)
    chosen = random.permutation(len(SUBJECTS))[:themes]
    texts = [SENTENCE.format(SUBJECTS[chosen[at % themes]].lower(), at) for at in range(comments)]
    start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=int(random.integers(700)))
    people = [f"p{int(random.integers(100))}" for _ in range(comments)]
    said = tuple(
        Comment(
            f"c{at}",
            None,
            people[at],
            texts[at],
            start + timedelta(minutes=at),
            None,
            f"https://example.org/{number}/{at}",
        )
        for at in range(comments)
    )
    everybody = len(set(people))
    blocks = []
    for place, subject in enumerate(chosen):
        own = [at for at in range(comments) if at % themes == place and random.random() < 0.9]
        vector = subjects[subject] + 0.8 * random.normal(size=384) + common
        vector /= np.linalg.norm(vector)
        bullets = tuple(
            Bullet(
                f"t{place}b{at}",
                "quote",
                "point",
                f"“{texts[at]}”",
                (f"c{at}",),
                (Span(f"c{at}", 0, len(texts[at])),),
            )
            for at in own[:3]
        )
        crowd = len({people[at] for at in own})
        blocks.append(
            DigestTheme(
                id=f"t{place + 1}",
                heading=SUBJECTS[subject],
                bullets=bullets,
                comment_ids=tuple(f"c{at}" for at in own),
                author_count=crowd,
                share=round(crowd / everybody, 4),
                centroid=tuple(round(float(v), 4) for v in vector),
            )
        )
    return Digest(
        title=f"Event {number}",
        source="hackernews",
        mode="themes",
        counts=Counts(comments, comments, everybody, comments, 24, 0, comments - 24, 0, 0, 0.9),
        themes=tuple(sorted(blocks, key=lambda theme: -theme.author_count)),
        points=(),
        one_offs=(),
        notices=(),
        dots=(),
        flows=(),
        comments=said,
        ledger=tuple(LedgerEntry(comment.id, "one_off") for comment in said),
        provenance=Provenance("0", EncoderInfo("all-MiniLM-L6-v2", "made-up", 384), "extractive", (), "", ()),
        thread_id=str(number),
        first_at=start,
        last_at=start + timedelta(hours=5),
        mean=tuple(round(float(v), 4) for v in 0.5 * common / np.linalg.norm(common)),
    )


if __name__ == "__main__":
    main()
