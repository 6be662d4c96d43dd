"""A file of our own that is damaged is left out, made again, or an error that names it; nothing valid is lost."""

from __future__ import annotations

import random

import pytest

from hostile.own_files import world

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
