"""What templates are handed: everything counted, worded, cut and checked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from threadgist.pages import chart, words, written
from threadgist.pages.bullets import Bullets, build_listing
from threadgist.pages.lines import in_parts, names_note, theme_note
from threadgist.pages.safe import in_script, safe_url, theme_anchor
from threadgist.records import NAMELESS, Digest, walk
from threadgist.translations import gettext as _
from threadgist.translations import ngettext, spoken
from threadgist.words import one_line

# Of fewer comments two by one person are half: no reader need be warned.
LEAST_DOMINATED: Final = 8


def build_fragment(digest: Digest, bullets: Bullets, address: str | None = None) -> dict[str, Any]:
    """Return what every format prints of a digest; `address` is where the whole page lies, None where nobody said."""
    quotations, sentences = written.in_short(digest)
    told = {one["bullet"].id for one in quotations if one["whole"]}
    themes = list(theme_views(digest, bullets))
    counts = digest.counts
    notes = (
        *(standfirst, words.mode_note, words.notices, words.points_heading, words.account, names_note),
        *(written.number_note, written.written_note, written.sums_up, written.news),
    )
    return {
        **{one.__name__: one(digest) for one in notes},
        "lang": spoken(),
        "text_lang": page_language(digest.language or ""),
        "written_lang": page_language(written.written_language(digest)),
        "address": address,
        "title": one_line(digest.title),
        "url": safe_url(digest.url),
        "crowd": words.crowd(counts.commenters, counts.comments, signed=counts.signed),
        "commenters": counts.commenters if counts.signed else None,
        "quotations": [{**one, "bullet": bullets.view(one["bullet"])} for one in quotations],
        "sentences": sentences,
        "votes": [(anchor, name, bullets.views(row)) for anchor, name, row in words.vote_sections(digest)],
        "themes": themes,
        "also": [theme for theme in themes if theme["placed"] and not theme["parts"]],
        "points": bullets.views(digest.points),
        # What "In short" says in full is not said again.
        "other_points": bullets.views([bullet for bullet in digest.points if bullet.id not in told]),
        "one_offs": bullets.views(digest.one_offs),
    }


def build_page(digest: Digest, chars: int, address: str | None = None) -> dict[str, Any]:
    """Return what the whole page prints; long comments are cut at `chars`."""
    dots = chart.shown_dots(digest)
    listing = build_listing(digest, chars, (dot.span.comment_id for dot in dots))
    common = build_fragment(digest, Bullets(digest, listing["anchors"]), address)
    return {
        **common,
        "json_ld": _json_ld(digest, common),
        "timeline": chart.build_timeline(digest),
        "chart": chart.build_chart(digest, dots, listing["anchors"]),
        "flows": chart.build_flows(digest),
        "listing": listing,
    }


def theme_views(digest: Digest, bullets: Bullets) -> Iterator[dict[str, Any]]:
    """Yield the themes, numbered as everywhere on the page; `size` is people, or comments where nobody knows how many.

    One that is `placed` has lines, or lines on demand, or at least a name. The `heading` of a part is "" for bullets
    that are in none; `more` are those that a page shows on demand. Bullets can be linked to where comments can.
    """
    counts, fresh = digest.counts, written.theme_news(digest)
    for number, theme in enumerate(digest.themes, 1):
        anchor, author = theme_anchor(theme.id, number), bullets.called(theme.dominant_author or "")
        linked = enumerate(theme.bullets if bullets.anchors else (), 1)
        places = {bullet.id: f"{anchor}_{place}" for place, bullet in linked}
        size = theme.author_count if counts.signed else len(theme.comment_ids)
        dominant = {"author": one_line(author), "percent": round(theme.dominant_share * 100)}
        warning = _("One person, %(author)s, wrote %(percent)s%% of the comments in this theme.", **dominant)
        warned = author and len(theme.comment_ids) >= LEAST_DOMINATED
        parts = []
        for part, found in in_parts(theme):
            heading, note = (words.theme_heading(part), theme_note(digest, part)) if part else ("", "")
            parts.append({"heading": heading, "note": note, "bullets": bullets.views(found, places)})
        yield {
            "number": number,
            "anchor": anchor,
            "heading": words.theme_heading(theme),
            "note": theme_note(digest, theme),
            "news": fresh.get(theme.id, ""),
            "size": size,
            "percent": words.percent(size, counts.commenters if counts.signed else counts.comments),
            "dominance": warning if warned else "",
            "placed": bool(theme.bullets) or not theme.heading.startswith(NAMELESS),
            "parts": parts,
            "more": bullets.views(theme.more, places),
        }


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
    say = {"n": words.spelled(counts.commenters).capitalize(), "comments": words.comments(counts.comments)}
    wrote = _("The thread holds %(comments)s", **say)
    if counts.signed:
        many = counts.commenters
        wrote = ngettext("%(n)s person wrote %(comments)s", "%(n)s people wrote %(comments)s", many, **say)
    how = _("linked to the comments")
    if all(bullet.kind == "quote" for bullet in walk(digest.quoted)):
        how = _("in the words of those who wrote")
    elif written.sums_up(digest):
        how = _("summed up and linked to the comments")
    say = {"wrote": wrote, "words": how}
    if number := sum(bool(theme.shown) for theme in digest.themes):
        return ngettext(
            "%(wrote)s. This is the theme they came back to, %(words)s.",
            "%(wrote)s. These are the %(n)s themes they came back to, %(words)s.",
            number,
            n=words.spelled(number),
            **say,
        )
    if digest.points:
        return _("%(wrote)s. These are the main points, %(words)s.", **say)
    return words.as_sentence(wrote)


def page_address(base_url: str | None, folder: str) -> str | None:
    """Return where the page of `folder` will be published, None without a base."""
    base = safe_url(base_url)
    return None if base is None else f"{base.rstrip('/')}/{quote(f'{folder}/' if folder else '')}digest.html"


def _json_ld(digest: Digest, common: Mapping[str, Any]) -> Markup:
    """Return the discussion and its themes in the words of schema.org, as JSON for a script element."""
    article, about = digest.article, None
    if article is not None and article.title:
        headline = one_line(article.title)
        about = _known({"@type": "Article", "headline": headline, "url": safe_url(article.url)})
    posting = {
        "@type": "DiscussionForumPosting",
        "headline": common["title"],
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": digest.counts.comments,
        },
        "url": common["url"],
        "datePublished": words.zulu(digest.first_at) if digest.first_at is not None else None,
        "about": about,
    }
    items = [
        {
            "@type": "ListItem",
            "position": number,
            "name": theme["heading"],
            "url": f"{common['address'] or ''}#{theme['anchor']}",
        }
        for number, theme in enumerate((one for one in common["themes"] if one["placed"]), 1)
    ]
    listed = {"@type": "ItemList", "name": _("Themes of the discussion"), "numberOfItems": len(items)}
    graph = [_known(posting), {**listed, "itemListElement": items}]
    return in_script({"@context": "https://schema.org", "@graph": graph})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
