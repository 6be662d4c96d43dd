"""From entries to the files of a site: an index by date, by event and by source, a search, a feed, a sitemap.

The same entries give the same bytes, and no clock is asked. The index is whole without scripts and searched with them,
the feed is Atom (RFC 4287), the sitemap that of sitemaps.org (protocol 0.9).
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from threadgist.bounds import open_regular
from threadgist.errors import OutputError, SettingsError, SourceError
from threadgist.outputs import ensure_writable, write_whole
from threadgist.pages.html import dressed, rendered
from threadgist.pages.safe import in_script, safe_url
from threadgist.pages.words import crowd, day_range, source_name, zulu
from threadgist.site.entries import Entry
from threadgist.translations import month
from threadgist.words import counted

# What tells an index page of ours from another's, so that no page of a user is written over.
MARK: Final = '<meta name="generator" content="threadgist site">'
PAGE_ENTRIES: Final = 5_000
SEARCH: Final = "search.html"
TEXT_CHARS: Final = 30_000_000
OPEN_ENTRIES: Final = 60
# Names that only a site's own pages bear; what is left of a larger site is removed by them. A feed, a sitemap or a
# robots.txt bears no mark to know it by.
_OURS: Final = re.compile(r"(?:(?:index|events|sources)(?:-\d+)?|search)\.html")
_HEAD_BYTES = 2_000
FEED_ENTRIES: Final = 50
SITEMAP_URLS: Final = 50_000
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "threadgist.invalid")
# What XML 1.0 has no way to write, beyond what a page leaves out anyway.
_NO_CHARACTERS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def build_site(entries: Sequence[Entry], title: str, base_url: str | None = None) -> dict[str, str]:
    """Return the files of a site by their names in its root.

    Absolute links and a sitemap need `base_url`, which ends in "/".
    """
    ordered = sorted(entries, key=lambda entry: entry.href)
    files = index_pages(ordered, title, base_url)
    if base_url is not None:
        files |= _sitemaps(ordered, sorted(files.keys() - {SEARCH}), base_url)
        files["robots.txt"] = f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n"
    return {**files, "feed.xml": feed(ordered, title, base_url)}


def lacks(entries: Sequence[Entry], base_url: str | None = None) -> Iterator[str]:
    """Yield what the user should be told that a site does not have, and why."""
    if base_url is None:
        yield (
            "no sitemap.xml, and relative links in feed.xml: a sitemap needs the address the site will have "
            "(--base-url https://example.org/digests/)"
        )
    if (searched := sum(map(_size, entries))) > TEXT_CHARS:
        yield (
            f"{SEARCH} has the lines of the newest digests only, and titles and headings of all: their lines have "
            f"{searched:,} characters, more than {TEXT_CHARS:,}"
        )


def base_address(url: str) -> str:
    """Return the address of a site's root, ending in "/"; raises SettingsError where `url` is none."""
    parts = urlsplit(url) if safe_url(url) is not None else None
    if parts is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise SettingsError(
            f"--base-url {url!r}: no address of a site; write it as https://example.org/digests/"
        )
    return f"{url.rstrip('/')}/"


def write_site(root: Path, files: Mapping[str, str]) -> list[Path]:
    """Write the files of a site, remove pages of ours that a larger site left there, and return the paths written.

    Raises OutputError: they cannot be written, or a page would be lost that is not of our making.
    """
    ensure_writable(root)
    for name in files:
        path = root / name
        if name.endswith(".html") and path.exists() and not _is_ours(path):
            raise OutputError(
                f"{path} was not made by `threadgist site`: move it, or put the digests into a folder of their own"
            )
    written = write_whole(root, files)
    for path in root.glob("*.html"):
        if path.name not in files and _OURS.fullmatch(path.name) and _is_ours(path):
            path.unlink(missing_ok=True)
    return written


def _is_ours(path: Path) -> bool:
    with suppress(SourceError), open_regular(path) as stream:
        return MARK.encode() in stream.read(_HEAD_BYTES)
    return False


def feed(entries: Sequence[Entry], title: str, base_url: str | None) -> str:
    """Return the feed of the digests made last, dated by when they were made: an old thread can be news.

    An entry's id is made of its thread alone, so that it stays when the site moves or the digest is renewed.
    """
    newest = sorted(entries, key=lambda entry: (-entry.made.timestamp(), entry.href))[:FEED_ENTRIES]
    listed: dict[str, Entry] = {}
    for entry in newest:
        key = f"thread {entry.source} {entry.thread_id}"
        # Two digests of one thread in one site are two entries, which Atom wants told apart.
        listed[f"{key} {entry.href}" if key in listed or not entry.thread_id else key] = entry
    text = rendered("site.feed.jinja", title=title, base_url=base_url, entries=listed, urn=_urn)
    return f"{_NO_CHARACTERS.sub('', text)}\n"


