"""Threads from links: each through its site's public API, at the pace it allows; or from a folder of stored answers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from threadgist.errors import OutputError, SourceError
from threadgist.fetch import sites
from threadgist.fetch.exchange import PAGE, FetchOptions, Pages, Request
from threadgist.fetch.guard import check_url
from threadgist.fetch.patience import SystemClock, Tokens
from threadgist.fetch.sites import Ref, match
from threadgist.fetch.store import FolderStore, stored_folders
from threadgist.progress import UNWATCHED, Progress
from threadgist.records import Thread
from threadgist.sources.assemble import assemble
from threadgist.sources.base import SourceInfo
from threadgist.sources.vocabulary import vocabulary

if TYPE_CHECKING:
    import httpx

_KEPT = timedelta(hours=1)


class Means(TypedDict, total=False):
    """What a fetch works with: by default the network, this machine's clock and the environment's tokens."""

    progress: Progress | None
    transport: httpx.BaseTransport | None
    clock: SystemClock
    tokens: Tokens | None


def is_link(source: object) -> bool:
    """Whether a source is a link rather than a path."""
    return isinstance(source, str) and source.strip()[:8].lower().startswith(("http://", "https://"))


def expand(sources: list[str]) -> list[str]:
    """Return the sources with every folder that `fetch --out` made replaced by the threads in it."""
    named: list[str] = []
    for source in sources:
        folders = [] if source == "-" or is_link(source) else stored_folders(Path(source))
        named += [str(folder) for folder in folders] or [source]
    return named


def is_fetched(source: str | Path) -> bool:
    """Whether a source is a link, or a folder that `fetch_to_folder` made."""
    return is_link(source) or (str(source) != "-" and bool(stored_folders(Path(source))))


def fetch_thread(url: str, options: FetchOptions | None = None, **means: Unpack[Means]) -> Thread:
    """Fetch a thread, with nothing left behind.

    What was fetched when a run is interrupted is kept in the cache folder for an hour, and the next run for the same
    link goes on from there. Raises SourceError: no known site, or it cannot be fetched; one line with the URL, the
    status, the way out.
    """
    from threadgist.resources import default_cache_dir

    options = options or FetchOptions()
    now = means.setdefault("clock", SystemClock()).now()
    ref = _known(url, options)
    folder = FolderStore(default_cache_dir() / "fetch" / ref.folder_name)
    store: FolderStore | None = folder
    try:
        folder.begin(ref.url, ref.site, now, most=_KEPT)
    except (OutputError, SourceError):
        # Without a place for it, only the chance to go on after an interruption is lost.
        store = None
    thread, _ = _fetch(ref, store, options, means)
    folder.discard()
    return thread


def fetch_to_folder(
    url: str, out: Path, options: FetchOptions | None = None, *, refresh: bool = False, **means: Unpack[Means]
) -> tuple[Path, Thread, int]:
    """Fetch a thread into a folder below `out`; what is there already is not fetched again.

    Returns the folder, the thread, and how many requests were sent. Raises SourceError: as `fetch_thread`; what was
    fetched until then stays, and the next call goes on; OutputError: the folder cannot be written.
    """
    options = options or FetchOptions()
    now = means.setdefault("clock", SystemClock()).now()
    ref = _known(url, options)
    folder = FolderStore(out / ref.folder_name)
    there = out.exists()
    folder.begin(ref.url, ref.site, now, refresh=refresh)
    try:
        thread, pages = _fetch(ref, folder, options, means)
    finally:
        if not there:
            # Where something was fetched, it stays.
            with suppress(OSError):
                out.rmdir()
    folder.finish(ref.url, ref.site, pages.used, capped=pages.capped)
    return folder.folder, thread, pages.sent


def read_folder(path: Path) -> Thread:
    """Read the thread that `fetch_to_folder` stored at a path, without a network.

    Raises SourceError: no stored thread, several of them, an interrupted fetch, or a damaged folder.
    """
    folders = stored_folders(path)
    if len(folders) != 1:
        many = f"holds {len(folders)} fetched threads; name one of them"
        what = many if folders else "holds no fetched thread"
        raise SourceError(f"{path}: is a directory that {what}; threadgist fetch URL --out DIR makes one")
    store = FolderStore(folders[0])
    manifest = store.checked_manifest()
    most = max(1, len(manifest.responses))
    return _read(match(manifest.url), Pages(store, None, max_pages=most, may_lack=manifest.capped))


def fetch_page(url: str, options: FetchOptions) -> bytes:
    """Return a web page, as UTF-8; raises SourceError. The link may be anybody's, so no tokens are sent."""
    from threadgist.fetch.client import Client

    with Client(options, tokens=Tokens()) as client:
        return client.send(Request(url, accept=PAGE)).text.encode("utf-8")


def list_sites() -> tuple[SourceInfo, ...]:
    """Return what `threadgist sources --sites` shows, in the order the sites are asked."""
    return tuple(SourceInfo(site, row["reads"], row["link"]) for site, row in vocabulary("links").items())


def _known(url: str, options: FetchOptions) -> Ref:
    check_url(url.strip(), allow_private=options.allow_private)
    return match(url.strip())


def _fetch(ref: Ref, store: FolderStore | None, options: FetchOptions, means: Means) -> tuple[Thread, Pages]:
    from threadgist.fetch.client import Client

    try:
        tokens = (means.get("tokens") or Tokens.from_environment()).of_site(ref.site)
        with Client(options, transport=means.get("transport"), clock=means["clock"], tokens=tokens) as client:
            progress = means.get("progress") or UNWATCHED
            pages = Pages(store, client, max_pages=options.max_pages, progress=progress)
            return _read(ref, pages), pages
    finally:
        if store and store.is_empty:
            store.discard()


def _read(ref: Ref, pages: Pages) -> Thread:
    raw = replace(sites.read(ref, pages), retrieved_at=pages.latest)
    stopped = f"fetching stopped after {len(pages.used)} pages: `threadgist fetch --max-pages N` allows more"
    return assemble(raw, source=ref.site, fallback_title=ref.url, repairs=(stopped,) if pages.capped else ())
