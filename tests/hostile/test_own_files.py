"""A file of our own that is damaged is left out, made again, or an error that names it; nothing valid is lost."""

from __future__ import annotations

import os
import random

import pytest

from hostile.own_files import TINY, run, world

KINDS = (
    "digest", "run", "journal", "side", "manifest", "begun", "answer", "receipt", "card", "speeds", "vectors",
)  # fmt: skip


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    with world(tmp_path_factory.mktemp("own")) as made:
        yield made


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_harms_nothing_else(ours, kind) -> None:
    assert set(ours.kinds) == set(KINDS)
    for number in range(8 if kind == "digest" else 4):
        ours.damage(kind, random.Random(f"{kind} {number}"))


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize(
    "name",
    [
        ".lock", "run.json", "index.html", "feed.xml", "talk-one/digest.html", "talk-one/digest.json",
        "talk-one/digest.unedited.json", "talk-one/edits.toml",
    ],
)  # fmt: skip
@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_passed_over_or_named(ours, name, put) -> None:
    path = ours.archive / name
    path.unlink(missing_ok=True)
    put(path)
    try:
        run("site", ours.archive)
        run("render", ours.archive / "talk-one")
        run("digest", ours.root / "one.json", "--out", ours.archive, *TINY)
    finally:
        ours.mend()
