"""What a file is that is no text: told by its first bytes, with the one thing to do about it."""

from __future__ import annotations

import io
import zipfile

from threadgist.sources.vocabulary import vocabulary

Kind = tuple[str, str]
"""What a file is, and what to do with it; for those of `TABLES` the second is empty: they are read."""

TABLES = ("an Excel workbook", "an OpenDocument spreadsheet", "a Parquet file", "an SQLite database")

_WAYS: dict[str, str] = vocabulary("files")["ways"]
_TEXT, _SAVE = _WAYS["text"], _WAYS["save"]


def _kinds(key: str) -> list[tuple[str, Kind]]:
    table = vocabulary("files")[key]
    return [
        (mark, (what, _WAYS.get(way, way)))
        for mark, what, way in (row + [""][len(row) - 2 :] for row in table)
    ]


_MAGIC = [(mark.encode("latin-1"), kind) for mark, kind in _kinds("magic")]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE_OLE = [(mark.encode("utf-16-le"), kind) for mark, kind in _kinds("ole")]
_INSIDE_ZIP = _kinds("zip")
_OPEN_DOCUMENT = dict(_kinds("open_document"))
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def binary_kind(data: bytes) -> Kind | None:
    """Return what a file is that holds no text; None for text, and for what is not known."""
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        return next((kind for mark, kind in _INSIDE_OLE if mark in data), ("an old Office file", _TEXT))
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is not None and kind[0] in ("a program", "a sound file") and b"\0" not in data[:4096]:
        return None
    if kind is None and data[4:8] == b"ftyp":
        return "a video", _SAVE
    return kind


def _zipped(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return None
    if kind.startswith("application/vnd.oasis.opendocument."):
        what = kind.rpartition(".")[2].partition("-")[0]
        return _OPEN_DOCUMENT.get(what, ("an OpenDocument file", _TEXT))
    if kind == "application/epub+zip":
        return "an e-book", _TEXT
    if "[Content_Types].xml" in names:
        return next(
            (kind for mark, kind in _INSIDE_ZIP if any(name.startswith(mark) for name in names)),
            ("an Office file", _TEXT),
        )
    return None


def zip_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files in an archive that somebody put there, in the order of their names."""
    files = (one for one in archive.infolist() if not one.is_dir())
    members = (one for one in files if not any(junk in one.filename for junk in _JUNK))
    return sorted(members, key=lambda one: one.filename)
