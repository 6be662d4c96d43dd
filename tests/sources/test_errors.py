"""What cannot be read is refused in one line that says what, where and what to do."""

import gzip
import io
import json
import zipfile

import pytest
import zstandard

from threadgist.errors import SourceError
from threadgist.sources import Columns, read_thread


def refusal(source, **options):
    with pytest.raises(SourceError) as caught:
        read_thread(source, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.exit_code == 3
    return message


@pytest.fixture
def file(tmp_path):
    def file(data, name="talk.json"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return file


def test_no_such_file_and_a_directory(tmp_path):
    assert refusal(tmp_path / "nope.json") == f"{tmp_path}/nope.json: no such file; check the path"
    assert "is a folder; name a file in it" in refusal(tmp_path)
    assert "cannot be read" in refusal("bad\0name")


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n\t ", b"\xef\xbb\xbf\n", gzip.compress(b"", mtime=0)],
    ids=["nothing", "blanks", "mark", "packed"],
)
def test_empty(file, data):
    assert "is empty; save the thread again" in refusal(file(data))


def test_links_that_lead_to_no_thread():
    assert "leads to no thread that can be fetched" in refusal("https://news.ycombinator.com/newest")


def test_truncated_json_is_told_with_its_place(file):
    whole = json.dumps([{"id": 1, "text": "one"}, {"id": 2, "text": "two"}], indent=1)
    message = refusal(file(whole[:-14]))
    assert "talk.json: not valid JSON at line 8, column" in message
    assert "save it again" in message


def test_a_bad_line_of_json_lines_is_told_with_its_place(file):
    assert "line 2, column 9 (" in refusal(file('{"text": "fine"}\n{"text" "no"}\n{"text": "fine"}\n'))


def test_a_line_of_json_lines_that_is_cut_is_told_and_not_the_next(file):
    assert "line 2, column 10 (Untermin" in refusal(
        file('{"text": "fine"}\n{"text": "cu\n{"text": "fine"}\n')
    )
    # Of documents over several lines the end of a line says nothing.
    assert "line 4, column 1 (" in refusal(file('{"a":\n1}\n{"b": 1\n"c"}'))


def test_deep_and_truncated_json_is_told_with_its_place(file):
    text = '{"id": 1, "type": "story", "children": [\n' * 5000
    assert "not valid JSON at line 5001, column 1 (" in refusal(file(text))


def test_an_unknown_format_is_told_in_one_line_with_one_thing_to_do(file):
    prose = refusal(file("Just some prose.\nNothing, to see; here.\n", "talk.txt"))
    assert "talk.txt: no format recognised: it is plain text in which comments cannot be told apart" in prose
    assert len(prose) < 400
    assert "it is a web page of a site that is not known" in refusal(
        file("<!doctype html><p>hi<body>", "page.html")
    )
    assert "it is XML of a kind that is not known" in refusal(
        file("<?xml version='1.0'?><notes><n/></notes>")
    )
    assert "it is JSON without objects" in refusal(file("[1, 2]"))
    assert "it looks like a table, but no row is a header" in refusal(
        file("1,2,3\n4,5,6\n7,8,9\n10,11,12\n", "x.csv")
    )
    assert "it holds subtitles" in refusal(file("WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"))
    log = "[2024-05-01 10:00] ann: I like it\n[2024-05-01 10:01] bob: I do not\n"
    assert "JSON" not in refusal(file(log, "chat.txt"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n%", "is a PDF; save it as plain text"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "is a 7-Zip archive; unpack it"),
        (b"Rar!\x1a\x07\x01\0", "is a RAR archive; unpack it"),
        (b"\x89PNG\r\n\x1a\n", "is a picture; save the thread itself"),
        (b"{\\rtf1 hello}", "is an RTF document; save it as plain text"),
        (b"\0\0\0\x18ftypmp42", "is a video"),
    ],
)
def test_what_is_no_text_is_named_with_what_to_do(file, data, said):
    assert said in refusal(file(data, "thing.bin"))


def test_a_word_document_is_named(file):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    assert "is a Word document; save it as plain text" in refusal(file(packed.getvalue(), "talk.docx"))


def test_a_table_without_text_shows_its_columns(file):
    message = refusal(file("name,age\nAnn,3\nBob,4\n", "people.csv"))
    assert "people.csv: no column with the text of the comments found; the columns are age, name" in message
    assert "--column text=" in message
    assert "the columns are n, user.age" in refusal(file('[{"n": 1, "user": {"age": 3}}]'))


def test_a_named_column_must_be_there(file):
    message = refusal(file("id,text\n1,hi\n", "a.csv"), columns=Columns(author="writer"))
    assert "no column 'writer'; the columns are id, text" in message


def test_a_count_called_comment_is_not_the_text(file):
    assert "no column with the text" in refusal(file("id,comment\n1,17\n2,4\n", "a.csv"))


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_packing_cut_short(file, pack):
    packed = pack(b"id,text\n" + b"".join(b"%d,some words %d\n" % (n, n * n) for n in range(5000)))
    assert "is damaged or cut short" in refusal(file(packed[: len(packed) // 2]))
    assert "is damaged or cut short" in refusal(file(packed[:8] + b"\xff" * 400))


def test_zip_archives_that_cannot_be_read(file):
    assert "the zip data is damaged or cut short" in refusal(file(b"PK\x03\x04rest"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "id,text\n1,hello\n")
        archive.writestr("b.csv", "id,text\n1,hello\n")
    message = refusal(file(packed.getvalue(), "two.zip"))
    assert "is a zip archive of 2 files (a.csv, b.csv); unpack it and name one of them" in message


def test_standard_input_is_named():
    assert refusal("-", stdin=io.BytesIO(b"{")).startswith(
        "standard input: not valid JSON at line 1, column 2"
    )


def test_rows_of_nothing(file):
    assert "no format recognised" in refusal(file(",,,\n,,,\n"))
    assert "holds no rows" in refusal(file(",,,\n,,,\n"), name="table")
