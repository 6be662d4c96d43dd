"""What becomes a thread: folders, patterns, manifests, dumps; and where its digest goes."""

import json
from pathlib import Path

import pytest
import zstandard

from threadgist.backends.encoders import TinyEncoder
from threadgist.batch.gather import gather
from threadgist.batch.jobs import Options, folder_name, read_job
from threadgist.errors import SourceError
from threadgist.fetch import FetchOptions
from threadgist.settings import Settings
from threadgist.sources import Columns

from .runs import write_thread


def test_a_folder_is_read_with_all_below_it_but_what_is_hidden(tmp_path):
    for name in ("b.json", "a.json", "deep/er/c.json", ".hidden.json", ".git/x.json"):
        write_thread(tmp_path / "in" / name, 1)
    found = gather([str(tmp_path / "in")], tmp_path / "in" / "out")
    assert [Path(job.place).name for job in found] == ["a.json", "b.json", "c.json"]
    assert not any(job.named for job in found)


def test_a_chat_export_among_threads_is_one_of_them(tmp_path):
    message = {
        "id": 1,
        "type": "message",
        "date_unixtime": "1709280000",
        "from": "Ada",
        "text": "The ferry again.",
    }
    chat = tmp_path / "in" / "ChatExport" / "result.json"
    chat.parent.mkdir(parents=True)
    chat.write_text(json.dumps({"name": "Harbour", "type": "private_group", "id": 5, "messages": [message]}))
    alone = gather([str(tmp_path / "in")], tmp_path / "out")
    assert len(alone) == 1
    write_thread(tmp_path / "in" / "town.json", 1)
    found = gather([str(tmp_path / "in")], tmp_path / "out")
    assert sorted(Path(job.place).name for job in found) == ["ChatExport", "town.json"]


def test_the_folder_of_the_run_is_no_source(tmp_path):
    write_thread(tmp_path / "a.json", 1)
    write_thread(tmp_path / "out" / "old" / "digest.json", 2)
    (tmp_path / "out" / "run.json").write_text("{}")
    assert len(gather([str(tmp_path)], tmp_path / "out")) == 1


def test_folders_do_not_depend_on_order_or_company(tmp_path):
    one, two = write_thread(tmp_path / "x" / "t.json", 1), write_thread(tmp_path / "y" / "t.json", 2)
    both = {job.source: job.folder for job in gather([str(two), str(one)], tmp_path / "out")}
    alone = {job.source: job.folder for job in gather([str(one)], tmp_path / "out")}
    assert both[str(one)] == alone[str(one)]
    assert len(set(both.values())) == 2


@pytest.mark.parametrize("readable", ["../../etc", "", "a/b", "é" * 200, ".hidden", "CON"])
def test_folder_names_are_safe(readable):
    name = folder_name("identity", readable)
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name.encode()) < 100


def test_a_pattern_names_files(tmp_path):
    for name in ("a.json", "b.json", "c.txt"):
        write_thread(tmp_path / name, 1)
    assert len(gather([str(tmp_path / "*.json")], tmp_path / "out")) == 2


def test_a_manifest_of_paths_and_links(tmp_path):
    write_thread(tmp_path / "data" / "t.json", 1)
    manifest = tmp_path / "list.csv"
    manifest.write_text(
        "path,url,title,event,date\n"
        "data/t.json,,The bypass,Bypass,2026-11-22\n"
        ",https://news.ycombinator.com/item?id=1,,,\n"
    )
    file, link = gather([str(manifest)], tmp_path / "out")
    assert (file.place, file.title, file.event, file.date) == (
        str(tmp_path / "data" / "t.json"),
        "The bypass",
        "Bypass",
        "2026-11-22",
    )
    assert (link.kind, link.place) == ("link", "https://news.ycombinator.com/item?id=1")


def test_a_manifest_of_json_lines(tmp_path):
    write_thread(tmp_path / "t.json", 1)
    manifest = tmp_path / "list.jsonl"
    manifest.write_text(json.dumps({"path": "t.json", "event": "Bypass"}) + "\n")
    (job,) = gather([str(manifest)], tmp_path / "out")
    assert (job.event, job.named) == ("Bypass", True)


@pytest.mark.parametrize(
    ("row", "said"), [(",x,2026-11-22", "names no thread"), ("t.json,x,soon", "'soon' is no date")]
)
def test_a_wrong_row_of_a_manifest_is_named(tmp_path, row, said):
    (tmp_path / "list.csv").write_text(f"path,title,date\n{row}\nt.json,,\n")
    good, bad = gather([str(tmp_path / "list.csv")], tmp_path / "out")
    assert good.problem is None
    assert bad.source.endswith("list.csv: line 2")
    assert said in bad.problem


def test_threads_named_twice_are_told(tmp_path):
    one = write_thread(tmp_path / "t.json", 1)
    found = gather([str(one), str(tmp_path / "t.json"), str(tmp_path)], tmp_path / "out")
    assert len(found) == 1
    assert found.duplicates == [str(one), str(one)]


