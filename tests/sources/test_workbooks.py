"""Spreadsheets, databases, Parquet; what is packed; encodings other than UTF-8."""

import io
import sqlite3
import zipfile
from datetime import UTC, date, datetime

import pytest

from threadgist.errors import SourceError
from threadgist.sources import Columns, read_thread


def read(data, **options):
    return read_thread("-", stdin=io.BytesIO(data if isinstance(data, bytes) else data.encode()), **options)


def refusal(data, **options):
    with pytest.raises(SourceError) as caught:
        read(data, **options)
    return str(caught.value)


def said(thread):
    return [(c.id, c.author, c.text) for c in thread.comments]


def xlsx(**sheets):
    """A workbook of cells with inline text, as small as Excel opens it."""

    def cell(value):
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    packed = io.BytesIO()
    main, doc = (
        "http://schemas.openxmlformats.org",
        "application/vnd.openxmlformats-officedocument.spreadsheetml",
    )
    with zipfile.ZipFile(packed, "w") as book:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{doc}.worksheet+xml"/>'
            for n in range(len(sheets))
        )
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{main}/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{doc}.sheet.main+xml"/>{parts}</Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{main}/package/2006/relationships"><Relationship Id="r" Target="xl/workbook.xml" '
            f'Type="{main}/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        )
        names = "".join(
            f'<sheet name="{name}" sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(sheets)
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}/spreadsheetml/2006/main" xmlns:r="{main}/officeDocument/2006/relationships">'
            f"<sheets>{names}</sheets></workbook>",
        )
        links = "".join(
            f'<Relationship Id="r{n}" Target="worksheets/s{n}.xml" '
            f'Type="{main}/officeDocument/2006/relationships/worksheet"/>'
            for n in range(len(sheets))
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{main}/package/2006/relationships">{links}</Relationships>',
        )
        for n, rows in enumerate(sheets.values()):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            book.writestr(
                f"xl/worksheets/s{n}.xml",
                f'<worksheet xmlns="{main}/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>',
            )
    return packed.getvalue()


ROWS = [["id", "author", "comment"], [1, "Ann", "More lamps"], [2, "Bob", "Fewer lamps"]]


def test_workbooks():
    assert said(read(xlsx(Sheet1=ROWS))) == [("1", "Ann", "More lamps"), ("2", "Bob", "Fewer lamps")]
    book = xlsx(About=[["Made by", "Eve"], ["On", "Monday"]], Talk=ROWS, Old=[*ROWS, [3, "Cat", "No lamps"]])
    assert len(read(book).comments) == 2
    assert "the sheet 'Talk' was read; --table names another (About, Old)" in read(book).repairs
    assert len(read(book, columns=Columns(table="old")).comments) == 3
    assert "no sheet 'None'; the sheets are About, Old, Talk" in refusal(book, columns=Columns(table="None"))
    assert "the zip data is damaged or cut short" in refusal(book[:-30])


def test_open_document_spreadsheets():
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    content = (
        f"<?xml version='1.0'?><office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    assert said(read(packed.getvalue())) == [("1", "Ann", "More lamps"), ("2", "Bob", "Fewer lamps")]


def test_databases(monkeypatch):
    monkeypatch.setattr("threadgist.sources.workbook._MAX_STEPS", 2_000_000)
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE talk (id INTEGER, author TEXT, comment TEXT)")
    base.execute("CREATE TABLE people (name TEXT)")
    base.executemany(
        "INSERT INTO talk VALUES (?, ?, ?)", [(1, "Ann", "More lamps"), (2, "Bob", "Fewer lamps")]
    )
    data = base.serialize()
    assert said(read(data)) == [("1", "Ann", "More lamps"), ("2", "Bob", "Fewer lamps")]
    query = "SELECT id, author, comment FROM talk WHERE author = 'Bob'"
    assert said(read(data, columns=Columns(table=query))) == [("2", "Bob", "Fewer lamps")]
    assert "no table 'nope'; the tables are people, talk" in refusal(data, columns=Columns(table="nope"))
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS comment FROM n"
    )
    assert "the database cannot be read (interrupted)" in refusal(data, columns=Columns(table=endless))
    assert "the database cannot be read" in refusal(data, columns=Columns(table="select load_extension('x')"))
    base.execute("CREATE TABLE more (id INTEGER, comment TEXT)")
    base.execute("CREATE VIRTUAL TABLE found USING fts5 (text)")
    assert "holds several tables (more, talk); choose one with --table NAME" in refusal(base.serialize())
    base.close()
    assert "the database cannot be read" in refusal(data[:100] + b"\1" * 9000)


