"""Folders of digests for the index, and a browser to look at it with."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import Visit
from threadgist.cli import main
from threadgist.site import Entry, build_site


@pytest.fixture
def visit(chromium, tmp_path: Path):
    """A function that writes a site, opens one of its pages in a fresh context and returns the `Visit`."""
    contexts = []

    def open_page(
        entries: list[Entry],
        *,
        width: int = 1280,
        scheme: str = "light",
        scripts: bool = True,
        page: str = "index.html",
    ) -> Visit:
        site = build_site(entries, "Discussions")
        for name, text in site.files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.goto((tmp_path / page).as_uri())
        return seen

    yield open_page
    for context in contexts:
        context.close()


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
