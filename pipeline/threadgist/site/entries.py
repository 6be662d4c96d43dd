"""What an index needs of each digest: its title, its headings, its figures and where it lies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from threadgist.errors import SourceError
from threadgist.pages.safe import one_line, visible
from threadgist.records import SCHEMA_VERSION, Counts
from threadgist.site.manifest import Listed, read_manifest

__all__ = ["Entry", "find_digest_files", "read_entries"]

_PAGES: Final = ("digest.html", "digest.md", "digest.txt", "digest.json")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One digest of a site. `href` leads to its page from the site's root, percent-encoded.

    `date` is the event's where the batch was told one, else that of the first comment; `made` is when the digest was
    made, as the batch says, else when its file was last written. `commenters` is None where nobody knows how many
    there are. `new_comments` counts those a refresh found.
    """

    href: str
    title: str
    source: str
    thread_id: str
    headings: tuple[str, ...]
    comments: int
    commenters: int | None
    made: datetime
    event: str = ""
    date: datetime | None = None
    url: str | None = None
    language: str = ""
    new_comments: int = 0


def find_digest_files(root: Path) -> Iterator[Path]:
    """Yield every digest.json below `root`, in the order of the paths; hidden folders are not looked into.

    Raises:
        SourceError: There is no such folder.
    """
    if not root.is_dir():
        raise SourceError(
            f"{root}: no such folder: name one that holds digests, as `threadgist batch` writes it"
        )
    found = [path for path in root.rglob("digest.json") if path.is_file()]
    for path in sorted(found, key=lambda path: path.relative_to(root).as_posix()):
        if not any(part.startswith(".") for part in path.relative_to(root).parts):
            yield path


def read_entries(root: Path) -> Iterator[Entry | SourceError]:
    """Yield an entry for each digest below `root`, or what is wrong with it, one digest in memory at a time.

    Raises:
        SourceError: There is no such folder, or its run.json is damaged.
    """
    listed = read_manifest(root)
    for path in find_digest_files(root):
        try:
            yield _entry(path, root, listed)
        except SourceError as error:
            yield error


def _entry(path: Path, root: Path, listed: Mapping[str, Listed]) -> Entry:
    from pydantic import ValidationError

    try:
        content, written = path.read_bytes(), path.stat().st_mtime
        raw = _adapter().validate_json(content)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error
    except ValidationError as error:
        _check_version(path, _version(content))
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise SourceError(f"{path}: {where}: {first['msg']}; make the digest again") from error
    _check_version(path, raw["schema_version"])
    counts: Counts = raw["counts"]
    folder = path.parent
    page = next(name for name in _PAGES if (folder / name).is_file())
    relative = (folder / page).relative_to(root).as_posix()
    said = listed.get(folder.relative_to(root).as_posix(), Listed())
    article = raw.get("article") or {}
    language = raw.get("language") or ""
    refresh = raw.get("refresh") or {}
    return Entry(
        href=quote(relative, safe="/", errors="surrogateescape"),
        title=one_line(said.title or raw["title"]) or "Untitled thread",
        source=raw["source"],
        thread_id=visible(raw["thread_id"]),
        headings=tuple(one_line(theme["heading"]) for theme in raw["themes"]),
        comments=counts.comments,
        commenters=counts.commenters if counts.signed else None,
        made=said.made or datetime.fromtimestamp(int(written), UTC),
        event=one_line(said.event or ""),
        date=_utc(said.date) or _utc(raw.get("first_at")) or _utc(raw.get("retrieved_at")),
        url=raw.get("url") or article.get("url"),
        language=language if language != "en" and _LANGUAGE.fullmatch(language) else "",
        new_comments=len(refresh.get("new_comment_ids", ())),
    )


def _version(content: bytes) -> object:
    """Return the schema version of what is no digest of this version, `SCHEMA_VERSION` where it names none."""
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError):
        return SCHEMA_VERSION
    return raw.get("schema_version", SCHEMA_VERSION) if isinstance(raw, dict) else SCHEMA_VERSION


def _check_version(path: Path, version: object) -> None:
    if version != SCHEMA_VERSION:
        raise SourceError(
            f"{path}: written with schema version {visible(str(version))[:40]}, this threadgist reads version "
            f"{SCHEMA_VERSION}; make the digest again"
        )


@cache
def _adapter() -> Any:
    """A validator of the few fields an index shows; the rest is passed over without being built."""
    from pydantic import TypeAdapter
    from typing_extensions import TypedDict

    class _Theme(TypedDict):
        heading: str

    class _Article(TypedDict, total=False):
        url: str | None

    class _Refresh(TypedDict, total=False):
        new_comment_ids: list[str]

    class _Required(TypedDict):
        title: str
        source: str
        thread_id: str
        counts: Counts
        themes: list[_Theme]
        schema_version: int

    class _Digest(_Required, total=False):
        url: str | None
        article: _Article | None
        language: str | None
        first_at: datetime | None
        retrieved_at: datetime | None
        refresh: _Refresh | None

    return TypeAdapter(_Digest)


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
