"""A decoded file, parsed at most once however many sources look at it."""

import re
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.jsontext import JSONDecodeError, merged_pages, parse_several
from threadgist.sources.loading import STDIN_NAME
from threadgist.sources.vocabulary import words

_SUFFIX = re.compile(r"\.(?:[a-z]{2,8}[0-9]?|7z)$", re.IGNORECASE)
# How JSON begins, even if it is cut short: a chat log whose lines begin with a time in brackets is none.
_JSON_START = re.compile(
    r"\s*(?:\{|\[\s*(?:[\[{\"\]]|$|(?:-?[0-9][0-9.eE+-]*|true|false|null)\s*(?:[,\]]|$)))"
)
# What may stand before the first tag; a comment there may hold tags of its own.
_PROLOGUE = re.compile(r"\s*(?:<!--.*?-->|<\?.*?\?>|<![A-Za-z][^<>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL)
_ROOT_TAG = re.compile(r"\s*(<[A-Za-z][^<>]*>)")
_SEPARATORS = re.compile(r"[\s_.\-]+")
_TELLS_NOTHING = frozenset(words("fields", "file_names"))


@dataclass(eq=False, repr=False)
class Payload:
    """The decoded text of one input, and how messages speak of it: by its path, or as `standard input`.

    `data` are its bytes, for mail, which may be in several encodings, and what is no text; `thread` which conversation
    is wanted of several (None: not said); `notes` what was assumed or mended to read the text.
    """

    text: str
    name: str
    _: KW_ONLY
    data: bytes | None = None
    thread: str | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def looks_like_json(self) -> bool:
        """Whether the text starts as a JSON object or array does."""
        return _JSON_START.match(self.text[:4096]) is not None

    @cached_property
    def looks_like_markup(self) -> bool:
        """Whether the first character opens a tag, as in XML and HTML."""
        return self.text[:4096].lstrip("\ufeff \t\r\n").startswith("<")

    @cached_property
    def root_tag(self) -> str:
        """The first tag with its attributes, if it is there in the first 16,000 characters; else empty."""
        if not self.looks_like_markup:
            return ""
        head = self.text[:16_384].lstrip("\ufeff")
        at = 0
        while match := _PROLOGUE.match(head, at):
            at = match.end()
        found = _ROOT_TAG.match(head, at)
        return found[1] if found else ""

    @cached_property
    def _parsed(self) -> tuple[Any, str]:
        """The JSON document, and why the text is none, with line and column."""
        if not self.looks_like_json:
            return None, "it is not JSON"
        try:
            found = parse_several(self.text)
        except JSONDecodeError as error:
            return None, f"not valid JSON at line {error.lineno}, column {error.colno} ({error.msg})"
        return merged_pages(found[0] if len(found) == 1 else found), ""

    @property
    def document(self) -> Any:
        """The JSON document (for JSON Lines: the list of its lines), or None where the text is not JSON."""
        return self._parsed[0]

    def require_document(self) -> Any:
        """Return the JSON document. Raises SourceError: the text is not valid JSON; tells line and column."""
        if problem := self._parsed[1]:
            raise SourceError(
                f"{self.name}: {problem}; the file may be cut short or edited, so save it again"
            )
        return self.document

    @cached_property
    def readable_name(self) -> str:
        """The file's name as a title, or its folder's name where that tells nothing."""
        if self.name == STDIN_NAME:
            return "Discussion"
        path = PurePath(self.name)
        stem = path.name
        while (shorter := _SUFFIX.sub("", stem)) and shorter != stem:
            stem = shorter
        if stem.lower() in _TELLS_NOTHING and path.parent.name:
            stem = path.parent.name
        words = _SEPARATORS.sub(" ", stem).strip()
        if not words or words.isdigit():
            return f"Thread {words}".strip()
        return words[0].upper() + words[1:]
