"""From a path or standard input to a `Thread`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from threadgist.errors import SourceError, UnknownFormatError
from threadgist.records import Thread
from threadgist.sources.assemble import assemble
from threadgist.sources.base import Columns, FolderSource, RawThread, Source, StreamSource
from threadgist.sources.bundle import BundleReader, is_zip, zip_bundle
from threadgist.sources.choose import ALL
from threadgist.sources.decode import check_readable, decode
from threadgist.sources.filetype import TABLES, binary_kind
from threadgist.sources.loading import load
from threadgist.sources.mailtext import is_mail
from threadgist.sources.mhtml import page_of
from threadgist.sources.opening import Unpacked, is_folder, opened
from threadgist.sources.payload import Payload
from threadgist.sources.picking import pick_rows
from threadgist.sources.registry import all_sources, source_named
from threadgist.sources.unknown import own_file, what_it_is

if TYPE_CHECKING:
    from threadgist.fetch import FetchOptions
    from threadgist.progress import Progress
    from threadgist.settings import LimitSettings

__all__ = ["read_thread"]


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
        source: path of a file, which may be packed (gzip, zstd, bzip2, xz, a zip archive of one file) and whose
            format is told from its content; a link (see docs/sources.md), which is fetched; or a folder: a
            maildir, or one made by `threadgist fetch`.
        name: name of the source to use (see `list_sources`) instead of telling it from the content.
        columns: which columns or fields hold what, where their names do not say so.
        limits: `max_input_mb` bounds how much is unpacked.
        stdin: the stream to read for `-`; default: the process's own.
        thread: which conversation to read of an archive that holds several: its id, link or title, or `all`.
        encoding: the encoding of the file, where it is no UTF-8 and told wrongly.
        fetch: limits of fetching.
        progress: is told how far fetching is.

    Raises:
        SourceError: the file cannot be read or no source recognises it; one line that says what to do.
    """
    from threadgist.fetch import fetched_thread, is_fetched

    if is_fetched(source):
        for choice, option in ((thread, "--thread"), (name, "--source")):
            if choice is not None:
                raise SourceError(f"{source}: is one thread, of a site that is known; leave out {option}")
        return fetched_thread(source, fetch, progress=progress)
    if limits is None:
        # Importing pydantic takes longer than reading most threads.
        from threadgist.settings import LimitSettings

        limits = LimitSettings()
    chosen = source_named(name) if name is not None else None
    _check_choice(chosen, thread, str(source))
    limit_mb = limits.max_input_mb
    if str(source) != "-" and is_folder(Path(source)):
        return _read_folder(Path(source), chosen, thread, limit_mb)
    if (bundled := _read_zip(source, chosen, thread, limit_mb)) is not None:
        return bundled
    if chosen is None or isinstance(chosen, StreamSource):
        with opened(source, stdin) as start:
            streaming = _streaming(chosen, start)
            if streaming is not None and start is not None:
                reader, parse = streaming
                raw = parse(start.pieces(), start.name, thread=thread, limit_mb=limit_mb)
                title = Payload("", start.name).readable_name
                return assemble(raw, source=reader.name, fallback_title=title)
            if start is not None and str(source) == "-":
                stdin = start.rewound()
    picked = None
    if (
        columns is not None
        and columns.thread is not None
        and thread not in (None, ALL)
        and str(source) != "-"
    ):
        picked = pick_rows(Path(source), columns.thread, str(thread), limit_mb=limit_mb)
    data, shown = (picked, str(source)) if picked else load(source, limit_mb=limit_mb, stdin=stdin)
    payload = _payload(data, shown, thread, encoding)
    del data
    reader = chosen if chosen is not None else _recognise(payload)
    _check_choice(reader, thread, shown)
    raw = reader.parse(payload, columns or Columns())
    return assemble(raw, source=reader.name, fallback_title=payload.readable_name, repairs=payload.notes)


def _payload(data: bytes, place: str, thread: str | None, encoding: str | None) -> Payload:
    """Return the content as text, and as bytes where these are needed as well.

    Raises:
        SourceError: it is of a kind that is not read, or in an encoding that cannot be told.
    """
    data = page_of(data) or data
    kind = binary_kind(data)
    if kind is not None:
        what, way_out = kind
        if what not in TABLES:
            raise UnknownFormatError(f"{place}: is {what}; {way_out}")
        return Payload("", place, data=data, thread=thread)
    text, notes = decode(data, encoding, place)
    if data.startswith(b"From ") or is_mail(data):
        # Mail says for every message which encoding it is in; the bytes of others are needed no more.
        return Payload(text, place, data=data, thread=thread)
    check_readable(text, place)
    return Payload(text, place, thread=thread, notes=notes)


def _check_choice(reader: Source | None, thread: str | None, place: str) -> None:
    if thread is not None and reader is not None and not getattr(reader, "selects_threads", False):
        raise SourceError(f"{place}: a file of the format {reader.name} holds one thread; leave out --thread")


def _streaming(
    chosen: Source | None, start: Unpacked | None
) -> tuple[Source, Callable[..., RawThread]] | None:
    """Return the source that reads this input piece by piece, if one does."""
    if start is None:
        return None
    for source in (chosen,) if chosen is not None else all_sources():
        if isinstance(source, StreamSource) and (
            chosen is not None or source.sniff_start(start.head) is None
        ):
            return source, source.parse_stream
    return None


def _read_folder(folder: Path, chosen: Source | None, thread: str | None, limit_mb: int) -> Thread:
    reasons: list[str] = []
    for source in (chosen,) if chosen is not None else all_sources():
        if not isinstance(source, FolderSource):
            continue
        reason = source.sniff_folder(folder)
        if reason is not None:
            reasons.append(f"{source.name}: {reason}")
            continue
        _check_choice(source, thread, str(folder))
        raw = source.parse_folder(folder, thread=thread, limit_mb=limit_mb)
        return assemble(raw, source=source.name, fallback_title=Payload("", str(folder)).readable_name)
    tried = f" ({'; '.join(reasons)})" if reasons else ""
    raise SourceError(
        f"{folder}: is a directory; name the files in it, such as {str(folder).rstrip('/')}/*.json{tried}"
    )


def _read_zip(source: str | Path, chosen: Source | None, thread: str | None, limit_mb: int) -> Thread | None:
    """Read a zip archive of an export whose files belong together; None where it is none."""
    if not is_zip(source):
        return None
    with Path(source).open("rb") as stream:
        try:
            bundle = zip_bundle(stream, str(source), limit_mb=limit_mb)
        except SourceError:
            return None
        for reader in (chosen,) if chosen is not None else all_sources():
            if not isinstance(reader, BundleReader) or reader.sniff_bundle(bundle) is not None:
                continue
            _check_choice(reader, thread, str(source))
            raw = reader.parse_bundle(bundle, thread=thread)
            return assemble(raw, source=reader.name, fallback_title=bundle.readable_name)
    return None


def _recognise(payload: Payload) -> Source:
    if (said := own_file(payload)) is not None:
        raise UnknownFormatError(f"{payload.name}: {said}")
    for source in all_sources():
        if source.sniff(payload) is None:
            return source
    if payload.looks_like_json:
        payload.require_document()
    raise UnknownFormatError(f"{payload.name}: no format recognised: {what_it_is(payload)}")
