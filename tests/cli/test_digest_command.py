import io
import json
import os
import re
import sys
from pathlib import Path

import pytest

from cli.conftest import TINY
from threadgist import load_digest
from threads import TOPICS, village

EXAMPLE = Path(__file__).parents[2] / "examples" / "library-hours.csv"


def test_paths_go_to_stdout_and_nothing_else(digest, save):
    outcome = digest(save("village.json"))
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        f"outputs/village/digest.{fmt}" for fmt in ("html", "md", "txt", "json")
    ]
    assert outcome.err == ""
    assert all(path.stat().st_size > 100 for path in outcome.paths)
    assert sorted(path.name for path in Path("outputs/village").iterdir()) == [
        "digest.html",
        "digest.json",
        "digest.md",
        "digest.txt",
    ]


def test_what_is_written_can_be_read_back(digest, save):
    outcome = digest(save("village.json"), "--format", "json")
    loaded = load_digest(outcome.paths[0].read_text(encoding="utf-8"))
    assert loaded.counts.comments == 12


def test_a_digest_is_no_thread_and_is_not_written_over(digest, threadgist, save):
    path = digest(save("village.json"), "--format", "json").paths[0]
    before = path.read_bytes()
    outcome = digest(path)
    assert outcome.code == 3
    assert "is a digest, not a thread" in outcome.err
    assert "threadgist compare" in outcome.err
    assert path.read_bytes() == before
    assert threadgist("inspect", path).code == 3


def test_a_page_in_another_language_stays_in_it(digest, threadgist, save):
    folder = digest(save("village.json"), "--language", "fr").paths[0].parent
    assert "commentaires · " in (folder / "digest.txt").read_text(encoding="utf-8")
    theme = load_digest(folder / "digest.json").themes[0]
    (folder / "edits.toml").write_text(f'[themes."{theme.id}"]\nheading = "Le marché"\n', encoding="utf-8")
    assert threadgist("render", folder).code == 0
    page = (folder / "digest.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert re.search("Modifi[^<]*", page)[0] == "Modifiée à la main après coup : 1 titre modifié."


def test_some_formats_can_be_left_out(digest, save):
    outcome = digest(save("village.json"), "--format", "txt, json,txt", "--out", "there/deep")
    assert [str(path) for path in outcome.paths] == [
        "there/deep/village/digest.txt",
        "there/deep/village/digest.json",
    ]
    assert sorted(os.listdir("there/deep/village")) == ["digest.json", "digest.txt"]


def test_one_format_goes_to_stdout_and_no_file_is_written(digest, save):
    outcome = digest(save("village.json"), "--stdout", "txt", "--title", "A village quarrel")
    assert outcome.code == 0
    assert outcome.out.startswith("A village quarrel\n")
    assert outcome.err == ""
    assert not Path("outputs").exists()


def test_stdout_is_utf8_wherever_it_goes(save):
    import subprocess

    save("village.json")
    outcome = subprocess.run(
        [
            sys.executable,
            *["-m", "threadgist", "digest", "village.json", "--stdout", "txt", "--title"],
            "Über — 市場",
            *TINY,
        ],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=60,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.decode("utf-8").startswith("Über — 市場\n")
    assert "“" in outcome.stdout.decode("utf-8")


def test_standard_input_is_a_source(digest, save, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path(save("village.json")).read_bytes())))
    outcome = digest("-", "--stdout", "json")
    assert json.loads(outcome.out)["counts"]["comments"] == 12


def test_debug_shows_timings_which_stay_out_of_the_digest(digest, save):
    quiet = digest(save("village.json"), "--stdout", "json")
    loud = digest("village.json", "--stdout", "json", "--debug")
    assert loud.out == quiet.out
    stages = (
        "read",
        "read passages",
        "embed",
        "cluster",
        "find headings",
        "choose points",
        "write and ground",
        "render",
        "all",
    )
    assert [line[2:20].strip() for line in loud.err.splitlines()[1:]] == list(stages)


