"""What an index needs of each digest: its title, its headings, its figures and where it lies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote

from pydantic import Field

from threadgist.digest_file import load_digest
from threadgist.errors import SourceError
from threadgist.pages.lines import Lines
from threadgist.pages.safe import theme_anchors
from threadgist.pages.words import points_heading, utc, vote_sections
from threadgist.records import Digest, walk
from threadgist.stored import read_if_there, validated
from threadgist.translations import gettext as _
from threadgist.words import one_line, visible


@dataclass(frozen=True, slots=True)
class _Thread:
    folder: str
    title: str | None = None
    event: str | None = None
    date: str | None = None
    at: float | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    threads: tuple[Annotated[_Thread | Any, Field(union_mode="left_to_right")], ...] = ()


def read_manifest(root: Path) -> dict[str, _Thread]:
    """Return what run.json of a batch says of its threads beyond their digests, by folder; empty where there is none.

    Raises SourceError: the file is there and cannot be read.
    """
    path = root / "run.json"
    content = read_if_there(path)
    if content is None:
        return {}
    run = validated(content, _Run, str(path), "start the batch again, it does only what is missing")
    return {thread.folder: thread for thread in run.threads if isinstance(thread, _Thread)}


def _made(value: float | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(value), UTC) if value is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def _date(value: str | None) -> datetime | None:
    try:
        return utc(datetime.fromisoformat(value or ""))
    except (ValueError, OverflowError):
        return None


_PAGES: Final = ("digest.html", "digest.md", "digest.txt", "digest.json")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a digest's page, where it stands there, and the lines below it with the names of who wrote them."""

    anchor: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One digest of a site. `href` leads to its page from the site's root, percent-encoded.

    `date` is the event's where the batch was told one, else that of the first comment; `made` is when the digest was
    made, as the batch says, else when its file was last written. `commenters` is None where nobody knows how many
    there are. `new_comments` counts those a refresh found. `parts` are what is searched.
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
    parts: tuple[Part, ...] = ()


def find_digest_files(root: Path) -> Iterator[Path]:
    """Yield every digest.json below `root`, in the order of the paths; hidden folders are not looked into.

    Raises SourceError: there is no such folder.
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
    """Yield an entry for each digest below `root`, or what is wrong with a file, one digest in memory at a time.

    Raises SourceError: there is no such folder.
    """
    files = find_digest_files(root)
    first = next(files, None)
    listed: Mapping[str, _Thread] = {}
    try:
        listed = read_manifest(root)
    except SourceError as error:
        yield error
    for path in (first, *files) if first is not None else ():
        try:
            yield _entry(path, root, listed)
        except SourceError as error:
            yield error


def _entry(path: Path, root: Path, listed: Mapping[str, _Thread]) -> Entry:
    digest, written = load_digest(path), path.stat().st_mtime
    folder = path.parent
    page = next(name for name in _PAGES if (folder / name).is_file())
    relative = (folder / page).relative_to(root).as_posix()
    said = listed.get(folder.relative_to(root).as_posix(), _Thread(""))
    language = digest.language or ""
    refresh = digest.refresh
    title = said.title if said.title and said.title.strip() else digest.title
    date = _date(said.date) or digest.first_at or digest.retrieved_at
    return Entry(
        href=quote(relative, safe="/", errors="surrogateescape"),
        title=one_line(title) or "Untitled thread",
        source=digest.source,
        thread_id=visible(digest.thread_id),
        headings=tuple(one_line(theme.heading) for theme in digest.themes),
        comments=digest.counts.comments,
        commenters=digest.counts.commenters if digest.counts.signed else None,
        made=_made(said.at) or datetime.fromtimestamp(int(written), UTC),
        event=one_line(said.event or ""),
        date=utc(date) if date is not None else None,
        url=digest.url or (digest.article.url if digest.article is not None else None),
        language=language if language != "en" and _LANGUAGE.fullmatch(language) else "",
        new_comments=len(refresh.new_comment_ids) if refresh is not None else 0,
        parts=tuple(_parts(digest)),
    )


def _parts(digest: Digest) -> Iterator[Part]:
    lines, anchors = Lines(digest), theme_anchors(digest.themes)
    sections = [(anchors[theme.id], theme.heading, theme.bullets) for theme in digest.themes]
    others = (
        *vote_sections(digest),
        ("points", points_heading(digest), digest.points),
        ("one-offs", _("One-off comments"), digest.one_offs),
    )
    for anchor, heading, bullets in (*sections, *(other for other in others if other[2])):
        said = (lines.line(bullet) for bullet in walk(bullets))
        texts = tuple(f"{line.name} {line.said}".strip() for line in said)
        yield Part(anchor, one_line(heading), texts)
