"""Comments of blogs: feeds (Atom, RSS); exports of Disqus and WordPress (WXR); answers of WordPress's API."""

import re
from dataclasses import replace
from typing import Any

from threadgist.errors import SourceError
from threadgist.sources.archive import Gathered, wanted_of
from threadgist.sources.article import article_of, safe_url
from threadgist.sources.base import RawComment, RawThread, TextSource
from threadgist.sources.page import attribute, elements, fields, local, text_of
from threadgist.sources.payload import Payload
from threadgist.sources.plaintext import Markup, to_plain
from threadgist.sources.sites.answers import AnswerSource, comment_of, conversation, pick, thread_of
from threadgist.sources.values import identifier, objects, part, string

_ROOTS = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b")
_ABOUT = re.compile(r"(?i)^(?:Comments on|Comments for|Kommentare zu|Commentaires sur|Comentarios en):?\s+")
_ID = re.compile(r"t1_(.+)|https?://[^#]*#(?:comment-)?+c?+(.+)")
_NAMES = frozenset(("item", "entry", "title", "link", "channel"))


def _read(payload: Payload) -> RawThread:
    """Read the entries, the latest comments of a page; answers are told by `thr:in-reply-to` (RFC 4685), if at all."""
    title = link = None
    entries: list[RawComment] = []
    reddit = "reddit.com/r/" in payload.text[:4096]
    post = RawComment("")
    for element in elements(payload, _NAMES, depth=2 if payload.root_tag.startswith("<rss") else 1):
        match local(element):
            case "title":
                title = title or text_of(element).strip()
            case "link":
                link = link or _page(element)
            case "channel":
                head = fields(element)
                title, link = head.get("title"), safe_url(head.get("link"))
            case _:
                comment = _entry(element)
                if reddit and not post.id and (comment.id or "").startswith("t3_"):
                    post, title = comment, fields(element).get("title") or title
                else:
                    entries.append(comment)
    if title is None and not entries:
        raise SourceError(f"{payload.name}: a feed without entries; save the feed of the comments again")
    title = _ABOUT.sub("", title or "")
    known = {comment.id for comment in entries}
    # Reddit lays a table around what the author of a post wrote.
    lead, end, _ = post.body.partition("<!-- SC_OFF -->")[2].partition("<!-- SC_ON -->")
    comments = (
        replace(one, id=_short(one.id), parent=_short(one.parent) if one.parent in known else None)
        for one in entries
    )
    return RawThread(
        tuple(comments),
        title=title or None,
        id=post.id and post.id.removeprefix("t3_"),
        url=link,
        author=post.author,
        created_at=post.created_at,
        article=article_of(title, link, lead if end else ""),
    )


def _page(element: Any) -> str | None:
    """Return the address of the page that a feed's own link names; not that of the feed."""
    if attribute(element, "rel") in (None, "alternate"):
        return safe_url(attribute(element, "href") or text_of(element).strip())
    return None


def _entry(element: Any) -> RawComment:
    found = fields(element)
    body, markup = _body(element, found)
    name = text_of(element.find("{*}author/{*}name")).strip()
    return comment_of(
        "feed",
        {**found, "link": next(filter(None, map(_page, element.iterchildren("{*}link"))), None)},
        body=body,
        parent=attribute(element.find("{*}in-reply-to"), "ref"),
        author=(name or found.get("creator") or found.get("author") or "").removeprefix("/u/") or None,
        markup=markup,
    )


def _body(element: Any, found: dict[str, str]) -> tuple[str, Markup]:
    if text := found.get("encoded"):
        return text, "html"
    for name in ("content", "summary", "description"):
        node = element.find(f"{{*}}{name}")
        if node is None:
            continue
        kind = attribute(node, "type") or ("text" if name != "description" else "html")
        if kind == "xhtml":
            from lxml import etree

            return etree.tostring(node, encoding="unicode", with_tail=False), "html"
        return text_of(node), "html" if "html" in kind else "unknown"
    return "", "plain"


def _short(given: str | None) -> str | None:
    """Shorten an id to what people call a comment by."""
    found = _ID.fullmatch(given or "")
    return found[1] or found[2] if found else given


FEED = TextSource("feed", lambda payload: _ROOTS.match(payload.root_tag), _read)


