"""The digest as plain text: title, headings, bullets, nested bullets; one line a bullet, however long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from threadgist.pages.news import news, theme_news
from threadgist.pages.safe import one_line
from threadgist.pages.words import (
    author_name,
    dominance,
    ledger_sentence,
    mode_note,
    of_commenters,
    other_notices,
    quoted,
    who,
    with_count,
)
from threadgist.pages.written import in_short, side, written_note
from threadgist.records import Bullet, Comment, Digest

__all__ = ["bullet_sentence", "one_off_sentence", "to_text"]


def to_text(digest: Digest) -> str:
    """Return `digest` as plain text, ending in a newline."""
    commenters = digest.counts.commenters
    blocks: list[str] = [one_line(digest.title)]
    if note := mode_note(digest):
        blocks.append(note)
    if told := news(digest):
        blocks.append(told)
    if short := in_short(digest):
        quotations = "\n".join(f"  • {one.text}" for one in short.quotations)
        blocks += [short.title, quotations or " ".join(one.text for one in short.sentences)]
    fresh = theme_news(digest)
    for theme in digest.themes:
        heading = one_line(theme.heading)
        blocks.append(f"{heading} ({fresh[theme.id]})" if theme.id in fresh else heading)
        lines = list(_bullets(theme.bullets, commenters))
        if theme.dominant_author is not None:
            lines.append(f"  • {dominance(theme.dominant_author, theme.dominant_share)}")
        blocks.append("\n".join(lines))
    if digest.points:
        blocks += ["Points made", "\n".join(_bullets(digest.points, commenters))]
    if digest.one_offs:
        comments = {comment.id: comment for comment in digest.comments}
        lines = [f"  • {one_off_sentence(bullet, comments)}" for bullet in digest.one_offs]
        blocks += ["One-off comments", "\n".join(lines)]
    about = [*other_notices(digest), *filter(None, [written_note(digest)]), ledger_sentence(digest)]
    blocks += ["About this digest", "\n".join(f"  • {one_line(line)}" for line in about)]
    return "\n\n".join(blocks) + "\n"


def _bullets(
    bullets: Iterable[Bullet], commenters: int, indent: str = "  ", parent: Bullet | None = None
) -> Iterator[str]:
    for bullet in bullets:
        label = side(bullet, parent)
        yield f"{indent}• {label + ': ' if label else ''}{bullet_sentence(bullet, commenters)}"
        yield from _bullets(bullet.children, commenters, indent + "  ", bullet)


def bullet_sentence(bullet: Bullet, commenters: int) -> str:
    """Return a bullet with its count: a quotation after who says so, a claim before it."""
    counted = of_commenters(bullet.author_count, commenters)
    if bullet.kind == "claim":
        return with_count(bullet.text, counted)
    return f"{who(bullet)} ({counted}): {quoted(bullet.text)}"


def one_off_sentence(bullet: Bullet, comments: dict[str, Comment]) -> str:
    """Return a one-off comment with its author's name instead of a count, which is always one."""
    said = quoted(bullet.text) if bullet.kind == "quote" else one_line(bullet.text)
    return f"{said} ({author_name(comments[bullet.comment_ids[0]])})"
