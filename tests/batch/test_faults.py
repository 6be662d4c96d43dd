"""Whatever interrupts a run, the same command makes the same bytes in the end."""

import json
import os
import resource
import signal
import sqlite3
from pathlib import Path

import pytest

from threadgist.outputs import locked

from .runs import Bench, digests, leftovers, record, write_thread

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")


@pytest.fixture(scope="module")
def village(tmp_path_factory) -> tuple[Bench, Path, dict[str, bytes]]:
    """Eight threads and their digests by a run that nothing interrupts."""
    bench = Bench(tmp_path_factory.mktemp("village"))
    threads = bench.threads(8)
    code, _, err = bench.run(str(threads), "--out", str(bench.root / "whole"))
    assert code == 0, err
    return bench, threads, digests(bench.root / "whole")


def test_killed_in_each_stage_and_resumed_gives_the_same_bytes(village):
    bench, threads, whole = village
    out = bench.root / "broken"
    done = 0
    for step in ("read", "embed", "plan", "write", "files", "journal", "end"):
        code, _, err = bench.run(str(threads), "--out", str(out), trap=f"{step}:main:{bench.root / step}")
        assert code == -signal.SIGKILL, (step, code, err)
        journal = out / "journal.jsonl"
        lines = journal.read_bytes().count(b"\n") if journal.exists() else 0
        assert lines >= done, f"{step}: what was done is no longer known"
        done = lines
        for path in out.rglob("digest.json"):
            json.loads(path.read_text())
    assert done == 8
    code, _, err = bench.run(str(threads), "--out", str(out))
    assert code == 0, err
    assert digests(out) == whole
    assert not leftovers(out)
    assert record(out)["kept"] == 8
    assert record(out)["status"] == "finished"


def test_workers_that_are_killed_cost_their_threads_alone(village, tmp_path):
    bench, threads, whole = village
    traps = " ".join(f"{step}:self:{tmp_path / step}" for step in ("read", "plan", "files", "half"))
    code, _, err = bench.run(str(threads), "--out", str(tmp_path / "out"), trap=traps)
    assert code == 4, err
    failures = [json.loads(line) for line in (tmp_path / "out/failures.jsonl").read_text().splitlines()]
    assert sorted(failure["stage"] for failure in failures) == ["plan", "read", "write", "write"]
    told = "the process that worked on it was killed by SIGKILL"
    assert all(failure["error"] == told and "--workers" in failure["advice"] for failure in failures)
    assert not leftovers(tmp_path / "out")
    code, _, err = bench.run(str(threads), "--out", str(tmp_path / "out"))
    assert code == 0, err
    assert digests(tmp_path / "out") == whole
    assert (record(tmp_path / "out")["made"], record(tmp_path / "out")["kept"]) == (4, 4)
    assert (tmp_path / "out/failures.jsonl").read_text() == ""


def test_an_encoder_that_is_killed_is_started_again(village, tmp_path):
    bench, threads, whole = village
    # The first call takes what is there, the second is killed; its threads are then tried one by one.
    code, _, err = bench.run(
        str(threads),
        "--out",
        str(tmp_path / "out"),
        trap=f"embed:self:{tmp_path / 'n'}",
    )
    assert code in (0, 4), err
    code, _, err = bench.run(str(threads), "--out", str(tmp_path / "out"))
    assert code == 0, err
    assert digests(tmp_path / "out") == whole


def test_a_poisoned_thread_among_two_hundred(bench):
    folder = bench.threads(200, comments=2)
    write_thread(folder / "poison.json", 7, 3, "This is poisonous.")
    out = bench.root / "out"
    code, log, err = bench.run(
        str(folder), "--out", str(out), "--json-log", trap=f"poison:self:{bench.root / 'n'}"
    )
    assert code == 4, err
    events = [json.loads(line) for line in log.splitlines()]
    assert [event["source"] for event in events if event["event"] == "failed"] == [
        str(folder / "poison.json")
    ]
    assert events[-1]["done"] == 200
    assert events[-1]["failed"] == 1
    (failure,) = [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]
    assert "SIGSEGV" in failure["error"]
    assert failure["stage"] == "plan"
    assert len(list(out.rglob("digest.html"))) == 200


def test_a_full_disk_stops_the_run_and_leaves_no_half_file(village, tmp_path):
    bench, threads, whole = village
    out = tmp_path / "out"

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))

    code, _, err = bench.run(str(threads), "--out", str(out), preexec_fn=small_files)
    assert code == 6, err
    assert err.splitlines()[-1].startswith("threadgist: ")
    assert "free some space" in err
    assert not digests(out)
    code, _, err = bench.run(str(threads), "--out", str(out))
    assert code == 0, err
    assert digests(out) == whole
    assert not leftovers(out)


def test_ctrl_c_ends_and_keeps_what_is_done(bench):
    # So many that the run cannot be over before it is interrupted, however late the first line is read.
    folder = bench.threads(2_000, comments=12)
    out = bench.root / "out"
    process = bench.start(str(folder), "--out", str(out), "--json-log")
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "thread":
            break
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    run = record(out)
    assert run["status"] == "interrupted"
    assert 0 < len(run["threads"]) < 2_000
    assert not leftovers(out)
    assert len(list(out.rglob("digest.json"))) >= len(run["threads"])


def test_a_damaged_cache_entry_is_encoded_again(village, tmp_path):
    bench, threads, whole = village
    (cache,) = (bench.root / "cache").glob("*.sqlite3")
    with sqlite3.connect(cache) as connection:
        connection.execute("UPDATE vectors SET vector = zeroblob(256) WHERE rowid % 5 = 0")
    connection.close()
    code, _, err = bench.run(str(threads), "--out", str(tmp_path / "out"))
    assert code == 0, err
    assert digests(tmp_path / "out") == whole
    assert "damaged entries" in record(tmp_path / "out")["notices"][0]


def test_two_batches_on_one_cache(village, tmp_path):
    _, threads, whole = village
    own = Bench(tmp_path)
    running = [own.start(str(threads), "--out", str(tmp_path / name)) for name in ("one", "two")]
    for process in running:
        _, err = process.communicate(timeout=150)
        assert process.returncode == 0, err
    assert digests(tmp_path / "one") == digests(tmp_path / "two") == whole


def test_two_batches_in_one_folder_are_refused(bench):
    folder = bench.threads(1)
    out = bench.root / "out"
    out.mkdir()
    with locked(out):
        code, _, err = bench.run(str(folder), "--out", str(out))
    assert code == 6
    assert f"another run writes there (process {os.getpid()})" in err
