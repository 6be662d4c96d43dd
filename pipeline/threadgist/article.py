"""The article under discussion, from a file or a link: title, site, date, first paragraphs."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from threadgist.bounds import ARTICLE_BYTES, ARTICLE_MEMORY_MB, ARTICLE_SECONDS, bounded, open_regular
from threadgist.errors import SourceError
from threadgist.records import Article, Thread
from threadgist.sources.article import safe_url, site_of
from threadgist.sources.decode import clean_characters, clean_line, decode
from threadgist.words import count_words

Fetch = Callable[[str], bytes]
"""Returns what is at a link; raises SourceError where it cannot."""

LEAD_WORDS = 150
LEAD_CHARS = 2_000
TEXT_CHARS = 20_000
TITLE_CHARS = 200
MAX_HTML_CHARS = 2_000_000
MAX_TAGS = 15_000
SHORT_CHARS = 50_000
SHORT_TEXT = 500
NAME_CHARS = 100
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|p|h1)\b", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


def read_article(path: Path) -> Article:
    """Read a page or a text from a file; raises SourceError: it cannot be read, is empty or is not text.

    The first line of a text is its title, if it is short and more follows; a date near the top is its date.
    """
    with open_regular(path) as stream:
        data = stream.read(ARTICLE_BYTES + 1)
    if len(data) > ARTICLE_BYTES:
        raise SourceError(f"{path}: larger than {ARTICLE_BYTES // 1_000_000} MB: not an article")
    try:
        text = clean_characters(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"{path}: the article is not UTF-8 text (byte {error.start}): save it as UTF-8"
        raise SourceError(message) from error
    if not text.strip():
        raise SourceError(f"{path}: the article is empty")
    if _HTML.search(text[:5_000]):
        return _from_html(text, path.stem, None)
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n") if paragraph.strip()]
    titled = len(paragraphs) > 1 and len(paragraphs[0]) <= TITLE_CHARS
    return _article(paragraphs[titled:], paragraphs[0] if titled else path.stem, date=text[:500])


def fetch_article(url: str, fetch: Fetch) -> Article:
    """Read the article at a link; raises SourceError: it is no web link, or there is no page with a text."""
    link = safe_url(url)
    if link is None or not link.startswith(("http://", "https://")):
        raise SourceError(f"{url}: no link of an article; write it with https://, or name a file")
    data = fetch(link)
    text = clean_characters(decode(data[:ARTICLE_BYTES])[0])
    if not text.strip():
        raise SourceError(f"{link}: the article is empty; save it in a browser and hand over the file")
    other = data[:1024].lstrip().startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"PK\x03\x04"))
    if other or not _HTML.search(text[:5_000]):
        raise SourceError(f"{link}: is no web page; save its text in a file and hand over that")
    return _from_html(text, site_of(link) or link, link)


def headed(thread: Thread, title: str | None, named: str | None, fetch: Fetch) -> Thread:
    """Return the thread under another title and with the article named by link or path, where given."""
    from threadgist.fetch import is_link

    thread = replace(thread, title=title) if title is not None else thread
    if named is None:
        return thread
    article = fetch_article(named, fetch) if is_link(named) else read_article(Path(named))
    return replace(thread, article=article)


def add_linked_article(thread: Thread, fetch: Fetch) -> Thread:
    """Return the thread with the article it links to; raises SourceError: there is none to be read."""
    link = thread.article.url if thread.article is not None else None
    if link is None or link == thread.url or not link.startswith(("http://", "https://")):
        raise SourceError(
            f"{thread.title[:80]!r} links to no article; leave out --with-article, or name one with --article"
        )
    try:
        return replace(thread, article=fetch_article(link, fetch))
    except SourceError as error:
        message = f"{error} (the article of --with-article; without the option the digest is made)"
        raise SourceError(message) from error


def _from_html(text: str, name: str, url: str | None) -> Article:
    """Read a page, without comments, by trafilatura (https://doi.org/10.18653/v1/2021.acl-demo.15)."""
    return bounded(
        lambda: _extracted(text, name, url), url or name, megabytes=ARTICLE_MEMORY_MB, seconds=ARTICLE_SECONDS
    )


def _extracted(text: str, name: str, url: str | None) -> Article:
    from trafilatura import bare_extraction

    # Without a handler of their own, the library's remarks about poor pages would go to standard error.
    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).addHandler(logging.NullHandler())
    found = bare_extraction(
        # The library's time grows with the square of the number of tags.
        "<".join(text[:MAX_HTML_CHARS].split("<", MAX_TAGS)[:MAX_TAGS]),
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # Guessing from the text finds the year of a copyright notice; and the same page shall give the same
        # date on every day.
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "2100-01-01"},
    )
    if found is None or isinstance(found, dict):
        return _article(_paragraphs(text), name, url, site_of(url))
    body = found.body
    told = [" ".join("".join(one.itertext()).split()) for one in body.iter("p")] if body is not None else []
    # Of short pages the library takes everything, menus as well.
    told = told if sum(map(len, told)) > SHORT_TEXT else _paragraphs(text) or told
    link = safe_url(found.url) or url
    site = clean_line(found.sitename or "", NAME_CHARS) or site_of(link)
    return _article(told, clean_line(found.title or "", TITLE_CHARS) or name, link, site, found.date or "")


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a page too short or too strange to find an article in."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text[:SHORT_CHARS])
    for noise in tree.css("script, style, nav, footer, aside, noscript"):
        noise.decompose()
    return [" ".join(node.text().split()) for node in tree.css("article p") or tree.css("p")]


def _article(
    paragraphs: list[str], title: str, url: str | None = None, site: str | None = None, date: str = ""
) -> Article:
    """Make an article of its paragraphs, up to `TEXT_CHARS` characters; `date` holds its date where it has one."""
    lead: list[str] = []
    words = 0
    for paragraph in filter(None, (clean_characters(one[:LEAD_CHARS]) for one in paragraphs)):
        words += count_words(paragraph)
        if lead and words > LEAD_WORDS:
            break
        lead.append(" ".join(paragraph.split(" ")[: 2 * LEAD_WORDS]))
    text = "\n".join(filter(None, (clean_characters(one[:TEXT_CHARS]) for one in paragraphs)))[:TEXT_CHARS]
    day = _DATE.search(date)
    return Article(title, url, site, day[1] if day else None, "\n\n".join(lead), text)
