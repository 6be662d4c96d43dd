"""From a path or standard input to a `Thread`, or to one line on what no source reads and what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from threadgist.bounds import READ_SECONDS, bounded, open_regular
from threadgist.errors import SourceError, UnknownFormatError
from threadgist.records import Thread
from threadgist.sources.archive import ALL
from threadgist.sources.assemble import assemble
from threadgist.sources.base import Columns, RawThread, Source, all_sources, source_named
from threadgist.sources.bundle import BundleReader, zip_bundle
from threadgist.sources.decode import check_readable, decode
from threadgist.sources.loading import STDIN_NAME, Unpacked, binary_kind, is_folder, opened
from threadgist.sources.mail.text import is_mail
from threadgist.sources.page import page_of
from threadgist.sources.payload import Payload
from threadgist.sources.table import DELIMITERS, pick_rows
from threadgist.sources.vocabulary import vocabulary

if TYPE_CHECKING:
    from threadgist.fetch import FetchOptions
    from threadgist.progress import Progress
    from threadgist.settings import LimitSettings

T = TypeVar("T")


def read_thread(
    source: str | Path,
    *,
    name: str | None = None,
    columns: Columns | None = None,
    limits: LimitSettings | None = None,
    stdin: BinaryIO | None = None,
    thread: str | None = None,
    encoding: str | None = None,
    fetch: FetchOptions | None = None,
    progress: Progress | None = None,
) -> Thread:
    """Read a discussion from a file, a link, or from standard input where `source` is `-`.

    Args:
        source: path of a file, packed or not, whose format is told from its content; a link (see docs/sources.md),
            which is fetched; or a folder: a maildir, or one made by `threadgist fetch`.
        name: name of the source to use (see `list_sources`) instead of telling it from the content.
        columns: which columns or fields hold what, where their names do not say so.
        limits: how much is unpacked, what reading it takes, and how many comments, the earliest, are read.
        stdin: the stream to read for `-`; default: the process's own.
        thread: which conversation to read of an archive that holds several: its id, link or title, or `all`.
        encoding: the encoding of the file, where it is no UTF-8 and told wrongly.
        fetch: limits of fetching.
        progress: is told how far fetching is.

    Raises:
        SourceError: the file cannot be read or no source recognises it; one line that says what to do.
    """
    from threadgist.fetch import FetchOptions, fetch_thread, is_fetched, is_link, read_folder

    if limits is None:
        # Importing pydantic takes longer than reading most threads.
        from threadgist.settings import LimitSettings

        limits = LimitSettings()
    if is_fetched(source):
        if option := "--thread" if thread is not None else "--source" if name is not None else "":
            raise SourceError(f"{source}: is one thread, of a site that is known; leave out {option}")
        options = fetch or FetchOptions()
        fetched = partial(fetch_thread, str(source), options, progress=progress)
        return bounded(
            fetched if is_link(source) else partial(read_folder, Path(source)),
            str(source),
            megabytes=limits.max_memory_mb,
            seconds=options.thread_deadline + READ_SECONDS,
        )
    chosen = source_named(name) if name is not None else None
    place = STDIN_NAME if str(source) == "-" else str(source)
    reading = _Reading(source, place, chosen, (chosen,) if chosen else all_sources(), thread, limits)
    if str(source) != "-" and is_folder(source):
        return reading.bounded(reading.folder)
    with opened(source, stdin) as start:
        # What a long window of the packing takes comes on top of what is read.
        if found := reading.bounded(partial(reading.stream, start), start.window_mb):
            return found
        zipped = str(source) != "-" and start.head.startswith(b"PK\x03\x04")
        if zipped and (found := reading.bounded(reading.bundle)):
            return found
        return reading.bounded(partial(reading.whole, start, columns or Columns(), encoding))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One source on its way to a thread, by one of four ways.

    `place` is how messages speak of it; `chosen` the reader that was named, then the only one of `readers`.
    """

    source: str | Path
    place: str
    chosen: Source | None
    readers: tuple[Source, ...]
    thread: str | None
    limits: LimitSettings

    def bounded(self, way: Callable[[], T], more_mb: int = 0) -> T:
        """Read by one of the ways below, within the limits."""
        megabytes, seconds = self.limits.max_memory_mb + more_mb, self.limits.max_read_seconds
        return bounded(way, str(self.source), megabytes=megabytes, seconds=seconds)

    def folder(self) -> Thread:
        """Read a folder of one of the formats that are folders."""
        folder = Path(self.source)
        readers: Iterator[Any] = (reader for reader in self.readers if hasattr(reader, "sniff_folder"))
        for reader in readers:
            if (reason := reader.sniff_folder(folder)) is None:
                parse = partial(reader.parse_folder, folder, thread=self.thread)
                return self._read(reader, partial(parse, limit_mb=self.limits.max_input_mb))
            if self.chosen is not None:
                raise SourceError(f"{folder}: is a folder, and not one of the format {reader.name}: {reason}")
        raise SourceError(
            f"{folder}: is a folder; name a file in it, or make digests of all threads in it with "
            f"`threadgist batch {folder} --out digests`"
        )

    def bundle(self) -> Thread | None:
        """Read a zip archive of an export whose files belong together; None where it is none."""
        with open_regular(self.source) as stream:
            try:
                bundle = zip_bundle(stream, str(self.source), limit_mb=self.limits.max_input_mb)
            except SourceError:
                return None
            for reader in self.readers:
                if isinstance(reader, BundleReader) and reader.sniff_bundle(bundle) is None:
                    return self._read(reader, partial(reader.parse_bundle, bundle, thread=self.thread))
        return None

    def stream(self, start: Unpacked) -> Thread | None:
        """Read an input piece by piece; None where no source reads what starts like this so."""
        readers: Iterator[Any] = (reader for reader in self.readers if hasattr(reader, "sniff_start"))
        for reader in readers:
            if self.chosen or reader.sniff_start(start.head) is None:
                parse = partial(reader.parse_stream, start.pieces(), start.name, thread=self.thread)
                return self._read(reader, partial(parse, limit_mb=self.limits.max_input_mb))
        return None

    def whole(self, start: Unpacked, columns: Columns, encoding: str | None) -> Thread:
        """Read an input that is loaded whole; of a large table in a file, the rows of the thread."""
        limit_mb, data = self.limits.max_input_mb, b""
        if columns.thread is not None and self.thread not in (None, ALL):
            data = pick_rows(start, columns.thread, str(self.thread), limit_mb=limit_mb)
        payload = _payload(data or start.load(limit_mb), self.place, self.thread, encoding)
        del data
        reader = self.chosen or _recognise(payload)
        return self._read(reader, partial(reader.parse, payload, columns), payload.notes)

    def _read(self, reader: Source, parse: Callable[[], RawThread], notes: tuple[str, ...] = ()) -> Thread:
        if self.thread is not None and not getattr(reader, "selects_threads", False):
            raise SourceError(
                f"{self.place}: a file of the format {reader.name} holds one thread; leave out --thread"
            )
        title, most = Payload("", self.place).readable_name, self.limits.max_comments
        return assemble(parse(), source=reader.name, fallback_title=title, repairs=notes, at_most=most)


