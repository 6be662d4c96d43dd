"""The command line, run in this process: fast."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from threadgist.cli import main


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def paths(self) -> list[Path]:
        return [Path(line) for line in self.out.splitlines()]


@pytest.fixture
def threadgist(monkeypatch, capsys) -> Callable[..., Outcome]:
    """A function that runs the command line and returns exit code, output and messages."""

    # The command line sets this for its children; so it is put back for the tests that follow.
    monkeypatch.setenv("PYTHONSAFEPATH", "1")

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["threadgist", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
        return Outcome(code, *capsys.readouterr())

    return run
