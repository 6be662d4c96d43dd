"""Two digests of one thread side by side: theme by theme, or blind, with a verdict to give."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from threadgist.errors import InputError
from threadgist.evaluate.card import Card
from threadgist.evaluate.checks import adjusted_rand, theme_of_comments
from threadgist.pages.data import to_json
from threadgist.pages.html import dressed, environment
from threadgist.pages.lines import Lines, theme_note
from threadgist.records import Bullet, Digest, DigestTheme


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _prints(left: Digest, right: Digest) -> tuple[str, str]:
    """Return a hash of each; raises InputError where they share less than half of their comments, or are the same."""
    one, two = ({comment.id for comment in digest.comments} for digest in (left, right))
    if 2 * len(one & two) < max(len(one), len(two)):
        raise InputError(
            f"{left.title[:50]!r} and {right.title[:50]!r}: {len(one & two)} comments in common; "
            "name two digests of one thread"
        )
    prints = _fingerprint(to_json(left)), _fingerprint(to_json(right))
    if prints[0] == prints[1]:
        raise InputError(f"{left.title[:50]!r}: both digests are the same, there is nothing to compare")
    return prints


def _sayings(digest: Digest, bullets: Sequence[Bullet]) -> Iterator[tuple[str, str, int]]:
    """Yield bullets and what is nested in them, a level deeper: words, who says them ("" for nobody named), level."""
    lines = Lines(digest)
    waiting = [(bullet, 0) for bullet in bullets][::-1]
    while waiting:
        bullet, level = waiting.pop()
        line = lines.line(bullet)
        by = " ".join(filter(None, (line.answered, line.name, f"({line.role})" if line.role else "")))
        text, by = (line.said, by) if line.quote else (bullet.text if line.name else line.said, "")
        yield text, by, min(level, 2)
        waiting.extend((child, level + 1) for child in bullet.children[::-1])


def pair_themes(left: Digest, right: Digest) -> list[tuple[DigestTheme | None, DigestTheme | None]]:
    """Pair themes so that pairs have the most in common (Kuhn 1955, on Jaccard's index); None beside one left over."""
    ones, twos = left.themes, right.themes
    partner: dict[int, int] = {}
    if ones and twos:
        import numpy as np
        from scipy.optimize import linear_sum_assignment

        sides = [[set(theme.comment_ids) for theme in themes] for themes in (ones, twos)]
        overlap = np.round([[len(a & b) / max(1, len(a | b)) for b in sides[1]] for a in sides[0]], 9)
        best = zip(*linear_sum_assignment(-overlap), strict=True)
        partner = {int(row): int(column) for row, column in best if overlap[row, column]}
    pairs = [(one, twos[partner[at]] if at in partner else None) for at, one in enumerate(ones)]
    return [*pairs, *((None, two) for at, two in enumerate(twos) if at not in partner.values())]


def blind_page(a: Digest, b: Digest, names: tuple[str, str]) -> tuple[str, dict[str, str]]:
    """Set two digests side by side under the names Left and Right; a hash of both decides which is left.

    Returns a page that says nothing of how they were made, and the key that does: it has `names`, and its `left` is `a`
    or `b`. Raises InputError: not two of one thread.
    """
    sides = sorted(zip(_prints(a, b), "ab", (a, b), strict=True))
    page_id = _fingerprint("".join(side[0] for side in sides))
    # The hash knows nothing of the order the two were named in.
    if int(page_id, 16) % 2:
        sides.reverse()
    (_, left, one), (_, right, two) = sides
    page = _render("blind.html.jinja", ("blind.js",), (one, two), title=a.title, page_id=page_id)
    key = {"page": page_id, "title": a.title, "left": left, "right": right, "a": names[0], "b": names[1]}
    return page, key


def themes_page(left: Digest, right: Digest, names: tuple[str, str], cards: tuple[Card, Card]) -> str:
    """Set the themes of two digests of one thread side by side, with figures; raises InputError: they are not."""
    _prints(left, right)
    alike = adjusted_rand(theme_of_comments(left), theme_of_comments(right))
    figures = cards[1].figures
    return _render(
        "sides.html.jinja",
        (),
        (left, right),
        title=left.title,
        names=names,
        rows=[(name, _figure(value), _figure(figures[name])) for name, value in cards[0].figures.items()],
        pairs=pair_themes(left, right),
        alike=_figure(alike),
    )


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.2f}"


def _render(name: str, scripts: Sequence[str], sides: tuple[Digest, Digest], **values: Any) -> str:
    template = environment().get_template(name)
    style = dressed(("digest.css", "sides.css"), scripts)
    return template.render(**style, sides=sides, sayings=_sayings, note=theme_note, set=set, **values) + "\n"
