"""What is under discussion, as its title, link and opening text tell it."""

from __future__ import annotations

from datetime import datetime

from threadgist.records import Article
from threadgist.sources.plaintext import Markup, to_plain
from threadgist.sources.urls import site_of


def article_of(
    title: str | None,
    url: str | None,
    text: str | None = None,
    markup: Markup = "html",
    *,
    begun: datetime | None = None,
    site: str | None = None,
) -> Article | None:
    """Return the article; None without a title.

    Args:
        title: Its title.
        url: Its link, checked.
        text: Its own words in `markup`; all of them are its lead.
        markup: What `text` is written in.
        begun: When it was posted.
        site: What its site is called; by default the host of its link.
    """
    if not title:
        return None
    date = begun.date().isoformat() if begun else None
    return Article(title, url, site or site_of(url), date, to_plain(text or "", markup))


def post_title(author: str | None, text: str) -> str:
    """Return a title for a post that has none: who wrote it, and how it begins."""
    line = " ".join(text.split())
    start = line if len(line) <= 80 else line[:80].rsplit(" ", 1)[0] + " …"
    return f"{author or 'A post'}: {start}" if start else f"A post by {author or 'somebody'}"
