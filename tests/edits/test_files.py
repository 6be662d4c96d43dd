"""Files of edits: hostile ones, `threadgist render`, and a thread that grows beside them."""

from __future__ import annotations

import json
import random
import re
from dataclasses import fields
from pathlib import Path

import pytest
from example import example

from threadgist.digest_file import load_digest
from threadgist.edits import Added, Edits, LineEdit, ThemeEdit, apply_edits, parse_edits, read_edits
from threadgist.edits.folder import edits_in
from threadgist.errors import EditsError
from threadgist.pages import render
from threadgist.records import walk
from threads import village

GOOD = """order = ["t3", "t1"]
[themes.t1]
heading = "What it costs"
parts = { "Rails and their age" = "Rails" }
order = ["t1-3 a7"]
[themes.t4]
into = "t3"
[lines."t2-2 b4"]
quote = "If the bus keeps that timetable"
[added.e1]
theme = "t1"
text = "A sentence."
comments = ["a1"]
"""
VALUES = (
    "true", "1", "-1e999", '""', '"  "', '"\\u0000"', '"\\u202e"', "[]", "[[]]", '["t1", "t1"]', "{}", "{ a = 1 }",
    "1979-05-27", '"' + "x" * 400 + '"', '"“nobody”"', "'''\n'''", '"<script>"', '"t99"', '["t1-9 zz"]', "nan",
    "[" * 40 + "]" * 40, '"' + "y" * 6_000 + '"', '["' + "z" * 300 + '"]', "0xdeadbeef",
)  # fmt: skip
KEYS = (
    "heading", "parts", "drop", "into", "order", "lock", "note", "move", "quote", "text", "comments", "short", "theme",
    "Heading", "colour",
)  # fmt: skip
TABLES = (
    "themes.t1", "themes.t99", 'themes.""', 'lines."t1-1 a1"', 'lines."zz"', "lines", "added.e1", 'added."o-1"',
    'added."two words"', "themes.points", "colours",
)  # fmt: skip


def hostile(number: int) -> bytes:
    """A file of edits that is wrong somewhere; the same for the same number."""
    chance = random.Random(number)
    match chance.randrange(8):
        case 0:
            return bytes(chance.randrange(256) for _ in range(chance.randrange(1, 200)))
        case 1:
            text = GOOD.encode()
            return text[: chance.randrange(20, len(text) - 2)] + bytes([chance.choice(b'"[]{}=\xff\x00')])
        case 2:
            return b"x = " + b"[" * chance.choice((100, 5_000)) + b"9" * chance.choice((1, 6_000))
        case 3:
            return b"a" * chance.choice((1_000_001, 50))
    tables = chance.sample(TABLES, chance.randrange(1, 4))
    lines = [
        f"[{table}]\n" + "".join(f"{key} = {chance.choice(VALUES)}\n" for key in chance.sample(KEYS, 3))
        for table in tables
    ]
    return "".join(lines).encode()


@pytest.fixture
def folder(tmp_path):
    for form in ("html", "md", "txt", "json"):
        (tmp_path / f"digest.{form}").write_text(render(example(), form), encoding="utf-8")
    return tmp_path


