"""A comparison as a page, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Mapping

from threadgist.compare.records import Comparison
from threadgist.pages.comparison_html import comparison_to_html
from threadgist.pages.comparison_json import comparison_to_json
from threadgist.pages.comparison_markdown import comparison_to_markdown

__all__ = ["render_comparison"]


def render_comparison(comparison: Comparison, fmt: str, links: Mapping[str, str] | None = None) -> str:
    """Return `comparison` in one format; the same comparison and links give the same characters.

    Args:
        comparison: what `threadgist.compare.compare` made.
        fmt: "html", "md" or "json".
        links: addresses of the digests' own pages, by the key of the digest.

    Raises:
        ValueError: There is no such format.
    """
    if fmt == "html":
        return comparison_to_html(comparison, links or {})
    if fmt == "md":
        return comparison_to_markdown(comparison, links or {})
    if fmt == "json":
        return comparison_to_json(comparison)
    raise ValueError(f"no format {fmt!r}: there are html, md and json")
