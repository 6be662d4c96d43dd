"""The article under discussion, from a text or HTML file: title, site, date, first paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threadgist.errors import SourceError
from threadgist.records import Article
from threadgist.sources.characters import clean_characters, clean_line
from threadgist.sources.urls import safe_url
from threadgist.words import count_words

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_article"]

MAX_BYTES = 20_000_000
LEAD_WORDS = 150
LEAD_CHARS = 2_000
TITLE_CHARS = 200
NAME_CHARS = 100
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|p|h1)\b", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")


def read_article(path: Path) -> Article:
    """Read an article from a file.

    HTML gives its title, site, date and first paragraphs by the usual metadata. In plain text the first line
    is the title, if it is short and more follows; a date written 2025-10-29 near the top is the date.

    Raises:
        SourceError: The file cannot be read, is empty or is not text.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB: not an article")
        text = clean_characters(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SourceError(f"{path}: the article cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: the article is not UTF-8 text (byte {error.start}): save it as UTF-8"
        ) from error
    if not text.strip():
        raise SourceError(f"{path}: the article is empty")
    return _from_html(text, path) if _HTML.search(text[:5_000]) else _from_text(text, path)


def _from_text(text: str, path: Path) -> Article:
    paragraphs = [
        " ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n|\n", text) if paragraph.strip()
    ]
    title = paragraphs[0] if len(paragraphs) > 1 and len(paragraphs[0]) <= TITLE_CHARS else path.stem
    body = paragraphs[1:] if title == paragraphs[0] else paragraphs
    date = _DATE.search(text[:500])
    return Article(title=title, date=date[1] if date else None, lead=_lead(body))


def _from_html(text: str, path: Path) -> Article:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    for noise in tree.css("script, style, nav, footer, aside, noscript"):
        noise.decompose()

    def meta(*names: str) -> str | None:
        for name in names:
            node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
            content = node.attributes.get("content") if node else None
            if content and content.strip():
                return content
        return None

    heading = tree.css_first("h1") or tree.css_first("title")
    title = clean_line(meta("og:title") or (heading.text() if heading else ""), TITLE_CHARS)
    site = clean_line(meta("og:site_name") or "", NAME_CHARS)
    date = _DATE.search(meta("article:published_time", "date", "datePublished") or "")
    scope = tree.css("article p") or tree.css("p")
    return Article(
        title=title or path.stem,
        url=safe_url(meta("og:url")),
        site=site or None,
        date=date[1] if date else None,
        lead=_lead([" ".join(node.text().split()) for node in scope]),
    )


def _lead(paragraphs: list[str]) -> str:
    lead: list[str] = []
    words = 0
    for paragraph in filter(None, (clean_characters(paragraph[:LEAD_CHARS]) for paragraph in paragraphs)):
        words += count_words(paragraph)
        if lead and words > LEAD_WORDS:
            break
        lead.append(" ".join(paragraph.split(" ")[: 2 * LEAD_WORDS]))
    return "\n\n".join(lead)
