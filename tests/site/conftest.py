"""A browser to look at a site with."""

from __future__ import annotations

from pathlib import Path

import pytest

from threadgist.site import Entry, build_site


@pytest.fixture
def visit(opened, tmp_path: Path):
    """A function that writes a site, opens one of its pages and returns the `Visit`."""

    def open_page(entries: list[Entry], *, page: str = "index.html", **how):
        for name, text in build_site(entries, "Discussions").items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return opened((tmp_path / page).as_uri(), **how)

    return open_page
