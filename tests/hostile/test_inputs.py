"""Bounds on what is read: regular files, bytes, memory, depth, comments; for every format."""

import json
import os
import random
import subprocess
import sys

import pytest

from hostile.inputs import INPUTS, make
from threadgist.article import read_article
from threadgist.edits import read_edits
from threadgist.errors import InputError, SourceError
from threadgist.model_cards import load_card
from threadgist.settings import LimitSettings, load_settings
from threadgist.sources import Columns, read_thread
from threadgist.stored import read_bytes


def load_config(path):
    return load_settings([path])


SMALL = LimitSettings(max_input_mb=1, max_memory_mb=8, max_read_seconds=20)
READ = """
import sys
from pathlib import Path
from threadgist.errors import SourceError
from threadgist.settings import LimitSettings
from threadgist.sources import read_thread
def held(name):
    return int(Path("/proc/self/status").read_text().partition(name + ":")[2].split()[0]) // 1024
before = held("VmRSS")
try:
    read_thread(sys.argv[1], limits=LimitSettings(max_memory_mb=100))
except SourceError as error:
    print(held("VmHWM") - before, error)
"""


@pytest.mark.parametrize("name", INPUTS)
def test_a_dense_input_is_a_thread_or_an_error_of_ours(name, tmp_path):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path / "input"
    path.write_bytes(make(name, 1 << 17))
    try:
        found = read_thread(path, limits=SMALL)
    except SourceError as error:
        assert "\n" not in str(error)
    else:
        assert len(found.comments) <= 20_000


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not bound memory here")
@pytest.mark.parametrize("name", ["json objects"])
def test_what_takes_too_much_memory_is_refused_before_it_has_it(name, tmp_path):
    path = tmp_path / "input"
    path.write_bytes(make(name, 40 << 20))
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    peak, _, said = done.stdout.partition(" ")
    assert "takes more than 100 MB of memory to read" in said
    assert int(peak) < 160


@pytest.mark.parametrize(
    "make_one", [lambda path: os.mkfifo(path), lambda path: path.symlink_to("/dev/zero")]
)
@pytest.mark.parametrize("read", [read_thread, read_article, read_bytes, load_card, load_config, read_edits])
def test_regular_files_alone_are_read(make_one, read, tmp_path):
    path = tmp_path / "x.json"
    make_one(path)
    with pytest.raises(InputError, match="is no regular file but a pipe or a device"):
        read(path)


@pytest.mark.skipif(sys.platform != "linux", reason="no file there whose reading fails")
@pytest.mark.parametrize("read", [read_thread, read_article, read_bytes])
def test_a_disk_that_fails_names_the_file(read, tmp_path):
    path = tmp_path / "x.json"
    path.symlink_to("/proc/self/mem")
    with pytest.raises(SourceError, match=r"x\.json: cannot be read \(Input/output error\)"):
        read(path)


@pytest.mark.parametrize("text", ["x = " + "[" * 5_000, "x = " + "9" * 6_000, "\ufffe", "x"])
@pytest.mark.parametrize("read", [load_card, load_config, read_edits])
def test_toml_of_any_kind_is_an_error_that_names_the_file(read, text, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-16" if text == "\ufffe" else "utf-8")
    with pytest.raises(InputError, match=r"own\.toml"):
        read(path)


T = 10**9


def rows(order):
    return [
        {
            "id": str(i),
            "parent": str(i - 1) if i % 3 else None,
            "text": f"Number {i}.",
            "author": "a",
            "time": 10**9 + i,
        }
        for i in order
    ]


def as_json(found):
    return json.dumps({"title": "T", "comments": found})


def as_lines(found):
    return "\n".join(map(json.dumps, found))


def as_table(found):
    return "\n".join(
        ["id,parent,text,author,time", *(",".join(str(v or "") for v in row.values()) for row in found)]
    )


def as_threads(found):
    return "\n".join(
        [
            "id,video_id,text,time",
            *(f"{r['id']},v{i % 2},{r['text']},{r['time']}" for i, r in enumerate(found)),
        ]
    )


def as_reddit(found):
    return "\n".join(
        json.dumps({"id": f"c{r['id']}", "body": r["text"], "link_id": "t3_x", "parent_id": "t3_x", "author": "a",
                    "created_utc": r["time"]})
        for r in found
    )  # fmt: skip


@pytest.mark.parametrize("write", [as_json, as_lines, as_table, as_threads, as_reddit])
def test_the_first_comments_are_read_whatever_their_order(write, tmp_path):
    found = []
    order = list(range(60))
    for _ in range(2):
        path = tmp_path / "talk"
        path.write_text(write(rows(order)))
        wanted = "all" if write is as_threads else None
        found.append(read_thread(path, thread=wanted, limits=LimitSettings(max_comments=20)))
        random.Random(1).shuffle(order)
    assert {comment.text for comment in found[0].comments} == {f"Number {i}." for i in range(20)}
    told = [note.partition(" ")[0] for note in found[0].repairs if "later than the first 20" in note]
    assert sum(map(int, told)) == 40
    if write is not as_threads:
        assert found[0] == found[1]


def test_of_one_thread_of_several_the_first_comments_are_read(tmp_path):
    path = tmp_path / "talk.csv"
    path.write_text(as_threads(rows(range(60))))
    found = read_thread(
        path, thread="v1", columns=Columns(thread="video_id"), limits=LimitSettings(max_comments=20)
    )
    assert len(found.comments) == 20
    assert found.comments[-1].text == "Number 39."
