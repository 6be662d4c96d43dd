"""HTML, and the Markdown of forums, to plain text, without recursion and in bounded time whatever the markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadgist.sources.htmlblocks import BLOCKS, CELLS, BlockWriter
from threadgist.sources.plaintext import normalise
from threadgist.sources.vocabulary import words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


# A tree builder is quadratic in the depth of the tags; nobody writes a comment with thousands of them.
MAX_TAGS = 4_000
_TELLING = frozenset(("a", "aside", "div", "img", "ol"))
_DROPPED = frozenset(words("html", "dropped"))
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
    writer = BlockWriter()
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
        elif tag in BLOCKS or tag == "br":
            parts.append("\n\n")
        elif tag in CELLS:
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
