"""The journal keeps every whole line, whatever cuts it short."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadgist.batch.journal import Journal, ThreadRecord
from threadgist.errors import SourceError


def made(number: int, status: str = "done") -> ThreadRecord:
    return ThreadRecord(f"f{number}", f"s{number}", status, input="i", state="s", comments=number, at=1.0)  # type: ignore[arg-type]


@given(st.integers(1, 6), st.integers(0, 400))
def test_a_journal_cut_anywhere_keeps_the_lines_before(tmp_path_factory, number, cut):
    out = tmp_path_factory.mktemp("run")
    with Journal(out) as journal:
        for i in range(number):
            journal.add(made(i))
    data = (out / "journal.jsonl").read_bytes()[:cut]
    (out / "journal.jsonl").write_bytes(data)
    whole = data.count(b"\n")
    with Journal(out) as journal:
        assert [journal.get(f"f{i}") for i in range(whole)] == [made(i) for i in range(whole)]
        assert journal.get(f"f{whole}") is None
        journal.add(made(99))
    with Journal(out) as journal:
        assert journal.get("f99") == made(99)


def test_run_json_is_whole_and_the_journal_gone(tmp_path: Path):
    with Journal(tmp_path) as journal:
        journal.add(made(2))
        journal.add(made(1, "failed"))
        journal.close_run({"status": "finished"})
    run = json.loads((tmp_path / "run.json").read_text())
    assert [thread["folder"] for thread in run["threads"]] == ["f1", "f2"]
    assert not (tmp_path / "journal.jsonl").exists()
    (failure,) = (tmp_path / "failures.jsonl").read_text().splitlines()
    assert json.loads(failure)["thread"] == "s1"
    with Journal(tmp_path) as journal:
        assert journal.get("f2") == made(2)
        journal.add(made(1))
        journal.close_run({"status": "finished"})
    assert (tmp_path / "failures.jsonl").read_text() == ""


@pytest.mark.parametrize("text", ['a "quoted"\nline', "</script>", "\ud800", "名"])
def test_any_text_survives(tmp_path: Path, text):
    record = ThreadRecord("f", text, "failed", error=text)
    with Journal(tmp_path) as journal:
        journal.add(record)
        journal.close_run({})
    with Journal(tmp_path) as journal:
        again = journal.get("f")
    assert again is not None
    assert again.source == text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("tail", [b"", b"x" * 3_000_000, b"\n" * 3, b'{"folder":"b"'])
def test_what_is_no_line_is_cut_off_and_no_line_is_lost(tmp_path: Path, tail: bytes):
    line = ThreadRecord("a", "a.json", "done").line() + b"\n"
    (tmp_path / "journal.jsonl").write_bytes(line + tail)
    with Journal(tmp_path) as journal:
        assert journal.get("a") is not None
    kept = (tmp_path / "journal.jsonl").read_bytes()
    assert kept.startswith(line)
    assert kept.endswith(b"\n")


@pytest.mark.parametrize("name", ["run.json", "journal.jsonl"])
def test_what_is_too_large_to_be_ours_is_named(tmp_path: Path, name: str):
    (tmp_path / name).touch()
    os.truncate(tmp_path / name, 30 << 30)
    with pytest.raises(SourceError, match=rf"{name}: larger than 1 GB"):
        Journal(tmp_path)
