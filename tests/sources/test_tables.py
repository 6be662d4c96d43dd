"""Tables and JSON of no particular forum: columns are found, packing and encoding do not matter."""

import gzip
import io
import json
from datetime import UTC, datetime

import pytest
import zstandard

from threadgist.errors import SourceError
from threadgist.sources import Columns, read_thread

NO_AUTHORS = "no author column: comments are counted, and no people"


def read(data, name="saved", tmp=None, **options):
    return read_thread("-", stdin=io.BytesIO(data if isinstance(data, bytes) else data.encode()), **options)


def texts(thread):
    return [comment.text for comment in thread.comments]


CSV = 'id,parent,author,date,comment,likes,link\n1,,Ann,2024-01-02,"Hello, you",3,https://x.org/1\n2,1,Bob,2024-01-03,"Two\nlines",,\n'


def test_csv_columns_are_found():
    thread = read(CSV)
    first, second = thread.comments
    assert (thread.source, thread.title) == ("table", "Discussion")
    assert (first.id, first.author, first.text, first.score) == ("1", "Ann", "Hello, you", 3)
    assert (first.url, first.created_at) == ("https://x.org/1", datetime(2024, 1, 2, tzinfo=UTC))
    assert (second.parent_id, second.text, second.score, second.url) == ("1", "Two lines", None, None)


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters(delimiter):
    rows = [["id", "body", "user"], ["1", "One, two; three | four\tfive", "a"], ["2", "Six", "b"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    thread = read(text)
    assert [(c.id, c.author) for c in thread.comments] == [("1", "a"), ("2", "b")]
    assert texts(thread)[0] == "One, two; three | four five"


@pytest.mark.parametrize(
    "header",
    [
        "ID;Kommentar;Verfasser;Datum;Stimmen",
        "id;Commentaire;Auteur;date;points",
        "id;Comentario;Usuario;Fecha;Votos",
    ],
)
def test_columns_named_in_other_languages(header):
    thread = read(
        f"{header}\n7;Hola a todos en la sala;Eva;2024-03-05;4\n8;Bis morgen dann im Rathaus;Max;2024-03-06;1\n"
    )
    first = thread.comments[0]
    assert (first.id, first.text, first.author, first.score) == ("7", "Hola a todos en la sala", "Eva", 4)
    assert first.created_at == datetime(2024, 3, 5, tzinfo=UTC)


def test_one_column_is_enough():
    assert set(texts(read("text\nhello there\nmore, with a comma\n"))) == {
        "hello there",
        "more, with a comma",
    }
    with pytest.raises(SourceError, match="an empty table: no row below its headings"):
        read("text\n")


def test_the_index_that_libraries_save_in_a_column_without_a_name_is_nobody_and_no_time():
    thread = read(",comment\n0,The bus is late again.\n1,It never came at all.\nx,I walk now.\n")
    assert sorted(texts(thread)) == ["I walk now.", "It never came at all.", "The bus is late again."]
    assert {(c.author, c.created_at, c.parent_id, c.url) for c in thread.comments} == {(None,) * 4}
    assert thread.repairs == (NO_AUTHORS,)


def test_backslash_escapes():
    assert texts(read('id,text\n1,"she said \\"no\\", twice"\n')) == ['she said "no", twice']


def test_opinion_polls_have_a_balance_for_a_score_and_what_moderators_took_out_is_gone():
    text = (
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        "1403067224363,Wed Jun 18 11:53:44 WIB 2014,48,215,38,18,1,A wage to live on\n"
        "1403058993627,Wed Jun 18 09:36:33 WIB 2014,36,85,1,30,-1,Spam spam spam\n"
    )
    first, second = read(text).comments
    assert (first.id, first.gone, first.text, first.score) == ("36", "removed", "", -29)
    assert (second.id, second.gone, second.author, second.score) == ("48", None, "215", 20)
    assert second.created_at == datetime(2014, 6, 18, 4, 53, 44, 363000, tzinfo=UTC)
    assert [(c.agrees, c.disagrees) for c in (first, second)] == [(1, 30), (38, 18)]


@pytest.mark.parametrize(
    "names", ["agree-count,disagree-count", "Agreed,Disagreed", "votes_for,votes_against"]
)
def test_votes_on_statements_go_by_other_names_too(names):
    one, two, three = read(f"id,statement,score,{names}\n1,A b,9,4,2\n2,C d,8,,0\n3,E f,7,x,-3\n").comments
    assert (one.agrees, one.disagrees, one.score) == (4, 2, 9)
    assert (two.agrees, two.disagrees) == (None, 0)
    assert (three.agrees, three.disagrees) == (None, None)


def test_one_column_of_votes_alone_says_nothing():
    (comment,) = read("id,text,agree\n1,A b,1\n").comments
    assert (comment.agrees, comment.disagrees, comment.score) == (None, None, None)


def test_named_columns_win():
    text = "id;text;really;who\n1;wrong;right words;Ann\n"
    thread = read(text, columns=Columns(text="really", author="WHO"))
    assert (texts(thread), thread.comments[0].author) == (["right words"], "Ann")


def test_uneven_rows_and_unread_times_are_told():
    thread = read("id,text,date\n1,one,yesterday\n2,two\n3,three,2024-01-01\n")
    assert len(thread.comments) == 3
    assert "1 time in 'date' could not be read" in thread.repairs
    assert "1 row without the 3 fields of the header" in thread.repairs


@pytest.mark.parametrize(
    ("line", "said", "torn"),
    [
        ('"The bus is late', "The bus is late", True),
        ('"The bus is late, and full', "The bus is late, and full", True),
        ('"Late, and ""full"".\n\nEvery day, I think."', 'Late, and "full".\n\nEvery day, I think.', False),
        ('The 9" pipe is late', 'The 9" pipe is late', False),
    ],
)
@pytest.mark.parametrize("after", [False, True])
def test_a_quotation_mark_that_is_never_closed_costs_no_other_row(line, said, torn, after):
    rows = [f"{number},person{number},The bus at {number} is full" for number in range(9)]
    rows[3] = f"3,person3,{line}"
    if after:
        rows[7] = '7,person7,"Fine, and on time"'
    found = read("\n".join(("id,author,text", *rows, "")).encode())
    assert len(found.comments) == 9
    assert found.comments[3].text == said
    assert any("never closed: 5" in note for note in found.repairs) == torn


def test_json_array_with_nested_fields():
    rows = [
        {
            "_id": 7,
            "user": {"name": "Ann"},
            "content": {"rendered": "<p>One</p><p>Two</p>"},
            "votes": {"up": 1},
        }
    ]
    comment = read(json.dumps(rows)).comments[0]
    assert (comment.id, comment.author, comment.text, comment.score) == ("7", "Ann", "One\n\nTwo", None)
    named = Columns(text="content.rendered", author="user.name", score="votes.up")
    assert read(json.dumps(rows), columns=named).comments[0].score == 1


def test_votes_in_groups_are_added_up():
    votes = {"A": {"agreeCount": 3, "disagreeCount": 1}, "B": {"agreeCount": 2, "disagreeCount": 7}}
    (comment,) = read(json.dumps([{"id": "x", "text": "a b", "votes": votes}])).comments
    assert (comment.agrees, comment.disagrees, comment.score) == (5, 8, -3)


def test_json_lines():
    lines = [{"id": 1, "text": "one\u2028two"}, {"id": 2, "text": "three", "parent_id": 1}]
    thread = read("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n")
    assert texts(thread) == ["one two", "three"]
    assert thread.comments[1].parent_id == "1"


def test_an_object_around_the_list_names_the_thread():
    document = {"title": "Tyres", "url": "https://x.org/t", "id": "t9", "tags": ["a"],
                "data": {"comments": [{"id": 1, "body": "One", "by": "Ann", "parent_id": "t9"}]}}  # fmt: skip
    thread = read(json.dumps(document))
    assert (thread.title, thread.url, thread.id, thread.repairs) == ("Tyres", "https://x.org/t", "t9", ())
    assert thread.article.site == "x.org"


def test_replies_nested_in_comments():
    document = [
        {"text": "top", "replies": [{"text": "middle", "replies": [{"text": "leaf"}]}]},
        {"text": "other"},
    ]
    thread = read(json.dumps(document))
    place = {comment.text: comment for comment in thread.comments}
    assert place["leaf"].parent_id == place["middle"].id
    assert place["middle"].parent_id == place["top"].id
    assert place["top"].parent_id is place["other"].parent_id is None


def test_reddit_dump_lines():
    rows = [
        {"id": "a1", "body": "one", "parent_id": "t3_zz", "created_utc": 1600000000},
        {"id": "a2", "body": "two", "parent_id": "t1_a1", "created_utc": 1600000001},
    ]
    thread = read("\n".join(map(json.dumps, rows)))
    assert [c.parent_id for c in thread.comments] == [None, "a1"]
    assert thread.repairs == (NO_AUTHORS,)


def test_no_comments_is_a_thread_too():
    assert read("[]").comments == ()
    assert read('{"comments": []}').comments == ()


def gz(data):
    return gzip.compress(data)


def zst(data):
    return zstandard.ZstdCompressor().compress(data)


@pytest.mark.parametrize(
    "pack", [gz, zst, lambda d: gz(d[:30]) + gz(d[30:]), lambda d: zst(d[:30]) + zst(d[30:])]
)
def test_packed_files_are_told_by_their_bytes(tmp_path, pack):
    path = tmp_path / "talk.bin"
    path.write_bytes(pack(CSV.encode()))
    assert read_thread(path).comments == read(CSV).comments


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", ["Grüße – 中文 👩", "plain"])
def test_encodings(encoding, text):
    thread = read(f"id,text,author\n1,{text},Ann\n2,more of it,Bob\n".encode(encoding))
    assert texts(thread) == [text, "more of it"]
    assert thread.repairs == ()


def test_western_bytes_are_read_as_such_and_told():
    thread = read("id,text,by\n1,Caf\xe9 \x93cr\xe8me\x94 for 5 \x80,Ann\n".encode("latin-1"))
    assert texts(thread) == ["Café “crème” for 5 €"]
    assert thread.repairs == ("the file is not UTF-8 and was read as Windows-1252 (Western European)",)


def test_bad_bytes_are_replaced_and_counted():
    thread = read("id,by,text\n1,Ann,Grüße aus Köln ".encode() + b"\xff\xfe" + " schöne\n".encode())
    assert texts(thread) == ["Grüße aus Köln \ufffd\ufffd schöne"]
    assert thread.repairs == ("2 places not valid in UTF-8 replaced by \ufffd",)


def test_a_comment_of_a_megabyte_and_nul_bytes():
    long = "word " * 250_000
    thread = read(f'id,text\n1,"{long}"\n2,nu\x00ll\n')
    assert [len(text) for text in texts(thread)] == [len(long) - 1, 4]
    assert texts(read(json.dumps([{"text": long}])))[0] == long.strip()
    assert texts(read('[{"text": "raw \x00 and \x07 inside"}]')) == ["raw and inside"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("comments.csv", "Parking fees"),
        ("why_we-walk.csv.gz", "Why we walk"),
        ("2024.csv", "Thread 2024"),
        ("Q3 survey.tsv", "Q3 survey"),
    ],
)
def test_titles_come_from_file_names(tmp_path, name, title):
    folder = tmp_path / "parking-fees"
    folder.mkdir()
    (folder / name).write_text(CSV)
    assert read_thread(folder / name).title == title


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    from threadgist.sources import loading

    monkeypatch.setattr(loading, "joined", None)
    with (tmp_path / "large.txt").open("wb") as stream:
        stream.truncate(2 << 20)
    with (
        pytest.raises(SourceError, match="holds more than 1 MB"),
        loading.opened(tmp_path / "large.txt") as start,
    ):
        start.load(limit_mb=1)


def test_too_much_is_refused_packed_or_not(tmp_path):
    from threadgist.settings import LimitSettings

    limits = LimitSettings(max_input_mb=1)
    data = b"text\n" + b"a" * (2 << 20)
    for number, packed in enumerate((data, gz(data), zst(data))):
        path = tmp_path / f"{number}"
        path.write_bytes(packed)
        with pytest.raises(SourceError, match=r"holds more than 1 MB; raise limits\.max_input_mb"):
            read_thread(path, limits=limits)
    with pytest.raises(SourceError, match="standard input: holds more than 1 MB"):
        read(data, limits=limits)
