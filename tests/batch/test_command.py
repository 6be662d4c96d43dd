"""What a user sees: progress, exit codes, what is done again and what is not."""

import json
import subprocess
import sys

import pytest

from .runs import Bench, digests, record, write_thread


def test_the_same_command_does_what_is_missing_changed_or_failed(bench: Bench):
    folder = bench.threads(4, comments=5)
    (folder / "notes.bin").write_bytes(b"\x00\x01 no thread")
    manifest = bench.root / "list.csv"
    manifest.write_text(
        "path,title,event,date\nthreads/thread000.json,The bypass,Bypass,2026-11-22\ngone.json,,,\n"
    )
    out = bench.root / "out"
    command = (str(manifest), str(folder), "--out", str(out))
    code, log, err = bench.run(*command)
    assert (code, log) == (4, ""), err
    assert f"{bench.root / 'gone.json'}: " in err
    assert "named more than once" in err
    assert err.splitlines()[-1].startswith(
        "threadgist: 4 made, 1 failed (see failures.jsonl), 1 file without a"
    )
    run = record(out)
    by_source = {thread["source"]: thread for thread in run["threads"]}
    first = by_source[str(folder / "thread000.json")]
    assert (first["title"], first["event"], first["date"]) == ("The bypass", "Bypass", "2026-11-22")
    assert first["seconds"].keys() == {"read", "plan", "write", "render"}
    assert by_source[str(folder / "notes.bin")]["status"] == "skipped"
    assert run["duplicates"] == [str(folder / "thread000.json")]
    before = digests(out)

    write_thread(folder / "thread001.json", 1, comments=6)
    missing = by_source[str(folder / "thread002.json")]["folder"]
    (out / missing / "digest.html").unlink()
    write_thread(bench.root / "gone.json", 9, comments=3)
    code, _, err = bench.run(*command)
    assert code == 0, err
    assert (record(out)["made"], record(out)["kept"]) == (3, 2)
    assert digests(out)[f"{missing}/digest.html"] == before[f"{missing}/digest.html"]
    assert (out / "failures.jsonl").read_text() == ""

    code, _, err = bench.run(*command, "--set", "select.max_points=3", "--limit", "2")
    assert code == 0, err
    assert record(out)["made"] == 2


def test_a_log_for_programs(bench: Bench):
    folder = bench.threads(2, comments=3)
    code, log, err = bench.run(str(folder), "--out", str(bench.root / "out"), "--json-log")
    events = [json.loads(line) for line in log.splitlines()]
    assert (code, err) == (0, "")
    assert [event["event"] for event in events] == ["begin", "thread", "thread", "end"]
    assert events[0]["threads"] == events[-1]["done"] == 2


def test_threads_of_a_table(bench: Bench):
    table = bench.root / "all.csv"
    rows = [f"{i % 2},{i},Meeting {i % 2},Somebody says the number {i} in a sentence." for i in range(8)]
    table.write_text("thread_id,id,title,text\n" + "\n".join(rows) + "\n")
    out = bench.root / "out"
    code, _, err = bench.run(str(table), "--out", str(out), "--format", "json")
    assert code == 0, err
    assert sorted(thread["title"] for thread in record(out)["threads"]) == ["Meeting 0", "Meeting 1"]
    assert [thread["comments"] for thread in record(out)["threads"]] == [4, 4]
    assert not (out / ".spool").exists()


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--engine", "spark"), 3, "choose local or ray"),
        (("--format", "pdf"), 3, "unknown format 'pdf'"),
        (("--set", "encoder.name=no-such-model"), 5, "no-such-model"),
    ],
)
def test_what_cannot_be_is_said_at_once(bench: Bench, more, code, said):
    folder = bench.threads(1, comments=2)
    found, _, err = bench.run(str(folder), "--out", str(bench.root / "out"), *more, encoder=None)
    assert found == code
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_file_of_several_conversations_is_the_users_to_choose_from(bench: Bench):
    talks = [
        {"id": name, "title": name.title(), "comments": [{"id": f"{name}1", "author": "a", "text": "One."}]}
        for name in ("ferry", "lamps")
    ]
    path = bench.root / "talks.json"
    path.write_text(json.dumps(talks))
    code, _, err = bench.run(str(path), "--out", str(bench.root / "out"))
    assert code == 4, err
    (row,) = map(json.loads, (bench.root / "out" / "failures.jsonl").read_text().splitlines())
    assert row["error"].startswith(f"{path}: holds 2 conversations; choose one with --thread ID")
    assert row["advice"].startswith("name the files or folders of single conversations")


def test_ray_makes_the_same_bytes(bench: Bench):
    pytest.importorskip("ray")
    folder = bench.threads(5)
    write_thread(folder / "small.json", 8, comments=2)
    (folder / "broken.json").write_text('{"comments": [')
    results = {}
    for engine in ("local", "ray"):
        out = bench.root / engine
        code, _, err = bench.run(str(folder), "--out", str(out), "--engine", engine)
        assert code == 4, err
        results[engine] = digests(out), (out / "failures.jsonl").read_text()
    assert len(results["local"][0]) == 24
    assert results["ray"] == results["local"]


def test_a_local_ray_listens_on_loopback_alone():
    pytest.importorskip("ray")
    program = """
import psutil
from threadgist.batch.jobs import Options
from threadgist.batch.ray_engine import ray_engine
from threadgist.fetch import FetchOptions
from threadgist.settings import Settings
from threadgist.sources import Columns
options = Options("/nowhere", Settings(), None, ("json",), Columns(), FetchOptions(), "")
engine = ray_engine(options, address=None, workers=1)
own = [psutil.Process(), *psutil.Process().children(recursive=True)]
for process in own:
    for one in process.net_connections("inet"):
        if one.status == "LISTEN":
            print(one.laddr.ip)
engine.stop()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=150)
    heard = set(done.stdout.split())
    assert heard, done.stderr
    assert heard <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