def test_two_hundred_hostile_files(folder, threadgist) -> None:
    path, digest = folder / "edits.toml", example()
    before = {one: one.read_bytes() for one in folder.glob("digest.*")}
    for number in range(200):
        path.write_bytes(hostile(number))
        with pytest.raises(EditsError) as caught:
            apply_edits(digest, read_edits(path), str(path))
        said = str(caught.value)
        assert said.startswith(f"{path}: "), said
        assert said.isprintable(), said
        assert len(said) < 1_000, said
        if number % 20 == 0:
            outcome = threadgist("render", folder)
            assert (outcome.code, outcome.out, outcome.err) == (3, "", f"threadgist: {said}\n")
    assert {one: one.read_bytes() for one in folder.glob("digest.*")} == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[theme.t1]", "edits.toml: theme = .*: is no key of edits: there are order, themes, lines, added"),
        ("[themes.t1]\nheadline = 'x'", 'themes.t1.headline = "x": is no key of edits: there are heading, parts'),
        ("[themes.t1]\nheading = 1", 'themes.t1.heading = 1: must be text: write it in quotation marks'),
        ("[themes.t1]\nheading = ' '", 'heading = "": is empty: write something'),
        ("[themes.t1]\ndrop = 'yes'", 'themes.t1.drop = "yes": must be true or false'),
        ("[themes.t1]\ndrop = true\ninto = 't2'", "is dropped as well: keep one of the two"),
        ("[themes]\nt1 = 1", r"themes.t1 = 1: must be a table: begin it with \[themes.t1\]"),
        ("order = 't1'", 'order = "t1": must be a list of ids'),
        ("order = ['t1', 't1']", r'order = \["t1", "t1"\]: "t1" stands there twice'),
        (f"order = ['{'x' * 999}', '{'x' * 999}']", ': "x{79}… stands there twice: remove one'),
        ("order = 1979-05-27", "order = 1979-05-27: must be a list of ids"),
        ("[themes.t1]\nheading = 07:32:00", "themes.t1.heading = 07:32:00: must be text"),
        ("[themes.'']\nheading = 1", 'themes."".heading = 1: must be text'),
        ("[themes.'a\u202eb']\nheading = 1", 'themes.ab.heading = 1: must be text'),
        ("[lines.'t1-1 a1']\nquote = 'x'\ntext = 'y'", 'lines."t1-1 a1".text = "y": a line is a quotation or'),
        ("[lines.'t1-1 a1']\ndrop = true\ntext = 'y'", "nothing else can be done with a line that is dropped"),
        ("[lines.'t1-1 a1']\ncomments = ['a']", "say what of them with quote or text"),
        ("[added.e1]\ntext = 'x'", "has no theme: add theme = the id of a theme"),
        ("[added.e1]\ntheme = 't1'\ncomments = ['a1']", "has neither quote nor text"),
        ("[themes.points]\ndrop = true", "a list of points has only an order"),
    ],
)  # fmt: skip
def test_what_is_no_edit_says_where_and_why(text, said) -> None:
    with pytest.raises(EditsError, match=said):
        parse_edits(text)


def test_a_file_that_is_not_there_has_no_edits_only_where_nobody_named_it(tmp_path) -> None:
    with pytest.raises(EditsError, match="no such file"):
        read_edits(tmp_path / "edits.toml")
    assert edits_in(tmp_path / "edits.toml") == Edits()


def test_render_makes_every_format_again_and_takes_it_back(folder, threadgist) -> None:
    before = {one.name: one.read_bytes() for one in folder.glob("digest.*")}
    (folder / "edits.toml").write_text(GOOD, encoding="utf-8")
    outcome = threadgist("render", folder)
    assert (outcome.code, outcome.err) == (0, "")
    assert [path.name for path in outcome.paths] == [
        "digest.unedited.json", "digest.html", "digest.md", "digest.txt", "digest.json",
    ]  # fmt: skip
    for form in ("html", "md", "txt"):
        assert "What it costs" in (folder / f"digest.{form}").read_text(encoding="utf-8")
    assert (folder / "digest.unedited.json").read_bytes() == before["digest.json"]
    after = {one.name: one.read_bytes() for one in folder.glob("digest.*")}
    assert threadgist("render", folder / "digest.json").code == 0
    assert {one.name: one.read_bytes() for one in folder.glob("digest.*")} == after

    other = folder / "other.toml"
    other.write_text('[themes.t2]\nheading = "Other"\n[themes.t99]\ndrop = true', encoding="utf-8")
    assert "no such theme" in threadgist("render", folder, "--edits", other).err
    outcome = threadgist("render", folder, "--edits", other, "--lenient", "--format", "txt")
    assert (outcome.code, [path.name for path in outcome.paths]) == (0, ["digest.txt"])
    assert "left out: themes" in outcome.err
    assert "Other" in (folder / "digest.txt").read_text(encoding="utf-8")
    assert threadgist("render", folder, "--edits", folder / "none.toml").code == 3

    (folder / "digest.unedited.json").rename(folder / "kept")
    assert "digest.unedited.json: is missing" in threadgist("render", folder).err
    (folder / "kept").rename(folder / "digest.unedited.json")
    (folder / "edits.toml").unlink()
    assert threadgist("render", folder).code == 0
    assert {one.name: one.read_bytes() for one in folder.glob("digest.*")} == before


def test_the_ids_there_are(folder, threadgist) -> None:
    shown = threadgist("render", folder, "--ids").out
    assert (
        '# [themes.t1]  # Costs, grants and the missing depot\n# [lines."t1-1 a1"]  # quayside_ruth “The'
        in shown
    )
    assert parse_edits(shown) == Edits()
    every = parse_edits(re.sub(r"^# (\[lines.*)", r"\1\nlock = true", shown, flags=re.MULTILINE))
    assert apply_edits(example(), every) == example()
    assert len(every.lines) == len(list(walk((*example().quoted, *example().one_offs))))


