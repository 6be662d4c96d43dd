"""A digest as a page, a fragment, a letter, text, Markdown and JSON: it knows nothing but `records.Digest`."""

from __future__ import annotations

from typing import Final, Literal, assert_never

from threadgist.pages.fragment import to_email, to_embed
from threadgist.pages.html import to_html
from threadgist.pages.json import digest_schema, load_digest, to_json
from threadgist.pages.markdown import to_markdown
from threadgist.pages.text import to_text
from threadgist.records import Digest
from threadgist.settings import PageSettings

__all__ = ["FILES", "FORMATS", "Format", "digest_schema", "load_digest", "render"]

Format = Literal["html", "md", "txt", "json", "embed", "email"]
FORMATS: Final[tuple[Format, ...]] = ("html", "md", "txt", "json", "embed", "email")
FILES: Final[dict[str, str]] = {
    **{fmt: f"digest.{fmt}" for fmt in FORMATS},
    "embed": "digest.embed.html",
    "email": "digest.email.html",
}


def render(digest: Digest, fmt: Format, page: PageSettings | None = None, folder: str = "") -> str:
    """Return `digest` in one format; the same digest, settings and folder give the same characters.

    Args:
        digest: a grounded digest. Names are printed as they stand in it: pseudonyms are put in before.
        fmt: one of `FORMATS`; "embed" is a section for an article, "email" a letter. `FILES` has their file names.
        page: what pages show and whose look they have; "md", "txt" and "json" have nothing to turn.
        folder: the name of the folder below `page.base_url` that the page will lie in.

    Raises:
        SettingsError: the templates or the style sheet that `page` names cannot be used.
    """
    page = page or PageSettings()
    match fmt:
        case "html":
            return to_html(digest, page, folder)
        case "embed":
            return to_embed(digest, page, folder)
        case "email":
            return to_email(digest, page, folder)
        case "md":
            return to_markdown(digest)
        case "txt":
            return to_text(digest)
        case "json":
            return to_json(digest)
        case _:
            assert_never(fmt)
