"""What an index needs of each digest: its title, its headings, its figures and where it lies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field

from threadgist.digest_file import load_digest
from threadgist.errors import SourceError
from threadgist.pages.lines import Lines
from threadgist.pages.safe import theme_anchor
from threadgist.pages.view import page_language
from threadgist.pages.words import points_heading, utc, vote_sections
from threadgist.records import Digest, walk
from threadgist.stored import read_if_there, validated
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


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a digest's page, where it stands there, and the lines below it with the names of who wrote them."""

    anchor: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One digest of a site. `href` leads to its page from the site's root, percent-encoded.

    `date` (in UTC) is the event's where the batch was told one, else the first comment's; `made` is when the digest was
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
    language: str = ""
    new_comments: int = 0
    parts: tuple[Part, ...] = ()


def read_entries(root: Path) -> Iterator[Entry | SourceError]:
    """Yield an entry for each digest below `root`, or what is wrong with a file, in the order of their paths.

    One digest is in memory at a time; hidden folders are not looked into. Raises SourceError: there is no such folder.
    """
    if not root.is_dir():
        raise SourceError(
            f"{root}: no such folder: name one that holds digests, as `threadgist batch` writes it"
        )
    # What a batch says of its threads beyond their digests, by folder.
    said: dict[str, _Thread] = {}
    manifest = root / "run.json"
    try:
        if (content := read_if_there(manifest)) is not None:
            again = "start the batch again, it does only what is missing"
            run = validated(content, _Run, str(manifest), again)
            said = {thread.folder: thread for thread in run.threads if isinstance(thread, _Thread)}
    except SourceError as error:
        yield error
    for path in sorted(root.rglob("digest.json"), key=Path.as_posix):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts):
            try:
                yield _entry(path, root, said)
            except SourceError as error:
                yield error


def _entry(path: Path, root: Path, told: Mapping[str, _Thread]) -> Entry:
    digest, written = load_digest(path), path.stat().st_mtime
    pages = (path.with_name(f"digest.{end}") for end in ("html", "md", "txt", "json"))
    page = next(page for page in pages if page.is_file()).relative_to(root)
    said = told.get(page.parent.as_posix(), _Thread(""))
    title = said.title if said.title and said.title.strip() else digest.title
    date = _moment(said.date) or digest.first_at or digest.retrieved_at
    return Entry(
        href=quote(page.as_posix(), safe="/", errors="surrogateescape"),
        title=one_line(title) or "Untitled thread",
        source=digest.source,
        thread_id=visible(digest.thread_id),
        headings=tuple(one_line(theme.heading) for theme in digest.themes),
        comments=digest.counts.comments,
        commenters=digest.counts.commenters if digest.counts.signed else None,
        made=_moment(said.at) or datetime.fromtimestamp(int(written), UTC),
        event=one_line(said.event or ""),
        date=utc(date) if date is not None else None,
        language=page_language(digest.language or ""),
        new_comments=len(digest.refresh.new_comment_ids) if digest.refresh is not None else 0,
        parts=tuple(_parts(digest)),
    )


def _moment(value: str | float | None) -> datetime | None:
    """Return the time that ISO 8601 or seconds since 1970 tell, None where they tell none."""
    try:
        if isinstance(value, str):
            return utc(datetime.fromisoformat(value))
        return datetime.fromtimestamp(int(value), UTC) if value is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def _parts(digest: Digest) -> Iterator[Part]:
    lines, themes = Lines(digest), enumerate(digest.themes, 1)
    points = ("points", points_heading(digest), digest.points)
    one_offs = ("one-offs", "One-off comments", digest.one_offs)
    for anchor, heading, bullets in (
        *((theme_anchor(theme.id, number), theme.heading, theme.bullets) for number, theme in themes),
        *vote_sections(digest),
        *(section for section in (points, one_offs) if section[2]),
    ):
        said = map(lines.line, walk(bullets))
        yield Part(anchor, one_line(heading), tuple(f"{one.name} {one.said}".strip() for one in said))
