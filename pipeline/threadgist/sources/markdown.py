"""Reddit's Markdown to plain text, by way of the HTML that markdown-it renders."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from threadgist.sources.htmltext import html_to_text
from threadgist.sources.plaintext import normalise

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


# Reddit's own limit for a post; what is longer was not written there, and is not worth a parser's worst case.
_MAX_CHARS = 40_000

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
    if len(text) > _MAX_CHARS:
        return normalise(text.lstrip())
    text = _RAISED.sub(lambda match: match[1] or "", _SPOILER.sub(r"\1", text))
    return html_to_text(_parser().render(text))
