"""Drafts of what was let through: a claim where there is one, the quotation where not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadgist.speakers import signed
from threadgist.write import extractive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threadgist.records import Brief, Draft, DraftBullet, Point

__all__ = ["with_claims", "with_names"]


def with_claims(
    briefs: Sequence[Brief], points: Sequence[Point], texts: Mapping[str, str], accepted: Mapping[str, str]
) -> tuple[tuple[Draft, ...], tuple[DraftBullet, ...]]:
    """Return the extractive drafts with accepted headings and claims in place of phrases and quotations.

    Args:
        briefs: The themes.
        points: What to say of a thread without themes.
        texts: The text of every comment by id.
        accepted: Headings by theme id, sentences by bullet id.
    """
    drafts = []
    for brief in briefs:
        draft = extractive.write(brief, texts)
        heading = accepted.get(brief.theme_id, draft.heading)
        drafts.append(
            replace(draft, heading=heading, bullets=_claimed(draft.bullets, brief.theme_id, accepted))
        )
    quoted = tuple(extractive.bullet(point, texts) for point in points)
    return tuple(drafts), _claimed(quoted, "p", accepted)


def _claimed(
    bullets: tuple[DraftBullet, ...], prefix: str, accepted: Mapping[str, str]
) -> tuple[DraftBullet, ...]:
    claimed = []
    for number, bullet in enumerate(bullets, 1):
        where = f"{prefix}-{number}"
        children = _claimed(bullet.children, where, accepted)
        text = accepted.get(where)
        said = bullet if text is None else replace(bullet, kind="claim", text=text)
        claimed.append(replace(said, children=children))
    return tuple(claimed)


def with_names(
    bullets: tuple[DraftBullet, ...], authors: Mapping[str, str | None], language: str
) -> tuple[DraftBullet, ...]:
    """Return bullets whose claims name the author of the comment they rest on, where the author is known."""
    return tuple(
        replace(
            bullet,
            text=signed(bullet.text, authors[bullet.cites[0].comment_id], language)
            if bullet.kind == "claim"
            else bullet.text,
            children=with_names(bullet.children, authors, language),
        )
        for bullet in bullets
    )
