"""The small inputs of ../shared/field, one for each fault found with real files: read as their README says."""

import re
from datetime import UTC, datetime

import pytest

from threadgist.errors import SourceError
from threadgist.sources import Columns, read_thread

pytestmark = pytest.mark.shared

CREW, FRIDAYS = (
    "The crew already works twelve hours a day.",
    "The ferry should run until midnight on Fridays.",
)
QUESTION = (
    "In your own words, what would you change about the timetable of the evening ferry, "
    "and why would you change it?"
)
# file: comments as (id, parent, author), what a note says (None: no note).
READ = {
    "stackexchange-api.json": (
        [("c50", None, "bo"), ("a6", None, "cy"), ("c61", "a6", "ada"), ("a7", None, "dee")],
        None,
    ),
    "wordpress-rest-comments.json": ([("21", None, "Ada Quill"), ("22", "21", "Bo Reed")], None),
    "author-id-before-name.json": ([("1", None, "Ada Quill"), ("2", None, "Bo Reed")], None),
    "deleted-authors.csv": (
        [("k1", None, None), ("k2", None, None), ("k3", None, None), ("k4", "k3", None), ("k5", "k3", "ada")],
        None,
    ),
    "lemmy-comments.json": ([("101", None, "ada"), ("102", "101", "bo"), ("103", "101", "cy")], None),
    "mastodon-context.json": ([("11", None, "bo@other.example"), ("12", "11", "cy")], None),
    "github-issue-view.json": ([("IC_1", None, "bo")], "1 comment left out: hidden as spam"),
    "csv-gb18030.csv": ([("1", None, "李雷"), ("2", None, "韩梅梅"), ("3", None, "王芳")], "GB18030"),
    "csv-shift-jis.csv": ([("1", None, "佐藤"), ("2", None, "鈴木"), ("3", None, "高橋")], "CP932"),
    "csv-cp1251.csv": ([("1", None, "Анна"), ("2", None, "Борис"), ("3", None, "Вера")], "CP1251"),
    "csv-japanese-header.csv": ([("1", None, "佐藤"), ("2", None, "鈴木"), ("3", None, "高橋")], None),
    "csv-sep-line.csv": ([("1", None, "Ada"), ("2", None, "Bo"), ("3", None, "Cy")], None),
    "csv-duplicate-header.csv": ([("1", None, "Ada"), ("2", None, "Bo")], None),
    "csv-cr-only.csv": ([("1", None, "Ada"), ("2", None, "Bo"), ("3", None, "Cy")], None),
    "youtube-downloader.jsonl": (
        [("UgA", None, "@adaquill"), ("UgA.9x1", "UgA", "@boreed"), ("UgB", None, "@cylund")],
        None,
    ),
    "youtube-api.json": (
        [("UgA", None, "@adaquill"), ("UgA.1", "UgA", "@boreed"), ("UgB", None, "@cylund")],
        None,
    ),
    "yt-dlp-info.json": (
        [("UgA", None, "@adaquill"), ("UgA.1", "UgA", "@boreed"), ("UgB", None, "@cylund")],
        None,
    ),
    "regulations-gov-bulk.csv": (
        [("TOWN-2024-0001-0002", None, "Ada Quill"), ("TOWN-2024-0001-0004", None, "Crew Union")],
        "1 comment left out",
    ),
    "hn-firebase-items.json": ([("101", None, "bo"), ("102", "101", "cy"), ("103", None, None)], None),
    "flat-parent-is-post.json": ([("c1", None, "ada"), ("c2", None, "bo"), ("c3", "c2", "cy")], None),
    "discourse-posts-list.json": ([("2", None, "bo")], None),
    "pushshift-api.json": ([("k1", None, "ada"), ("k2", "k1", None)], None),
    "comments.xlsx": ([("1", None, "Ada"), ("2", None, "Bo"), ("3", None, "Cy")], None),
    "comments.parquet": ([("1", None, "Ada"), ("2", None, "Bo")], None),
    "comments.sqlite3": ([("1", None, "Ada"), ("2", None, "Bo")], None),
    "plain.csv.bz2": ([("1", None, "Ada"), ("2", None, "Bo"), ("3", None, "Cy")], None),
    "plain.csv.gz": ([("1", None, "Ada"), ("2", None, "Bo"), ("3", None, "Cy")], None),
    "plain.csv.zip": ([("1", None, "Ada"), ("2", None, "Bo"), ("3", None, "Cy")], None),
    "jira-search.json": ([("1", None, "Ada Quill"), ("2", None, "Bo Reed")], None),
    "decidim-export-comments.csv": ([("1", None, "Ada Quill"), ("2", "1", "Bo Reed")], None),
    "hypothesis-search.json": (
        [("h1", None, "acct:ada@hypothes.is"), ("h2", "h1", "acct:bo@hypothes.is")],
        None,
    ),
    "reddit-gdpr-comments.csv": ([("k1", None, None), ("k2", "k1", None)], "no author column"),
}


