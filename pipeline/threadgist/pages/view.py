"""What the page's template is handed: everything counted, worded, cut and checked, nothing left to decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from threadgist.pages.account import LedgerRow, ledger_rows, percent, provenance_rows
from threadgist.pages.chart import Chart, Flows, build_chart, build_flows, shown_dots
from threadgist.pages.lines import Line, Lines, in_parts, names_note, theme_note
from threadgist.pages.listing import Listing, Piece, build_listing, pieces
from threadgist.pages.news import news, theme_news
from threadgist.pages.safe import one_line, safe_url
from threadgist.pages.words import (
    author_name,
    count,
    day_range,
    dominance,
    minute,
    mode_note,
    other_notices,
    source_name,
    spelled,
)
from threadgist.pages.written import ShortSentence, in_short, written_language, written_note
from threadgist.records import Bullet, Comment, Digest, Span, walk

__all__ = ["Page", "build_page"]

EVIDENCE_SHOWN: Final = 4
EVIDENCE_CHARS: Final = 220


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comment behind a bullet: an excerpt around what it says, and the way to the whole."""

    author: str
    date: str
    url: str | None
    anchor: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class BulletView:
    """A bullet; `more` are the names and anchors of comments behind it that are not excerpted."""

    line: Line
    comments: int
    evidence: tuple[Evidence, ...]
    more: tuple[tuple[str, str], ...]
    unlisted: int
    children: tuple[BulletView, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """Bullets of a theme under the heading of one of its parts, "" for those that are in none."""

    heading: str
    note: str
    bullets: tuple[BulletView, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme, numbered as everywhere on the page; `size` is people, or comments where nobody knows how many."""

    number: int
    heading: str
    note: str
    news: str
    size: int
    percent: float
    dominance: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class ShortView:
    """A line of "In short" and the theme it is from."""

    bullet: BulletView
    number: int
    heading: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    source: str
    url: str | None
    article_title: str
    article_url: str | None
    article_site: str
    days: str
    standfirst: str
    mode: str
    mode_note: str
    text_lang: str
    commenters: int | None
    comments: int
    names_note: str
    stated: int | None
    coverage: int
    notices: tuple[str, ...]
    votes: tuple[tuple[str, str, tuple[BulletView, ...]], ...]
    themes: tuple[ThemeView, ...]
    also: bool
    points: tuple[BulletView, ...]
    one_offs: tuple[BulletView, ...]
    chart: Chart | None
    flows: Flows | None
    ledger: tuple[LedgerRow, ...]
    listing: Listing
    dated: bool
    linked: bool
    provenance: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    fallbacks: tuple[str, ...]
    news: str = ""
    quotations: tuple[ShortView, ...] = ()
    sentences: tuple[ShortSentence, ...] = ()
    written_note: str = ""
    written_lang: str = ""


def build_page(digest: Digest, chars: int) -> Page:
    """Return everything the template prints, with comments cut after `chars` characters."""
    dots = shown_dots(digest)
    listing = build_listing(digest, chars, _wanted(digest, (dot.span.comment_id for dot in dots)))
    bullets = _Bullets(digest, listing.anchors)
    short = in_short(digest)
    article = digest.article
    counts = digest.counts
    return Page(
        title=one_line(digest.title),
        source=source_name(digest.source),
        url=safe_url(digest.url),
        article_title=_article_title(digest),
        article_url=safe_url(article.url) if article else None,
        article_site=one_line(article.site or "") if article else "",
        days=day_range(digest.first_at, digest.last_at),
        standfirst=_standfirst(digest),
        mode=digest.mode,
        mode_note=mode_note(digest),
        text_lang=_language(digest),
        commenters=counts.commenters if counts.signed else None,
        comments=counts.comments,
        names_note=names_note(digest, digest.quoted),
        stated=counts.stated if counts.stated is not None and counts.stated > counts.comments else None,
        coverage=round(counts.coverage * 100),
        notices=other_notices(digest),
        votes=tuple(
            (anchor, heading, bullets.views(found))
            for anchor, heading, found in (
                ("agreed", "Most agreed", digest.agreed),
                ("disputed", "Most disputed", digest.disputed),
            )
            if found
        ),
        themes=_themes(digest, bullets),
        also=not all(theme.bullets for theme in digest.themes),
        points=bullets.views(digest.points),
        one_offs=bullets.views(digest.one_offs),
        chart=build_chart(digest, dots, listing.anchors),
        flows=build_flows(digest),
        ledger=ledger_rows(digest),
        listing=listing,
        dated=any(item.date for item in listing.comments),
        linked=any(item.url and item.date for item in listing.comments),
        provenance=provenance_rows(digest),
        settings=tuple((one_line(key), one_line(value)) for key, value in digest.provenance.settings),
        fallbacks=tuple(one_line(line) for line in digest.provenance.fallbacks),
        news=news(digest),
        quotations=tuple(
            ShortView(bullets.view(one.bullet), one.number, one.heading, f"t{one.number}-{one.place}")
            for one in (short.quotations if short else ())
        ),
        sentences=short.sentences if short else (),
        written_note=written_note(digest),
        written_lang=_page_language(written_language(digest)),
    )


def _themes(digest: Digest, bullets: _Bullets) -> tuple[ThemeView, ...]:
    counts, fresh = digest.counts, theme_news(digest)
    views = []
    for number, theme in enumerate(digest.themes, 1):
        size = theme.author_count if counts.signed else len(theme.comment_ids)
        anchors = {bullet.id: f"t{number}-{place}" for place, bullet in enumerate(theme.bullets, 1)}
        author = theme.dominant_author
        views.append(
            ThemeView(
                number=number,
                heading=one_line(theme.heading),
                note=theme_note(digest, theme),
                news=fresh.get(theme.id, ""),
                size=size,
                percent=percent(size, counts.commenters if counts.signed else counts.comments),
                dominance=dominance(author, theme.dominant_share) if author is not None else "",
                parts=tuple(
                    PartView(
                        heading=one_line(part.heading) if part is not None else "",
                        note=theme_note(digest, part) if part is not None else "",
                        bullets=tuple(bullets.view(bullet, anchors[bullet.id]) for bullet in found),
                    )
                    for part, found in in_parts(theme)
                ),
            )
        )
    return tuple(views)


def _article_title(digest: Digest) -> str:
    """Return what to call the article, which is not its title where that is the thread's title as well."""
    title = one_line(digest.article.title) if digest.article else ""
    return "the article" if title == one_line(digest.title) and title else title


def _language(digest: Digest) -> str:
    """Return the code for the lang attribute of comment text, "" where the page's own (English) will do."""
    return _page_language(digest.language or "")


def _page_language(code: str) -> str:
    return code if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) and code != "en" else ""


def _wanted(digest: Digest, dotted: Iterable[str]) -> list[str]:
    """Return the ids the page links to: quoted ones, one-offs, excerpted ones, then those on the map."""
    printed = list(walk((*digest.quoted, *digest.one_offs)))
    quoted_ids = [span.comment_id for bullet in printed for span in bullet.cites]
    behind = [i for bullet in printed for i in bullet.comment_ids[: 4 * EVIDENCE_SHOWN]]
    return [*quoted_ids, *behind, *dotted]


class _Bullets:
    """Makes bullet views of one digest."""

    def __init__(self, digest: Digest, anchors: Mapping[str, str]) -> None:
        self._comments = {comment.id: comment for comment in digest.comments}
        self._anchors = anchors
        self._lines = Lines(digest)

    def views(self, bullets: Iterable[Bullet]) -> tuple[BulletView, ...]:
        """Return the views of bullets."""
        return tuple(self.view(bullet) for bullet in bullets)

    def view(self, bullet: Bullet, anchor: str = "") -> BulletView:
        """Return the view of `bullet`, which can be linked to as `anchor`."""
        cited: dict[str, list[Span]] = {}
        for span in bullet.cites:
            cited.setdefault(span.comment_id, []).append(span)
        ids = list(dict.fromkeys((*cited, *bullet.comment_ids)))
        rest = [i for i in ids[EVIDENCE_SHOWN:] if i in self._anchors]
        return BulletView(
            line=self._lines.line(bullet),
            comments=len(ids),
            evidence=tuple(self._evidence(i, cited.get(i, [])) for i in ids[:EVIDENCE_SHOWN]),
            more=tuple((author_name(self._comments[i]), self._anchors[i]) for i in rest),
            unlisted=len(ids[EVIDENCE_SHOWN:]) - len(rest),
            children=self.views(bullet.children),
            anchor=anchor,
        )

    def _evidence(self, comment_id: str, cites: list[Span]) -> Evidence:
        comment = self._comments[comment_id]
        focus = min(cites) if cites else Span(comment_id, 0, 0)
        return Evidence(
            author=author_name(comment),
            date=minute(comment.created_at) if comment.created_at else "",
            url=safe_url(comment.url),
            anchor=self._anchors.get(comment_id),
            pieces=_excerpt(comment, focus, cites),
        )


def _excerpt(comment: Comment, focus: Span, cites: list[Span]) -> tuple[Piece, ...]:
    """Return some `EVIDENCE_CHARS` characters of a comment around `focus`, with "…" where it is cut."""
    text = comment.text
    room = max(0, EVIDENCE_CHARS - (focus.end - focus.start)) // 2
    start = max(0, focus.start - room)
    if start:
        space = text.find(" ", start, focus.start)
        start = focus.start if space < 0 else space + 1
    end = min(len(text), max(start + EVIDENCE_CHARS, focus.end))
    if end - start > 2 * EVIDENCE_CHARS:
        end = start + 2 * EVIDENCE_CHARS
    if end < len(text):
        space = text.rfind(" ", max(start, end - 40), end + 1)
        end = space if space > focus.start else end
    found = tuple((_spaced(piece), cited) for piece, cited in pieces(text, start, end, cites))
    return ((("… ", False),) if start else ()) + found + (((" …", False),) if end < len(text) else ())


def _spaced(piece: str) -> str:
    """Return a piece on one line, keeping the space that parts it from its neighbours."""
    line = one_line(piece)
    left = " " if piece[:1].isspace() else ""
    right = " " if piece[-1:].isspace() and line else ""
    return f"{left}{line}{right}"


def _standfirst(digest: Digest) -> str:
    counts = digest.counts
    comments = count(counts.comments, "comment")
    if digest.mode == "empty":
        return f"The thread holds {comments}, none of which could be read."
    people = f"{spelled(counts.commenters).capitalize()} {'person' if counts.commenters == 1 else 'people'}"
    wrote = f"{people} wrote {comments}" if counts.signed else f"The thread holds {comments}"
    words = (
        "in the words of those who wrote"
        if digest.provenance.writer_model is None
        else "linked to the comments"
    )
    if digest.mode == "points":
        return f"{wrote}. These are the main points, {words}." if digest.points else f"{wrote}."
    many = len(digest.themes) > 1
    themes = f"These are the {spelled(len(digest.themes))} themes" if many else "This is the theme"
    return f"{wrote}. {themes} they came back to, {words}."
