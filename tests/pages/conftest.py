"""A digest page in the browser of `browser.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import Visit
from threadgist.pages import render


@pytest.fixture
def visit(opened, tmp_path: Path):
    """A function that renders a digest, opens the page in a fresh context and returns the `Visit`."""

    def open_page(digest, **options: object) -> Visit:
        path = tmp_path / "digest.html"
        path.write_text(render(digest, "html"), encoding="utf-8")
        return opened(path.as_uri(), **options)

    return open_page
