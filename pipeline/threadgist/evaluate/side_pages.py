"""Pages that set two digests side by side: theme by theme, or blind, with a verdict to give."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadgist.evaluate.sides import check_same_thread, fingerprint, pair_themes, sayings
from threadgist.evaluate.themes import agreement, theme_of_comments
from threadgist.pages.html import dressed, environment
from threadgist.pages.lines import theme_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.evaluate.card import Card
    from threadgist.records import Digest, DigestTheme


@dataclass(frozen=True, slots=True)
class Blind:
    """A page that does not tell which is which, and the key that does: `key["left"]` is `a` or `b`."""

    page: str
    key: dict[str, str]


def blind_page(a: Digest, b: Digest, names: tuple[str, str]) -> Blind:
    """Set two digests side by side under the names Left and Right; a hash of both decides which is left.

    The page shows title, headings, bullets, names and counts of themes, and nothing of how either was made.

    Args:
        a: One digest.
        b: Another digest of the same thread.
        names: What the key calls them.

    Raises:
        InputError: They are not of one thread, or they are the same.
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
    key = {
        "page": page_id,
        "title": a.title,
        "left": "a" if left_is_a else "b",
        "right": "b" if left_is_a else "a",
        "a": names[0],
        "b": names[1],
    }
    return Blind(page, key)


def themes_page(left: Digest, right: Digest, names: tuple[str, str], cards: tuple[Card, Card]) -> str:
    """Set the themes of two digests of one thread side by side, paired by the comments they share.

    Args:
        left: One digest.
        right: Another digest of the same thread.
        names: What to call them.
        cards: The figures of each.

    Raises:
        InputError: They are not of one thread, or they are the same.
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
    return {
        "heading": theme.heading,
        "note": theme_note(digest, theme),
        "sayings": sayings(digest, theme.bullets),
    }


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.2f}"


def _render(name: str, styles: Sequence[str], scripts: Sequence[str], **values: Any) -> str:
    template = environment().get_template(name)
    return template.render(**dressed(styles, scripts), **values) + "\n"


def key_text(blind: Blind) -> str:
    """Return the key as JSON."""
    return json.dumps(blind.key, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
