"""Sites whose threads can be fetched, asked in this order."""

from __future__ import annotations

from threadgist.errors import SourceError
from threadgist.fetch.guard import shown_url
from threadgist.fetch.sites.base import Link, Ref, Site, parse_link
from threadgist.fetch.sites.fediverse import BLUESKY_SITE, LEMMY_SITE, MASTODON_SITE
from threadgist.fetch.sites.github import DISCUSSIONS_SITE, GITHUB_SITE
from threadgist.fetch.sites.news import DISCOURSE_SITE, HACKERNEWS_SITE, LOBSTERS_SITE
from threadgist.fetch.sites.reddit import REDDIT_SITE
from threadgist.fetch.sites.stackexchange import STACKEXCHANGE_SITE
from threadgist.fetch.sites.wordpress import WORDPRESS_SITE
from threadgist.resources import package_table

# First those known by their host, then those known by the shape of their links, at last what may be anything.
SITES: tuple[Site, ...] = (
    HACKERNEWS_SITE,
    REDDIT_SITE,
    LOBSTERS_SITE,
    BLUESKY_SITE,
    STACKEXCHANGE_SITE,
    GITHUB_SITE,
    DISCUSSIONS_SITE,
    DISCOURSE_SITE,
    LEMMY_SITE,
    MASTODON_SITE,
    WORDPRESS_SITE,
)
_KNOWN_HOSTS: list[str] = package_table("fetch/hosts.toml")["known"]


def match(url: str) -> tuple[Site, Ref]:
    """Return the site that knows a link, and the thread it leads to.

    Raises SourceError: no site does.
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
