"""A digest by templates: the page, a section of an article, a letter, Markdown, plain text."""

from __future__ import annotations

import re
from typing import Any, Final

from threadgist.pages.bullets import Bullets, shorter
from threadgist.pages.html import dressed, environment, templates_of
from threadgist.pages.sharing import page_address
from threadgist.pages.view import build_fragment, build_page
from threadgist.records import Digest
from threadgist.settings import PageSettings

PAGE_BYTES: Final = 375_000
LISTED_BYTES: Final = 500
# What the largest mail services show before they cut a letter off is 102 kB.
EMAIL_BYTES: Final = 95_000


def to_html(digest: Digest, page: PageSettings, folder: str = "", *, preview: bool = False) -> str:
    """Return `digest` as one HTML page, ending in a newline; a large page cuts comments shorter.

    Args:
        digest: the digest.
        page: what the page shows, and whose look it has.
        folder: the name of the folder below `page.base_url` that the page will lie in.
        preview: whether a picture of it, digest.png, will lie beside it.

    Raises:
        SettingsError: the templates or the style sheet that `page` names cannot be used.
    """
    address = page_address(page.base_url, folder)
    with templates_of(page.templates) as templates:
        dress = dressed(("digest.css",), ("scheme.js", "digest.js", "map.js"), page.templates, page.css)
        template = templates.get_template("digest.html.jinja")

        def at(chars: int) -> tuple[str, dict[str, Any]]:
            view = build_page(digest, chars, address, preview=preview)
            return template.render(page=view, **dress) + "\n", view["listing"]

        text, listing = at(page.max_comment_chars)
        excess = len(text.encode()) - PAGE_BYTES - LISTED_BYTES * max(0, len(listing["comments"]) - 500)
        return text if excess <= 0 else at(shorter(digest, listing, excess))[0]


def to_embed(digest: Digest, page: PageSettings, folder: str = "") -> str:
    """Return a section to put into an article, with styles that hold for it alone and without scripts."""
    with templates_of(page.templates) as templates:
        style = templates.get_template("embed.css").render()
        view = build_fragment(digest, Bullets(digest, {}), page_address(page.base_url, folder))
        return templates.get_template("embed.html.jinja").render(page=view, style=style) + "\n"


def to_email(digest: Digest, page: PageSettings, folder: str = "") -> str:
    """Return the digest as a letter: styles inlined, nothing that mail programs take out, under 95 kB.

    A long digest shows fewer lines of each theme.
    """
    text = ""
    with templates_of(page.templates) as templates:
        template = templates.get_template("email.html.jinja")
        for most in (None, 4, 3, 2, 1):
            view = build_fragment(digest, Bullets(digest, {}, most), page_address(page.base_url, folder))
            text = template.render(page=view) + "\n"
            if len(text.encode()) <= EMAIL_BYTES:
                break
    return text


def to_markdown(digest: Digest) -> str:
    """Return `digest` as CommonMark. Foreign text is escaped: it cannot become markup, a link, an image or HTML."""
    return _plain(digest, "digest.md.jinja")


def to_text(digest: Digest) -> str:
    """Return `digest` as plain text: one line a bullet, however long.

    Where a language model sums up, what is counted stands behind the sentences and headings stand alone.
    """
    return _plain(digest, "digest.txt.jinja")


def _plain(digest: Digest, name: str) -> str:
    view = build_fragment(digest, Bullets(digest, {}))
    return blocks(environment().get_template(name).render(page=view, digest=digest))


def blocks(text: str) -> str:
    """Return what a template printed with one empty line between blocks, none where it left one out."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
