"""WordPress: the comments under a post, from the REST API. Links that no other site knows are tried here."""

import itertools
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from threadgist.errors import SourceError
from threadgist.fetch.exchange import PAGE, Pages
from threadgist.fetch.sites import Link, Ref, first_page, parse_link
from threadgist.sources.article import safe_url
from threadgist.sources.base import RawComment, RawThread
from threadgist.sources.page import attribute_of
from threadgist.sources.sites.answers import comment_of
from threadgist.sources.sites.blogs import api_thread
from threadgist.sources.values import identifier, objects, string

_PER_PAGE = 100
_MAX_TOTAL = 1_000_000
_HOSTED = "https://public-api.wordpress.com/wp/v2/sites/"
_PAGE_START = 1_000_000
_HEADER = re.compile(r'<([^<>]+)>\s*;\s*rel="?https://api\.w\.org/"?')


def wordpress_ref(link: Link) -> Ref | None:
    """Accept a link that ends in a name, or says `?p=NUMBER`."""
    if (number := link.query.get("p", "")).isdigit() and number.isascii():
        return Ref("wordpress", "/".join((link.base, *link.path, f"?p={number}")), link.base, ("p", number))
    path = link.path
    # In `/post-name/comment-page-2` the last segment is a place in the post; some links end in `.html`.
    if len(path) > 1 and re.fullmatch(r"comment-page-\d+|amp|feed", path[-1]):
        path = path[:-1]
    slug = re.sub(r"\.html?$", "", path[-1]) if path else ""
    if not slug or slug.isdigit() or "." in slug:
        return None
    return Ref("wordpress", "/".join((link.base, *path)), link.base, ("slug", slug, *path[:-1]))


def wordpress(ref: Ref, pages: Pages) -> RawThread:
    """Find the API, the post, and then all its comments."""
    api, post = _find(ref, pages)
    post_id = identifier(post.get("id")) or ""
    comments: dict[str, RawComment] = {}
    stated: int | None = None
    for number in itertools.count(1):
        query = {"post": post_id, "per_page": _PER_PAGE, "page": number, "order": "asc", "orderby": "date"}
        # Past the last page the API answers 400.
        page = pages.get(f"{api}/comments", query, allow=(400,) if number > 1 else ())
        if not isinstance(page.document, list):
            break
        found = [comment_of("wordpress-api", item) for item in objects(page.document)]
        if stated is None and (total := page.headers.get("x-wp-total", "")).isdecimal():
            stated = min(int(total[:9]), _MAX_TOTAL)
            pages.expect(len(pages.used) - 1 + -(-stated // _PER_PAGE))
        before = len(comments)
        comments.update({c.id: c for c in found if c.id})
        if len(comments) == before or len(found) < _PER_PAGE:
            break
    return replace(api_thread(post, ref.url), comments=tuple(comments.values()), stated_count=stated)


def _find(ref: Ref, pages: Pages) -> tuple[str, dict[str, Any]]:
    host = urlsplit(ref.base).hostname or ""
    api: str | None = f"{_HOSTED}{host}" if host.endswith(".wordpress.com") else f"{ref.base}/wp-json/wp/v2"
    posts = _posts(str(api), ref, pages)
    if posts is None:
        # A blog below a path, or with its API elsewhere, says so on every page.
        api = _announced(ref, pages)
        posts = _posts(api, ref, pages) if api else None
    if api is None:
        raise SourceError(
            f"{ref.url}: no thread that can be fetched: not a link of a known forum, and the site "
            "offers no WordPress API; save the thread and hand over the file (threadgist sources)"
        )
    if not posts:
        raise SourceError(
            f"{ref.url}: this WordPress knows no such post; it may be private, or the link wrong"
        )
    # Two posts may share a name; the one whose link was given is meant.
    wanted = parse_link(ref.url)
    links = (parse_link(string(post.get("link")) or "") for post in posts)
    exact = [p for p, link in zip(posts, links, strict=True) if link and wanted and link.path == wanted.path]
    return api, (exact or posts)[0]


def _posts(api: str, ref: Ref, pages: Pages) -> list[dict[str, Any]] | None:
    """Return the posts of the name or number in the link; None where there is no API at all."""
    kind, name = ref.parts[:2]
    for collection in ("posts", "pages"):
        address, query = f"{api}/{collection}", {"slug": name} if kind == "slug" else None
        address += f"/{name}" if kind == "p" else ""
        page = first_page(pages.get(address, query, allow=(401, 403, 404)), ref)
        if not page.ok and "json" not in page.headers.get("content-type", ""):
            return None
        found = objects(page.document if isinstance(page.document, list) else [page.document])
        if posts := [post for post in found if identifier(post.get("id"))]:
            return posts
    return []


def _announced(ref: Ref, pages: Pages) -> str | None:
    page = pages.get(ref.url, accept=PAGE)
    found = _HEADER.search(page.headers.get("link", ""))
    tag = LexborHTMLParser(page.text[:_PAGE_START]).css_first('link[rel="https://api.w.org/"]')
    link = safe_url(found[1] if found else attribute_of(tag, "href"))
    return link.rstrip("/") + "/wp/v2" if link and not urlsplit(link).query else None
