"""The digest as one HTML file that asks nobody for anything and reads the same with scripts off."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from threadgist.pages.chart import SHAPES, style_of
from threadgist.pages.listing import shorter
from threadgist.pages.view import Page, build_page
from threadgist.pages.words import STATUS_NAMES, count, quoted
from threadgist.records import Digest
from threadgist.settings import PageSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from threadgist.pages.listing import Piece

__all__ = ["dressed", "environment", "to_html"]

PAGE_BYTES: Final = 375_000
LISTED_BYTES: Final = 500


@cache
def environment() -> Environment:
    """Return the templates of all pages, with what they share."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("threadgist", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    templates.globals.update(shapes=SHAPES, style_of=style_of, status_names=STATUS_NAMES)
    templates.filters.update(
        counted=count, thousands=lambda number: f"{number:,}", marked=_marked, quoted=quoted
    )
    return templates


def _marked(pieces: Sequence[Piece]) -> Markup:
    """Return pieces of a comment, escaped, those that are cited as `<mark>`."""
    parts = (f"<mark>{escape(text)}</mark>" if cited else escape(text) for text, cited in pieces)
    return Markup("".join(parts))


@cache
def dressed(styles: Sequence[str], scripts: Sequence[str]) -> dict[str, str]:
    """Return what every page of ours is rendered with: `style`, `script`, and the `policy` that admits no others.

    Args:
        styles: style sheets among the templates.
        scripts: scripts among the templates.
    """
    style, style_source = _inline(styles)
    script, script_source = _inline(scripts) if scripts else (Markup(""), "'none'")
    policy = (
        f"default-src 'none'; style-src {style_source}; script-src {script_source}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": style, "script": script, "policy": policy}


def _inline(names: Sequence[str]) -> tuple[Markup, str]:
    """Return style sheets or scripts of ours as they are inlined, and the source expression that admits them.

    Raises:
        ValueError: the file holds a closing tag, which would end the element it is inlined in.
    """
    templates = environment()
    assert templates.loader is not None
    text = "\n".join(templates.loader.get_source(templates, name)[0].strip() for name in names)
    if "</" in text:
        raise ValueError(f"templates/{', '.join(names)} contains '</'")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{digest}'"


def to_html(digest: Digest, page: PageSettings) -> str:
    """Return `digest` as one HTML page, ending in a newline; a large page cuts comments shorter."""
    dress = dressed(("digest.css",), ("scheme.js", "digest.js"))
    template = environment().get_template("digest.html.jinja")

    def at(chars: int) -> tuple[str, Page]:
        view = build_page(digest, chars)
        return template.render(page=view, **dress) + "\n", view

    text, view = at(page.max_comment_chars)
    excess = len(text.encode()) - PAGE_BYTES - LISTED_BYTES * max(0, len(view.listing.comments) - 500)
    return text if excess <= 0 else at(shorter(digest, view.listing, excess))[0]
