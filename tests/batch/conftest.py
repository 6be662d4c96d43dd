"""A bench for every test of batches."""

from pathlib import Path

import pytest

from .runs import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
