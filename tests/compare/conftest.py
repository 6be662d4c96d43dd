"""Digest files to compare, and a browser to look at the comparison with."""

from __future__ import annotations

from pathlib import Path

import pytest

from threadgist.pages import render
from threadgist.pages.comparison import render_comparison
from threads import comment, thread, tiny_digest, village


@pytest.fixture
def visit(opened, tmp_path: Path):
    """A function that opens the page of a comparison and returns the `Visit`."""

    def open_page(comparison, *, at: str = "", **how):
        path = tmp_path / "comparison.html"
        path.write_text(render_comparison(comparison, "html"), encoding="utf-8")
        return opened(path.as_uri() + at, **how)

    return open_page


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
