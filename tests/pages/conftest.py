"""A digest page in the browser of `browser.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import Visit
from threadgist.pages import render
from threadgist.settings import PageSettings


@pytest.fixture
def visit(chromium, tmp_path: Path):
    """A function that renders a digest, opens the page in a fresh context and returns the `Visit`."""
    contexts = []

    def open_page(digest, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Visit:
        path = tmp_path / "digest.html"
        path.write_text(render(digest, "html", PageSettings()), encoding="utf-8")
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.goto(path.as_uri())
        return visit

    yield open_page
    for context in contexts:
        context.close()