def _sitemaps(entries: Sequence[Entry], pages: Sequence[str], base_url: str) -> dict[str, str]:
    """Return sitemap.xml, or where one file may not hold all addresses several and sitemap.xml as their index."""
    urls = [(base_url + page.removesuffix("index.html"), "") for page in pages]
    urls += [(base_url + entry.href, zulu(entry.made)) for entry in entries]
    render = partial(rendered, "site.sitemap.jinja")
    starts = range(0, len(urls), SITEMAP_URLS)
    files = {f"sitemap-{at}.xml": urls[start : start + SITEMAP_URLS] for at, start in enumerate(starts, 1)}
    if len(files) == 1:
        return {"sitemap.xml": f"{render(urls=urls)}\n"}
    whole = render(parts=[base_url + name for name in files])
    return {"sitemap.xml": f"{whole}\n", **{name: f"{render(urls=part)}\n" for name, part in files.items()}}


def _urn(key: str) -> str:
    return uuid.uuid5(_NAMESPACE, key.encode("utf-8", "replace").decode()).urn


class View(NamedTuple):
    """One way to put the digests in order: where it begins, what it is called, and what groups them."""

    stem: str
    name: str
    group: Callable[[Entry], str]


def _month(entry: Entry) -> str:
    return "Undated" if entry.date is None else f"{month(entry.date.month)} {entry.date.year}"


_VIEWS: Final = (
    View("index", "By date", _month),
    View("events", "By event", lambda entry: entry.event or "No event named"),
    View("sources", "By source", lambda entry: source_name(entry.source)),
)


def index_pages(entries: Sequence[Entry], title: str, base_url: str | None) -> dict[str, str]:
    """Return the index pages and the search page by file name; a view that would not tell digests apart is left out."""
    views = [view for view in _VIEWS if view.stem == "index" or len(set(map(view.group, entries))) > 1]
    dates = [entry.date for entry in entries if entry.date is not None]
    render = partial(
        rendered,
        "site.html.jinja",
        **dressed(("digest.css", "site.css"), ("scheme.js", "site.js")),
        title=title,
        mark=MARK,
        views=views,
        meta=_meta,
        open_entries=OPEN_ENTRIES,
        days=day_range(min(dates, default=None), max(dates, default=None)),
        digests=len(entries),
        comments=sum(entry.comments for entry in entries),
        themes=sum(len(entry.headings) for entry in entries),
    )
    files = {}
    for view in views:
        ordered = _ordered(entries, view)
        starts = range(0, max(1, len(ordered)), PAGE_ENTRIES)
        names = [f"{view.stem}{f'-{at}' if at > 1 else ''}.html" for at, _ in enumerate(starts, 1)]
        for name, start in zip(names, starts, strict=True):
            page = ordered[start : start + PAGE_ENTRIES]
            files[name] = render(
                canonical=None if base_url is None else base_url + name.removesuffix("index.html"),
                view=view,
                pages=names,
                page=name,
                here=len(page),
                texts=None,
                groups=[(group, list(members)) for group, members in groupby(page, view.group)],
            )
    texts = _texts(_ordered(entries, _VIEWS[0]))
    files[SEARCH] = render(canonical=None, view=None, texts=texts, groups=())
    return {name: f"{text}\n" for name, text in files.items()}


def _size(entry: Entry) -> int:
    return sum(len(line) for part in entry.parts for line in part.lines)


def _texts(entries: Sequence[Entry]) -> Markup:
    """Return what is searched as JSON for a script element: the newest digests whole, as far as `TEXT_CHARS` goes."""
    rows, left = [], TEXT_CHARS
    for entry in entries:
        left -= _size(entry)
        parts = [(part.anchor, part.heading, part.lines if left >= 0 else ()) for part in entry.parts]
        rows.append((entry.href, entry.title, _meta(entry, _VIEWS[0]), entry.language, parts))
    return in_script(rows)


def _ordered(entries: Iterable[Entry], view: View) -> list[Entry]:
    """Newest first; the group with the newest digest first, and nameless events last."""
    newest = sorted(entries, key=lambda one: (-one.date.timestamp() if one.date else float("inf"), one.href))
    rank = {group: at for at, group in enumerate(dict.fromkeys(map(view.group, newest)))}
    return sorted(newest, key=lambda one: (view.stem == "events" and not one.event, rank[view.group(one)]))


def _meta(entry: Entry, view: View) -> str:
    """Return the date, source, event and figures of a digest, without what the heading of its group says."""
    parts = (
        day_range(entry.date, entry.date),
        source_name(entry.source) if view.stem != "sources" else "",
        entry.event if view.stem != "events" else "",
        crowd(entry.commenters or 0, entry.comments, signed=entry.commenters is not None),
        f"{counted(entry.new_comments, 'comment')} new" if entry.new_comments else "",
    )
    return " · ".join(filter(None, parts))
