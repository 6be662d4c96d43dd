"""Sites whose threads can be fetched: one module a site, asked in this order."""

from __future__ import annotations

from threadgist.errors import SourceError
from threadgist.fetch.guard import shown_url
from threadgist.fetch.sites.base import Link, Ref, Site, parse_link
from threadgist.fetch.sites.bluesky import BlueskySite
from threadgist.fetch.sites.discourse import DiscourseSite
from threadgist.fetch.sites.github import GitHubSite
from threadgist.fetch.sites.github_discussions import GitHubDiscussionsSite
from threadgist.fetch.sites.hackernews import HackerNewsSite
from threadgist.fetch.sites.lemmy import LemmySite
from threadgist.fetch.sites.lobsters import LobstersSite
from threadgist.fetch.sites.mastodon import MastodonSite
from threadgist.fetch.sites.reddit import RedditSite
from threadgist.fetch.sites.stackexchange import StackExchangeSite
from threadgist.fetch.sites.wordpress import WordPressSite

__all__ = ["SITES", "Link", "Ref", "Site", "match"]

# First those known by their host, then those known by the shape of their links, at last what may be anything.
SITES: tuple[Site, ...] = (
    HackerNewsSite(),
    RedditSite(),
    LobstersSite(),
    BlueskySite(),
    StackExchangeSite(),
    GitHubSite(),
    GitHubDiscussionsSite(),
    DiscourseSite(),
    LemmySite(),
    MastodonSite(),
    WordPressSite(),
)
# A link of theirs that no module of their own accepts leads to no thread.
_KNOWN_HOSTS = (
    "news.ycombinator.com",
    "reddit.com",
    "redd.it",
    "lobste.rs",
    "bsky.app",
    "github.com",
    "stackoverflow.com",
    "stackexchange.com",
)


def match(url: str) -> tuple[Site, Ref]:
    """Return the site that knows a link, and the thread it leads to.

    Raises:
        SourceError: no site does.
    """
    link = parse_link(url)
    if link is not None:
        for site in SITES:
            if site.name == "wordpress" and _is_known(link.host):
                break
            if (ref := site.matches(link)) is not None:
                return site, ref
    raise SourceError(
        f"{shown_url(url)}: leads to no thread that can be fetched (a front page, a user, a search?); "
        "copy the link of one thread, or save it and hand over the file"
    )


def _is_known(host: str) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in _KNOWN_HOSTS)
