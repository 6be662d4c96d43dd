"""Inputs made to take memory: as dense as a format can be, or packed to unpack to much more."""

import bz2
import gzip
import io
import lzma
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

__all__ = ["INPUTS", "make"]

REDDIT = b'{"link_id":"t3_ab1","id":"zz","parent_id":"t3_ab","body":"x","author":"x","created_utc":1}\n'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def _many(head: bytes, unit: bytes, tail: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: head + unit * (size // len(unit)) + tail


def _packed(pack: Callable[[bytes], bytes], times: int) -> Callable[[int], bytes]:
    return lambda size: pack(b'[{"text": "' + b"a" * (times * size) + b'"}]')


def _zstd(data: bytes) -> bytes:
    import zstandard

    return zstandard.compress(data)


def _zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("talk.json", data)
    return out.getvalue()


def _small_files(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("users.json", "[]")
        for number in range(size // 1_000):
            archive.writestr(
                f"town/2024-03-{number}.json", '[{"type":"message","user":"U","text":"a","ts":"1.0"}]'
            )
    return out.getvalue()


def _sheets(rows: Callable[[int], bytes]) -> Callable[[int], bytes]:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }

    def make(size: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text)
            archive.writestr("xl/worksheets/sheet1.xml", SHEET % rows(size))
        return out.getvalue()

    return make


def _database(size: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE comments (text TEXT)")
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                "INSERT INTO comments SELECT 'a' || i FROM n",
                (size // 16,),
            )
        connection.close()
        return path.read_bytes()


def _view(size: int) -> bytes:
    """A database of one small view that counts for ever."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        with sqlite3.connect(path) as connection:
            connection.execute(
                "CREATE VIEW comments AS WITH RECURSIVE n(text) AS (SELECT 'a' UNION ALL SELECT text || 'a' FROM n) "
                "SELECT text FROM n"
            )
        connection.close()
        return path.read_bytes()


def _columns(size: int) -> bytes:
    """A Parquet file that holds one long text a million times."""
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    text = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([0] * 1_000_000, pyarrow.int32()), ["a" * 10_000]
    )
    pyarrow.parquet.write_table(pyarrow.table({"text": text}), out)
    return out.getvalue()


INPUTS: dict[str, Callable[[int], bytes]] = {
    "json lists": _many(b"[", b"[],", b"[]]"),
    "json objects": _many(b"[", b'{"a":{}},', b"{}]"),
    "json comments": _many(b"[", b'{"text":"a"},', b'{"text":"a"}]'),
    "json names": lambda size: b"[{" + b",".join(b'"%07d":1' % i for i in range(size // 12)) + b"}]",
    "json strings": _many(b"[", b'"ab",', b'"ab"]'),
    "json numbers": _many(b"[", b"1.5,", b"1]"),
    "json deep": _many(b"", b"[", b""),
    "json deep objects": _many(b"", b'{"replies":[{"text":"a","replies":', b""),
    "json emoji": _many('["😀'.encode(), b"a", b'"]'),
    "json cut": _many(b'[{"text":"a"},', b'{"text":"a"},', b""),
    "json lines": _many(b"", b'{"text":"ab","id":1}\n', b""),
    "csv lines": _many(b"text\n", b"a\n", b""),
    "csv commas": _many(b"text,b\n", b",", b"\n"),
    "csv columns": _many(b"text,b,c,d,e,f\n", b"a,b,c,d,e,f\n", b""),
    "csv quotes": _many(b'text,b\n"', b'""', b'"\n'),
    "csv emoji": _many("text,id\n😀,1\n".encode(), b"a,1\n", b""),
    "utf-16": lambda size: "text,id\n".encode("utf-16") + "a,1\n".encode("utf-16-le") * (size // 8),
    "html tags": _many(b"<html><body>", b"<b>", b""),
    "html flat": _many(b"<html><body>", b"<p>a", b"</body></html>"),
    "html attributes": _many(b"<html><body><p ", b"a=1 ", b"></html>"),
    "xml rows": _many(b"<posts>", b'<row Id="1" Text="a"/>', b"</posts>"),
    "xml deep": _many(b'<?xml version="1.0"?>', b"<disqus>", b""),
    "rss": _many(b"<rss><channel>", b"<item><title>a</title></item>", b"</channel></rss>"),
    "mbox": _many(b"", b"From a@b.c Mon Jan  1 10:00:00 2024\nFrom: a@b.c\nSubject: x\n\na\n\n", b""),
    "headers": _many(b"From a@b.c Mon Jan  1 10:00:00 2024\n", b"X: y\n", b"\na\n"),
    "parts": _many(
        b"From: a@b.c\nDate: Mon, 1 Jan 2024 10:00:00 +0000\nSubject: x\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n',
        b"--b\n\na\n",
        b"--b--\n",
    ),
    "chat": _many(b"", b"1/2/24, 10:00 - Ann: a\n", b""),
    "lines": _many(b"", b"\n", b"a"),
    "words": _many(b"", b"a ", b""),
    "control": _many(b"", b"\x1b$B", b""),
    "reddit": _many(b"", REDDIT, b""),
    "reddit packed": lambda size: _zstd(REDDIT * (size // 90)),
    "gzip": _packed(lambda data: gzip.compress(data, 6), 2),
    "gzip twice": _packed(lambda data: gzip.compress(gzip.compress(data, 6)), 2),
    "bzip2": _packed(bz2.compress, 2),
    "xz": _packed(lambda data: lzma.compress(data, preset=1), 2),
    "zstd": _packed(_zstd, 2),
    "zip": _packed(_zip, 2),
    "small files": _small_files,
    "sheet corners": _sheets(
        lambda size: (
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        )
    ),
    "sheet rows": _sheets(_many(b"", b"<row><c><v>1</v></c></row>", b"")),
    "database": _database,
    "endless view": _view,
    "parquet": _columns,
}


def make(name: str, size: int) -> bytes:
    """Return an input of about `size` bytes (those that are packed unpack to twice as much)."""
    return INPUTS[name](size)
