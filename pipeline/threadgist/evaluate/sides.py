"""Two digests of one thread, made ready to be set side by side."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadgist.errors import InputError
from threadgist.pages.json import to_json
from threadgist.pages.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.records import Bullet, Digest, DigestTheme


@dataclass(frozen=True, slots=True)
class Saying:
    """One bullet as it is shown: nested ones follow their own, a level deeper. `by` is "" where nobody is named."""

    text: str
    by: str
    level: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A theme of each digest, or of one only. `common` counts the comments that both hold."""

    left: DigestTheme | None
    right: DigestTheme | None
    common: int
    only_left: int
    only_right: int


def fingerprint(digest: Digest) -> str:
    """Return 12 hex digits of the sha256 of a digest."""
    return hashlib.sha256(to_json(digest).encode()).hexdigest()[:12]


def check_same_thread(left: Digest, right: Digest) -> None:
    """Make sure that two digests are of one thread.

    Raises:
        InputError: They share less than half of their comments, or are the same digest.
    """
    one, two = ({comment.id for comment in digest.comments} for digest in (left, right))
    if 2 * len(one & two) < max(len(one), len(two)):
        raise InputError(
            f"{left.title[:50]!r} and {right.title[:50]!r}: {len(one & two)} comments in common; "
            "name two digests of one thread"
        )
    if fingerprint(left) == fingerprint(right):
        raise InputError(f"{left.title[:50]!r}: both digests are the same, there is nothing to compare")


def sayings(digest: Digest, bullets: Sequence[Bullet]) -> tuple[Saying, ...]:
    """Return bullets and what is nested in them, in the order of the page."""
    lines = Lines(digest)
    found = []
    waiting = [(bullet, 0) for bullet in bullets][::-1]
    while waiting:
        bullet, level = waiting.pop()
        line = lines.line(bullet)
        by = " ".join(filter(None, (line.answered, line.name, f"({line.role})" if line.role else "")))
        found.append(
            Saying(line.said if line.quote else bullet.text, by if line.quote else "", min(level, 2))
        )
        waiting.extend((child, level + 1) for child in bullet.children[::-1])
    return tuple(found)


def pair_themes(left: Digest, right: Digest) -> tuple[Pair, ...]:
    """Pair the themes of two digests so that pairs have the most in common (Kuhn 1955, on Jaccard's index).

    Pairs come in the order of the left digest, themes of the right one alone last.
    """
    ones, twos = left.themes, right.themes
    partner: dict[int, int] = {}
    if ones and twos:
        import numpy as np
        from scipy.optimize import linear_sum_assignment

        sets = [set(theme.comment_ids) for theme in twos]
        overlap = np.array([[_jaccard(set(theme.comment_ids), other) for other in sets] for theme in ones])
        partner = {
            int(row): int(column)
            for row, column in zip(*linear_sum_assignment(-overlap), strict=True)
            if overlap[row, column]
        }
    pairs = [
        _pair(theme, twos[partner[place]] if place in partner else None) for place, theme in enumerate(ones)
    ]
    alone = [theme for place, theme in enumerate(twos) if place not in partner.values()]
    return (*pairs, *(_pair(None, theme) for theme in alone))


def _jaccard(one: set[str], two: set[str]) -> float:
    return round(len(one & two) / len(one | two), 9) if one | two else 0.0


def _pair(left: DigestTheme | None, right: DigestTheme | None) -> Pair:
    one = set(left.comment_ids) if left else set()
    two = set(right.comment_ids) if right else set()
    return Pair(left, right, len(one & two), len(one - two), len(two - one))
