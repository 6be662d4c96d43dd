"""HTML, and the Markdown of forums, to plain text, without recursion and in bounded time whatever the markup."""

from __future__ import annotations

import re
import textwrap
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
_TAG = re.compile(r"(<[!/]?[a-zA-Z][^<>]*>|<!--|-->)")
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")


def html_to_text(html: str) -> str:
    """Turn the HTML of a comment into plain text (see `plaintext` for its form).

    Quotations become lines that start with `> `, code is indented, list items start with `- ` or their
    number. A link keeps its visible text, or its address where the forum shows it shortened. Scripts,
    styles, images, link previews and the headers of Discourse quotations are dropped. A text with more than
    4,000 tags keeps its words but loses its structure.
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
        elif tag and not tag.startswith(("-", "_", "!")) and tag not in _DROPPED:
            attributes: Mapping[str, str | None] = node.attributes if tag in _TELLING else {}
            if writer.enter(tag, attributes, node):
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
    parts: list[str] = []
    silent = ""
    for part in _TAG.split(html):
        name = _TAG_NAME.match(part)
        tag = name[1].lower() if name else ""
        if silent:
            if (tag == silent and part.startswith("</")) or (silent == "!" and part == "-->"):
                silent = ""
        elif part == "<!--":
            silent = "!"
        elif tag in ("script", "style") and not part.startswith("</"):
            silent = tag
        elif tag in _BLOCKS or tag == "br":
            parts.append("\n\n")
        elif tag in _CELLS:
            parts.append(" ")
        elif not tag:
            parts.append(part)
    return decode_references("".join(parts)).lstrip()


# Reddit's own limit for a post; what is longer was not written there, and is not worth a parser's worst case.
_MAX_MARKDOWN = 40_000

_SPOILER = re.compile(r">!([^<>\n]{1,1000})!<")
_RAISED = re.compile(r"\^\(([^()\n]{0,500})\)|(?<![^\s(*_])\^+(?=[\w(*])")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


def markdown_to_text(text: str) -> str:
    """Turn a Markdown body into plain text (see `plaintext` for its form).

    Links keep their text, emphasis and spoiler marks go, raised words are kept. A text of more than 40,000
    characters is taken as plain text.
    """
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
        self._quotes = 0
        self._pre = 0
        self._prefix = ""
        self._lists: list[int | None] = []
        self._links: list[tuple[int, int, str]] = []
        self._raised = False

    def enter(self, tag: str, attributes: Mapping[str, str | None], node: LexborNode) -> bool:
        """Open a tag; False where neither it nor what it holds is wanted."""
        if tag == "br":
            self._buffer.append("\n")
            self._after_break = True
            return False
        classes = (attributes.get("class") or "").split()
        if tag == "img":
            alt = attributes.get("alt") or ""
            self.text(alt if "emoji" in classes and not alt.isascii() else "")
            return False
        if tag == "div" and ("title" in classes or "meta" in classes or "quote-controls" in classes):
            return False
        if tag in _BLOCKS:
            self._flush()
        if tag == "aside" and "onebox" in classes:
            link = node.css_first("a")
            shown = link.attributes.get("href") if link is not None else None
            if url := safe_url(attributes.get("data-onebox-src") or shown):
                self._blocks.append(("text", url))
            return False
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._pre += 1
        elif tag in ("ul", "ol"):
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
        elif tag in _CELLS:
            self._buffer.append(" ")
        elif tag == "sup":
            self._raised = True
        return True

    def leave(self, tag: str) -> None:
        """Close a tag that `enter` opened."""
        if tag in _BLOCKS:
            self._flush()
        if tag == "blockquote":
            self._quotes -= 1
        elif tag == "pre":
            self._pre -= 1
        elif tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "li":
            self._prefix = ""
        elif tag == "a":
            blocks, start, href = self._links.pop()
            if blocks == len(self._blocks) and start < len(self._buffer):
                self._buffer[start:] = [_shown("".join(self._buffer[start:]), href)]
        elif tag in _CELLS:
            self._buffer.append(" ")

    def text(self, text: str) -> None:
        """Add character data; outside of `pre`, white space with a line end is one line end."""
        if not self._pre:
            if "\n" in text:
                parts = [part.strip(" \t\r\f") for part in text.split("\n")]
                inner = [part for part in parts[1:-1] if part]
                text = "\n".join((parts[0], *inner, parts[-1]))
            if self._after_break:
                text = text.lstrip()
        if not text:
            return
        if self._raised:
            text = self._separate(text)
        self._buffer.append(text)
        self._after_break = False

    def finish(self) -> str:
        """Return all blocks as one text, not yet normalised."""
        self._flush()
        parts: list[str] = []
        before = ""
        for kind, block in self._blocks:
            if parts:
                parts.append("\n" if kind == before and kind in ("quote", "item") else "\n\n")
            parts.append(block)
            before = kind
        return "".join(parts)

    def _flush(self) -> None:
        raw = "".join(self._buffer)
        self._buffer.clear()
        self._after_break = True
        if not raw or raw.isspace():
            return
        if self._pre:
            lines = textwrap.dedent(raw.expandtabs(4)).strip("\n").split("\n")
            if self._quotes:
                self._blocks.append(("quote", "\n".join(self._mark() + line.strip() for line in lines)))
            else:
                self._blocks.append(("code", "\n".join(CODE_INDENT + line for line in lines)))
            return
        prefix, self._prefix = self._prefix, ""
        for paragraph in raw.split("\n\n") if self._quotes or prefix else [raw.strip()]:
            if not paragraph or paragraph.isspace():
                continue
            if self._quotes:
                self._blocks.append(("quote", self._mark() + prefix + " ".join(paragraph.split())))
            elif prefix:
                self._blocks.append(("item", prefix + " ".join(paragraph.split())))
            else:
                self._blocks.append(("text", paragraph))
            prefix = ""

    def _mark(self) -> str:
        return "> " * min(self._quotes, MAX_QUOTE_DEPTH)

    def _separate(self, text: str) -> str:
        """Keep raised text apart from the word before it: `10^6`, but never `wordraised`."""
        self._raised = False
        last = next((part[-1] for part in reversed(self._buffer) if part), " ")
        if not last.isalnum() or not text[0].isalnum():
            return text
        return ("^" if last.isdigit() and text[0].isdigit() else " ") + text


def _shown(visible: str, href: str) -> str:
    """Return what a link reads as: its visible text, or the address that the forum shortened for it."""
    stem = visible.strip().rstrip(".…")
    if len(stem) == len(visible.strip()) or len(stem) < 6 or " " in stem:
        return visible
    bare = href.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    if href.startswith(stem) or bare.startswith(stem):
        return safe_url(href) or visible
    return visible
