"""The digest as CommonMark. Foreign text is escaped: it cannot become markup, a link, an image or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from threadgist.pages.lines import Lines, in_parts, names_note, theme_note
from threadgist.pages.news import news, theme_news
from threadgist.pages.safe import markdown_text, markdown_url
from threadgist.pages.words import (
    crowd,
    day_range,
    dominance,
    ledger_sentence,
    mentioned,
    mode_note,
    other_notices,
    points_heading,
    source_name,
    theme_heading,
    vote_sections,
)
from threadgist.pages.written import in_short, number_note, written_note
from threadgist.records import Bullet, Digest, DigestTheme
from threadgist.translations import gettext as _
from threadgist.translations import in_row

__all__ = ["to_markdown"]


def to_markdown(digest: Digest) -> str:
    """Return `digest` as CommonMark, ending in a newline."""
    lines = Lines(digest)
    fresh = theme_news(digest)
    blocks = [
        f"# {markdown_text(digest.title)}",
        _byline(digest),
        markdown_text(" ".join(filter(None, (names_note(digest), number_note(digest))))),
    ]
    blocks.append(markdown_text(mode_note(digest)))
    blocks.append("\n>\n".join(f"> {markdown_text(notice)}" for notice, _lang in other_notices(digest)))
    blocks.append(markdown_text(news(digest)))
    if short := in_short(digest):
        quotations = "\n".join(_bullets((one.bullet for one in short.quotations), lines))
        blocks += [
            f"## {_('In short')}",
            quotations or markdown_text(" ".join(one.text for one in short.sentences)),
        ]
    for _anchor, heading, bullets in vote_sections(digest):
        blocks += [f"## {heading}", "\n".join(_bullets(bullets, lines))]
    for theme in digest.themes:
        blocks += (
            _theme(digest, theme, lines, theme_note(digest, theme, fresh.get(theme.id, "")))
            if theme.bullets
            else ()
        )
    if also := [markdown_text(theme_heading(theme)) for theme in mentioned(digest)]:
        blocks.append(_("**Also talked about:** %(themes)s", themes=" · ".join(also)))
    for heading, bullets in (
        (points_heading(digest), digest.points),
        (_("One-off comments"), digest.one_offs),
    ):
        blocks += [f"## {heading}", "\n".join(_bullets(bullets, lines))] if bullets else []
    blocks += [f"## {_('About this digest')}", markdown_text(ledger_sentence(digest))]
    blocks += [markdown_text(written_note(digest)), _provenance(digest)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _byline(digest: Digest) -> str:
    counts = digest.counts
    parts = [_link(source_name(digest.source), digest.url)]
    if days := day_range(digest.first_at, digest.last_at):
        parts.append(days)
    parts.append(crowd(counts.commenters, counts.comments, signed=counts.signed))
    if digest.article is not None:
        parts.append(_("about %(article)s", article=_link(digest.article.title, digest.article.url)))
    return " · ".join(parts)


def _theme(digest: Digest, theme: DigestTheme, lines: Lines, note: str) -> Iterator[str]:
    yield f"## {markdown_text(theme_heading(theme))}"
    yield f"*{markdown_text(note)}*"
    for part, bullets in in_parts(theme):
        if part is not None:
            yield f"### {markdown_text(theme_heading(part))}"
            yield f"*{theme_note(digest, part)}*"
        yield "\n".join(_bullets(bullets, lines))
    if theme.dominant_author is not None:
        yield markdown_text(dominance(theme.dominant_author, theme.dominant_share))


def _provenance(digest: Digest) -> str:
    made = digest.provenance
    values = {"version": made.threadgist, "writer": made.writer, "settings": made.settings_hash}
    if made.encoder is None:
        line = _("Made by threadgist %(version)s, writer %(writer)s, settings %(settings)s.", **values)
    else:
        line = _(
            "Made by threadgist %(version)s, writer %(writer)s, encoder %(encoder)s, settings %(settings)s.",
            encoder=f"{made.encoder.name} ({made.encoder.revision[:12]})",
            **values,
        )
    return markdown_text(line)


def _link(text: str, url: str | None) -> str:
    shown, target = markdown_text(text), markdown_url(url)
    return shown if target is None or not shown else f"[{shown}]({target})"


def _bullets(bullets: Iterable[Bullet], lines: Lines, indent: str = "") -> Iterator[str]:
    for bullet in bullets:
        yield f"{indent}- {_sentence(bullet, lines)}"
        yield from _bullets(bullet.children, lines, indent + "  ")


def _sentence(bullet: Bullet, lines: Lines) -> str:
    """Return who says something, linked to the comment, and what; or a sentence and the number of those behind it."""
    line, url = lines.line(bullet), lines.comment(bullet).url
    said = markdown_text(line.said)
    if line.kind == "claim":
        return f"{said} {_link(line.number, url)}".strip()
    name = (
        f"**{_link(line.name, url)}**" if line.name else _link(_("comment"), url) if markdown_url(url) else ""
    )
    if not line.quote:
        return f"{name} {said}" if line.name else f"{said} {name}".strip()
    role = f"({line.role})" if line.role else ""
    head = " ".join(filter(None, (line.answered, name, role)))
    head = in_row((head, markdown_text(line.votes)))
    said = _("%(who)s: %(said)s", who=head, said=said) if head else said
    return f"{said} ({line.copies})" if line.copies else said
