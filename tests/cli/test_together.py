"""Commands at the same time in one folder and one cache: all results, or a clear refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import TINY
from threadgist.outputs import locked
from threads import village


def same_title(path: Path, number: int) -> Path:
    """A thread with the title of all others, and comments of its own."""
    comments = [
        {"id": f"{number}-{one.id}", "author": one.author, "text": f"{one.text} {number}"}
        for one in village(9).comments
    ]
    path.write_text(json.dumps({"title": "Same title", "id": f"x{number}", "comments": comments}))
    return path


def at_once(*commands: tuple[object, ...]) -> list[tuple[int, str]]:
    """Start all commands, then wait for them; their exit codes and messages."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "threadgist", *map(str, command)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    said = [process.communicate(timeout=120)[1] for process in started]
    return [(process.returncode, text) for process, text in zip(started, said, strict=True)]


def test_threads_of_one_title_each_get_their_folder_and_sites_are_whole(tmp_path) -> None:
    one, two, three = (same_title(tmp_path / f"{number}.json", number) for number in range(3))
    commands = [(one, two), (two, three), (three, one)]
    assert at_once(*(("digest", *sources, *TINY) for sources in commands)) == [(0, "")] * 3
    ids = [json.loads(path.read_text())["thread_id"] for path in Path("outputs").glob("*/digest.json")]
    assert sorted(ids) == ["x0", "x1", "x2"]
    assert [code for code, _ in at_once(("site", "outputs"), ("site", "outputs"))] == [0, 0]
    assert Path("outputs/index.html").read_text().count("Same title") >= 3
    assert not list(Path("outputs").rglob(".*"))


def test_where_a_batch_writes_a_digest_is_refused_before_any_work(digest, save, monkeypatch) -> None:
    Path("outputs").mkdir()

    def never(*_, **__):
        raise AssertionError("work was done")

    monkeypatch.setattr("threadgist.sources.read_thread", never)
    with locked(Path("outputs")):
        outcome = digest(save("one.json"))
    assert outcome.code == 6
    assert f"outputs: another run writes there (process {os.getpid()}): wait for it" in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="no links without rights")
def test_a_lock_that_is_a_link_is_not_followed(digest, save, tmp_path) -> None:
    Path("outputs").mkdir()
    (tmp_path / "precious").write_text("keep")
    Path("outputs/.lock").symlink_to(tmp_path / "precious")
    outcome = digest(save("one.json"))
    assert (outcome.code, "outputs/.lock" in outcome.err) == (6, True)
    assert (tmp_path / "precious").read_text() == "keep"