@pytest.fixture
def field(shared):
    folder = shared.parent / "field"
    if not folder.is_dir():
        pytest.skip("no ../shared/field")
    return folder


@pytest.mark.parametrize("name", READ)
def test_a_small_input_is_read_right(field, name):
    expected, note = READ[name]
    thread = read_thread(field / name)
    assert sorted((c.id, c.parent_id, c.author) for c in thread.comments) == sorted(
        expected, key=lambda row: row[0]
    )
    assert all(comment.text for comment in thread.comments if comment.gone is None)
    assert not any("\ufffd" in comment.text for comment in thread.comments)
    assert (thread.repairs == ()) if note is None else any(note in repair for repair in thread.repairs)


def test_times(field):
    def hours(name):
        return {
            c.author: c.created_at and c.created_at.strftime("%d %H:%M")
            for c in read_thread(field / name).comments
        }

    assert hours("time-am-pm.csv") == {
        "Ada": "01 21:05",
        "Bo": "01 09:30",
        "Cy": "01 00:05",
        "Dee": "01 20:05",
    }
    assert hours("discord-export.csv") == {"ada#0001": "01 09:00", "bo#0002": "13 21:05", "cy": "14 09:05"}
    assert hours("wordpress-rest-comments.json") == {"Ada Quill": "01 09:00", "Bo Reed": "01 09:05"}
    assert hours("instagram-messages.json") == {"Zoë Quill": "01 09:00", "Bo Reed": "01 09:01"}
    assert read_thread(field / "csv-japanese-header.csv").comments[0].created_at == datetime(
        2024, 3, 1, 9, tzinfo=UTC
    )


def test_articles_markdown_votes_and_what_is_gone(field):
    issue = read_thread(field / "github-issue-view.json")
    assert issue.article.lead.startswith("Please run until midnight.")
    assert issue.comments[0].text == (
        "> Please run until midnight.\n\nThe crew already works twelve hours.\n\n    shift = 12"
    )
    assert read_thread(field / "stackexchange-api.json").title == "How do I keep a ferry timetable readable?"
    assert [c.gone for c in read_thread(field / "lemmy-comments.json").comments] == [None, None, "removed"]
    assert [c.score for c in read_thread(field / "lemmy-comments.json").comments] == [9, 2, -4]
    assert [c.gone for c in read_thread(field / "hn-firebase-items.json").comments] == [None, None, "deleted"]
    assert {c.id: c.score for c in read_thread(field / "youtube-downloader.jsonl").comments}["UgA"] == 1200
    assert (
        read_thread(field / "discourse-posts-list.json").article.lead
        == "The ferry should run until midnight."
    )
    assert "**" not in read_thread(field / "pushshift-api.json").comments[0].text
    assert read_thread(field / "discord-export.csv").comments[2].text == "https://cdn.example/boat.png"
    assert (
        read_thread(field / "csv-sep-line.csv").comments[1].text.endswith("twelve hours; that is too long.")
    )


def test_what_asks_for_a_choice(field):
    for name in ("threads-list.json", "google-forms-long-question.csv"):
        with pytest.raises(SourceError, match="holds 2 conversations; choose one with --thread"):
            read_thread(field / name)
    assert [c.text for c in read_thread(field / "threads-list.json", thread="/ferry/").comments] == [FRIDAYS]
    named = read_thread(field / "google-forms-long-question.csv", columns=Columns(text=QUESTION))
    assert len(named.comments) == 3
    survey = read_thread(
        field / "surveymonkey-two-headers.csv", columns=Columns(text="What would you change about the ferry?")
    )
    assert len(survey.comments) == 2
    ferry = read_thread(field / "wxr-two-posts.xml", thread="1")
    assert (ferry.title, len(ferry.comments), ferry.repairs) == ("Ferry", 1, ())


@pytest.mark.parametrize(
    ("name", "said"),
    [("comments.pdf", "is a PDF; save it as"), ("plain.7z", "is a 7-Zip archive; unpack it")],
)
def test_what_is_not_read_is_named(field, name, said):
    with pytest.raises(SourceError, match=re.escape(said)):
        read_thread(field / name)
