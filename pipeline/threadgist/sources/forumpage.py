"""Saved pages of forums, by the tags and classes of the software that made them (see `vocabulary/forums.toml`)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadgist.errors import SourceError
from threadgist.sources.archive import told
from threadgist.sources.article import article_of
from threadgist.sources.assemble import natural_key
from threadgist.sources.base import Columns, RawComment, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.localtimes import local_times
from threadgist.sources.page import attribute_of, canonical, html_in, one_line, parse_page
from threadgist.sources.payload import Payload
from threadgist.sources.vocabulary import vocabulary

_WHEN = ("datetime", "data-time", "title", "data-timestamp")
_LATER_PAGE = re.compile(r"(?:[?&/;](?:page|start|p)[=/-]?|-page-|/page)([0-9]{1,9})\b")
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """Where a program's pages show what; the fields are told in `vocabulary/forums.toml`."""

    description: str
    mark: str
    post: str
    key: Sequence[str]
    author: Sequence[str]
    time: Sequence[str]
    body: Sequence[str]
    title: Sequence[str]
    name: str = ""
    after: str = ""
    score: str = ""
    quotes: str = ""
    drop: str = ""
    answers: Sequence[str] = ("", "")
    nested: bool = False
    opens: bool = True
    same_author: bool = False
    skip: str = ""
    gone: str = ""
    fragment: str = ""
    files: str = ""


class Owners:
    """Which of some nodes a node stands in, the nearest one; looked up once for every node on the way."""

    def __init__(self, nodes: Iterable[LexborNode]) -> None:
        self._known: dict[int, int | None] = {node.mem_id: index for index, node in enumerate(nodes)}

    def of(self, node: LexborNode | None) -> int | None:
        """Return the index of the nearest of the nodes that is `node` or stands around it."""
        trail: list[int] = []
        while node is not None and node.mem_id not in self._known:
            trail.append(node.mem_id)
            node = node.parent
        found = self._known[node.mem_id] if node is not None else None
        self._known.update(dict.fromkeys(trail, found))
        return found


@dataclass(slots=True)
class _Post:
    """A post while its parts are gathered."""

    id: str | None
    inside: int | None = None
    skipped: bool = False
    gone: bool = False
    author: str | None = None
    when: str = ""
    score: int | None = None
    answers: list[str] = field(default_factory=list)
    body: LexborNode | None = None


