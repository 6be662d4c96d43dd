"""Which sources there are: those built in, and those that other packages offer as entry points."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from threadgist.errors import SourceError
from threadgist.sources.base import Source, SourceInfo
from threadgist.sources.bluesky import BlueskySource
from threadgist.sources.chats.programs import CHATS
from threadgist.sources.chats.slack import SlackSource
from threadgist.sources.chats.whatsapp import WhatsAppSource
from threadgist.sources.chats.xarchive import XArchiveSource
from threadgist.sources.discourse import DiscourseSource
from threadgist.sources.disqus import DisqusSource
from threadgist.sources.feed import FeedSource
from threadgist.sources.forumpage import FORUM_PAGES
from threadgist.sources.github import GitHubArchiveSource
from threadgist.sources.github_api import GitHubSource
from threadgist.sources.hackernews import HackerNewsSource
from threadgist.sources.hackernews_page import HackerNewsPageSource
from threadgist.sources.kialo import KialoSource
from threadgist.sources.lemmy import LemmySource
from threadgist.sources.lobsters import LobstersSource
from threadgist.sources.lobsters_page import LobstersPageSource
from threadgist.sources.mail.files import MaildirSource, MailFolderSource, MailSource, MboxSource
from threadgist.sources.mastodon import MastodonSource
from threadgist.sources.objects import ObjectsSource
from threadgist.sources.reddit import RedditSource
from threadgist.sources.reddit_dump import RedditDumpSource
from threadgist.sources.stackexchange import StackExchangeSource
from threadgist.sources.stackexchange_dump import StackExchangeDumpSource
from threadgist.sources.structured import StructuredPageSource
from threadgist.sources.table import TableSource
from threadgist.sources.wordpress import WordPressSource
from threadgist.sources.wordpress_api import WordPressApiSource
from threadgist.sources.workbook import WorkbookSource

ENTRY_POINT_GROUP = "threadgist.sources"

_FORUMS: tuple[Source, ...] = (
    HackerNewsSource(),
    RedditSource(),
    DiscourseSource(),
    LobstersSource(),
    *CHATS,
    SlackSource(),
    WhatsAppSource(),
    KialoSource(),
    XArchiveSource(),
    GitHubArchiveSource(),
    GitHubSource(),
    LemmySource(),
    MastodonSource(),
    BlueskySource(),
    StackExchangeSource(),
    StackExchangeDumpSource(),
    WordPressApiSource(),
    RedditDumpSource(),
    HackerNewsPageSource(),
    LobstersPageSource(),
    *FORUM_PAGES,
    StructuredPageSource(),
    DisqusSource(),
    WordPressSource(),
    FeedSource(),
    MboxSource(),
    MaildirSource(),
    MailFolderSource(),
    MailSource(),
)
_GENERAL: tuple[Source, ...] = (WorkbookSource(), ObjectsSource(), TableSource())


@cache
def all_sources() -> tuple[Source, ...]:
    """Return every source in the order they are asked: forums, other packages', general formats.

    Raises:
        SourceError: another package's source cannot be loaded or does not fit the Protocol.
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

    Raises:
        SourceError: there is none; lists those there are.
    """
    sources = all_sources()
    for source in sources:
        if source.name == name:
            return source
    raise SourceError(f"no source is called {name!r}; there are {', '.join(s.name for s in sources)}")


def list_sources() -> tuple[SourceInfo, ...]:
    """Return what `threadgist sources` shows, in the order the sources are asked."""
    return tuple(SourceInfo(source.name, source.description, source.link) for source in all_sources())
