"""What a file is that is no text: told by its first bytes, with the one thing to do about it."""

from __future__ import annotations

import io
import zipfile

__all__ = ["TABLES", "Kind", "binary_kind", "zip_members"]

Kind = tuple[str, str]
"""What a file is, and what to do with it; for those of `TABLES` the second is empty: they are read."""

TABLES = ("an Excel workbook", "an OpenDocument spreadsheet", "a Parquet file", "an SQLite database")

_CSV = "export it as CSV in UTF-8"
_TEXT = "save it as plain text or a web page, or put the comments into a table with a row for each"
_UNPACK = "unpack it and hand over the file with the comments"
_SAVE = "save the thread itself: its page, its export or its comments as CSV"
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PAR1", ("a Parquet file", "")),
    (b"SQLite format 3\0", ("an SQLite database", "")),
    (b"%PDF", ("a PDF", _TEXT)),
    (b"7z\xbc\xaf\x27\x1c", ("a 7-Zip archive", _UNPACK)),
    (b"Rar!", ("a RAR archive", _UNPACK)),
    (b"{\\rtf", ("an RTF document", _TEXT)),
    (b"\x89PNG", ("a picture", _SAVE)),
    (b"\xff\xd8\xff", ("a picture", _SAVE)),
    (b"GIF8", ("a picture", _SAVE)),
    (b"\x1aE\xdf\xa3", ("a video", _SAVE)),
    (b"ID3", ("a sound file", _SAVE)),
    (b"OggS", ("a sound file", _SAVE)),
    (b"!BDN", ("an Outlook data file", "export the folder of mails as an mbox, or save them as .eml files")),
    (b"ARROW1", ("an Arrow file", _CSV)),
    (b"Obj\x01", ("an Avro file", _CSV)),
    (b"\x7fELF", ("a program", _SAVE)),
    (b"MZ", ("a program", _SAVE)),
    (b"\x80\x04", ("a Python pickle, which may run code when it is read", _CSV)),
    (b"\x80\x05", ("a Python pickle, which may run code when it is read", _CSV)),
    (b"\x89HDF", ("an HDF5 file", _CSV)),
    (b"RDX", ("a file of R", _CSV)),
    (b"$FL2", ("a file of SPSS", _CSV)),
    (b"bplist00", ("a binary property list", _SAVE)),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE_ZIP: tuple[tuple[str, Kind], ...] = (
    ("xl/", ("an Excel workbook", "")),
    ("word/", ("a Word document", _TEXT)),
    ("ppt/", ("a PowerPoint presentation", _TEXT)),
)
_INSIDE_OLE: tuple[tuple[bytes, Kind], ...] = (
    ("Workbook".encode("utf-16-le"), ("an Excel workbook", "")),
    ("WordDocument".encode("utf-16-le"), ("a Word document", _TEXT)),
    ("__substg1.0_".encode("utf-16-le"), ("an Outlook message", "save it as .eml")),
)
_OPEN_DOCUMENT: dict[str, Kind] = {
    "spreadsheet": ("an OpenDocument spreadsheet", ""),
    "text": ("an OpenDocument text", _TEXT),
}
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
    members = [
        one
        for one in archive.infolist()
        if not one.is_dir() and not any(junk in one.filename for junk in _JUNK)
    ]
    return sorted(members, key=lambda one: one.filename)
