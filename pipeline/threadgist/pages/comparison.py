"""A comparison as a page, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from threadgist.compare.records import COMPARISON_VERSION, Comparison
from threadgist.pages.comparison_view import build_comparison_page
from threadgist.pages.formats import blocks
from threadgist.pages.html import dressed, environment
from threadgist.pages.json import schema_of, to_json


def render_comparison(comparison: Comparison, fmt: str, links: Mapping[str, str] | None = None) -> str:
    """Return `comparison` in one format; the same comparison and links give the same characters.

    Args:
        comparison: what `threadgist.compare.compare` made.
        fmt: "html", "md" or "json".
        links: addresses of the digests' own pages, by the key of the digest; others are not linked.

    Raises:
        ValueError: There is no such format.
        GroundingError: A number is not finite.
    """
    if fmt == "json":
        return to_json(comparison)
    if fmt not in ("html", "md"):
        raise ValueError(f"no format {fmt!r}: there are html, md and json")
    page = build_comparison_page(comparison, links or {})
    template = environment().get_template(f"comparison.{fmt}.jinja")
    if fmt == "md":
        return blocks(template.render(page=page))
    dress = dressed(("digest.css", "comparison.css"), ("scheme.js", "comparison.js"))
    return template.render(page=page, **dress) + "\n"


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of comparison.json, with the records' docstrings as descriptions."""
    return schema_of(Comparison, "comparison", COMPARISON_VERSION)