def _disqus_read(payload: Payload) -> RawThread:
    """Read all threads and posts (http://disqus.com/disqus.xsd); spam is left out, and counted."""
    threads: dict[str, Gathered] = {}
    posts: list[tuple[str, dict[str, Any]]] = []
    for element in elements(payload, frozenset(("thread", "post")), depth=1):
        own_id, found = attribute(element, "id"), fields(element)
        if local(element) == "thread":
            thread = thread_of("disqus", found, id=own_id or None)
            name = text_of(element.find("{*}id")).strip()
            threads[own_id or ""] = conversation(thread, name, found.get("link"))
        else:
            by, parent = element.find("{*}author"), attribute(element.find("{*}parent"), "id")
            post = {**found, "id": own_id, "parent": parent, "author": fields(by) if by is not None else {}}
            posts.append((attribute(element.find("{*}thread"), "id") or "", post))
    # A thread may stand behind its posts.
    for thread_id, post in posts:
        one = threads.setdefault(thread_id, Gathered(RawThread((), id=thread_id or None)))
        if post.get("isSpam") == "true":
            one.skipped["marked as spam"] += 1
        else:
            one.comments.append(comment_of("disqus", post, one.thread.url))
    # A page without comments is nothing that anybody would choose.
    return wanted_of(payload, [one for one in threads.values() if one.comments] or threads.values())


DISQUS = TextSource("disqus", lambda payload: re.match(r"<disqus[ >\n]", payload.root_tag), _disqus_read)

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_BLOCK = re.compile(r"</?(?:p|div|ul|ol|li|blockquote|pre|h[1-6]|table)\b", re.IGNORECASE)

# A post, empty where it is not there, and its comments.
_Answer = tuple[dict[str, Any], list[dict[str, Any]]]


def _unshown(kind: Any, status: Any) -> str | None:
    if kind in ("pingback", "trackback"):
        return "pingbacks and trackbacks"
    if status in ("approved", "approve", "1", ""):
        return None
    return "waiting for approval" if status in ("hold", "0") else "spam or trash"


def _found(document: Any) -> _Answer | None:
    """Accept a list of comments of the API, or a post with them embedded."""
    post = document if isinstance(document, dict) else {}
    embedded = part(post, "_embedded").get("replies")
    pages = embedded if isinstance(embedded, list) else [post.get("comments") if post else document]
    listed = [item for page in pages for item in objects(page)]
    fits = all({"author_name", "post"} <= i.keys() and "rendered" in part(i, "content") for i in listed)
    return (post, listed) if fits and listed else None


def _read_answer(found: _Answer, payload: Payload) -> RawThread:
    post, listed = found
    gathered: dict[str, Gathered] = {}
    for item in listed:
        post_id = identifier(item.get("post")) or ""
        if post_id not in gathered:
            is_it = identifier(post.get("id")) == post_id
            page = (safe_url(item.get("link")) or "").partition("#")[0] or None
            thread = api_thread(post if is_it else {}, page)
            gathered[post_id] = conversation(replace(thread, id=post_id or None))
        if reason := _unshown(item.get("type"), item.get("status", "approved")):
            gathered[post_id].skipped[reason] += 1
        else:
            gathered[post_id].comments.append(comment_of("wordpress-api", item))
    return wanted_of(payload, gathered.values())


def api_thread(post: dict[str, Any], page: str | None) -> RawThread:
    """Read a post, without its comments; `page` is its address, where the post itself has none."""
    title = to_plain(pick(post, "title/rendered", string) or "", "html") or None
    return thread_of("wordpress-api", post, page, title=title)


def _read_export(payload: Payload) -> RawThread:
    """Read all posts and their comments; pingbacks and what the site never showed are left out, and counted."""
    posts: list[Gathered] = []
    title: str | None = None
    for element in elements(payload, frozenset(("item", "title")), depth=2):
        if local(element) == "title":
            title = title or text_of(element).strip()
        else:
            posts.append(_post(element))
    talked = [post for post in posts if post.comments] or posts
    return wanted_of(payload, talked, title)


def _post(element: Any) -> Gathered:
    found = fields(element)
    thread = thread_of("wordpress", found, lead=_paragraphs(found.get("encoded", "")))
    gathered = conversation(thread, found.get("link"), found.get("post_name"), found.get("guid"))
    for one in element.iterchildren("{*}comment"):
        comment = fields(one)
        if reason := _unshown(comment.get("comment_type"), comment.get("comment_approved", "1")):
            gathered.skipped[reason] += 1
        else:
            body = _paragraphs(comment.get("comment_content", ""))
            gathered.comments.append(comment_of("wordpress", comment, thread.url, body=body))
    return gathered


def _paragraphs(html: str) -> str:
    """Mark paragraphs as WordPress does when it shows a text, which is stored with blank lines (wpautop)."""
    html = html.replace("\r\n", "\n").strip()
    return html if "\n" not in html or _BLOCK.search(html) else _BLANK.sub("<p>", html)


WORDPRESS_API = AnswerSource("wordpress-api", _found, _read_answer)
WORDPRESS = TextSource(
    "wordpress",
    lambda payload: payload.root_tag.startswith("<rss") and "wordpress.org/export/" in payload.root_tag,
    _read_export,
)
