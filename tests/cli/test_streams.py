"""Streams that are full, closed or left, and requests to end: an exit code, no traceback, nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import TINY

TOOL = (sys.executable, "-m", "threadgist")
FILES = ["digest.html", "digest.json", "digest.md", "digest.txt"]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="streams and signals of POSIX")


def run(*arguments: str | bytes, shell: str = "", **options) -> subprocess.CompletedProcess[bytes]:
    """Run the tool, `shell` being what a shell would be told of its streams."""
    command = ["bash", "-c", f'"$@" {shell}', "bash", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=120, **options)
    assert b"Traceback" not in done.stderr, done.stderr
    assert b"Exception ignored" not in done.stderr, done.stderr
    return done


def made(*names: str) -> None:
    """Check that these threads were digested and nothing else lies there."""
    assert sorted(os.listdir("outputs")) == sorted(names)
    for name in names:
        assert sorted(os.listdir(f"outputs/{name}")) == FILES


@pytest.mark.parametrize(
    ("shell", "code", "said"),
    [
        ("> /dev/full", 6, b"standard output: cannot be written (No space left on device)"),
        (">&-", 6, b"standard output: cannot be written (Bad file descriptor)"),
        ("2> /dev/full", 0, b""),
        ("2>&-", 0, b""),
        ("<&-", 0, b""),
        (">&- 2>&- <&-", 6, b""),
    ],
)
def test_streams_that_take_nothing(save, shell, code, said) -> None:
    done = run(*TOOL, "digest", save("one.json"), save("two.json"), *TINY, shell=shell)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stderr.count(b"\n") == bool(said)
    made("one", "two")


@pytest.mark.parametrize(
    ("shell", "code"), [("2>&-", 3), ("2> /dev/full", 3), ("> /dev/full", 3), ("<&-", 3)]
)
def test_an_error_keeps_its_code_where_nobody_hears_it(shell, code) -> None:
    assert run(*TOOL, "digest", "-", *TINY, shell=shell, stdin=subprocess.DEVNULL).returncode == code


@pytest.mark.parametrize("command", [("digest", *TINY), ("batch", "--json-log", "--out", "outputs", *TINY)])
def test_a_reader_that_has_gone_costs_no_thread(save, command) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    sources = [save("one.json"), save("two.json")]
    done = subprocess.run(
        [*TOOL, command[0], *sources, *command[1:]], stdout=writer, stderr=subprocess.PIPE, timeout=120
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")
    assert len(list(Path("outputs").glob("*/digest.html"))) == 2


def test_a_working_directory_that_is_gone() -> None:
    program = "from threadgist.cli import main; main()"
    gone = ["bash", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "bash"]
    done = subprocess.run([*gone, sys.executable, "-c", program, "models"], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (
        3,
        b"threadgist: the working directory is no longer there: change to one that is\n",
    )


def test_names_are_any_bytes(save) -> None:
    name, out = b"caf\xe9 \xff.json", b"out\xff"
    os.rename(save("x.json"), name)
    done = run(*TOOL, "digest", name, b"\xff-none.json", "--title", b"\xfc\xff", "--out", out, *TINY)
    assert done.returncode == 3
    assert done.stdout.startswith(b"out\xff/")
    assert run(*TOOL, "batch", name, "--out", out, *TINY).returncode == 0
    assert run(*TOOL, "site", out).returncode == 0


ENDED = """
import os, signal, sys
from threadgist.cli import main
def end(handle):
    os.kill(os.getpid(), {number})
os.fsync = end
main()
"""
IN_TEXT = """
import signal
from threadgist.cli.console import standing
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with standing() as streams:
    try:
        exec("signal.raise_signal({number})")
    except KeyboardInterrupt:
        raise SystemExit(128 + streams.signal)
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_request_to_end_leaves_nothing_half_written(save, name) -> None:
    program = ENDED.format(number=int(getattr(signal, name)))
    # What runs this test in the background may ignore Ctrl-C (a shell) or the end of the terminal (nohup).
    restored = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"signal.signal(signal.SIGHUP, signal.SIG_DFL){program}"
    )
    done = run(sys.executable, "-c", restored, "digest", save("one.json"), *TINY)
    assert done.returncode == 128 + getattr(signal, name)
    assert done.stderr == b"threadgist: interrupted\n"
    assert [path.name for path in Path("outputs").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_request_to_end_is_answered_with_its_code_wherever_it_comes(name) -> None:
    """In code from text, of which records are made, Python itself would end by SIGINT."""
    number = int(getattr(signal, name))
    assert run(sys.executable, "-c", IN_TEXT.format(number=number)).returncode == 128 + number


def test_what_a_killed_run_left_goes_with_the_next(save) -> None:
    program = ENDED.format(number=int(signal.SIGKILL))
    done = subprocess.run(
        [sys.executable, "-c", program, "digest", save("one.json"), *TINY], capture_output=True, timeout=60
    )
    assert done.returncode == -signal.SIGKILL
    assert [path for path in Path("outputs/one").iterdir() if path.name.startswith(".")]
    assert run(*TOOL, "digest", "one.json", *TINY).returncode == 0
    made("one")