def test_a_progress_bar_is_for_a_terminal_only(digest, save, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    outcome = digest(save("village.json"))
    assert outcome.code == 0
    assert len(outcome.paths) == 4
    assert "embed" in outcome.err
    assert "threadgist: open outputs/village/digest.html in a browser" in outcome.err


def test_notices_go_to_stderr(digest, save):
    outcome = digest(save("small.json", [{"id": 1, "author": "ann", "text": TOPICS[0][0]}]))
    assert len(outcome.paths) == 4
    assert (
        outcome.err
        == "threadgist: Small: Only 1 comment could be read: too few to group, so points are listed.\n"
    )


def test_threads_of_the_same_title_get_a_folder_each_and_keep_it(digest, save):
    rows = [
        [{"id": one.id + mark, "author": one.author, "text": one.text} for one in village(9).comments]
        for mark in ("", "x")
    ]
    os.makedirs("a")
    os.makedirs("b")
    save("a/same.json", rows[0])
    save("b/same.json", rows[1])
    first = digest("a/same.json", "b/same.json", "--format", "json")
    assert len({path.parent for path in first.paths}) == 2
    before = [path.read_bytes() for path in first.paths]
    assert before[0] != before[1]
    again = digest("b/same.json", "a/same.json", "--format", "json")
    assert again.paths == first.paths[::-1]
    assert [path.read_bytes() for path in first.paths] == before


def test_a_second_run_overwrites_its_own_folder(digest, save):
    first = digest(save("village.json"))
    before = [path.read_bytes() for path in first.paths]
    assert digest("village.json").paths == first.paths
    assert [path.read_bytes() for path in first.paths] == before
    assert os.listdir("outputs") == ["village"]


def test_a_run_without_its_cache_gives_the_same_bytes(digest, save):
    one = digest(save("village.json"), "--stdout", "json")
    assert list(Path(".cache").iterdir())
    assert digest("village.json", "--stdout", "json").out == one.out
    assert digest("village.json", "--stdout", "json", "--set", "encoder.cache=false").out == one.out


def test_without_the_cache_nothing_is_kept(digest, save):
    digest(save("village.json"), "--set", "encoder.cache=false")
    assert not Path(".cache").exists()


def test_pseudonyms_reach_every_format(digest, save):
    outcome = digest(save("village.json"), "--pseudonyms")
    for path in outcome.paths:
        assert "person1" not in path.read_text(encoding="utf-8")
    assert json.loads(outcome.paths[-1].read_text())["notices"][-1]["code"] == "pseudonyms"


def test_an_article_is_named_in_the_masthead(digest, save):
    save("news.txt", "Council votes on the pool\n\nThe council votes on Monday, 2025-03-03.\n")
    outcome = digest(save("village.json"), "--article", "news.txt", "--stdout", "html")
    assert "Council votes on the pool" in outcome.out


def test_columns_can_be_named(digest, save):
    rows = "nr,wer,was,wann\n" + "".join(
        f'{n},{one.author},"{one.text}",2025-03-0{n + 1}\n' for n, one in enumerate(village(8).comments)
    )
    named = ("--column", "text=was", "--column", "id=nr", "--column", "author=wer", "--column", "time=wann")
    outcome = digest(save("table.csv", rows), *named, "--stdout", "json")
    comments = json.loads(outcome.out)["comments"]
    assert [one["author"] for one in comments] == [one.author for one in village(8).comments]
    assert comments[0]["id"] == "0"
    assert comments[0]["created_at"].startswith("2025-03-01")


def test_the_shipped_survey_is_served(digest):
    outcome = digest(EXAMPLE, "--format", "txt")
    assert outcome.code == 0
    assert outcome.paths[0].read_text(encoding="utf-8").startswith("Library hours\n")


def test_ten_thousand_levels_of_replies(digest, save):
    story: dict = {"id": 0, "type": "story", "title": "Deep", "children": []}
    at = story
    texts = [sentence for topic in TOPICS for sentence in topic]
    parts = []
    for number in range(1, 10_001):
        text = texts[number % 20] if number % 25 == 0 else f"ok {number}"
        one = {"id": number, "type": "comment", "author": f"p{number % 97}", "text": text, "children": []}
        parts.append(json.dumps(one)[:-2])
    at["children"] = "DEEP"
    data = json.dumps(story).replace('"DEEP"', "[" + "".join(parts) + "]}" * 10_000 + "]")
    outcome = digest(save("deep.json", data))
    assert outcome.code == 0, outcome.err
    result = json.loads(outcome.paths[-1].read_text(encoding="utf-8"))
    assert result["counts"]["comments"] == 10_000
    assert result["comments"][-1]["parent_id"] == "9999"


def test_a_megabyte_nul_bytes_and_bad_bytes(digest, save):
    rows = [{"id": one.id, "author": one.author, "text": one.text} for one in village(10).comments]
    rows.append({"id": "long", "author": "wordy", "text": "The pool must stay open for all of us. " * 26_000})
    rows.append({"id": "word", "author": "wordier", "text": "o" * 1_000_000})
    rows.append({"id": "nul", "author": "n\x00ul", "text": "The bells\x00 ring\x01 too early in this town."})
    data = json.dumps(rows).encode().replace(b"cheese", b"che\xffese")
    outcome = digest(save("hostile.json", data))
    assert outcome.code == 0, outcome.err
    assert "2 very long comments were cut to 20,000 characters." in outcome.err
    for path in outcome.paths:
        written = path.read_bytes()
        assert b"\x00" not in written
        assert b"\\u0000" not in written
        written.decode("utf-8")
    result = json.loads(outcome.paths[-1].read_text(encoding="utf-8"))
    comments = {one["id"]: one for one in result["comments"]}
    assert comments["nul"]["text"] == "The bells ring too early in this town."
    assert max(len(one["text"]) for one in comments.values()) <= 20_000
    assert outcome.paths[0].stat().st_size < 400_000
    # Nothing that long is quoted.
    shown = (
        [b for theme in result["themes"] for b in theme["bullets"]] + result["points"] + result["one_offs"]
    )
    assert max(len(bullet["text"]) for bullet in shown) < 1_000


@pytest.mark.parametrize(
    "rows", [[{"id": 1, "text": ""}], [{"id": 1, "text": "[deleted]", "author": "[deleted]"}]]
)
def test_a_thread_of_nothing_gives_a_page_that_says_so(digest, save, rows):
    outcome = digest(save("nothing.json", rows))
    assert outcome.code == 0
    for path in outcome.paths[:3]:
        assert "No comment could be read" in path.read_text(encoding="utf-8")
