"""The digest as CommonMark. Foreign text is escaped: it cannot become markup, a link, an image or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threadgist.pages.news import news, theme_news
from threadgist.pages.safe import markdown_text, markdown_url, one_line
from threadgist.pages.words import (
    author_name,
    count,
    day_range,
    dominance,
    ledger_sentence,
    mode_note,
    of_commenters,
    other_notices,
    quoted,
    source_name,
    who,
    with_count,
)
from threadgist.pages.written import in_short, side, written_note
from threadgist.records import Bullet, Comment, Digest

__all__ = ["to_markdown"]

_LINKS_SHOWN: Final = 8


def to_markdown(digest: Digest) -> str:
    """Return `digest` as CommonMark, ending in a newline."""
    comments = {comment.id: comment for comment in digest.comments}
    commenters = digest.counts.commenters
    blocks = [f"# {markdown_text(digest.title)}", _byline(digest)]
    if note := mode_note(digest):
        blocks.append(markdown_text(note))
    if notices := other_notices(digest):
        blocks.append("\n>\n".join(f"> {markdown_text(notice)}" for notice in notices))
    if told := news(digest):
        blocks.append(markdown_text(told))
    if short := in_short(digest):
        quotations = "\n".join(f"- {markdown_text(one.text)}" for one in short.quotations)
        written = markdown_text(" ".join(one.text for one in short.sentences))
        blocks += [f"## {short.title}", quotations or written]
    fresh = theme_news(digest)
    for theme in digest.themes:
        counted = f"*{of_commenters(theme.author_count, commenters)} commenters, "
        counted += f"{count(len(theme.comment_ids), 'comment')}*"
        if theme.id in fresh:
            counted += f" ({markdown_text(fresh[theme.id])})"
        blocks += [f"## {markdown_text(theme.heading)}", counted]
        blocks.append("\n".join(_bullets(theme.bullets, comments, commenters)))
        if theme.dominant_author is not None:
            blocks.append(markdown_text(dominance(theme.dominant_author, theme.dominant_share)))
    if digest.points:
        blocks += ["## Points made", "\n".join(_bullets(digest.points, comments, commenters))]
    if digest.one_offs:
        blocks += ["## One-off comments", "\n".join(_one_offs(digest.one_offs, comments))]
    blocks += ["## About this digest", markdown_text(ledger_sentence(digest))]
    blocks += [markdown_text(written_note(digest)), _provenance(digest)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _byline(digest: Digest) -> str:
    counts = digest.counts
    parts = [_link(source_name(digest.source), digest.url)]
    if days := day_range(digest.first_at, digest.last_at):
        parts.append(days)
    parts += [count(counts.comments, "comment"), count(counts.commenters, "commenter")]
    if digest.article is not None:
        parts.append(f"about {_link(digest.article.title, digest.article.url)}")
    return " · ".join(parts)


def _provenance(digest: Digest) -> str:
    made = digest.provenance
    encoder = "" if made.encoder is None else f", encoder {made.encoder.name} ({made.encoder.revision[:12]})"
    line = (
        f"Made by threadgist {made.threadgist}, writer {made.writer}{encoder}, settings {made.settings_hash}."
    )
    return markdown_text(line)


def _link(text: str, url: str | None) -> str:
    shown, target = markdown_text(text), markdown_url(url)
    return shown if target is None or not shown else f"[{shown}]({target})"


def _bullets(
    bullets: Iterable[Bullet],
    comments: Mapping[str, Comment],
    commenters: int,
    indent: str = "",
    parent: Bullet | None = None,
) -> Iterator[str]:
    for bullet in bullets:
        counted = of_commenters(bullet.author_count, commenters)
        if bullet.kind == "claim":
            label = side(bullet, parent)
            said = (f"*{label}:* " if label else "") + markdown_text(with_count(bullet.text, counted))
        else:
            said = f"**{who(bullet)}** ({counted}): {markdown_text(quoted(bullet.text))}"
        yield f"{indent}- {said}{_sources(bullet, comments)}"
        yield from _bullets(bullet.children, comments, commenters, indent + "  ", bullet)


def _one_offs(bullets: Iterable[Bullet], comments: Mapping[str, Comment]) -> Iterator[str]:
    for bullet in bullets:
        said = quoted(bullet.text) if bullet.kind == "quote" else one_line(bullet.text)
        comment = comments[bullet.comment_ids[0]]
        yield f"- {markdown_text(said)} — {_link(author_name(comment), comment.url)}"


def _sources(bullet: Bullet, comments: Mapping[str, Comment]) -> str:
    """Return links to the comments behind a bullet, those quoted first; the rest are counted."""
    ids = dict.fromkeys((*(span.comment_id for span in bullet.cites), *bullet.comment_ids))
    linked = [comments[i] for i in ids if markdown_url(comments[i].url) is not None]
    shown = ", ".join(_link(author_name(comment), comment.url) for comment in linked[:_LINKS_SHOWN])
    rest = len(ids) - len(linked[:_LINKS_SHOWN])
    if not shown:
        return ""
    return f" — {shown} and {rest:,} more" if rest else f" — {shown}"
