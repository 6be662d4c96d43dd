"""The digest as plain text: title, headings, bullets, answers below them; one line a bullet, however long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from threadgist.pages.lines import Line, Lines, in_parts, names_note, theme_note
from threadgist.pages.news import news, theme_news
from threadgist.pages.safe import one_line
from threadgist.pages.words import (
    crowd,
    dominance,
    ledger_sentence,
    mentioned,
    mode_note,
    other_notices,
    points_heading,
    source_name,
)
from threadgist.pages.written import in_short, written_note
from threadgist.records import Bullet, Digest, DigestTheme

__all__ = ["to_text"]


def to_text(digest: Digest) -> str:
    """Return `digest` as plain text, ending in a newline."""
    lines = Lines(digest)
    fresh = theme_news(digest)
    blocks = [f"{one_line(digest.title)}\n{_masthead(digest)}", mode_note(digest), news(digest)]
    if short := in_short(digest):
        quotations = "\n".join(_bullets((one.bullet for one in short.quotations), lines))
        blocks += ["In short", quotations or " ".join(one.text for one in short.sentences)]
    for heading, bullets in (("Most agreed", digest.agreed), ("Most disputed", digest.disputed)):
        blocks += [heading, "\n".join(_bullets(bullets, lines))] if bullets else []
    for theme in digest.themes:
        blocks += (
            _theme(digest, theme, lines, theme_note(digest, theme, fresh.get(theme.id, "")))
            if theme.bullets
            else ()
        )
    if also := [one_line(theme.heading) for theme in mentioned(digest)]:
        blocks.append(f"Also talked about: {' · '.join(also)}")
    for heading, bullets in ((points_heading(digest), digest.points), ("One-off comments", digest.one_offs)):
        blocks += [heading, "\n".join(_bullets(bullets, lines))] if bullets else []
    about = [*other_notices(digest), *filter(None, [written_note(digest)]), ledger_sentence(digest)]
    blocks += ["About this digest", "\n".join(f"  • {one_line(line)}" for line in about)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _masthead(digest: Digest) -> str:
    counts = digest.counts
    read = crowd(counts.commenters, counts.comments, signed=counts.signed)
    return f"{read} · {source_name(digest.source)}. {names_note(digest, digest.quoted)}".strip()


def _theme(digest: Digest, theme: DigestTheme, lines: Lines, note: str) -> Iterator[str]:
    yield f"{one_line(theme.heading)} ({note})"
    for part, bullets in in_parts(theme):
        if part is not None:
            yield f"  – {one_line(part.heading)} ({theme_note(digest, part)})"
        yield "\n".join(_bullets(bullets, lines))
    if theme.dominant_author is not None:
        yield f"  – {dominance(theme.dominant_author, theme.dominant_share)}"


def _bullets(bullets: Iterable[Bullet], lines: Lines, indent: str = "  ", mark: str = "•") -> Iterator[str]:
    for bullet in bullets:
        yield f"{indent}{mark} {_sentence(lines.line(bullet))}"
        yield from _bullets(bullet.children, lines, indent + "    ", "◦")


def _sentence(line: Line) -> str:
    """Return "answered by alienth (host), 73 points: “...”", or a written sentence as it is."""
    if not line.quote:
        return f"{line.name} {line.said}".strip()
    name = f"{line.name} ({line.role})" if line.role and line.name else line.name or line.role
    head = ", ".join(filter(None, (f"{line.answered} {name}".strip(), line.votes)))
    said = f"{head}: {line.said}" if head else line.said
    return f"{said} ({line.copies})" if line.copies else said
