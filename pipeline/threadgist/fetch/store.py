"""Responses kept in a folder: one file a request below `responses`, under a key made of it.

`thread.json` is written first and tells what is being fetched, `manifest.json` last, with every response's hash.
Requests' headers, and with them tokens, are never handed to this module.
"""

import hashlib
import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from threadgist import __version__
from threadgist.errors import SourceError
from threadgist.fetch.exchange import Request, Response
from threadgist.outputs import write_whole
from threadgist.sources.times import utc
from threadgist.stored import parse, read_bytes

FORMAT = "threadgist-fetch"
VERSION = 1
_THREAD, _MANIFEST, _RESPONSES = "thread.json", "manifest.json", "responses"

_LISTED = re.compile(rf"{_RESPONSES}/[0-9a-f]+\.json")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manifest:
    """manifest.json, and thread.json as far as it goes; `capped`: there is more than was allowed to be fetched."""

    url: str
    format: str = ""
    version: int = 0
    started_at: datetime | None = None
    capped: bool = False
    responses: tuple[dict[str, str | int], ...] = ()


class FolderStore:
    """Keeps the responses of one thread in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(
        self, url: str, site: str, now: datetime, *, refresh: bool = False, most: timedelta | None = None
    ) -> None:
        """Make the folder ready for a thread; with `refresh`, or if older than `most`, forget what it holds of that.

        Raises SourceError: it holds something else, which is left alone; OutputError.
        """
        known = _read(self.folder / _THREAD, Manifest)
        is_known = known is not None and known.url == url
        begun = utc(known.started_at) if known is not None else None
        if most is not None:
            refresh = begun is None or not timedelta(0) <= now - begun < most
        if not is_known and self.folder.is_dir() and any(self.folder.iterdir()):
            held = "no fetched thread" if known is None else f"another one ({known.url})"
            raise SourceError(f"{self.folder}: is not empty and holds {held}; name another folder with --out")
        if is_known and refresh:
            self.discard()
        if refresh or not is_known:
            head = {"format": FORMAT, "version": VERSION, "url": url, "site": site}
            self._write(_THREAD, {**head, "started_at": now.isoformat()})

    def get(self, request: Request) -> Response | None:
        """Return the response to a request; one that is damaged counts as absent."""
        kept = _read(self.folder / _file(request.key), Response)
        return kept if kept is not None and kept.url == request.url else None

    def put(self, request: Request, response: Response) -> None:
        """Keep a response, whole or not at all; raises OutputError where it cannot be written."""
        kept = {
            "url": request.url,
            "posted": request.body,
            "status": response.status,
            "headers": dict(response.headers),
            "retrieved_at": response.retrieved_at.isoformat(),
            "text": response.text,
        }
        self._write(_file(request.key), kept)

    def finish(self, url: str, site: str, used: dict[str, Request], *, capped: bool) -> None:
        """Write the manifest, which says that all is there (or, if `capped`, all that was allowed)."""
        responses = []
        for key, request in used.items():
            data = (self.folder / _file(key)).read_bytes()
            about = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            responses.append({"file": _file(key), "url": request.url, **about})
        head = {"format": FORMAT, "version": VERSION, "threadgist": __version__, "url": url, "site": site}
        self._write(_MANIFEST, {**head, "capped": capped, "responses": responses})

    def checked_manifest(self) -> Manifest:
        """Return the manifest of a folder; raises SourceError where that is not whole and undamaged."""
        manifest = _read(self.folder / _MANIFEST, Manifest)
        if manifest is None:
            known = _read(self.folder / _THREAD, Manifest)
            raise SourceError(
                f"{self.folder}: the fetch was interrupted; run it again, and it goes on where it stopped: "
                f"threadgist fetch {known.url if known is not None else 'URL'} --out {self.folder.parent}"
            )
        if (manifest.format, manifest.version) != (FORMAT, VERSION):
            raise SourceError(
                f"{self.folder / _MANIFEST}: not a manifest this version reads "
                f"({manifest.format!r} {manifest.version!r}); fetch the thread again"
            )
        for entry in manifest.responses:
            path = self.folder / str(entry.get("file"))
            sound = None
            with suppress(SourceError):
                if _LISTED.fullmatch(str(entry.get("file"))):
                    sound = hashlib.sha256(read_bytes(path)).hexdigest()
            if sound is None or sound != entry.get("sha256"):
                raise SourceError(
                    f"{path}: missing or altered since it was fetched; fetch the thread again with --refresh"
                )
        return manifest

    @property
    def is_empty(self) -> bool:
        """Whether no answer is kept yet."""
        return next((self.folder / _RESPONSES).glob("*"), None) is None

    def discard(self) -> None:
        """Delete what this module wrote, and the folder if nothing else is in it."""
        for name in (_MANIFEST, _THREAD):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / _RESPONSES, ignore_errors=True)
        # What is left in it is somebody else's, or that of another run for the same thread.
        with suppress(OSError):
            self.folder.rmdir()

    def _write(self, name: str, document: dict[str, Any]) -> None:
        path = self.folder / name
        text = json.dumps(document, ensure_ascii=True, indent=1) + "\n"
        # Answers may be lost with the power: a damaged one counts as absent, or fails its hash.
        write_whole(path.parent, {path.name: text}, lasting=name == _MANIFEST)


def _file(key: str) -> str:
    return f"{_RESPONSES}/{key}.json"


def is_stored(path: Path) -> bool:
    """Whether a path is the folder of a fetched thread, whole or interrupted; not where that cannot be told."""
    return any(map(os.path.isfile, (path / _MANIFEST, path / _THREAD)))


def stored_folders(path: Path) -> list[Path]:
    """Return the folders of fetched threads at a path: itself, or those in it, by name; else nothing."""
    if is_stored(path):
        return [path]
    # No folder, or one that cannot be listed: reading it tells why.
    with suppress(OSError, ValueError):
        return sorted(filter(is_stored, path.iterdir()))
    return []


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return parse(read_bytes(path), kind)
    except (SourceError, ValueError):
        return None
