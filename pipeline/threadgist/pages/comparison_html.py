"""The comparison as one HTML file that asks nobody for anything; its two views switch without scripts."""

from __future__ import annotations

from collections.abc import Mapping

from threadgist.compare.records import Comparison
from threadgist.pages.comparison_view import build_comparison_page
from threadgist.pages.html import dressed, environment

__all__ = ["comparison_to_html"]


def comparison_to_html(comparison: Comparison, links: Mapping[str, str]) -> str:
    """Return `comparison` as one HTML page, ending in a newline.

    Args:
        comparison: the comparison.
        links: addresses of the digests' own pages, by the key of the digest; others are not linked.
    """
    dress = dressed(("digest.css", "comparison.css"), ("scheme.js", "comparison.js"))
    page = build_comparison_page(comparison, links)
    template = environment().get_template("comparison.html.jinja")
    return template.render(page=page, **dress) + "\n"
