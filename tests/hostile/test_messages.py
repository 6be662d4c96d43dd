"""Whatever is told of things from outside is one line, without controls and marks of direction."""

from __future__ import annotations

import os
import random

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no terminals of POSIX")


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / ".cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def test_messages_on_a_terminal_are_one_line_of_ours(tmp_path) -> None:
    from hostile.messages import cases, message

    kinds = [*cases(tmp_path, random.Random(0)), "a batch", "a record"]
    for kind in kinds:
        for number in range(2):
            message(tmp_path, random.Random(f"{kind} {number}"), kind)


@pytest.mark.parametrize("kind", ["xterm-256color", "dumb"])
def test_bars_and_notices_share_a_terminal(tmp_path, kind) -> None:
    import re

    from hostile.messages import FORGED, command, terminal

    (tmp_path / "t.json").write_text('[{"text": "The pool is open."}, {"text": "The pool is shut."}]')
    with terminal(kind) as told:
        code = command(
            "digest", "t.json", "--set", "encoder.name=tiny-hash", "--title", f"A\x1b[2J\n{FORGED}"
        )
        said = told()
    assert code == 0
    # What rich draws and takes away again: colours, the cursor, lines.
    rest = re.sub(r"\x1b\[(?:[0-9;]*m|\?25[lh]|2K|1A)", "", said)
    assert "\x1b" not in rest
    assert not any(line.startswith(FORGED) for line in re.split("[\r\n]", rest))
