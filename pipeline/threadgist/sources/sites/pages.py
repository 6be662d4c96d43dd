"""Hacker News and Lobsters: a thread's page as a browser saves it, read as what the site's API answers."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadgist.errors import SourceError
from threadgist.sources.base import RawThread, TextSource
from threadgist.sources.page import attribute_of, canonical, html_in, one_line, parse_page
from threadgist.sources.payload import Payload
from threadgist.sources.sites.news import LOBSTERS, item_comment, parents_by_depth, story_thread
from threadgist.sources.times import parse_time
from threadgist.sources.values import GONE_TEXT, number

_HACKERNEWS = "https://news.ycombinator.com/"
_ROW = re.compile(r"""<tr[^>]{0,200}\bcomtr\b""")
_PIXELS_A_LEVEL = 40
_SUBTREE = re.compile(r"""<(?:li|ol|div)[^>]{0,200}\bcomments_subtree\b""")
_COUNT = re.compile(r"([0-9]{1,9}) comment\S*")
_STATED = re.compile(r"([0-9]{1,9})\s+comments?")
_USER = re.compile(r"/[u~]/?[^/]+$")


def _hackernews(payload: Payload) -> RawThread:
    tree = parse_page(payload)
    rows = tree.css("tr.comtr")
    if not rows:
        raise SourceError(
            f"{payload.name}: no comments of Hacker News; save the thread's page as HTML, "
            "or https://hn.algolia.com/api/v1/items/ID"
        )
    head = tree.css_first("table.fatitem tr.athing")
    link = tree.css_first("table.fatitem .titleline > a, table.fatitem a.storylink")
    links = tree.css("table.fatitem .subtext a, table.fatitem .subline a")
    story = {
        "title": one_line(link) or one_line(tree.css_first("title")).removesuffix(" | Hacker News"),
        "url": urljoin(_HACKERNEWS, attribute_of(link, "href") or ""),
        "author": one_line(tree.css_first("table.fatitem a.hnuser")),
        "created_at": _age(tree.css_first("table.fatitem span.age")),
        "num_comments": next((int(one[1]) for a in links if (one := _COUNT.fullmatch(one_line(a)))), None),
        "text": html_in(tree.css_first("table.fatitem .toptext")),
    }
    thread = story_thread(story, attribute_of(head, "id"))
    parents = parents_by_depth((_depth(row), row.attributes.get("id") or None) for row in rows)
    comments = (item_comment(_item(row, parent)) for row, parent in zip(rows, parents, strict=True))
    return replace(thread, comments=tuple(comments), article=thread.article if link is not None else None)


def _item(row: LexborNode, parent: str | None) -> dict[str, Any]:
    for reply in row.css("div.reply"):
        reply.decompose()
    shown = one_line(row.css_first("div.comment"))
    return {
        "id": row.attributes.get("id"),
        "parent": parent,
        "author": one_line(row.css_first("a.hnuser")),
        "created_at": _age(row.css_first("span.age")),
        "text": shown if shown in GONE_TEXT else html_in(row.css_first(".commtext")) or shown,
        "dead": shown == "[delayed]" or "[dead]" in one_line(row.css_first(".comhead")),
    }


def _age(node: LexborNode | None) -> str:
    """Return the exact time, which newer pages hold; "3 hours ago" says nothing once the page is saved."""
    return (attribute_of(node, "title") or "").split(" ")[0]


def _depth(row: LexborNode) -> int:
    indent = number(attribute_of(row.css_first("td.ind"), "indent"))
    width = number(attribute_of(row.css_first("td.ind img"), "width"))
    return indent if indent is not None else (width or 0) // _PIXELS_A_LEVEL


def _lobsters(payload: Payload) -> RawThread:
    tree = parse_page(payload)
    story = tree.css_first("li.story, div.story")
    link = story.css_first("a.u-url, .link a") if story is not None else None
    page = canonical(tree)
    if story is None or link is None:
        raise SourceError(f"{payload.name}: no story of Lobsters; save its page as HTML, or /s/ID.json")
    label = _STATED.search(one_line(story.css_first(".comments_label")))
    found = {
        "title": one_line(link),
        "short_id": attribute_of(story, "data-shortid"),
        "comments_url": page,
        "url": urljoin(page or "", attribute_of(link, "href") or ""),
        "submitter_user": _user(story),
        "created_at": _time(story),
        "description": html_in(tree.css_first(".story_text")),
        "comment_count": int(label[1]) if label else None,
        "comments": _comments(tree, page),
    }
    return LOBSTERS.read(found, payload)


def _comments(tree: LexborHTMLParser, page: str | None) -> list[dict[str, Any]]:
    """Read the comments; a list that follows one, or stands in a list that does, holds the answers to it."""
    comments: list[dict[str, Any]] = []
    latest: dict[int, str] = {}
    for node in tree.css(".comment[data-shortid]"):
        if (place := node.parent) is None or not (comment_id := node.attributes.get("data-shortid")):
            continue
        around = place.parent
        while around is not None and around.mem_id not in latest:
            around = around.parent
        parent = latest[around.mem_id] if around is not None else None
        comments.append(_comment(node, comment_id, parent, page))
        latest[place.mem_id] = comment_id
    return comments


def _comment(node: LexborNode, comment_id: str, parent: str | None, page: str | None) -> dict[str, Any]:
    text = node.css_first(".comment_text")
    removed = one_line(text.css_first("span.na")) if text is not None else ""
    links = (attribute_of(anchor, "href") for anchor in node.css(".byline a") if one_line(anchor) == "link")
    return {
        "comment": html_in(text),
        "short_id": comment_id,
        "parent_comment": parent,
        "commenting_user": _user(node),
        "created_at": _time(node),
        "score": number(one_line(node.css_first(".score"))),
        "url": next((urljoin(page or "", href or "") for href in links), None),
        "short_id_url": f"{page}#c_{comment_id}" if page else None,
        "is_deleted": "by author" in removed,
        "is_moderated": bool(removed) and "by author" not in removed,
    }


def _user(node: LexborNode) -> str | None:
    links = (a for a in node.css(".byline a") if _USER.search(attribute_of(a, "href") or ""))
    return next((name for link in links if (name := one_line(link))), None)


def _time(node: LexborNode) -> str | None:
    marks = node.css(".byline time, .byline span[title]")
    values = (mark.attributes.get(name) for mark in marks for name in ("datetime", "title"))
    return next((value for value in values if parse_time(value)), None)


HACKERNEWS_PAGE = TextSource(
    "hackernews-page", lambda payload: payload.looks_like_markup and _ROW.search(payload.text), _hackernews
)
LOBSTERS_PAGE = TextSource(
    "lobsters-page", lambda payload: payload.looks_like_markup and _SUBTREE.search(payload.text), _lobsters
)
