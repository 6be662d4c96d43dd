"""HTML, and the Markdown of forums, to plain text, without recursion and in bounded time whatever the markup."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadgist.sources.article import safe_url
from threadgist.sources.plaintext import CODE_INDENT, MAX_QUOTE_DEPTH, normalise
from threadgist.sources.vocabulary import words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# A tree builder is quadratic in the depth of the tags; nobody writes a comment with thousands of them.
MAX_TAGS = 4_000
_TELLING = frozenset(("a", "aside", "div", "img", "ol"))
_BLOCKS, _CELLS, _DROPPED = (frozenset(words("html", kind)) for kind in ("blocks", "cells", "dropped"))
# Classes of what Discourse writes into a quotation.
_UNSAID = frozenset(("title", "meta", "quote-controls"))
# What was taken is not given back, or an open tag of a megabyte would take its square.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)(?![a-z0-9])[^<>]*+>.*?(?:</\1(?![a-z0-9])[^<>]*+>|\Z)"
    r"|</?(?P<tag>[a-z][a-z0-9]*+)[^<>]*+>",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)


def html_to_text(html: str) -> str:
    """Turn the HTML of a comment into plain text (see `plaintext` for its form).

    A link keeps its visible text, or its address where the forum shows it shortened. Scripts, pictures, link previews
    and the headers of Discourse quotations are dropped. A text with more than 4,000 tags keeps its words without
    structure.
    """
    return normalise(html_to_lines(html))


def html_to_lines(html: str) -> str:
    """Turn HTML into lines as they are shown, not yet in the form of `plaintext`."""
    if html.count("<") > MAX_TAGS:
        return _strip_tags(html)
    if "<" not in html and "&" not in html:
        return html.lstrip()
    writer = _BlockWriter()
    root = LexborHTMLParser(html.replace("\x00", ""), is_fragment=True).root
    stack: list[tuple[LexborNode | None, str]] = [(root, "")]
    while stack:
        node, closing = stack.pop()
        if node is None:
            writer.leave(closing)
            continue
        if node.next is not None:
            stack.append((node.next, ""))
        tag = node.tag or ""
        if tag == "-text":
            writer.text(node.text_content or "")
        elif tag and not tag.startswith(("-", "_", "!")) and tag not in _DROPPED and writer.enter(tag, node):
            stack.append((None, tag))
            if node.first_child is not None:
                stack.append((node.first_child, ""))
    return writer.finish()


def decode_references(text: str) -> str:
    """Decode character references such as `&amp;` in a text that holds no markup."""
    root = LexborHTMLParser(text.replace("<", "&lt;").replace("\x00", ""), is_fragment=True).root
    return (root.text_content or "") if root is not None else ""


def _strip_tags(html: str) -> str:
    """Take tags out one after the other: linear in the input, blind to structure."""

    def kept(match: re.Match[str]) -> str:
        tag = (match["tag"] or "").lower()
        return "\n\n" if tag in _BLOCKS or tag == "br" else " " if tag in _CELLS else ""

    return decode_references(_MARKUP.sub(kept, html)).lstrip()


# Reddit's own limit for a post; what is longer was not written there, and is not worth a parser's worst case.
_MAX_MARKDOWN = 40_000

_SPOILER = re.compile(r">!([^<>\n]{1,1000})!<")
_RAISED = re.compile(r"\^\(([^()\n]{0,500})\)|(?<![^\s(*_])\^+(?=[\w(*])")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


def markdown_to_text(text: str) -> str:
    """Turn Markdown into plain text (see `plaintext`); more than 40,000 characters are taken as they are."""
    if len(text) > _MAX_MARKDOWN:
        return normalise(text.lstrip())
    text = _RAISED.sub(lambda match: match[1] or "", _SPOILER.sub(r"\1", text))
    return html_to_text(_parser().render(text))


class _BlockWriter:
    """Collects blocks while the tree is walked: `enter`, `text` and `leave`, in document order."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, str]] = []
        self._buffer: list[str] = []
        self._after_break = True
        # How many tags of each name are open.
        self._open: Counter[str] = Counter()
        self._prefix = ""
        self._lists: list[int | None] = []
        self._links: list[tuple[int, int, str]] = []
        self._raised = False

    def enter(self, tag: str, node: LexborNode) -> bool:
        """Open a tag; False where neither it nor what it holds is wanted."""
        attributes: Mapping[str, str | None] = node.attributes if tag in _TELLING else {}
        classes = (attributes.get("class") or "").split()
        if tag == "br":
            self._buffer.append("\n")
            self._after_break = True
        elif tag == "img":
            alt = attributes.get("alt") or ""
            self.text(alt if "emoji" in classes and not alt.isascii() else "")
        if tag in ("br", "img") or (tag == "div" and not _UNSAID.isdisjoint(classes)):
            return False
        self._part(tag)
        if tag == "aside" and "onebox" in classes:
            link = node.css_first("a")
            shown = link.attributes.get("href") if link is not None else None
            if url := safe_url(attributes.get("data-onebox-src") or shown):
                self._blocks.append(("text", url))
            return False
        self._open[tag] += 1
        if tag in ("ul", "ol"):
            start = attributes.get("start") or ""
            known = start.isascii() and start.isdigit() and len(start) <= 3
            self._lists.append(None if tag == "ul" else int(start) if known else 1)
        elif tag == "li":
            number = self._lists[-1] if self._lists else None
            self._prefix = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = min(number + 1, 999)
        elif tag == "a":
            self._links.append((len(self._blocks), len(self._buffer), attributes.get("href") or ""))
        elif tag == "sup":
            self._raised = True
        return True

    def leave(self, tag: str) -> None:
        """Close a tag that `enter` opened."""
        self._part(tag)
        self._open[tag] -= 1
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "li":
            self._prefix = ""
        elif tag == "a":
            blocks, start, href = self._links.pop()
            if blocks == len(self._blocks) and start < len(self._buffer):
                self._buffer[start:] = [_shown("".join(self._buffer[start:]), href)]

    def text(self, text: str) -> None:
        """Add character data; outside of `pre`, white space with a line end is one line end."""
        if not self._open["pre"]:
            if "\n" in text:
                first, *inner, last = (part.strip(" \t\r\f") for part in text.split("\n"))
                text = "\n".join((first, *filter(None, inner), last))
            if self._after_break:
                text = text.lstrip()
        if text and self._raised:
            # Raised text is kept apart from the word before it: `10^6`, but never `wordraised`.
            self._raised = False
            last = next((part[-1] for part in reversed(self._buffer) if part), " ")
            if last.isalnum() and text[0].isalnum():
                text = ("^" if last.isdigit() and text[0].isdigit() else " ") + text
        if text:
            self._buffer.append(text)
            self._after_break = False

    def finish(self) -> str:
        """Return all blocks as one text, not yet normalised."""
        self._flush()
        parts: list[str] = []
        before = ""
        for kind, block in self._blocks:
            parts += ("\n" if kind == before and kind in ("quote", "item") else "\n\n", block)
            before = kind
        return "".join(parts[1:])

    def _part(self, tag: str) -> None:
        """Begin or end what a tag sets apart."""
        if tag in _BLOCKS:
            self._flush()
        elif tag in _CELLS:
            self._buffer.append(" ")

    def _flush(self) -> None:
        raw = "".join(self._buffer)
        self._buffer.clear()
        self._after_break = True
        if not raw or raw.isspace():
            return
        quoted = "> " * min(self._open["blockquote"], MAX_QUOTE_DEPTH)
        if self._open["pre"]:
            lines = textwrap.dedent(raw.expandtabs(4)).strip("\n").split("\n")
            block = "\n".join(quoted + line.strip() if quoted else CODE_INDENT + line for line in lines)
            self._blocks.append(("quote" if quoted else "code", block))
            return
        prefix, self._prefix = self._prefix, ""
        for paragraph in raw.split("\n\n") if quoted or prefix else [raw.strip()]:
            if paragraph and not paragraph.isspace():
                line = quoted + prefix + " ".join(paragraph.split()) if quoted or prefix else paragraph
                self._blocks.append(("quote" if quoted else "item" if prefix else "text", line))
                prefix = ""


def _shown(visible: str, href: str) -> str:
    """Return what a link reads as: its visible text, or the address that the forum shortened for it."""
    stem = visible.strip().rstrip(".…")
    shortened = len(stem) < len(visible.strip()) and len(stem) >= 6 and " " not in stem
    bare = href.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return (shortened and (href.startswith(stem) or bare.startswith(stem)) and safe_url(href)) or visible
