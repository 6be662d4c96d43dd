"""Digest files to compare, and a browser to look at the comparison with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from browser import Visit
from threadgist.cli import main
from threadgist.pages import render
from threadgist.pages.comparison import render_comparison
from threads import comment, thread, tiny_digest, village


@pytest.fixture
def visit(chromium, tmp_path: Path):
    """A function that opens the page of a comparison in a fresh context and returns the `Visit`."""
    contexts = []

    def open_page(
        comparison, *, width: int = 1280, scheme: str = "light", scripts: bool = True, at: str = ""
    ):
        path = tmp_path / "comparison.html"
        path.write_text(render_comparison(comparison, "html"), encoding="utf-8")
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.goto(path.as_uri() + at)
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def digests():
    """Three digests by the tiny encoder: two of villages that quarrel about the same, one too small for themes."""
    other = village(48)
    other = thread(
        *(
            comment(f"b{one.id}", one.text.replace("number", "neighbour"), f"q{at % 30}")
            for at, one in enumerate(other.comments)
        ),
        id="other",
        title="The other village",
    )
    small = thread("The bells are loud at six.", "They are not.", id="small", title="A small one")
    return {"one": tiny_digest(village(60)), "other": tiny_digest(other), "small": tiny_digest(small)}


@pytest.fixture
def home(digests, tmp_path: Path, monkeypatch) -> Path:
    """A folder with a digest in each of its folders, and nothing of the user's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / ".cache"))
    monkeypatch.setenv("COLUMNS", "200")
    for name, digest in digests.items():
        folder = tmp_path / "archive" / name
        folder.mkdir(parents=True)
        (folder / "digest.json").write_text(render(digest, "json"), encoding="utf-8")
        (folder / "digest.html").write_text(render(digest, "html"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def threadgist(monkeypatch, capsys):
    """A function that runs the command line and returns exit code, output and messages."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["threadgist", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
        return code, *capsys.readouterr()

    return run