def test_parquet():
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")

    out = io.BytesIO()
    table = pyarrow.table(
        {
            "id": [1, 2],
            "user": [{"name": "Ann"}, {"name": "Bob"}],
            "comment": ["More lamps", "Fewer lamps"],
            "date": [datetime(2024, 5, 1, 9, tzinfo=UTC)] * 2,
            "day": [date(2024, 5, 1)] * 2,
        }
    )
    parquet.write_table(table, out)
    thread = read(out.getvalue())
    assert said(thread) == [("1", "Ann", "More lamps"), ("2", "Bob", "Fewer lamps")]
    assert thread.comments[0].created_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert "the Parquet file cannot be read" in refusal(out.getvalue()[:-9])


def test_packed_in_any_usual_way(tmp_path):
    import bz2
    import gzip
    import lzma

    table = b"id,author,comment\n1,Ann,More lamps\n2,Bob,Fewer lamps\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("talk/comments.csv", table)
        archive.writestr("__MACOSX/talk/._comments.csv", b"\0")
    for data in (
        bz2.compress(table),
        lzma.compress(table),
        packed.getvalue(),
        gzip.compress(bz2.compress(table)),
    ):
        assert said(read(data)) == [("1", "Ann", "More lamps"), ("2", "Bob", "Fewer lamps")]
    for data in (bz2.compress(table)[:-9], lzma.compress(table)[:-9], packed.getvalue()[:-9]):
        assert "is damaged or cut short" in refusal(data)


@pytest.mark.parametrize("pack", ["bz2", "lzma", "zip", "xlsx"])
def test_what_unpacks_to_too_much_is_refused(pack):
    import bz2
    import lzma

    from threadgist.settings import LimitSettings

    data = b"comment\n" + b"a" * (3 << 20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", data)
    huge = xlsx(A=[*ROWS, [3, "Cat", "a" * (3 << 20)]])
    made = {"bz2": bz2.compress(data), "lzma": lzma.compress(data), "zip": packed.getvalue(), "xlsx": huge}[
        pack
    ]
    assert "holds more than 1 MB" in refusal(made, limits=LimitSettings(max_input_mb=1))


TALKS = {
    "cp1251": "Пусть паром ходит до полуночи, многие работают допоздна.",
    "cp932": "フェリーは金曜日に深夜まで運航してほしいです。",
    "gb18030": "渡轮星期五应该开到半夜，很多人下班很晚。",
    "cp949": "금요일에는 배가 자정까지 다녀야 합니다.",
    "cp1250": "Příliš dlouho čekáme na přívoz, měl by jezdit až do půlnoci.",
    "big5": "渡輪星期五應該開到半夜，很多人下班很晚。",
    "cp1253": "Το φέρι πρέπει να λειτουργεί μέχρι τα μεσάνυχτα.",
    "mac_roman": "Die Fähre sollte freitags bis Mitternacht fahren, für alle, über den Fluß.",
}


@pytest.mark.parametrize("encoding", TALKS)
def test_encodings_are_told_and_said(encoding):
    table = f"id,author,comment\r\n1,Ann,{TALKS[encoding]}\r\n2,Bob,{TALKS[encoding][::-1]}\r\n"
    thread = read(table.encode(encoding))
    assert thread.comments[0].text == TALKS[encoding]
    assert "the file is not UTF-8 and was read as" in thread.repairs[0]
    named = read(table.encode(encoding), encoding=encoding)
    assert (named.comments, named.repairs) == (thread.comments, ())


def test_an_encoding_can_be_named_and_none_is_guessed_into_a_page_of_marks():
    table = "id,author,comment\n1,Ann,Grüße\n"
    assert read(table.encode("cp850"), encoding="CP850").comments[0].text == "Grüße"
    assert "no encoding is called 'utf-9'" in refusal(table, encoding="utf-9")
    assert "is not ascii" in refusal(table, encoding="ascii")
    assert "no encoding is called 'base64'" in refusal(table, encoding="base64")
    cut = "".join(f"{n},Слово слово\n" for n in range(40)).encode().replace("о".encode(), "о".encode()[:1])
    assert (
        "is not UTF-8, and its encoding cannot be told; say which encoding it is with --encoding"
        in refusal(b"id,text\n" + cut)
    )