@dataclass(frozen=True)
class ForumPageSource(BundleReader):
    """Pages of one kind of software, saved as HTML; exports of several pages are read as one."""

    name: str
    shape: PageShape
    link: str = "the page's address with the post's"

    @property
    def description(self) -> str:
        """What it reads, in one line."""
        what = self.shape.description
        return what if ":" in what else f"{what}: a page saved as HTML"

    def sniff(self, payload: Payload) -> str | None:
        """Accept HTML with the software's marks."""
        if not payload.looks_like_markup:
            return "it is neither XML nor HTML"
        with suppress(SourceError):
            marked = re.search(self.shape.mark, payload.text)
            if marked and parse_page(payload).css_first(self.shape.post) is not None:
                return None
        return "no saved page of a forum that is known"

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the posts; the first one of a forum's thread opens it, so it is what the others talk about."""
        tree = parse_page(payload)
        shape = self.shape
        posts = _posts(tree, shape)
        named = [post for post in posts if post.id]
        dropped = Counter("service message" for post in named if post.skipped)
        dropped["message without text"] = sum(not (post.skipped or post.gone or post.body) for post in named)
        url = canonical(tree)
        comments, notes = _comments(shape, posts, url or "")
        if not comments and not any(dropped.values()):
            raise SourceError(
                f"{payload.name}: a page of {shape.description} without posts; save the thread's own page as HTML"
            )
        title = next(filter(None, (one_line(tree.css_first(one)) for one in shape.title)), None)
        thread = RawThread(tuple(comments), title=title, url=url, repairs=(*told(dropped), *notes))
        later = _LATER_PAGE.search(url or "")
        if not (shape.opens and title and len(comments) > 1) or (later and int(later[1]) > 1):
            return thread
        opener, begun = comments[0], comments[0].created_at
        article = article_of(title, url, opener.body, begun=begun)
        thread = replace(thread, comments=tuple(comments[1:]), id=opener.id, author=opener.author)
        return replace(thread, created_at=begun, article=article)

    def sniff_bundle(self, bundle: Bundle) -> str | None:
        """Accept an export of which the first page is one of the software."""
        names = bundle.exported(self.shape.files)[:1] if self.shape.files else []
        found = bundle.some(names, lambda page: self.sniff(page) is None)
        return None if found else f"no export of pages of {self.shape.description}"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read all pages."""
        names = sorted(bundle.matching(self.shape.files), key=natural_key)
        text = "\n".join(bundle.payload(name).text for name in names)
        return self.parse(Payload(text, bundle.place), Columns())


def _posts(tree: LexborHTMLParser, shape: PageShape) -> list[_Post]:
    nodes = tree.css(shape.post)
    owners = Owners(nodes)
    posts = [_Post(_key(node, shape), owners.of(node.parent) if shape.nested else None) for node in nodes]

    def parts(*selectors: str) -> Iterator[tuple[_Post, LexborNode]]:
        """Yield what posts hold, the best last, and first of several in the page."""
        for selector in filter(None, reversed(selectors)):
            for node in reversed(tree.css(selector)):
                if (owner := owners.of(node)) is not None:
                    yield posts[owner], node

    for post, _ in parts(shape.skip):
        post.skipped = True
    for post, _ in parts(shape.gone):
        post.gone = True
    for post, node in parts(*shape.author):
        post.author = one_line(node) or post.author
    speaker: str | None = None
    for post, node in zip(posts, nodes, strict=True):
        post.author = post.author or (attribute_of(node, shape.name) if shape.name else None)
        if shape.same_author and not post.skipped:
            post.author = speaker = post.author or speaker
    for post, node in parts(*shape.time):
        post.when = _when(node, shape) or post.when
    for post, node in parts(*shape.body):
        post.body = node
    for post, node in parts(shape.answers[0]):
        target = " ".join(attribute_of(node, name) or "" for name in ("data-source", "data-post", "href"))
        if found := re.search(shape.answers[1], target.strip()):
            post.answers.insert(0, found[1])
    for post, node in parts(shape.score):
        if found := _COUNT.search(one_line(node)):
            post.score = post.score if post.score is not None else int(found[0])
    return posts


def _key(node: LexborNode, shape: PageShape) -> str | None:
    names, pattern = shape.key
    selector, _, attributes = names.rpartition("] ")
    at = node.css_first(selector + "]") if selector else node
    tried = (re.search(pattern, attribute_of(at, name) or "") for name in attributes.split())
    return next((found[1] for found in tried if found), None)


def _when(node: LexborNode, shape: PageShape) -> str:
    for name in _WHEN:
        value = node.attributes.get(name) or ""
        # A title may be "Reply #1".
        if sum(map(str.isdecimal, value)) >= 4:
            return value
    text = re.sub(shape.after, "", one_line(node))[:70]
    return text if any(map(str.isdecimal, text)) else ""


def _comments(shape: PageShape, posts: list[_Post], url: str) -> tuple[list[RawComment], tuple[str, ...]]:
    kept = [post for post in posts if not post.skipped and (post.body is not None or post.gone)]
    times, notes = local_times([post.when or None for post in kept])
    known = {post.id for post in kept}
    comments: list[RawComment] = []
    for post, moment in zip(kept, times, strict=True):
        above = posts[post.inside].id if post.inside is not None else None
        answered = next((one for one in post.answers if one in known and one != post.id), None)
        comments.append(
            RawComment(
                body=_body(post.body, shape) if post.body is not None else "",
                id=post.id,
                parent=above if shape.nested else answered,
                author=post.author,
                created_at=moment,
                score=post.score,
                url=url + shape.fragment.format(id=post.id) if url and post.id and shape.fragment else None,
                gone="removed" if post.gone else None,
                markup="html",
            )
        )
    return comments, notes


def _body(node: LexborNode, shape: PageShape) -> str:
    """Return the HTML of a text with its quotations marked as such, and without what programs put into it."""
    for one in node.css(shape.drop) if shape.drop else ():
        if one.mem_id != node.mem_id and one.parent is not None:
            one.decompose()
    if shape.quotes:
        for one in reversed(node.css(shape.quotes)):
            quoted = LexborHTMLParser(f"<blockquote>{html_in(one)}</blockquote>", is_fragment=True).root
            if one.mem_id != node.mem_id and quoted is not None:
                one.replace_with(quoted)
    return html_in(node)


FORUM_PAGES = tuple(ForumPageSource(name, PageShape(**row)) for name, row in vocabulary("forums").items())
