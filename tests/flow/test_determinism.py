"""The same discussion in any order, and on any run, gives the same bytes."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadgist import render
from threadgist.sources.assemble import assemble
from threads import raw_threads, tiny_digest, village

FORMATS = ("json", "md", "txt", "html")
EXAMPLE = Path(__file__).parents[2] / "examples" / "library-hours.csv"


def rendered(raw):
    digest = tiny_digest(assemble(raw, source="test", fallback_title="A thread"))
    return {fmt: render(digest, fmt) for fmt in FORMATS}


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(raw_threads(max_size=30), st.randoms(use_true_random=False))
def test_order_does_not_matter(raw, chance):
    shuffled = list(raw.comments)
    chance.shuffle(shuffled)
    assert rendered(replace(raw, comments=tuple(shuffled))) == rendered(raw)


def test_order_does_not_matter_to_a_debate(tmp_path):
    import json

    from threadgist import read_thread

    rows = [
        {"id": one.id, "parent": one.parent_id, "author": one.author, "text": one.text}
        for one in village(100).comments
    ]
    outcomes = set()
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        path = tmp_path / "debate.json"
        path.write_text(json.dumps(rows))
        digest = tiny_digest(read_thread(path))
        assert digest.mode == "themes"
        outcomes.add(tuple(render(digest, fmt) for fmt in FORMATS))
    assert len(outcomes) == 1


def test_another_process_with_another_hash_seed_writes_the_same_bytes(tmp_path):
    processes = []
    for seed in ("1", "2"):
        arguments = ["digest", str(EXAMPLE), "--out", str(tmp_path / seed), "--set", "encoder.name=tiny-hash"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "THREADGIST_CACHE_DIR": str(tmp_path / "cache")}
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "threadgist", *arguments, "--set", "encoder.cache=false"],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
    for process in processes:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
    first, second = (sorted((tmp_path / seed).rglob("digest.*")) for seed in ("1", "2"))
    assert len(first) == 4
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
