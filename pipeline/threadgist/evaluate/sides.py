"""Two digests of one thread side by side: theme by theme, or blind, with a verdict to give."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadgist.errors import InputError
from threadgist.evaluate.checks import agreement, theme_of_comments
from threadgist.pages.data import to_json
from threadgist.pages.html import dressed, environment
from threadgist.pages.lines import Lines, theme_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.evaluate.card import Card
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
    """Raise InputError for two digests that share less than half of their comments, or are the same."""
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
        text, by = (line.said, by) if line.quote else (bullet.text if line.name else line.said, "")
        found.append(Saying(text, by, min(level, 2)))
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

        sides = [[set(theme.comment_ids) for theme in themes] for themes in (ones, twos)]
        jaccard = [[len(a & b) / max(1, len(a | b)) for b in sides[1]] for a in sides[0]]
        overlap = np.round(jaccard, 9)
        best = zip(*linear_sum_assignment(-overlap), strict=True)
        partner = {int(row): int(column) for row, column in best if overlap[row, column]}
    pairs = [_pair(one, twos[partner[at]] if at in partner else None) for at, one in enumerate(ones)]
    alone = [theme for place, theme in enumerate(twos) if place not in partner.values()]
    return (*pairs, *(_pair(None, theme) for theme in alone))


def _pair(left: DigestTheme | None, right: DigestTheme | None) -> Pair:
    one = set(left.comment_ids) if left else set()
    two = set(right.comment_ids) if right else set()
    return Pair(left, right, len(one & two), len(one - two), len(two - one))


@dataclass(frozen=True, slots=True)
class Blind:
    """A page that does not tell which is which, and the key that does: `key["left"]` is `a` or `b`."""

    page: str
    key: dict[str, str]


def blind_page(a: Digest, b: Digest, names: tuple[str, str]) -> Blind:
    """Set two digests side by side under the names Left and Right; a hash of both decides which is left.

    The page shows title, headings, bullets, names and counts of themes, and nothing of how either was made; the key
    calls them by `names`. Raises InputError: they are not of one thread, or they are the same.
    """
    check_same_thread(a, b)
    prints = fingerprint(a), fingerprint(b)
    page_id = hashlib.sha256("".join(sorted(prints)).encode()).hexdigest()[:12]
    # The hash knows nothing of the order the two were named in.
    first = int(page_id, 16) % 2 == 0
    left_is_a = (prints[0] < prints[1]) == first
    left, right = (a, b) if left_is_a else (b, a)
    page = _render(
        "blind.html.jinja",
        ("digest.css", "sides.css"),
        ("blind.js",),
        title=a.title,
        page_id=page_id,
        columns=(("Left", _column(left)), ("Right", _column(right))),
    )
    sides = {"left": "a", "right": "b"} if left_is_a else {"left": "b", "right": "a"}
    return Blind(page, {"page": page_id, "title": a.title, **sides, "a": names[0], "b": names[1]})


def themes_page(left: Digest, right: Digest, names: tuple[str, str], cards: tuple[Card, Card]) -> str:
    """Set the themes of two digests of one thread side by side, paired by the comments they share, with their figures.

    Raises what `check_same_thread` does.
    """
    check_same_thread(left, right)
    one, two = theme_of_comments(left), theme_of_comments(right)
    both = [id_ for id_ in one if id_ in two]
    alike = agreement([one[id_] or f"alone {id_}" for id_ in both], [two[id_] for id_ in both])
    rows = [(name, _figure(value), _figure(dict(cards[1].figures)[name])) for name, value in cards[0].figures]
    pairs = [
        {
            "left": _theme(left, pair.left),
            "right": _theme(right, pair.right),
            "common": pair.common,
            "only_left": pair.only_left,
            "only_right": pair.only_right,
        }
        for pair in pair_themes(left, right)
    ]
    return _render(
        "sides.html.jinja",
        ("digest.css", "sides.css"),
        (),
        title=left.title,
        names=names,
        rows=rows,
        pairs=pairs,
        alike=_figure(alike["ARI"]),
        points=(sayings(left, left.points), sayings(right, right.points)),
    )


def _column(digest: Digest) -> dict[str, Any]:
    return {
        "themes": [_theme(digest, theme) for theme in digest.themes],
        "points": sayings(digest, digest.points),
        "one_offs": sayings(digest, digest.one_offs),
    }


def _theme(digest: Digest, theme: DigestTheme | None) -> dict[str, Any] | None:
    if theme is None:
        return None
    told = sayings(digest, theme.bullets)
    return {"heading": theme.heading, "note": theme_note(digest, theme), "sayings": told}


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.2f}"


def _render(name: str, styles: Sequence[str], scripts: Sequence[str], **values: Any) -> str:
    template = environment().get_template(name)
    return template.render(**dressed(styles, scripts), **values) + "\n"


def key_text(blind: Blind) -> str:
    """Return the key as JSON."""
    return json.dumps(blind.key, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
