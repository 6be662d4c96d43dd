"""From a path or standard input to a `Thread`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from threadgist.errors import SourceError
from threadgist.records import Thread
from threadgist.sources.assemble import assemble
from threadgist.sources.base import Columns, Source
from threadgist.sources.decode import decode
from threadgist.sources.loading import load
from threadgist.sources.payload import Payload
from threadgist.sources.registry import all_sources, source_named

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
    fetch: FetchOptions | None = None,
    progress: Progress | None = None,
) -> Thread:
    """Read a discussion from a file, a link, or from standard input where `source` is `-`.

    Args:
        source: path of a file, which may be packed with gzip or zstd and whose format is told from its
            content; a link (see docs/sources.md), which is fetched; or a folder made by `threadgist fetch`.
        name: name of the source to use (see `list_sources`) instead of telling it from the content.
        columns: which columns or fields hold what, where their names do not say so.
        limits: `max_input_mb` bounds how much is unpacked.
        stdin: the stream to read for `-`; default: the process's own.
        fetch: limits of fetching.
        progress: is told how far fetching is.

    Raises:
        SourceError: the file cannot be read or no source recognises it; one line that says what to do.
    """
    from threadgist.fetch import fetched_thread

    if (fetched := fetched_thread(source, fetch, progress=progress)) is not None:
        return fetched
    if limits is None:
        # Importing pydantic takes longer than reading most threads.
        from threadgist.settings import LimitSettings

        limits = LimitSettings()
    data, shown = load(source, limit_mb=limits.max_input_mb, stdin=stdin)
    text, repairs = decode(data)
    del data
    payload = Payload(text, shown)
    reader = source_named(name) if name is not None else _recognise(payload)
    raw = reader.parse(payload, columns or Columns())
    return assemble(raw, source=reader.name, fallback_title=payload.readable_name, repairs=repairs)


def _recognise(payload: Payload) -> Source:
    reasons: dict[str, list[str]] = {}
    for source in all_sources():
        reason = source.sniff(payload)
        if reason is None:
            return source
        reasons.setdefault(reason, []).append(source.name)
    if payload.looks_like_json:
        payload.require_document()
    tried = "; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())
    raise SourceError(
        f"{payload.name}: no format recognised ({tried}); if it is one of these, name it with --source"
    )
