"""What a page says of itself to those that link to it: Open Graph, a canonical address, JSON-LD (schema.org)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from threadgist.pages.anchors import theme_anchors
from threadgist.pages.safe import clip, safe_url
from threadgist.pages.words import placed, theme_heading, utc
from threadgist.pages.written import in_short
from threadgist.printable import one_line
from threadgist.records import Digest
from threadgist.translations import gettext as _

__all__ = ["Sharing", "page_address", "sharing"]

DESCRIPTION: Final = 280


@dataclass(frozen=True, slots=True)
class Sharing:
    """Head matter: `address` is where the page will be published and `picture` one of it, None where nobody said."""

    address: str | None
    picture: str | None
    description: str
    json_ld: Markup


def page_address(base_url: str | None, folder: str) -> str | None:
    """Return where the page of `folder` will be published, None without a base."""
    base = safe_url(base_url)
    return None if base is None else f"{base.rstrip('/')}/{quote(f'{folder}/' if folder else '')}digest.html"


def sharing(digest: Digest, standfirst: str, address: str | None, *, preview: bool = False) -> Sharing:
    """Return what stands in the head of a page.

    Args:
        digest: the digest.
        standfirst: what describes a page that nothing says in short.
        address: where the page will be published.
        preview: whether digest.png will lie beside it.
    """
    short = in_short(digest)
    told = " ".join(one.text for one in short.sentences) if short else ""
    graph = {"@context": "https://schema.org", "@graph": [_posting(digest), _list(digest, address)]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    picture = f"{address.removesuffix('.html')}.png" if address and preview else None
    return Sharing(address, picture, clip(told or standfirst, DESCRIPTION), Markup(text))


def _posting(digest: Digest) -> dict[str, Any]:
    """Return the discussion as a DiscussionForumPosting."""
    found: dict[str, Any] = {
        "@type": "DiscussionForumPosting",
        "headline": one_line(digest.title),
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": digest.counts.comments,
        },
    }
    if (url := safe_url(digest.url)) is not None:
        found["url"] = url
    if digest.first_at is not None:
        found["datePublished"] = utc(digest.first_at).isoformat().replace("+00:00", "Z")
    if digest.article is not None and digest.article.title:
        about = {"@type": "Article", "headline": one_line(digest.article.title)}
        link = safe_url(digest.article.url)
        found["about"] = {**about, "url": link} if link else about
    return found


def _list(digest: Digest, address: str | None) -> dict[str, Any]:
    """Return the themes as an ItemList."""
    anchors, themes = theme_anchors(digest.themes), placed(digest)
    return {
        "@type": "ItemList",
        "name": _("Themes of the discussion"),
        "numberOfItems": len(themes),
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": theme_heading(theme),
                "url": f"{address or ''}#{anchors[theme.id]}",
            }
            for number, theme in enumerate(themes, 1)
        ],
    }
