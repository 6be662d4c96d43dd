"""The writer without a language model: headings are phrases, bullets are quotations."""

import re
from collections.abc import Mapping, Sequence

from threadgist.records import Brief, Bullet, BulletRole, Comment, Draft, Point, Span, SummarySentence

NAME = "extractive"

_SENTENCE_END = re.compile(r"[.!?。！？…:;][\"”’')\]]*$")


def write(brief: Brief, comments: Mapping[str, Comment]) -> Draft:
    """Write a theme from its brief: every point is a quotation with the answers to it below."""
    bullets = tuple(bullet(point, comments) for point in brief.points)
    return Draft(brief.theme_id, brief.phrases[0], bullets, brief.part_headings, brief.banter)


def bullet(point: Point, comments: Mapping[str, Comment], role: BulletRole = "point") -> Bullet:
    """Turn a point into a quotation, and its answers into quotations nested below."""
    quoted = quotation(point.span, comments[point.span.comment_id].text)
    answers = tuple(bullet(answer, comments, "reply") for answer in point.answers)
    return Bullet("", "quote", role, quoted, point.comment_ids, (point.span,), answers)


def in_short(
    drafts: Sequence[Draft],
    points: Sequence[Bullet],
    briefs: Sequence[Brief],
    lead: Sequence[tuple[int, int, int | None]],
) -> tuple[SummarySentence, ...]:
    """Return "In short" in the words of the bullets at the places `lead`.

    `points` are the bullets that the `briefs` set aside, brief by brief. Each line of `lead` names its theme, its place
    among the lines below the theme's heading and then those set aside, and the answer to it or None, all from 0.
    """
    lines = []
    for theme, place, answer in lead:
        aside = place - len(briefs[theme].points)
        if aside < 0:
            said, bullet = f"{drafts[theme].theme_id}-{place + 1}", drafts[theme].bullets[place]
        else:
            at = sum(len(one.aside) for one in briefs[:theme]) + aside
            said, bullet = f"p-{at + 1}", points[at]
        ids = (said,) if answer is None else (said, f"{said}-{answer + 1}")
        lines.append(SummarySentence(bullet.text, ids))
    return tuple(lines)


def quotation(span: Span, text: str) -> str:
    """Quote a span verbatim, with … where it begins after or ends before its sentence does."""
    quoted = text[span.start : span.end]
    before = text[: span.start].rstrip(" \t\"“”'‘’(*_-")
    after = text[span.end :].lstrip("\"”’')*_")
    cut_before = bool(before) and not before.endswith("\n") and not _SENTENCE_END.search(before[-4:])
    ended = _SENTENCE_END.search(quoted[-4:]) and not after.lstrip(" ")[:1].islower()
    whole = ended or not after.strip() or after.startswith("\n") or after[0] in ".!?"
    return f"“{'…' if cut_before else ''}{quoted}{'' if whole else '…'}”"
