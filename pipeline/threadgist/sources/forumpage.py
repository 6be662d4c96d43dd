"""Saved pages of forums, by the tags and classes of the software that made them (see `vocabulary/forums.toml`)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from threadgist.errors import SourceError
from threadgist.sources.archive import told
from threadgist.sources.article import article_of
from threadgist.sources.assemble import natural_key
from threadgist.sources.base import Columns, Described, RawComment, RawThread
from threadgist.sources.bundle import Bundle, BundleReader
from threadgist.sources.page import attribute_of, canonical, html_in, one_line, parse_page
from threadgist.sources.payload import Payload
from threadgist.sources.times import local_times
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

    def __init__(self, numbered: Iterable[tuple[int, LexborNode]]) -> None:
        self._known: dict[int, int | None] = {node.mem_id: number for number, node in numbered}

    def of(self, node: LexborNode | None) -> int | None:
        """Return the number of the nearest of the nodes that is `node` or stands around it."""
        trail: list[int] = []
        while node is not None and node.mem_id not in self._known:
            trail.append(node.mem_id)
            node = node.parent
        found = self._known[node.mem_id] if node is not None else None
        self._known.update(dict.fromkeys(trail, found))
        return found


@dataclass(frozen=True)
class ForumPageSource(BundleReader, Described):
    """Pages of one kind of software, saved as HTML; exports of several pages are read as one."""

    name: str
    shape: PageShape
    link: str = "the page's address with the post's"
    selects_threads = False

    @property
    def description(self) -> str:
        """What it reads, in one line."""
        what = self.shape.description
        return what if ":" in what else f"{what}: a page saved as HTML"

    def fits(self, payload: Payload) -> bool:
        """Accept HTML with the software's marks."""
        with suppress(SourceError):
            if payload.looks_like_markup and re.search(self.shape.mark, payload.text):
                return parse_page(payload).css_first(self.shape.post) is not None
        return False

    def parse(self, payload: Payload, columns: Columns) -> RawThread:
        """Read the posts; the first one of a forum's thread opens it, so it is what the others talk about."""
        tree = parse_page(payload)
        shape = self.shape
        url = canonical(tree)
        comments, notes = _comments(tree, shape, url or "")
        if not comments and not notes:
            raise SourceError(
                f"{payload.name}: a page of {shape.description} without posts; save the thread's own page as HTML"
            )
        title = next(filter(None, (one_line(tree.css_first(one)) for one in shape.title)), None)
        thread = RawThread(tuple(comments), title=title, url=url, repairs=notes)
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
        found = bundle.some(names, self.fits)
        return None if found else f"no export of pages of {self.shape.description}"

    def parse_bundle(self, bundle: Bundle, *, thread: str | None) -> RawThread:
        """Read all pages."""
        names = sorted(bundle.matching(self.shape.files), key=natural_key)
        text = "\n".join(bundle.payload(name).text for name in names)
        return self.parse(Payload(text, bundle.place), Columns())


def _comments(tree: LexborHTMLParser, shape: PageShape, url: str) -> tuple[list[RawComment], tuple[str, ...]]:
    """Return the posts of a page, and what is to be said of those that are left out and of the times."""
    nodes = tree.css(shape.post)
    owners = Owners(enumerate(nodes))
    ids = [_key(node, shape) for node in nodes]

    def parts(selectors: Sequence[str]) -> list[list[LexborNode]]:
        """Return for each post what it holds, the best first."""
        found: list[list[LexborNode]] = [[] for _ in nodes]
        for selector in filter(None, selectors):
            for node in tree.css(selector):
                if (owner := owners.of(node)) is not None:
                    found[owner].append(node)
        return found

    marks = ([shape.answers[0]], [shape.score], [shape.skip], [shape.gone])
    held = zip(*map(parts, (shape.author, shape.time, shape.body, *marks)), strict=True)
    kept: list[tuple[RawComment, list[LexborNode], list[str]]] = []
    whens: list[str | None] = []
    dropped: Counter[str] = Counter()
    speaker: str | None = None
    for node, own, found in zip(nodes, ids, held, strict=True):
        authors, times, bodies, links, scores, skipped, gone = found
        author = next(filter(None, map(one_line, authors)), None)
        author = author or (attribute_of(node, shape.name) if shape.name else None)
        if shape.same_author and not skipped:
            author = speaker = author or speaker
        if skipped or not (bodies or gone):
            dropped["service message" if skipped else "message without text"] += own is not None
            continue
        inside = owners.of(node.parent) if shape.nested else None
        counted = [int(digits[0]) for one in scores if (digits := _COUNT.search(one_line(one)))]
        comment = RawComment(
            body="",
            id=own,
            parent=ids[inside] if inside is not None else None,
            author=author,
            score=counted[-1] if counted else None,
            url=url + shape.fragment.format(id=own) if url and own and shape.fragment else None,
            gone="removed" if gone else None,
            markup="html",
        )
        kept.append((comment, bodies, [name[1] for one in links if (name := _answered(one, shape))]))
        whens.append(next(filter(None, (_when(one, shape) for one in times)), None))
    moments, notes = local_times(whens)
    known = {comment.id for comment, _, _ in kept}
    comments = [
        replace(
            comment,
            body=_body(bodies[0], shape) if bodies else "",
            parent=comment.parent
            or next((one for one in answers if one in known and one != comment.id), None),
            created_at=moment,
        )
        for (comment, bodies, answers), moment in zip(kept, moments, strict=True)
    ]
    return comments, (*told(dropped), *notes)


def _answered(link: LexborNode, shape: PageShape) -> re.Match[str] | None:
    target = " ".join(attribute_of(link, name) or "" for name in ("data-source", "data-post", "href"))
    return re.search(shape.answers[1], target.strip())


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
