"""Drafts of what was let through: a claim where there is one, the quotation where not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadgist.records import Draft
from threadgist.write import extractive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Brief, DraftBullet, Point, Span

__all__ = ["with_claims"]


def with_claims(
    briefs: Sequence[Brief],
    points: Sequence[Point],
    texts: Mapping[str, str],
    accepted: Mapping[str, str],
    cites: Mapping[str, tuple[Span, ...]],
) -> tuple[tuple[Draft, ...], tuple[DraftBullet, ...]]:
    """Return the extractive drafts with accepted headings and claims in place of phrases and quotations.

    Args:
        briefs: The themes.
        points: What to say of a thread without themes.
        texts: The text of every comment by id.
        accepted: Headings by theme id, sentences by bullet id.
        cites: What each sentence rests on, by bullet id.
    """
    drafts = []
    for brief in briefs:
        draft = extractive.write(brief, texts)
        bullets = _claimed(draft.bullets, brief.theme_id, accepted, cites)
        drafts.append(Draft(brief.theme_id, accepted.get(brief.theme_id, draft.heading), bullets))
    quoted = tuple(extractive.bullet(point, texts) for point in points)
    return tuple(drafts), _claimed(quoted, "p", accepted, cites)


def _claimed(
    bullets: tuple[DraftBullet, ...],
    prefix: str,
    accepted: Mapping[str, str],
    cites: Mapping[str, tuple[Span, ...]],
) -> tuple[DraftBullet, ...]:
    claimed = []
    for number, bullet in enumerate(bullets, 1):
        where = f"{prefix}-{number}"
        # Points nest one level deep, and a reply has nothing below it.
        children = tuple(
            _written(child, f"{where}-{place}", accepted, cites)
            for place, child in enumerate(bullet.children, 1)
        )
        claimed.append(replace(_written(bullet, where, accepted, cites), children=children))
    return tuple(claimed)


def _written(
    bullet: DraftBullet, where: str, accepted: Mapping[str, str], cites: Mapping[str, tuple[Span, ...]]
) -> DraftBullet:
    text = accepted.get(where)
    return bullet if text is None else replace(bullet, kind="claim", text=text, cites=cites[where])
