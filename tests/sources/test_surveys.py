"""Tables as people have them: odd headers, several questions, several threads, names and times in any form."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from threadgist.errors import SourceError
from threadgist.sources import Columns, read_thread

NO_AUTHORS = "no author column: comments are counted, and no people"


def read(data, **options):
    return read_thread("-", stdin=io.BytesIO(data if isinstance(data, bytes) else data.encode()), **options)


def refusal(data, **options):
    with pytest.raises(SourceError) as caught:
        read(data, **options)
    return str(caught.value)


def said(thread):
    return [(c.id, c.author, c.text) for c in thread.comments]


def test_a_line_that_names_the_separator():
    thread = read(
        "\ufeffsep=;\r\nid;author;comment\r\n1;Ann;More lamps; please, more\r\n2;Bob;Fewer, I say\r\n"
    )
    assert said(thread) == [("1", "Ann", "More lamps; please, more"), ("2", "Bob", "Fewer, I say")]
    assert thread.repairs == ()


def test_lines_above_the_header():
    thread = read(
        "Comments of May,,\nExported on Monday,,\n\nid,author,comment\n1,Ann,More lamps\n2,Bob,Fewer lamps\n"
    )
    assert said(thread) == [("1", "Ann", "More lamps"), ("2", "Bob", "Fewer lamps")]
    assert thread.repairs == ("2 lines above the header left out",)


def test_names_that_come_twice():
    data = "id,author,comment,comment\n1,Ann,More lamps at the pier,\n2,Bob,Fewer of them,And it rains there a lot\n"
    assert said(read(data)) == [("1", "Ann", "More lamps at the pier"), ("2", "Bob", "Fewer of them")]
    assert read(data).repairs == ("'comment 2' was not read; --column text=NAME may be given more than once",)
    both = read(data, columns=Columns(text=("comment", "comment 2")))
    assert [(c.id, c.text) for c in both.comments][-1] == ("2.2", "And it rains there a lot")


LONG = "In a few words of your own, what would you change about the lamps on the pier, and why just that?"


def test_questions_as_headings():
    data = (
        f'Timestamp,Village,"{LONG}"\n5/1/2024 9:00:05,North,"Put up more of them, it is dark there"\n'
        "5/13/2024 14:10:00,South,Take them down because of the bats\n"
    )
    thread = read(data)
    assert [c.text for c in thread.comments] == [
        "Put up more of them, it is dark there",
        "Take them down because of the bats",
    ]
    assert thread.comments[1].created_at == datetime(2024, 5, 13, 14, 10, tzinfo=UTC)
    assert "was read as the text, as it is the only column of sentences" in thread.repairs[0]
    assert len(read(data, columns=Columns(text=LONG)).comments) == 2


SURVEY = (
    "Timestamp,What do you like about the pier?,What should the council change there?\n"
    "2024-05-01 09:00:00,The view of the sea in the evening,Nothing that I could think of\n"
    "2024-05-01 09:10:00,I like the old lamps very much,\n"
    "2024-05-01 09:20:00,You can walk there with your dog,Put up a few more benches please\n"
)


def test_several_questions_are_several_threads():
    message = refusal(SURVEY)
    assert "holds 2 conversations" in message
    assert "1 (What do you like about the pier?: 3), 2 (What should the council change there?: 2)" in message
    second = read(SURVEY, thread="2")
    assert (second.title, len(second.comments)) == ("What should the council change there?", 2)
    assert "1 row without an answer left out" in second.repairs
    assert len(read(SURVEY, thread="What do you like about the pier?").comments) == 3
    both = read(SURVEY, thread="all")
    assert len(both.comments) == 5
    assert len({c.author for c in both.comments}) == 3, "who answers twice is one person"
    named = ("What do you like about the pier?", "What should the council change there?")
    assert len(read(SURVEY, columns=Columns(text=named)).comments) == 5


def test_second_header_rows():
    data = (
        "Respondent,Start Date,Village,What would you change?,\n,,Response,Open-Ended Response,Other (please say)\n"
        "11,05/01/2024 09:00:05 AM,North,Put up more lamps along the pier,\n"
        "12,05/13/2024 02:10:05 PM,South,Leave it as dark as it is now,Nothing\n"
    )
    thread = read(data)
    assert [c.text for c in thread.comments] == [
        "Put up more lamps along the pier",
        "Leave it as dark as it is now",
    ]
    assert thread.comments[1].created_at == datetime(2024, 5, 13, 14, 10, 5, tzinfo=UTC)
    assert thread.repairs[0] == "1 row of further headings below the header left out"
    assert (
        read(data, columns=Columns(text="What would you change?: Other (please say)")).comments[0].text
        == "Nothing"
    )
    qualtrics = (
        'ResponseId,Q1\nResponse ID,How do you like it?\n"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"\n'
        "R_1,I like it a lot because of the sea\nR_2,It is far too cold for me there\n"
    )
    assert [c.id for c in read(qualtrics).comments] == ["R_1", "R_2"]


@pytest.mark.parametrize(
    "header",
    [
        "番号,投稿者,日時,コメント",
        "номер,автор,дата,комментарий",
        "id,작성자,작성일,댓글",
        "id,作者,时间,评论",
        "id,Auteur,Date,Réponse",
    ],
)
def test_headings_of_other_scripts(header):
    thread = read(f"{header}\n1,Ann,2024-05-01 09:00,More lamps\n2,Bob,2024-05-01 09:10,Fewer lamps\n")
    assert said(thread) == [("1", "Ann", "More lamps"), ("2", "Bob", "Fewer lamps")]
    assert thread.comments[0].created_at == datetime(2024, 5, 1, 9, tzinfo=UTC)


def test_texts_in_a_column_for_each_language():
    data = "id;locale;author/id;author/name;body/en;body/de;parent\n"
    data += "1;en;7;Ann;More lamps;;\n2;de;8;Bob;;Weniger Lampen;1\n3;de;9;Cat;Both;Beides;1\n"
    assert said(read(data)) == [
        ("1", "Ann", "More lamps"),
        ("2", "Bob", "Weniger Lampen"),
        ("3", "Cat", "Beides"),
    ]


def test_a_column_that_tells_threads_apart():
    data = "video_id,comment_id,author,comment\nv1,a,Ann,One here\nv1,b,Bob,Two here\nv2,c,Cat,Three here\n"
    assert "holds 2 conversations" in refusal(data)
    assert [c.id for c in read(data, thread="v1").comments] == ["a", "b"]
    assert len(read(data, thread="all").comments) == 3
    by_author = read(data, columns=Columns(thread="author"), thread="Cat")
    assert [c.id for c in by_author.comments] == ["c"]
    assert "leave out --thread" in refusal("id,author,comment\n1,Ann,One here\n", thread="x")
    one = "post_id,comment_id,author,comment\np,a,Ann,One here\np,b,Bob,Two here\n"
    assert len(read(one).comments) == 2


def test_people():
    rows = [
        {"author": 0, "author_name": "Ann Lee", "text": "One"},
        {"author": 0, "author_name": "Bob", "text": "Two"},
    ]
    assert {c.author for c in read(json.dumps(rows)).comments} == {"Ann Lee", "Bob"}
    nobody = "id,author,comment\n" + "".join(
        f"{n},{who},Words\n" for n, who in enumerate(("[deleted]", "None", "nan", "NULL", "Nan", "ann"))
    )
    assert [c.author for c in read(nobody).comments] == [None, None, None, None, "Nan", "ann"]
    assert read(nobody).repairs == ()
    two = "id,First Name,Last Name,Organization Name,comment\n1,Ann,Lee,,One\n2,,,Boat Club,Two\n3,,,,Three\n"
    assert [c.author for c in read(two).comments] == ["Ann Lee", "Boat Club", None]
    assert [c.author for c in read("id,user_id,comment\n1,17,One\n2,18,Two\n").comments] == ["17", "18"]
    assert read("id,comment\n1,One word\n2,Two words\n").repairs == (NO_AUTHORS,)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("May 1, 2024 9:05 PM", 21, 5),
        ("1 May 2024 12:05 AM", 0, 5),
        ("Wed May 01 2024 21:05:00 GMT+0100 (CET)", 20, 5),
        ("01-May-24 09:05 PM", 21, 5),
        ("01.05.2024 21:05", 21, 5),
        ("1. Mai 2024, 21:05", 21, 5),
        ("2024年5月1日 午後9時05分", 21, 5),
        ("2024-05-01T21:05:00+02:00", 19, 5),
        ("5/1/2024 9:05:00 pm", 21, 5),
        ("Wed May 01 21:05:00 +0000 2024", 21, 5),
        ("1714597500000", 21, 5),
    ],
)
def test_times(written, hour, minute):
    # The thirteenth tells that the month comes first in dates with slashes.
    thread = read(f'id,author,date,comment\n1,Ann,"{written}",One\n2,Bob,5/13/2024 10:00,Two\n')
    assert thread.comments[0].created_at == datetime(2024, 5, 1, hour, minute, tzinfo=UTC)
    assert thread.repairs == ()


def test_a_column_of_dates_that_may_be_read_in_two_ways_says_so():
    table = "id,author,date,comment\n1,Ann,{},One\n2,Bob,{},Two\n3,Cat,{},Three\n"
    open_ = read(table.format("03/04/2024", "05/06/2024", "03/04/2024"))
    assert [c.created_at for c in open_.comments] == [None] * 3
    assert (
        "3 dates left out, as nothing in 'date' tells whether they are day/month or month/day"
        in open_.repairs[0]
    )
    day = read(table.format("03/04/2024", "05/06/2024", "25/06/2024"))
    assert [c.created_at.month for c in day.comments] == [4, 6, 6]
    sorted_ = read(table.format("03/01/2024", "03/02/2024", "04/01/2024"))
    assert [c.created_at.month for c in sorted_.comments] == [3, 3, 4]
    assert sorted_.repairs == ("dates were read as month/day, as only so they are in order",)
    assert (
        "1 time in 'date' could not be read"
        in read(table.format("2024-05-01", "2024-05-02", "yesterday")).repairs
    )
    clock = read("id,author,date,time,comment\n1,Ann,2024-05-01,9:05 PM,One\n")
    assert clock.comments[0].created_at == datetime(2024, 5, 1, 21, 5, tzinfo=UTC)


def test_attachments_stand_for_a_text_that_is_not_there():
    data = "AuthorID,Author,Date,Content,Attachments\n"
    data += '11,ann#1,"01-May-24 09:05 PM",More lamps,\n12,bob,"01-May-24 09:06 PM",,https://cdn.example/lamp.png\n'
    assert [(c.author, c.text) for c in read(data).comments] == [
        ("ann#1", "More lamps"),
        ("bob", "https://cdn.example/lamp.png"),
    ]


def test_a_row_of_data_is_no_header():
    assert "no row is a header" in refusal(
        "1,Ann,More lamps please,x\n2,Bob,Fewer lamps please,x\n3,Cat,None at all,y\n"
    )
    first = "id,author,comment\n,,More lamps\n2,Bob,Fewer lamps\n3,Cat,No lamps\n"
    assert len(read(first).comments) == 3
    status = "id,author,comment,status\n1,Ann,More lamps,pending\n2,Bob,Buy pills,spam\n"
    assert said(read(status)) == [("1", "Ann", "More lamps")]
    assert read(status).repairs == ("1 comment left out: status is spam",)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_thread_of_a_large_file_is_read_as_from_a_small_one(tmp_path, monkeypatch, kind):
    rows = [
        (n, f"v{n % 3}", "Ann" if n % 2 else "Zoë", f'Word {n}, "so\u2028it" is\nsaid') for n in range(3000)
    ]
    names = ("id", "video_id", "author", "comment")
    path = tmp_path / f"talk.{kind}"
    if kind == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([names, *rows])
        path.write_text("\ufeff" + out.getvalue(), encoding="utf-8")
    else:
        path.write_text("\n".join(json.dumps(dict(zip(names, row, strict=True))) for row in rows))
    wanted = {"columns": Columns(thread="video_id"), "thread": "v1"}
    small = read_thread(path, **wanted)
    monkeypatch.setattr("threadgist.sources.table._LARGE", 0)
    assert read_thread(path, **wanted) == small
    assert len(small.comments) == 1000
    with pytest.raises(SourceError, match="no row has 'v9' in 'video_id'"):
        read_thread(path, columns=Columns(thread="video_id"), thread="v9")


def test_a_large_document_in_one_line_is_loaded(tmp_path, monkeypatch):
    said = [{"id": n, "video_id": f"v{n % 2}", "text": f"Lamp {n} is too bright"} for n in range(20)]
    path = tmp_path / "talk.json"
    path.write_text(json.dumps({"comments": said}))
    monkeypatch.setattr("threadgist.sources.table._LARGE", 0)
    assert len(read_thread(path, columns=Columns(thread="video_id"), thread="v1").comments) == 10
