"""The command line with nothing of the user's own in it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import Outcome
from threads import village

TINY = ("--set", "encoder.name=tiny-hash")


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    """An empty working folder, no settings of the user's, and a cache that goes away."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / ".cache"))
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def digest(threadgist) -> Callable[..., Outcome]:
    """`threadgist digest` with the tiny encoder."""
    return lambda *arguments: threadgist("digest", *TINY, *arguments)


@pytest.fixture
def save(tmp_path) -> Callable[..., Path]:
    """A function that writes a flat list of comments, or bytes, to a file in the working folder."""

    def write(name: str, content: object = None) -> Path:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            if content is None:
                content = [
                    {"id": one.id, "author": one.author, "text": one.text, "parent_id": one.parent_id}
                    for one in village(12).comments
                ]
            path.write_text(json.dumps(content), encoding="utf-8")
        return path.relative_to(tmp_path)

    return write
