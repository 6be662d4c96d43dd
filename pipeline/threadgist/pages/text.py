"""The digest as plain text: title, headings, bullets, answers below them; one line a bullet, however long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from threadgist.pages.lines import Line, Lines, in_parts, names_note, theme_note
from threadgist.pages.news import news, theme_news
from threadgist.pages.words import (
    as_sentence,
    crowd,
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
from threadgist.pages.written import in_short, number_note, sums_up, written_note
from threadgist.printable import one_line
from threadgist.records import Bullet, Digest, DigestTheme
from threadgist.translations import gettext as _
from threadgist.translations import in_row

__all__ = ["to_text"]


def to_text(digest: Digest) -> str:
    """Return `digest` as plain text, ending in a newline.

    Where a language model sums up, what is counted stands behind the sentences and headings stand alone.
    """
    lines, written = Lines(digest), sums_up(digest)
    fresh = theme_news(digest)
    title = one_line(digest.title) or "…"
    blocks = [title if written else f"{title}\n{_masthead(digest)}", mode_note(digest), news(digest)]
    if short := in_short(digest):
        quotations = "\n".join(_bullets((one.bullet for one in short.quotations), lines))
        blocks += [_("In short"), quotations or " ".join(one.text for one in short.sentences)]
    for _anchor, heading, bullets in vote_sections(digest):
        blocks += [heading, "\n".join(_bullets(bullets, lines))]
    for theme in digest.themes:
        new = fresh.get(theme.id, "")
        note = new if written else theme_note(digest, theme, new)
        blocks += _theme(digest, theme, lines, note, written) if theme.bullets else ()
    if also := [theme_heading(theme) for theme in mentioned(digest)]:
        blocks.append(_("Also talked about: %(themes)s", themes=" · ".join(also)))
    for heading, bullets in (
        (points_heading(digest), digest.points),
        (_("One-off comments"), digest.one_offs),
    ):
        blocks += [heading, "\n".join(_bullets(bullets, lines))] if bullets else []
    counted = (number_note(digest), _masthead(digest)) if written else ()
    notices = [notice for notice, _lang in other_notices(digest)]
    about = [*counted, *notices, *filter(None, [written_note(digest)]), ledger_sentence(digest)]
    blocks += [_("About this digest"), "\n".join(f"  • {one_line(line)}" for line in about)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _masthead(digest: Digest) -> str:
    counts = digest.counts
    read = crowd(counts.commenters, counts.comments, signed=counts.signed)
    return f"{as_sentence(f'{read} · {source_name(digest.source)}')} {names_note(digest)}".strip()


def _theme(digest: Digest, theme: DigestTheme, lines: Lines, note: str, written: bool) -> Iterator[str]:
    heading = theme_heading(theme) or "…"
    yield f"{heading} ({note})" if note else heading
    for part, bullets in in_parts(theme):
        if part is not None:
            counted = "" if written else f" ({theme_note(digest, part)})"
            yield f"  – {theme_heading(part)}{counted}"
        yield "\n".join(_bullets(bullets, lines))
    if theme.dominant_author is not None:
        yield f"  – {dominance(theme.dominant_author, theme.dominant_share)}"


def _bullets(bullets: Iterable[Bullet], lines: Lines, indent: str = "  ", mark: str = "•") -> Iterator[str]:
    for bullet in bullets:
        yield f"{indent}{mark} {_sentence(lines.line(bullet))}"
        for child in bullet.children:
            deeper = (indent + "  ", "•") if child.kind == "claim" else (indent + "    ", "◦")
            yield from _bullets((child,), lines, *deeper)


def _sentence(line: Line) -> str:
    """Return "answered by alienth (host), 73 points: “...”", or a written sentence and who is behind it."""
    if not line.quote:
        return " ".join(filter(None, (line.name, line.said, line.number)))
    name = f"{line.name} ({line.role})" if line.role and line.name else line.name or line.role
    head = in_row((f"{line.answered} {name}".strip(), line.votes))
    said = _("%(who)s: %(said)s", who=head, said=line.said) if head else line.said
    return f"{said} ({line.copies})" if line.copies else said
