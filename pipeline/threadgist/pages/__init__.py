"""A digest as a page, text, Markdown and JSON: the last stage, which knows nothing but `records.Digest`."""

from __future__ import annotations

from typing import Final, Literal, assert_never

from threadgist.pages.html import to_html
from threadgist.pages.json import digest_schema, to_json
from threadgist.pages.markdown import to_markdown
from threadgist.pages.text import to_text
from threadgist.records import Digest
from threadgist.settings import PageSettings

__all__ = ["FORMATS", "Format", "digest_schema", "render"]

Format = Literal["html", "md", "txt", "json"]
FORMATS: Final[tuple[Format, ...]] = ("html", "md", "txt", "json")


def render(digest: Digest, fmt: Format, page: PageSettings | None = None) -> str:
    """Return `digest` in one format; the same digest and settings give the same characters.

    Args:
        digest: a grounded digest. Names are printed as they stand in it: pseudonyms are put in before.
        fmt: one of `FORMATS`.
        page: what the page shows; only "html" has anything to turn.
    """
    match fmt:
        case "html":
            return to_html(digest, page or PageSettings())
        case "md":
            return to_markdown(digest)
        case "txt":
            return to_text(digest)
        case "json":
            return to_json(digest)
        case _:
            assert_never(fmt)
