"""The writer without a language model: headings are phrases, bullets are quotations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from threadgist.records import Draft, DraftBullet, SummarySentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Brief, Point, Span

__all__ = ["NAME", "bullet", "in_short", "quotation", "write"]

NAME = "extractive"

_SENTENCE_END = re.compile(r"[.!?。！？…:;][\"”’')\]]*$")


def write(brief: Brief, texts: Mapping[str, str]) -> Draft:
    """Write a theme from its brief: the best phrase is the heading, the best exemplar of a point a bullet.

    Args:
        brief: The theme's phrases and points.
        texts: The text of every comment by id.
    """
    return Draft(brief.theme_id, brief.phrases[0], tuple(bullet(point, texts) for point in brief.points))


def bullet(point: Point, texts: Mapping[str, str]) -> DraftBullet:
    """Turn a point into a quotation, the reply against it and its sub-points nested below."""
    children = [bullet(child, texts) for child in point.children]
    if point.reply is not None:
        text = quotation(point.reply, texts[point.reply.comment_id])
        children.append(DraftBullet("quote", text, (point.reply,), (point.reply.comment_id,), role="reply"))
    best = point.exemplars[0]
    return DraftBullet(
        "quote", quotation(best, texts[best.comment_id]), point.exemplars, point.comment_ids, tuple(children)
    )


def in_short(drafts: Sequence[Draft], lead: Sequence[tuple[int, int]]) -> tuple[SummarySentence, ...]:
    """Return "In short" in the words of the bullets at the places `lead`: (theme, bullet), counted from 0."""
    return tuple(
        SummarySentence(drafts[theme].bullets[place].text, (f"{drafts[theme].theme_id}-{place + 1}",))
        for theme, place in lead
    )


def quotation(span: Span, text: str) -> str:
    """Quote a span verbatim, with … where it begins after or ends before its sentence does."""
    quoted = text[span.start : span.end]
    before = text[: span.start].rstrip(" \t\"“”'‘’(*_-")
    after = text[span.end :].lstrip("\"”’')*_")
    cut_before = bool(before) and not before.endswith("\n") and not _SENTENCE_END.search(before[-4:])
    whole = (
        _SENTENCE_END.search(quoted[-4:]) or not after.strip() or after.startswith("\n") or after[0] in ".!?"
    )
    return f"“{'…' if cut_before else ''}{quoted}{'' if whole else '…'}”"
