"""The tables of a digest: one schema in four forms."""

import csv
import io
import json
import re
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace

import pandas as pd
import pytest
from example import consultation, empty, example, small

from threadgist.errors import SettingsError
from threadgist.pages import render_files
from threadgist.records import walk
from threadgist.records.tables import TABLES

MAKERS = [example, small, empty, consultation]
NAMES = [table.name for table in TABLES]


def opened(digest, tmp_path):
    path = tmp_path / "digest.sqlite"
    path.write_bytes(render_files(digest, ["sqlite"])["digest.sqlite"])
    return closing(sqlite3.connect(path))


def read_csv(digest, table):
    text = render_files(digest, ["csv"])[f"digest.{table}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("make", MAKERS)
def test_all_forms_hold_the_same(make, tmp_path):
    digest = make()
    frames = digest.to_frames()
    assert list(frames) == NAMES
    parquet = render_files(digest, ["parquet"])
    with opened(digest, tmp_path) as database:
        for table in TABLES:
            frame = frames[table.name]
            names = [column.name for column in table.columns]
            assert list(frame.columns) == names
            again = pd.read_parquet(io.BytesIO(parquet[f"digest.{table.name}.parquet"])).astype(frame.dtypes)
            pd.testing.assert_frame_equal(again, frame)
            rows = database.execute(f"SELECT * FROM {table.name}").fetchall()
            cells = read_csv(digest, table.name)
            assert len(rows) == len(cells) == len(frame)
            assert len({tuple(row[names.index(one)] for one in table.key) for row in rows}) == len(rows)
            for row, cell in zip(rows, cells, strict=True):
                for value, (name, text) in zip(row, cell.items(), strict=True):
                    if isinstance(value, str):
                        assert text in (value, "'" + value), name
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in TABLES:
            links = [column.name for column in table.columns if column.of not in (None, "threads")]
            indexed = database.execute(f"SELECT name FROM pragma_index_list('{table.name}')").fetchall()
            assert {f"{table.name}_{name}" for name in links} <= {name for (name,) in indexed}


@pytest.mark.parametrize("make", MAKERS)
def test_every_line_and_comment_is_there_with_its_theme(make):
    digest = make()
    frames = digest.to_frames()
    lines = frames["lines"]
    assert list(lines["line_id"]) == [one.id for one in walk((*digest.quoted, *digest.one_offs))]
    for theme in digest.themes:
        of = lines[lines["theme_id"] == theme.id]
        assert set(of[of["answers"].isna()]["text"]) == {bullet.text for bullet in theme.bullets}
    comments = frames["comments"]
    assert list(comments["comment_id"]) == [one.id for one in digest.comments]
    themed = [json.loads(cell) for cell in comments["theme_ids"]]
    assert themed == [list(entry.theme_ids) for entry in digest.ledger]
    assert comments["agrees"].isna().all() == all(one.agrees is None for one in digest.comments)


def test_a_database_is_searched(tmp_path):
    digest = example()
    wanted = {
        one.id for one in digest.comments if re.search(r"\bcafé\b|\btimetable\b", one.text, re.IGNORECASE)
    }
    with opened(digest, tmp_path) as database:
        found = "SELECT rowid FROM comments_fts WHERE comments_fts MATCH 'cafe OR timetable'"
        rows = database.execute(f"SELECT comment_id FROM comments WHERE rowid IN ({found})")
        assert {one for (one,) in rows} == wanted != set()
        (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'lines_fts'").fetchone()
    assert 'content="lines"' in sql


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_of_a_csv_is_a_formula(start):
    digest = example()
    first = replace(digest.comments[0], author=start, text=start)
    hostile = replace(digest, title=start, comments=(first, *digest.comments[1:]))
    assert read_csv(hostile, "comments")[0]["text"] == "'" + start
    assert read_csv(hostile, "comments")[0]["author"] == "'" + start
    assert read_csv(hostile, "threads")[0]["title"] == "'" + start


@pytest.mark.parametrize(
    ("missing", "use"),
    [
        ("pandas", lambda digest: digest.to_frames()),
        ("pyarrow", lambda digest: render_files(digest, ["parquet"])),
        ("resvg_py", lambda digest: render_files(digest, ["png"])),
    ],
)
def test_what_is_not_installed_is_named(missing, use, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.setattr("threadgist.pages.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'threadgist\["):
        use(example())


def test_a_notebook_shows_a_digest_escaped_and_short():
    digest = replace(example(), title="<script>alert(1)</script>" * 100)
    assert len(repr(digest)) < 200
    assert "<script" not in digest._repr_html_()
    assert digest._repr_html_().count("<tr>") == len(digest.themes) + 1
