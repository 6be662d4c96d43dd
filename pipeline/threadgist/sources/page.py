"""Saved web pages as trees, the page in an MHTML file (RFC 2557), and the elements of XML; all in bounded time."""

import io
import re
from collections.abc import Iterator
from email.parser import BytesParser
from html.entities import html5
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadgist.errors import SourceError
from threadgist.sources.article import safe_url
from threadgist.sources.decode import clean_line
from threadgist.sources.payload import Payload
from threadgist.sources.vocabulary import words

_MAX_CHARS = 50_000_000
# The tree builder is quadratic in the depth of open tags; real pages stay below a hundred or two.
_MAX_DEPTH = 1_500
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNCLOSED = frozenset(words("html", "unclosed"))

_HEAD = 1 << 14
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|From: <Saved by )", re.MULTILINE | re.IGNORECASE)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.MULTILINE | re.IGNORECASE)
_MAX_BOUNDARIES = 100

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
_CONTENT = "http://purl.org/rss/1.0/modules/content/"


def parse_page(payload: Payload) -> LexborHTMLParser:
    """Parse the payload's text as HTML. Raises SourceError: larger or nested deeper than any page of a forum."""
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


def html_in(node: LexborNode | None) -> str:
    """Return what is between a node's tags, empty where there is no node."""
    html = (node.html or "") if node is not None else ""
    return html[html.find(">") + 1 : html.rfind("<")] if html.endswith(">") else html


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
    parts = BytesParser().parsebytes(data).walk()
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    content = page.get_payload(decode=True) if page is not None else None
    return content if isinstance(content, bytes) and content.strip() else None


def elements(payload: Payload, names: frozenset[str], *, depth: int) -> Iterator[Any]:
    """Yield the lxml elements of those local names once they are complete, and forget each afterwards.

    `depth` is how far below the root they stand (1: its children). Characters that XML does not allow are dropped,
    entities never expanded (https://docs.python.org/3/library/xml.html#xml-security). Raises SourceError: not
    well-formed, cut short, nested too deep, or with entities of its own.
    """
    from lxml import etree

    events = etree.iterparse(
        io.BytesIO(_ILLEGAL.sub("", _REFERENCE.sub(_legal, payload.text)).lstrip().encode("utf-8")),
        tag=[f"{{*}}{name}" for name in names],
        encoding="utf-8",
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            declared = element.getroottree().docinfo.internalDTD
            if declared is not None and next(declared.iterentities(), None) is not None:
                raise SourceError(
                    f"{payload.name}: declares XML entities, which no export does and which are not expanded; "
                    "remove the DOCTYPE"
                )
            if sum(1 for _ in element.iterancestors()) == depth:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        # Of some faults the exception itself says nothing.
        last = events.error_log.last_error
        (line, column), reason = error.position, error.msg
        if last is not None and not line:
            line, column, reason = last.line, last.column, last.message
        # What follows the first line is a piece of the content.
        reason = clean_line((reason or "not well-formed").partition("\n")[0].partition(", line")[0], 100)
        raise SourceError(
            f"{payload.name}: not valid XML at line {line}, column {column} ({reason}); the file may be cut "
            "short or edited, so export it again"
        ) from None


def _legal(match: re.Match[str]) -> str:
    """Return a reference as XML allows it: none to forbidden characters, and names of HTML as characters."""
    if match[3]:
        meant = html5.get(match[3] + ";", "")
        return match[0] if not meant or meant in "<>&\"'" else meant
    code = int(match[1]) if match[1] else int(match[2], 16)
    return match[0] if code <= 0x10FFFF and not _ILLEGAL.match(chr(code)) else ""


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Any) -> str:
    """Return all text in an element; empty where there is no element."""
    return "".join(element.itertext()) if element is not None else ""


def fields(element: Any) -> dict[str, str]:
    """Return the text of children by local name, the first of each; of WordPress's two `encoded` the post's own."""
    found: dict[str, str] = {}
    for one in element:
        name = local(one)
        if name == "encoded" and not one.tag.startswith("{" + _CONTENT):
            continue
        if name and name not in found and (text := "".join(one.itertext()).strip()):
            found[name] = text
    return found


def attribute(element: Any, name: str) -> str | None:
    """Return the attribute of that local name, or None."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)
