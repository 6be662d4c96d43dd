"""What a source is: the records it works with, and the Protocol that every source fulfils; and which there are."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal, Protocol, runtime_checkable

from threadgist.errors import SourceError
from threadgist.records import Article, Role
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup
from threadgist.sources.vocabulary import vocabulary

ENTRY_POINT_GROUP = "threadgist.sources"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns, or fields of JSON objects (dots for nested ones), hold what; None: find it.

    Each cell of several columns of `text` is a comment. `thread` says which thread a row belongs to; `table` is the
    sheet or table of a workbook or database, or a query of the latter.
    """

    text: str | tuple[str, ...] | None = None
    id: str | None = None
    parent: str | None = None
    author: str | None = None
    time: str | None = None
    score: str | None = None
    url: str | None = None
    thread: str | None = None
    table: str | None = None

    def named(self) -> dict[str, tuple[str, ...]]:
        """Return the roles of a comment that were named, in the order above, with their columns."""
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self) if f.name not in ("thread", "table"))
        return {role: (name,) if isinstance(name, str) else tuple(name) for role, name in pairs if name}


@dataclass(frozen=True, slots=True)
class RawComment:
    """A comment as the data gives it, before ids are made unique and the tree is checked.

    `body` is in `markup`. `parent` is the id of the comment it answers (None: the thread itself); where the data nests
    replies, `inside` is instead the index in `RawThread.comments`, lower than its own, of the comment it is inside of.
    `role` is what the data says its author is; `agrees` and `disagrees` count votes on a statement.
    """

    body: str
    id: str | None = None
    parent: str | None = None
    inside: int | None = None
    author: str | None = None
    created_at: datetime | None = None
    score: int | None = None
    url: str | None = None
    gone: Literal["deleted", "removed"] | None = None
    markup: Markup = "plain"
    role: Role | None = None
    agrees: int | None = None
    disagrees: int | None = None


@dataclass(frozen=True, slots=True)
class RawThread:
    """Comments in any order and what the data says of the thread; None: found out from the file's name or the content.

    `article.lead` is all of the opening text, plain.
    """

    comments: tuple[RawComment, ...]
    title: str | None = None
    id: str | None = None
    url: str | None = None
    author: str | None = None
    created_at: datetime | None = None
    article: Article | None = None
    stated_count: int | None = None
    missing: int = 0
    retrieved_at: datetime | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A row of `threadgist sources`: name, what it reads, what a comment's link looks like."""

    name: str
    description: str
    link: str


@runtime_checkable
class Source(Protocol):
    """Reads one kind of file. Others add theirs as entry points in the group `threadgist.sources`.

    One of archives of several conversations has `selects_threads`, which is True, and reads the one `payload.thread`
    names. One that reads folders as one thread has `sniff_folder` and `parse_folder` as well (see
    `bundle.BundleReader`); one that reads inputs too large for memory piece by piece, `sniff_start` and `parse_stream`
    (see `sites.reddit.RedditDumpSource`).
    """

    @property
    def name(self) -> str:
        """Short name, for `--source`."""

    @property
    def description(self) -> str:
        """What it reads, in one line."""

    @property
    def link(self) -> str:
        """What the link of a comment looks like, or in words where it comes from."""

    def sniff(self, payload: Payload) -> str | None:
        """Return None if `parse` can read this, else in one line why not. Must not raise."""

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the thread. Raises SourceError: the content is not what it should be, with the place and the way out."""


def _told(key: str, what: str) -> Any:
    return property(lambda self: str(vocabulary("sites")[self.name][key]), doc=what)


class Described:
    """A source that tells by `fits` what it reads (which must not raise), described in `vocabulary/sites.toml`."""

    name: str
    fits: Callable[[Payload], object]
    description = _told("description", "What it reads, in one line.")
    link = _told("link", "What the link of a comment looks like.")
    lacks = _told("lacks", "What another document lacks.")

    @property
    def selects_threads(self) -> bool:
        """Whether one is chosen of several conversations."""
        return "several" in vocabulary("sites")[self.name]

    def sniff(self, payload: Payload) -> str | None:
        """Accept what fits; see `Source`."""
        return None if self.fits(payload) else f"it is not of the format {self.name}"


@dataclass(frozen=True)
class TextSource(Described):
    """A source of text, which `fits` tells by a mark in it, and `read` reads."""

    name: str
    fits: Callable[[Payload], object]
    read: Callable[[Payload], RawThread]

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the thread; see `Source`."""
        return self.read(payload)


@cache
def all_sources() -> tuple[Source, ...]:
    """Return all sources in the order they are asked. Raises SourceError: another package's is no `Source`."""
    forums, general = _built_in("forums"), _built_in("general")
    points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    offered = [(source, point.value) for point in points for source in _load(point)]
    taken = {source.name for source in forums + general}
    for source, value in offered:
        if source.name in taken:
            raise SourceError(
                f"the source {value} has the name {source.name!r}, which is taken; uninstall it"
            )
        taken.add(source.name)
    return (*forums, *(source for source, _ in offered), *general)


def _built_in(part: str) -> list[Source]:
    places: list[str] = vocabulary("sources")[part]
    points = (EntryPoint(place, f"threadgist.sources.{place}", ENTRY_POINT_GROUP) for place in places)
    return [source for point in points for source in _load(point)]


def _load(point: EntryPoint) -> tuple[Source, ...]:
    try:
        made = point.load()
    except (ImportError, AttributeError) as error:
        raise SourceError(
            f"the source {point.name} ({point.value}) cannot be loaded ({error}); update or uninstall it"
        ) from error
    made = made() if isinstance(made, type) else made
    sources = made if isinstance(made, tuple) else (made,)
    problem = ""
    for source in sources:
        for asked, taken in (("sniff_folder", "parse_folder"), ("sniff_start", "parse_stream")):
            if hasattr(source, asked) and not hasattr(source, taken):
                problem = f"has {asked} and lacks {taken}"
        if not isinstance(source, Source):
            problem = "lacks name, description, link, sniff or parse"
    if problem:
        raise SourceError(f"the source {point.name} ({point.value}) {problem}; update or uninstall it")
    return sources


def source_named(name: str) -> Source:
    """Return the source of that name. Raises SourceError: there is none; lists those there are."""
    by_name = {source.name: source for source in all_sources()}
    if name in by_name:
        return by_name[name]
    raise SourceError(f"no source is called {name!r}; there are {', '.join(by_name)}")


def list_sources() -> tuple[SourceInfo, ...]:
    """Return what `threadgist sources` shows, in the order the sources are asked."""
    return tuple(SourceInfo(source.name, source.description, source.link) for source in all_sources())
