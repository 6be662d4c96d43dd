"""Where people disagree: sentences that many say, beside what others answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from threadgist.pages.anchors import theme_anchors
from threadgist.pages.lines import Lines, leads_in
from threadgist.pages.words import theme_heading
from threadgist.printable import one_line
from threadgist.records import Bullet, Digest, walk

__all__ = ["Dispute", "disputes"]

SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Dispute:
    """A sentence and what the other side says ("" where its comments were only found to say the opposite).

    `split` is how much of a bar of 100 belongs to the sentence; `anchor` and `heading` are those of the theme.
    """

    said: str
    behind: int
    other: str
    against: int
    split: float
    number: int
    anchor: str
    heading: str


def disputes(digest: Digest) -> tuple[Dispute, ...]:
    """Return the sentences of a language model that the most people are on both sides of, best first."""
    lines, anchors = Lines(digest), theme_anchors(digest.themes)
    found: list[Dispute] = []
    for number, theme in enumerate(digest.themes, 1):
        for bullet in walk(theme.bullets):
            if bullet.kind != "claim" or bullet.role == "side" or leads_in(bullet):
                continue
            said = lines.line(bullet)
            other = _other_side(bullet, lines)
            against = max(said.against, lines.line(other).behind if other else 0)
            if said.behind and against:
                found.append(
                    Dispute(
                        said=said.said,
                        behind=said.behind,
                        other=one_line(other.text) if other else "",
                        against=against,
                        split=round(100 * said.behind / (said.behind + against), 1),
                        number=number,
                        anchor=anchors[theme.id],
                        heading=theme_heading(theme),
                    )
                )
    found.sort(key=lambda one: (-min(one.behind, one.against), -one.behind - one.against, one.number))
    return tuple(found[:SHOWN])


def _other_side(bullet: Bullet, lines: Lines) -> Bullet | None:
    sides = [child for child in bullet.children if child.role == "side" and not leads_in(child)]
    return max(sides, key=lambda side: lines.line(side).behind, default=None)