@pytest.fixture
def grow(tmp_path, threadgist, monkeypatch):
    """A function that digests so many comments of the village, by `digest` or by `batch`, and returns the folder."""
    monkeypatch.setenv("THREADGIST_CACHE_DIR", str(tmp_path / "cache"))

    def call(people: int, command: str = "digest") -> tuple[Path, str]:
        rows = [
            {"id": one.id, "text": one.text, "author": one.author, "parent_id": one.parent_id}
            for one in village(people).comments
        ]
        (tmp_path / "village.json").write_text(json.dumps(rows), encoding="utf-8")
        options = ("--title", "Village") if command == "digest" else ("--workers", "1")
        outcome = threadgist(
            command,
            tmp_path / "village.json",
            "--out",
            tmp_path / "out",
            "--set",
            "encoder.name=tiny-hash",
            *options,
        )
        assert outcome.code == 0, outcome.err
        (path,) = (tmp_path / "out").rglob("digest.json")
        return path.parent, outcome.err

    return call


@pytest.mark.parametrize("command", ["digest", "batch"])
def test_edits_survive_thirty_more_comments(grow, threadgist, command) -> None:
    folder, _ = grow(80, command)
    made = load_digest((folder / "digest.json").read_text(encoding="utf-8"))
    first, second, *_ = made.themes
    dropped, locked = first.bullets[0], second.bullets[-1]
    comment = next(one for one in made.comments if one.id == first.comment_ids[-1])
    (folder / "edits.toml").write_text(
        f"""
        order = ["{second.id}"]
        [themes."{first.id}"]
        heading = "Renamed by hand"
        [themes."{second.id}"]
        lock = true
        [lines."{dropped.id} {dropped.cites[0].comment_id}"]
        drop = true
        [themes.gone]
        heading = "Stale"
        [added.e1]
        theme = "{first.id}"
        text = "A sentence by hand."
        comments = ["{comment.id}"]
        """,
        encoding="utf-8",
    )
    folder, err = grow(110, command)
    grown = load_digest((folder / "digest.json").read_text(encoding="utf-8"))
    assert grown.counts.comments == 110
    assert grown.refresh is not None
    assert len(grown.refresh.new_comment_ids) == 30
    assert grown.themes[0].id == second.id
    assert grown.themes[0].heading == second.heading
    assert [one.text for one in grown.themes[0].bullets] == [one.text for one in second.bullets]
    renamed = next(one for one in grown.themes if one.id == first.id)
    assert renamed.heading == "Renamed by hand"
    assert renamed.bullets[-1].text == "A sentence by hand."
    assert dropped.cites[0] not in [span for one in renamed.bullets for span in one.cites]
    assert locked.text in (folder / "digest.md").read_text(encoding="utf-8").replace("\\", "")
    assert "Edited by hand" in (folder / "digest.html").read_text(encoding="utf-8")
    told = err if command == "digest" else (folder.parent / "run.json").read_text(encoding="utf-8")
    assert "no such theme" in told
    # The same thread again: the same bytes; and what `render` makes is the same.
    before = {one.name: one.read_bytes() for one in folder.glob("digest.*")}
    grow(110, command)
    assert {one.name: one.read_bytes() for one in folder.glob("digest.*")} == before
    assert threadgist("render", folder, "--lenient").code == 0
    assert {one.name: one.read_bytes() for one in folder.glob("digest.*")} == before


def test_a_file_that_cannot_be_read_stops_a_refresh(grow, tmp_path, threadgist) -> None:
    folder, _ = grow(80)
    (folder / "edits.toml").write_text("[themes", encoding="utf-8")
    before = (folder / "digest.json").read_bytes()
    outcome = threadgist(
        "digest",
        tmp_path / "village.json",
        "--out",
        tmp_path / "out",
        "--set",
        "encoder.name=tiny-hash",
        "--title",
        "Village",
    )
    assert (outcome.code, "not valid TOML" in outcome.err) == (3, True)
    assert (folder / "digest.json").read_bytes() == before


def test_the_documentation_shows_every_key() -> None:
    text = (Path(__file__).parents[2] / "docs" / "edit.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    parse_edits(shown)
    for record in (Edits, ThemeEdit, LineEdit, Added):
        for one in fields(record):
            assert re.search(rf"^(\[{one.name}\.|{one.name} = )", shown, flags=re.MULTILINE), one.name
