"""Which sources there are: those built in, and those that other packages offer as entry points."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from threadgist.errors import SourceError
from threadgist.sources.base import Source, SourceInfo
from threadgist.sources.chats.programs import CHATS, SlackSource, XArchiveSource
from threadgist.sources.chats.whatsapp import WhatsAppSource
from threadgist.sources.forumpage import FORUM_PAGES
from threadgist.sources.mail.files import MaildirSource, MailFolderSource, MailSource, MboxSource
from threadgist.sources.objects import ObjectsSource
from threadgist.sources.sites.discourse import DISCOURSE
from threadgist.sources.sites.fediverse import FEDIVERSE
from threadgist.sources.sites.feed import DISQUS, FEED
from threadgist.sources.sites.github import GITHUB, GITHUB_ARCHIVE
from threadgist.sources.sites.hackernews import HACKERNEWS, LOBSTERS
from threadgist.sources.sites.kialo import KialoSource
from threadgist.sources.sites.pages import HACKERNEWS_PAGE, LOBSTERS_PAGE
from threadgist.sources.sites.reddit import REDDIT
from threadgist.sources.sites.reddit_dump import RedditDumpSource
from threadgist.sources.sites.stackexchange import STACKEXCHANGE, STACKEXCHANGE_DUMP
from threadgist.sources.sites.wordpress import WORDPRESS, WORDPRESS_API
from threadgist.sources.structured import StructuredPageSource
from threadgist.sources.table import TableSource
from threadgist.sources.workbook import WorkbookSource

ENTRY_POINT_GROUP = "threadgist.sources"

_FORUMS: tuple[Source, ...] = (
    HACKERNEWS,
    REDDIT,
    DISCOURSE,
    LOBSTERS,
    *CHATS,
    SlackSource(),
    WhatsAppSource(),
    KialoSource(),
    XArchiveSource(),
    GITHUB_ARCHIVE,
    GITHUB,
    *FEDIVERSE,
    STACKEXCHANGE,
    STACKEXCHANGE_DUMP,
    WORDPRESS_API,
    RedditDumpSource(),
    HACKERNEWS_PAGE,
    LOBSTERS_PAGE,
    *FORUM_PAGES,
    StructuredPageSource(),
    DISQUS,
    WORDPRESS,
    FEED,
    MboxSource(),
    MaildirSource(),
    MailFolderSource(),
    MailSource(),
)
_GENERAL: tuple[Source, ...] = (WorkbookSource(), ObjectsSource(), TableSource())


@cache
def all_sources() -> tuple[Source, ...]:
    """Return every source in the order they are asked: forums, other packages', general formats.

    Raises SourceError: another package's source cannot be loaded or does not fit the Protocol.
    """
    taken = {source.name for source in _FORUMS + _GENERAL}
    offered: list[Source] = []
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
        source = _load(point)
        if source.name in taken:
            raise SourceError(
                f"the source {point.value} has the name {source.name!r}, which is taken; uninstall it"
            )
        taken.add(source.name)
        offered.append(source)
    return (*_FORUMS, *offered, *_GENERAL)


def _load(point: EntryPoint) -> Source:
    try:
        made = point.load()
    except (ImportError, AttributeError) as error:
        raise SourceError(
            f"the source {point.name} ({point.value}) cannot be loaded ({error}); update or uninstall it"
        ) from error
    source = made() if isinstance(made, type) else made
    if not isinstance(source, Source):
        raise SourceError(
            f"the source {point.name} ({point.value}) lacks name, description, link, sniff "
            "or parse; update or uninstall it"
        )
    return source


def source_named(name: str) -> Source:
    """Return the source of that name.

    Raises SourceError: there is none; lists those there are.
    """
    sources = all_sources()
    for source in sources:
        if source.name == name:
            return source
    raise SourceError(f"no source is called {name!r}; there are {', '.join(s.name for s in sources)}")


def list_sources() -> tuple[SourceInfo, ...]:
    """Return what `threadgist sources` shows, in the order the sources are asked."""
    return tuple(SourceInfo(source.name, source.description, source.link) for source in all_sources())
