"""The plain text every comment becomes, whatever forum it came from.

Paragraphs are separated by one blank line; a quoted paragraph is a line that starts with `> `, a list item
one that starts with `- ` or `1. `, and a line of code one that is indented by four spaces. All other line
ends are spaces. There is no markup left.
"""

import re
from typing import Literal

from threadgist.sources.decode import clean_characters

Markup = Literal["plain", "html", "markdown", "unknown"]

CODE_INDENT = "    "
MAX_QUOTE_DEPTH = 3

_Kind = Literal["start", "text", "quote", "item", "code"]

# `>=`, `>:(` and `>_>` at the start of a line are not quotations.
_QUOTE_MARK = re.compile(r">(?!=|\.<|:[()D/|]|[._]>|<) ?")
_BULLET = re.compile(r"[-*•·‣] +(?=\S)")
_LONE_BULLET = re.compile(r"[-*•·‣]")
_NUMBER = re.compile(r"[0-9]{1,3}[.)] +(?=\S)")
_SENTENCE_ENDS = frozenset(".!?:;…。！？\"'”’)]")
_SPACES = re.compile(r"[ \t]+")
_HTML_TAG = re.compile(
    r"<(?:p|br|hr)\s{0,9}/?>"
    r"|</(?:p|a|i|b|u|s|em|strong|div|span|blockquote|code|pre|ul|ol|li|script|style|h[1-6]|table)\s{0,9}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)


def to_plain(text: str, markup: Markup) -> str:
    """Turn a comment's body into plain text.

    `unknown`: a text with closing tags or line breaks of HTML is HTML, one with character references has those decoded.
    """
    if markup == "unknown" and "<" in text and _HTML_TAG.search(text):
        markup = "html"
    references = markup == "unknown" and "&" in text and _ENTITY.search(text)
    if markup in ("html", "markdown") or references:
        from threadgist.sources import htmltext

        if not references:
            return (htmltext.html_to_text if markup == "html" else htmltext.markdown_to_text)(text)
        text = htmltext.decode_references(text)
    # An indented first line is how people start a paragraph, not code.
    return normalise(text.lstrip())


def normalise(text: str) -> str:
    """Bring plain text into the form described above; idempotent, and linear in the length of the text."""
    lines: list[str] = []
    before: _Kind = "start"
    blank = True
    for raw in clean_characters(text).split("\n"):
        if not raw or raw.isspace():
            blank = True
            continue
        kind, line = _classify(raw, code_may_start=blank or before == "code")
        goes_on = before in ("text", "item")
        if before == "quote":
            # Or it is the answer to the quotation above it.
            goes_on = line[:1].islower() and lines[-1][-1] not in _SENTENCE_ENDS
        if kind == "text" and line and not blank and goes_on:
            lines.append(" " + line)
        elif line:
            apart = "" if before == "start" else "\n\n" if blank or kind == "text" else "\n"
            lines.append(apart + line)
            before, blank = kind, False
    return "".join(lines)


def _classify(raw: str, *, code_may_start: bool) -> tuple[_Kind, str]:
    """Say what a line is, and return it as it shall be written; empty where nothing is left of it."""
    if code_may_start and raw.startswith((CODE_INDENT, "\t")):
        return "code", raw.expandtabs(4).rstrip()
    line = (_SPACES.sub(" ", raw) if "  " in raw or "\t" in raw else raw).strip(" ")
    depth, at = 0, 0
    while mark := _QUOTE_MARK.match(line, at):
        depth, at = depth + 1, mark.end()
    if depth:
        rest = line[at:]
        return "quote", "> " * min(depth, MAX_QUOTE_DEPTH) + rest if rest else ""
    if mark := _BULLET.match(line):
        return "item", "- " + line[mark.end() :]
    if _NUMBER.match(line):
        return "item", line
    return "text", "" if _LONE_BULLET.fullmatch(line) else line


def first_words(text: str, limit: int = 300) -> str:
    """Return the first paragraphs of at most `limit` words; of an over-long first one, its start."""
    kept: list[str] = []
    room = limit
    for paragraph in text.split("\n\n"):
        words = paragraph.split(" ")
        if len(words) > room:
            if not kept:
                kept.append(" ".join(words[:room]) + " …")
            break
        kept.append(paragraph)
        room -= len(words)
    return "\n\n".join(kept)
