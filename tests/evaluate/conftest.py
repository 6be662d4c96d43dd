"""The scratch folder of the other command line tests, and bench/quality.py in this process."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import at_home as at_home
from commands import Outcome

sys.path.append(str(Path(__file__).parents[2] / "bench"))


@pytest.fixture
def measured(capsys) -> Callable[..., Outcome]:
    """A function that runs bench/quality.py and returns exit code, output and messages."""
    import quality

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        try:
            quality.main(list(map(str, arguments)))
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code)
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def slice_dir() -> Path:
    return Path(__file__).parent / "slice"


@pytest.fixture(scope="session")
def floors_file() -> Path:
    return Path(__file__).parent / "floors.toml"
