"""Where people disagree: sentences that many say, beside what others answer."""

from __future__ import annotations

from typing import Any, Final

from threadgist.pages.lines import Lines, leads_in
from threadgist.pages.safe import theme_anchors
from threadgist.pages.words import theme_heading
from threadgist.printable import one_line
from threadgist.records import Bullet, Digest, walk

SHOWN: Final = 3


def disputes(digest: Digest) -> list[dict[str, Any]]:
    """Return the sentences of a language model that the most people are on both sides of, best first.

    `other` is what the other side says, "" where its comments were only found to say the opposite; `split` is how much
    of a bar of 100 belongs to the sentence.
    """
    lines, anchors = Lines(digest), theme_anchors(digest.themes)
    found: list[dict[str, Any]] = []
    for number, theme in enumerate(digest.themes, 1):
        for bullet in walk(theme.bullets):
            if bullet.kind != "claim" or bullet.role == "side" or leads_in(bullet):
                continue
            said, other = lines.line(bullet), _other_side(bullet, lines)
            behind, against = said.behind, max(said.against, lines.line(other).behind if other else 0)
            if behind and against:
                found.append(
                    {
                        "said": said.said,
                        "behind": behind,
                        "other": one_line(other.text) if other else "",
                        "against": against,
                        "split": round(100 * behind / (behind + against), 1),
                        "number": number,
                        "anchor": anchors[theme.id],
                        "heading": theme_heading(theme),
                    }
                )
    found.sort(key=lambda d: (-min(d["behind"], d["against"]), -d["behind"] - d["against"], d["number"]))
    return found[:SHOWN]


def _other_side(bullet: Bullet, lines: Lines) -> Bullet | None:
    sides = [child for child in bullet.children if child.role == "side" and not leads_in(child)]
    return max(sides, key=lambda side: lines.line(side).behind, default=None)
