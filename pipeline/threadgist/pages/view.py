"""What the page's template is handed: everything counted, worded, cut and checked, nothing left to decide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from threadgist.pages.account import LedgerRow, ledger_rows, percent, provenance_rows
from threadgist.pages.anchors import bullet_anchor, theme_anchors
from threadgist.pages.bullets import Bullets, BulletView, wanted
from threadgist.pages.chart import Chart, Flows, build_chart, build_flows, shown_dots
from threadgist.pages.disagreement import Dispute, disputes
from threadgist.pages.lines import in_parts, names_note, theme_note
from threadgist.pages.listing import Listing, build_listing
from threadgist.pages.news import news, theme_news
from threadgist.pages.safe import safe_url
from threadgist.pages.sharing import Sharing, sharing
from threadgist.pages.timeline import Timeline, build_timeline
from threadgist.pages.words import (
    as_sentence,
    comments,
    day_range,
    dominance,
    mentioned,
    mode_note,
    other_notices,
    points_heading,
    source_name,
    spelled,
    theme_heading,
    vote_sections,
)
from threadgist.pages.written import (
    ShortSentence,
    in_short,
    number_note,
    sums_up,
    written_language,
    written_note,
)
from threadgist.printable import one_line
from threadgist.records import Digest, walk
from threadgist.translations import gettext as _
from threadgist.translations import ngettext, spoken

__all__ = ["Page", "ThemeView", "build_page", "page_language", "standfirst", "theme_views"]


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
    anchor: str
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

    lang: str
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
    sharing: Sharing
    commenters: int | None
    comments: int
    names_note: str
    number_note: str
    coverage: int
    notices: tuple[tuple[str, str], ...]
    votes: tuple[tuple[str, str, tuple[BulletView, ...]], ...]
    timeline: Timeline | None
    disputes: tuple[Dispute, ...]
    themes: tuple[ThemeView, ...]
    also: tuple[ThemeView, ...]
    points_heading: str
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
    news: str = ""
    quotations: tuple[ShortView, ...] = ()
    sentences: tuple[ShortSentence, ...] = ()
    written_note: str = ""
    written_lang: str = ""


def build_page(digest: Digest, chars: int, address: str | None = None, *, preview: bool = False) -> Page:
    """Return everything the template prints.

    Args:
        digest: the digest.
        chars: where to cut a long comment.
        address: where the page will be published.
        preview: whether a picture of it will be published beside it.
    """
    dots = shown_dots(digest)
    listing = build_listing(digest, chars, wanted(digest, (dot.span.comment_id for dot in dots)))
    bullets = Bullets(digest, listing.anchors)
    short = in_short(digest)
    article = digest.article
    counts = digest.counts
    themes = theme_views(digest, bullets)
    named = mentioned(digest)
    return Page(
        lang=spoken(),
        title=one_line(digest.title),
        source=source_name(digest.source),
        url=safe_url(digest.url),
        article_title=_article_title(digest),
        article_url=safe_url(article.url) if article else None,
        article_site=one_line(article.site or "") if article else "",
        days=day_range(digest.first_at, digest.last_at),
        standfirst=standfirst(digest),
        sharing=sharing(digest, standfirst(digest), address, preview=preview),
        mode=digest.mode,
        mode_note=mode_note(digest),
        text_lang=page_language(digest.language or ""),
        commenters=counts.commenters if counts.signed else None,
        comments=counts.comments,
        names_note=names_note(digest),
        number_note=number_note(digest),
        coverage=round(counts.coverage * 100),
        notices=other_notices(digest),
        votes=tuple(
            (anchor, heading, bullets.views(found)) for anchor, heading, found in vote_sections(digest)
        ),
        timeline=build_timeline(digest),
        disputes=disputes(digest),
        themes=themes,
        also=tuple(view for view, theme in zip(themes, digest.themes, strict=True) if theme in named),
        points_heading=points_heading(digest),
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
        news=news(digest),
        quotations=tuple(
            ShortView(bullets.view(one.bullet), one.number, one.heading, one.anchor)
            for one in (short.quotations if short else ())
        ),
        sentences=short.sentences if short else (),
        written_note=written_note(digest),
        written_lang=page_language(written_language(digest)),
    )


def theme_views(digest: Digest, bullets: Bullets) -> tuple[ThemeView, ...]:
    """Return the themes as the page prints them."""
    counts, fresh, places = digest.counts, theme_news(digest), theme_anchors(digest.themes)
    views = []
    for number, theme in enumerate(digest.themes, 1):
        size = theme.author_count if counts.signed else len(theme.comment_ids)
        place = places[theme.id]
        anchors = {bullet.id: bullet_anchor(place, at) for at, bullet in enumerate(theme.bullets, 1)}
        author = theme.dominant_author
        views.append(
            ThemeView(
                number=number,
                anchor=place,
                heading=theme_heading(theme),
                note=theme_note(digest, theme),
                news=fresh.get(theme.id, ""),
                size=size,
                percent=percent(size, counts.commenters if counts.signed else counts.comments),
                dominance=dominance(author, theme.dominant_share) if author is not None else "",
                parts=tuple(
                    PartView(
                        heading=theme_heading(part) if part is not None else "",
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
    return _("the article") if title == one_line(digest.title) and title else title


def page_language(code: str) -> str:
    """Return the code for a lang attribute, "" where the page's own will do."""
    return code if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) and code != spoken() else ""


def standfirst(digest: Digest) -> str:
    """Return who wrote how much, and what the page makes of it."""
    counts = digest.counts
    if digest.mode == "empty":
        return ngettext(
            "The thread holds %(n)s comment, none of which could be read.",
            "The thread holds %(n)s comments, none of which could be read.",
            counts.comments,
        )
    wrote = _wrote(digest)
    words = (
        _("in the words of those who wrote")
        if all(bullet.kind == "quote" for bullet in walk(digest.quoted))
        else _("summed up and linked to the comments")
        if sums_up(digest)
        else _("linked to the comments")
    )
    if digest.mode == "points":
        return (
            _("%(wrote)s. These are the main points, %(words)s.", wrote=wrote, words=words)
            if digest.points
            else as_sentence(wrote)
        )
    number = len(digest.themes)
    return ngettext(
        "%(wrote)s. This is the theme they came back to, %(words)s.",
        "%(wrote)s. These are the %(n)s themes they came back to, %(words)s.",
        number,
        n=spelled(number),
        wrote=wrote,
        words=words,
    )


def _wrote(digest: Digest) -> str:
    """Return "Twelve people wrote 41 comments", or how many comments there are where nobody knows the people."""
    counts = digest.counts
    if not counts.signed:
        return _("The thread holds %(comments)s", comments=comments(counts.comments))
    return ngettext(
        "%(n)s person wrote %(comments)s",
        "%(n)s people wrote %(comments)s",
        counts.commenters,
        n=spelled(counts.commenters).capitalize(),
        comments=comments(counts.comments),
    )
