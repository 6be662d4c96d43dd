"""What every test may use: the command line, a browser, and the development data, where they are."""

import os
from pathlib import Path

# As many tests run side by side as there are cores: threads of torch would only wait for each other. Set before
# anything is imported that reads it, and inherited by the processes that tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

from browser import chromium as chromium
from browser import opened as opened
from commands import threadgist as threadgist
from smollm2 import smollm2 as smollm2
from smollm2 import smollm2_folder as smollm2_folder

# The same examples on every run, however busy the machine is.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


def shared_data() -> Path | None:
    """The development data, in THREADGIST_SHARED or `shared` beside the checkout; None where absent."""
    named = os.environ.get("THREADGIST_SHARED")
    root = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return root / "data" if (root / "data").is_dir() else None


@pytest.fixture(scope="session")
def vectors(tmp_path_factory) -> Path:
    """A cache of vectors that all tests of a run share, whichever process they run in."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "vectors"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; the test is skipped where there is none."""
    folder = shared_data()
    if folder is None:
        pytest.skip("no development data (set THREADGIST_SHARED)")
    return folder
