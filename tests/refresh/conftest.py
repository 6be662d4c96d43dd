"""The command line, in this process."""

from __future__ import annotations

import pytest

from threadgist.cli import main


@pytest.fixture
def run(monkeypatch, capsys):
    """A function that runs the command line and returns its exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["threadgist", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return call
