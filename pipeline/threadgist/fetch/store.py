"""Responses kept in a folder: one file a request, and a manifest that is written last.

    thread.json       what is being fetched: written first, so that an interrupted fetch can be told
    responses/KEY     one response each, under a key made of its request
    manifest.json     written when all is there: every response with its hash

A response holds its address, status, a few harmless headers and the body as it came. Requests' headers, and
with them tokens, are never handed to this module.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from threadgist import __version__
from threadgist.errors import SourceError
from threadgist.fetch.exchange import Request, Response
from threadgist.outputs import write_whole

__all__ = ["FolderStore", "Manifest", "MemoryStore", "Store", "is_stored", "stored_folders"]

FORMAT = "threadgist-fetch"
VERSION = 1
_THREAD, _MANIFEST, _RESPONSES = "thread.json", "manifest.json", "responses"

_LISTED = re.compile(rf"{_RESPONSES}/[0-9a-f]+\.json")

Manifest = dict[str, Any]


class Store(Protocol):
    """Where responses are put, and looked for before anything is sent."""

    def get(self, request: Request) -> Response | None:
        """Return the response to a request, if it is there."""
        ...

    def put(self, request: Request, response: Response) -> None:
        """Keep a response."""
        ...


class MemoryStore:
    """Keeps responses for one run."""

    def __init__(self) -> None:
        self._kept: dict[str, Response] = {}

    def get(self, request: Request) -> Response | None:
        """Return the response to a request, if it is there."""
        return self._kept.get(request.key)

    def put(self, request: Request, response: Response) -> None:
        """Keep a response."""
        self._kept[request.key] = response


class FolderStore:
    """Keeps the responses of one thread in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, url: str, site: str, now: datetime, *, refresh: bool = False) -> None:
        """Make the folder ready for a thread; with `refresh`, forget what it holds of that thread.

        Raises:
            SourceError: it holds something else, which is left alone.
            OutputError: it cannot be written.
        """
        known = _read_json(self.folder / _THREAD)
        if known is not None and known.get("url") != url:
            raise SourceError(
                f"{self.folder}: holds another thread ({known.get('url')}); name another folder with --out"
            )
        if known is None and self.folder.is_dir() and any(self.folder.iterdir()):
            raise SourceError(
                f"{self.folder}: is not empty and holds no fetched thread; name another folder with --out"
            )
        if known is not None and refresh:
            self.discard()
            known = None
        if known is None:
            head = {"format": FORMAT, "version": VERSION, "url": url, "site": site}
            self._write(_THREAD, {**head, "started_at": now.isoformat()})

    def started_at(self) -> datetime | None:
        """Return when the fetch that this folder holds was begun; None where there is none."""
        known = _read_json(self.folder / _THREAD)
        try:
            return datetime.fromisoformat(str(known["started_at"])) if known else None
        except (KeyError, ValueError):
            return None

    def get(self, request: Request) -> Response | None:
        """Return the response to a request; one that is damaged counts as absent."""
        kept = _read_json(self._path(request))
        if kept is None or kept.get("url") != request.url or not isinstance(kept.get("text"), str):
            return None
        try:
            return Response(
                url=request.url,
                status=int(kept["status"]),
                headers=tuple(sorted((str(k), str(v)) for k, v in kept["headers"].items())),
                text=kept["text"],
                retrieved_at=datetime.fromisoformat(kept["retrieved_at"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def put(self, request: Request, response: Response) -> None:
        """Keep a response, whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        self._write(
            f"{_RESPONSES}/{request.key}.json",
            {
                "url": request.url,
                "posted": request.body,
                "status": response.status,
                "headers": dict(response.headers),
                "retrieved_at": response.retrieved_at.isoformat(),
                "text": response.text,
            },
        )

    def finish(self, url: str, site: str, used: dict[str, Request], *, capped: bool) -> None:
        """Write the manifest, which says that all is there (or, if `capped`, all that was allowed).

        Raises:
            OutputError: it cannot be written.
        """
        responses = []
        for key, request in used.items():
            data = self._path(request).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            responses.append(
                {"file": f"{_RESPONSES}/{key}.json", "url": request.url, "bytes": len(data), "sha256": digest}
            )
        self._write(
            _MANIFEST,
            {
                "format": FORMAT,
                "version": VERSION,
                "threadgist": __version__,
                "url": url,
                "site": site,
                "capped": capped,
                "responses": responses,
            },
        )

    def manifest(self) -> Manifest | None:
        """Return the manifest; None where the fetch did not come to its end."""
        return _read_json(self.folder / _MANIFEST)

    def checked_manifest(self) -> Manifest:
        """Return the manifest of a whole and undamaged folder.

        Raises:
            SourceError: interrupted, made by a later version, or a file is missing or altered.
        """
        manifest = self.manifest()
        if manifest is None:
            known = _read_json(self.folder / _THREAD) or {}
            raise SourceError(
                f"{self.folder}: the fetch was interrupted; run it again, and it goes on where it stopped: "
                f"threadgist fetch {known.get('url', 'URL')} --out {self.folder.parent}"
            )
        if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
            raise SourceError(
                f"{self.folder / _MANIFEST}: not a manifest this version reads "
                f"({manifest.get('format')!r} {manifest.get('version')!r}); fetch the thread again"
            )
        listed = manifest.get("responses")
        for entry in listed if isinstance(listed, list) else []:
            name = str(entry.get("file")) if isinstance(entry, dict) else ""
            path = self.folder / name
            try:
                intact = _LISTED.fullmatch(name) is not None and hashlib.sha256(
                    path.read_bytes()
                ).hexdigest() == entry.get("sha256")
            except OSError:
                intact = False
            if not intact:
                raise SourceError(
                    f"{path}: missing or altered since it was fetched; fetch the thread again with --refresh"
                )
        return manifest

    @property
    def is_empty(self) -> bool:
        """Whether no answer is kept yet."""
        responses = self.folder / _RESPONSES
        return not responses.is_dir() or not any(responses.iterdir())

    def discard(self) -> None:
        """Delete what this module wrote, and the folder if nothing else is in it."""
        for name in (_MANIFEST, _THREAD):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / _RESPONSES, ignore_errors=True)
        if self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _path(self, request: Request) -> Path:
        return self.folder / _RESPONSES / f"{request.key}.json"

    def _write(self, name: str, document: Manifest) -> None:
        path = self.folder / name
        text = json.dumps(document, ensure_ascii=True, indent=1) + "\n"
        # Answers may be lost with the power: a damaged one counts as absent, or fails its hash.
        write_whole(path.parent, {path.name: text}, lasting=name == _MANIFEST)


def is_stored(path: Path) -> bool:
    """Whether a path is the folder of a fetched thread, whole or interrupted."""
    return (path / _MANIFEST).is_file() or (path / _THREAD).is_file()


def stored_folders(path: Path) -> list[Path]:
    """Return the folders of fetched threads at a path: itself, or those in it, by name; else nothing."""
    if is_stored(path):
        return [path]
    if not path.is_dir():
        return []
    return sorted(child for child in path.iterdir() if child.is_dir() and is_stored(child))


def _read_json(path: Path) -> Manifest | None:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
