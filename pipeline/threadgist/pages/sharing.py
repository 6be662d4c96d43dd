"""What a page says of itself to those that link to it: Open Graph, a canonical address, JSON-LD (schema.org)."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from threadgist.pages.safe import clip, safe_url, theme_anchors
from threadgist.pages.words import placed, theme_heading, zulu
from threadgist.pages.written import in_short
from threadgist.records import Digest
from threadgist.translations import gettext as _
from threadgist.words import one_line

DESCRIPTION: Final = 280


def page_address(base_url: str | None, folder: str) -> str | None:
    """Return where the page of `folder` will be published, None without a base."""
    base = safe_url(base_url)
    return None if base is None else f"{base.rstrip('/')}/{quote(f'{folder}/' if folder else '')}digest.html"


def sharing(digest: Digest, standfirst: str, address: str | None, *, preview: bool = False) -> dict[str, Any]:
    """Return what stands in the head of a page; `address` and `picture` are None where nobody said.

    `standfirst` describes a page that nothing says in short; `preview` is whether digest.png will lie beside it.
    """
    told = " ".join(sentence["text"] for sentence in in_short(digest)[1])
    graph = {"@context": "https://schema.org", "@graph": [_posting(digest), _list(digest, address)]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return {
        "address": address,
        "picture": f"{address.removesuffix('.html')}.png" if address and preview else None,
        "description": clip(told or standfirst, DESCRIPTION),
        "json_ld": Markup(text),
    }


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
        found["datePublished"] = zulu(digest.first_at)
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