def _payload(data: bytes, place: str, thread: str | None, encoding: str | None) -> Payload:
    """Return the content as text, and as bytes where needed. Raises SourceError: no known kind or encoding."""
    data = page_of(data) or data
    if kind := binary_kind(data):
        what, way_out = kind
        if way_out:
            raise UnknownFormatError(f"{place}: is {what}; {way_out}")
        return Payload("", place, data=data, thread=thread)
    text, notes = decode(data, encoding, place)
    if data.startswith(b"From ") or is_mail(data):
        # Mail says for every message which encoding it is in; the bytes of others are needed no more.
        return Payload(text, place, data=data, thread=thread)
    check_readable(text, place)
    return Payload(text, place, thread=thread, notes=notes)


def _recognise(payload: Payload) -> Source:
    ours = payload.looks_like_json and '"schema_version"' in payload.text
    fields = payload.document.keys() if ours and isinstance(payload.document, dict) else set()
    if {"ledger", "provenance"} <= fields:
        raise UnknownFormatError(
            f"{payload.name}: is a digest, not a thread: name the thread it was made of; `threadgist compare` and "
            "`threadgist site` take digests"
        )
    if {"events", "views"} <= fields:
        raise UnknownFormatError(f"{payload.name}: is a comparison of digests, not a thread: name a thread")
    for source in all_sources():
        if source.sniff(payload) is None:
            return source
    if payload.looks_like_json:
        payload.require_document()
    raise UnknownFormatError(f"{payload.name}: no format recognised: {_what_it_is(payload)}")


def _what_it_is(payload: Payload) -> str:
    """Say what a text is, as far as it can be told, and what to do with it."""
    text, head = payload.text, payload.text[:4096]
    controls = sum(character < " " and character not in "\t\r\n\f" for character in head)
    # The first lines of a table have equally many columns, and more than one.
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    widths = ({line.count(delimiter) for line in lines[:-1]} for delimiter in DELIMITERS)
    kinds = {
        "json": payload.looks_like_json,
        "page": payload.root_tag.lower().startswith("<html") or "<body" in text[:20_000],
        "markup": payload.looks_like_markup,
        "subtitles": re.match(r"WEBVTT|1\s*\r?\n[0-9:,]+ -->", text),
        "calendar": text.startswith("BEGIN:V"),
        "binary": "\0" in head or controls > 0.05 * len(head),
        "table": len(lines) >= 3 and any(len(found) == 1 and max(found) > 1 for found in widths),
        "prose": True,
    }
    return str(vocabulary("files")["texts"][next(kind for kind, told in kinds.items() if told)])


def thread_of(
    records: Iterable[Mapping[str, Any]], title: str = "Discussion", columns: Columns | None = None
) -> Thread:
    """Return the thread of some comments; see `Thread.from_records`.

    Raises SourceError: there is none, one is no mapping, or no field holds the text.
    """
    from threadgist.settings import LimitSettings

    rows = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, Mapping):
            raise SourceError(
                f"record {number} is of the type {type(record).__name__}: give one dict a comment, such as "
                "{'text': ..., 'author': ...}"
            )
        # What is not equal to itself is a number or a time that is missing.
        rows.append({
            str(name): value
            for name, value in record.items()
            if not (value is None or (isinstance(value, float) and value != value) or str(value) in ("NaT", "<NA>"))
        })  # fmt: skip
    if not rows:
        raise SourceError("no records: a thread needs at least one comment")
    raw = source_named("json").parse(Payload(json.dumps(rows, default=str), "records"), columns or Columns())
    most = LimitSettings().max_comments
    return replace(assemble(raw, source="records", fallback_title="", at_most=most), title=title)
