import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import TINY
from threadgist.errors import SourceError


def complaint(outcome, code):
    """The one line that an error is."""
    assert outcome.code == code
    assert outcome.out == ""
    assert outcome.err.startswith("threadgist: ")
    assert outcome.err.count("\n") == 1
    assert "Traceback" not in outcome.err
    return outcome.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.json", b"", "is empty"),
        ("blank.csv", b" \n\n", "is empty"),
        ("broken.json", b'[{"id": 1, "text": "a"},\n{"id": 2, "te', "line 2"),
        ("none.csv", b"alpha,beta\n1,2\n3,4\n", "alpha"),
        ("binary.dat", bytes(range(256)) * 20, "no format recognised"),
        ("archive.zip", b"PK\x03\x04rest of it", "zip"),
        ("damaged.gz", b"\x1f\x8b\x08\x00not really", "gzip"),
        ("number.json", b"42", ""),
    ],
)
def test_input_that_cannot_be_read(digest, save, name, content, said):
    line = complaint(digest(save(name, content)), 3)
    assert name in line
    assert said in line
    assert not Path("outputs").exists() or not list(Path("outputs").iterdir())


def test_no_such_file_and_a_directory(digest):
    assert "nowhere.json: no such file" in complaint(digest("nowhere.json"), 3)
    os.mkdir("folder")
    assert "make digests of all threads in it with `threadgist batch folder" in complaint(digest("folder"), 3)


def test_debug_shows_the_traceback(digest):
    with pytest.raises(SourceError):
        digest("nowhere.json", "--debug")
    outcome = subprocess.run(
        [sys.executable, "-m", "threadgist", "digest", "nowhere.json", "--debug", *TINY],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert outcome.returncode != 0
    assert "Traceback" in outcome.stderr
    assert "nowhere.json: no such file" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "pdf"), "unknown format 'pdf': there are html, "),
        (("--format", ","), "no format named"),
        (("--stdout", "csv"), "unknown format to print 'csv': there are html, "),
        (("--stdout", "yaml"), "unknown format to print 'yaml'"),
        (("--source", "usenet"), "no source is called 'usenet'"),
        (("--set", "select.max_point=3"), "unknown setting select.max_point (command line): did you mean"),
        (("--set", "select.max_points=none"), "setting select.max_points = 'none' (command line)"),
        (("--set", "nonsense"), "KEY=VALUE"),
        (("--config", "missing.toml"), "missing.toml: no such file; check the path"),
        (("--article", "missing.txt"), "missing.txt: no such file"),
        (("--column", "text=body"), "body"),
        (("--column", "text"), "--column 'text': write ROLE=NAME, as in text=remarks; roles are text, id,"),
        (("--column", "karma=score"), "--column 'karma=score': write ROLE=NAME"),
        (
            ("--column", "id=a", "--column", "id=b"),
            "--column id=b: id is 'a' already; only text may be several",
        ),
    ],
)
def test_options_that_make_no_sense(digest, save, arguments, said):
    assert said in complaint(digest(save("village.json"), *arguments), 3)


def test_a_writer_that_is_a_file_that_is_not_there(digest, save):
    said = complaint(digest(save("village.json"), "--writer", "my-model.gguf"), 5)
    assert "writer 'my-model.gguf': no such file" in said
    assert len(said) < 150


def test_an_unknown_encoder(threadgist, save):
    outcome = threadgist(
        "digest",
        save("village.json"),
        "--set",
        "encoder.name=no-such-model-here",
    )
    assert "no-such-model-here" in complaint(outcome, 5)


def test_a_folder_that_cannot_be_written_is_told_before_any_work(digest, save, monkeypatch):
    save("afile", "in the way")

    def never(*_, **__):
        raise AssertionError("work was done")

    monkeypatch.setattr("threadgist.sources.read_thread", never)
    line = complaint(digest(save("village.json"), "--out", "afile/below"), 6)
    assert "afile/below" in line
    assert "--out" in line


def test_one_bad_thread_among_good_ones(digest, save):
    outcome = digest(
        save("one.json"), "missing.json", save("empty.json", b""), save("two.json"), "--format", "txt"
    )
    assert outcome.code == 3
    assert [str(path) for path in outcome.paths] == ["outputs/one/digest.txt", "outputs/two/digest.txt"]
    lines = outcome.err.splitlines()
    assert "missing.json: no such file" in lines[0]
    assert "empty.json: is empty" in lines[1]
    assert lines[2] == "threadgist: 2 of 4 threads failed, see above"
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("broken", ["pathlib.Path.replace", "os.fsync"])
def test_a_full_disk_leaves_the_old_files_whole(digest, save, monkeypatch, broken):
    first = digest(save("village.json"))
    before = {path: path.read_bytes() for path in first.paths}
    save("village.json", [{"id": 1, "author": "ann", "text": "Something else was said here on purpose."}])

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(broken, full)
        outcome = digest("village.json", "--set", "page.pseudonyms=false")
    assert outcome.code == 6
    assert "No space left on device" in outcome.err
    assert {path: path.read_bytes() for path in Path("outputs/village").iterdir()} == before


def test_an_interruption_while_writing_leaves_whole_files(digest, save, monkeypatch):
    first = digest(save("village.json"))
    before = {path: path.read_bytes() for path in first.paths}
    kept = Path.replace
    moved = []

    def interrupted(self, target):
        if moved:
            raise KeyboardInterrupt
        moved.append(target)
        return kept(self, target)

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", interrupted)
        outcome = digest("village.json", "--set", "select.max_points=1")
    assert outcome.code == 130
    assert "Traceback" not in outcome.err
    assert {path: path.stat().st_size > 0 for path in Path("outputs/village").iterdir()} == dict.fromkeys(
        before, True
    )


def test_a_reader_that_leaves_early_is_no_error(save):
    save("village.json")
    tool = f"{sys.executable} -m threadgist digest village.json"
    command = f"{tool} --stdout txt --title Early {' '.join(TINY)} | head -c 5"
    outcome = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert outcome.stdout.startswith("Early")
    assert "Traceback" not in outcome.stderr
    assert "Exception ignored" not in outcome.stderr


@pytest.mark.parametrize("arguments", [("digest", "--no-such-option", "x"), ("no-such-command",)])
def test_wrong_usage(threadgist, arguments):
    outcome = threadgist(*arguments)
    assert outcome.code == 2
    assert "Traceback" not in outcome.err