@pytest.mark.parametrize("source", ["nowhere", "*.nothing"])
def test_what_is_not_there_is_named(tmp_path, source):
    with pytest.raises(SourceError, match=source.replace("*", r"\*")):
        gather([str(tmp_path / source)], tmp_path / "out")


def test_an_empty_folder_is_an_error(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(SourceError, match="holds no thread"):
        gather([str(tmp_path / "in")], tmp_path / "out")


def reddit_line(thread: str, comment: str) -> str:
    row = {"id": comment, "body": f"I say {comment}.", "link_id": f"t3_{thread}", "parent_id": f"t3_{thread}"}
    return json.dumps({**row, "author": f"u{comment}", "subreddit": "test", "created_utc": 1_700_000_000})


def test_a_reddit_dump_is_taken_apart_by_thread(tmp_path):
    lines = [reddit_line("aa" if i % 2 else "bb", f"c{i}") for i in range(10)] + [reddit_line("cc", "c99")]
    (tmp_path / "RC.zst").write_bytes(zstandard.compress("\n".join(lines).encode()))
    found = gather([str(tmp_path / "RC.zst")], tmp_path / "out", min_comments=2)
    assert sorted(job.thread or "" for job in found) == ["t3_aa", "t3_bb"]
    assert len(found) == 2
    for job in found:
        part = Path(job.place).read_bytes()[job.start : job.end]
        assert part.count(b"\n") == 5
        assert all(str(job.thread).encode() in line for line in part.splitlines())


def test_comments_of_a_thread_in_two_dumps_come_together(tmp_path):
    for month in (1, 2):
        (tmp_path / f"RC_{month}.jsonl").write_text(reddit_line("aa", f"c{month}") + "\n")
    (job,) = gather([str(tmp_path / "RC_*")], tmp_path / "out")
    assert Path(job.place).read_bytes()[job.start : job.end].count(b"\n") == 2


@pytest.mark.parametrize("column", ["thread_id", "case"])
def test_a_table_with_a_column_for_the_thread(tmp_path, column):
    rows = [f'{i % 3},{i},person{i},"Line one of {i},\nline two"' for i in range(9)]
    (tmp_path / "all.csv").write_text(f"{column},id,author,text\n" + "\n".join(rows) + "\n")
    named = column if column == "case" else None
    found = gather([str(tmp_path / "all.csv")], tmp_path / "out", thread_column=named)
    assert len(found) == 3
    for job in found:
        rows_of = Path(job.place).read_bytes()[job.start : job.end].splitlines()
        assert len(rows_of) == 3
        assert all(column not in json.loads(row) for row in rows_of)


def test_a_dump_without_the_column_that_was_named(tmp_path):
    (tmp_path / "all.csv").write_text("id,text\n1,Hello\n")
    with pytest.raises(SourceError, match="no column 'case'; the columns are id, text"):
        gather([str(tmp_path / "all.csv")], tmp_path / "out", thread_column="case")


def test_a_dump_is_taken_apart_once(tmp_path):
    dump = tmp_path / "all.jsonl"
    dump.write_text('{"thread_id": 1, "text": "Hello"}\n')
    before = list(gather([str(dump)], tmp_path / "out"))
    mark = (tmp_path / "out" / ".spool" / "index.jsonl").stat().st_mtime_ns
    assert list(gather([str(dump)], tmp_path / "out")) == before
    assert (tmp_path / "out" / ".spool" / "index.jsonl").stat().st_mtime_ns == mark
    dump.write_text('{"thread_id": 1, "text": "Hello"}\n{"thread_id": 2, "text": "Bye"}\n')
    assert len(gather([str(dump)], tmp_path / "out")) == 2


def test_a_named_column_is_looked_for_in_folders_too(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cases.csv").write_text("case,id,text\n1,1,Hello\n2,2,Bye\n")
    (folder / "threads.jsonl").write_text('\ufeff{"thread_id": "x", "text": "Hello"}\n')
    write_thread(folder / "one.json", 1)
    found = gather([str(folder)], tmp_path / "out", thread_column="case")
    assert sorted(job.thread or "" for job in found) == ["", "1", "2", "x"]


def test_threads_keep_their_ids_whatever_they_are_called(tmp_path):
    names = ["Roads: the bypass", "Parks: the bypass", "y" * 200 + "1", "y" * 200 + "2"]
    rows = [{"thread": name, "text": f"Hello {number}"} for number, name in enumerate(names)]
    (tmp_path / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    jobs = list(gather([str(tmp_path / "all.jsonl")], tmp_path / "out"))
    options = Options(str(tmp_path), Settings(), TinyEncoder().info, ("json",), Columns(), FetchOptions(), "")
    threads = {job.folder: read_job(job, options) for job in jobs}
    assert len({thread.id for thread in threads.values()}) == len(threads) == 4
    assert set(names[:2]) <= {thread.id for thread in threads.values()}


def test_a_manifest_may_begin_with_an_empty_line(tmp_path):
    write_thread(tmp_path / "t.json", 1)
    (tmp_path / "list.jsonl").write_text("\n" + json.dumps({"path": "t.json"}) + "\n")
    (job,) = gather([str(tmp_path / "list.jsonl")], tmp_path / "out")
    assert job.place == str(tmp_path / "t.json")
