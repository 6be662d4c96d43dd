"""What the evaluation's command line needs: the scratch folder of the other command line tests."""

from pathlib import Path

import pytest

from cli.conftest import at_home as at_home


@pytest.fixture(scope="session")
def slice_dir() -> Path:
    return Path(__file__).parent / "slice"


@pytest.fixture(scope="session")
def floors_file() -> Path:
    return Path(__file__).parent / "floors.toml"
