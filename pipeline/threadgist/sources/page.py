"""A saved web page as a tree, unless parsing it would take forever; and the page in an MHTML file (RFC 2557)."""

from __future__ import annotations

import re
from email.parser import BytesParser
from typing import TYPE_CHECKING

from threadgist.errors import SourceError
from threadgist.sources.article import safe_url

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from threadgist.sources.payload import Payload

_MAX_CHARS = 50_000_000
# The tree builder is quadratic in the depth of open tags; real pages stay below a hundred or two.
_MAX_DEPTH = 1_500
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Tags that are not closed, or that the next one of their kind closes.
_UNCLOSED = frozenset(
    (
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "link", "meta", "option",
        "p", "param", "source", "td", "th", "tr", "track", "wbr",
    )
)  # fmt: skip

_HEAD = 1 << 14
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|From: <Saved by )", re.MULTILINE | re.IGNORECASE)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.MULTILINE | re.IGNORECASE)
_MAX_BOUNDARIES = 100


def parse_page(payload: Payload) -> LexborHTMLParser:
    """Parse the payload's text as HTML.

    Raises SourceError: larger or nested deeper than any page of a forum.
    """
    from selectolax.lexbor import LexborHTMLParser

    if len(payload.text) > _MAX_CHARS:
        raise SourceError(
            f"{payload.name}: larger than any page of a forum ({len(payload.text):,} characters); "
            "save one thread, as HTML only"
        )
    depth = 0
    for match in _TAG.finditer(payload.text):
        if match[2].lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > _MAX_DEPTH:
            raise SourceError(
                f"{payload.name}: tags are nested more than {_MAX_DEPTH:,} deep at character "
                f"{match.start():,}; the page is damaged, so save it again"
            )
    return LexborHTMLParser(payload.text.replace("\x00", ""))


def canonical(tree: LexborHTMLParser) -> str | None:
    """Return the address that a page gives for itself, or None."""
    for link in tree.css("link[href]"):
        if "canonical" in f"{link.attributes.get('rel')} {link.attributes.get('rev')}".split():
            return safe_url(link.attributes.get("href"))
    named = tree.css_first("meta[property='og:url']")
    return safe_url(named.attributes.get("content")) if named is not None else None


def inner_html(node: LexborNode) -> str:
    """Return what is between a node's tags."""
    html = node.html or ""
    return html[html.find(">") + 1 : html.rfind("<")] if html.endswith(">") else html


def html_in(node: LexborNode | None) -> str:
    """Return what is between a node's tags, empty where there is no node."""
    return inner_html(node) if node is not None else ""


def attribute_of(node: LexborNode | None, name: str) -> str | None:
    """Return a node's attribute; None where there is no node, no attribute, or it is empty."""
    return (node.attributes.get(name) or None) if node is not None else None


def one_line(node: LexborNode | None) -> str:
    """Return a node's text with single spaces, empty where there is no node."""
    return " ".join(node.text().split()) if node is not None else ""


def page_of(data: bytes) -> bytes | None:
    """Return the HTML of a page saved with all that belongs to it, or None where the bytes are something else."""
    head = data[:_HEAD]
    if not _SAVED.search(head) or not _RELATED.search(head) or data.count(b"boundary=") > _MAX_BOUNDARIES:
        return None
    for part in BytesParser().parsebytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) and content.strip() else None
    return None
