"""Two digests of one thread side by side: theme by theme, or blind, with verdicts that are given and counted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from threadgist.errors import InputError
from threadgist.evaluate.checks import agreement, theme_of_comments
from threadgist.pages.data import to_json
from threadgist.pages.html import dressed, environment
from threadgist.pages.lines import Lines, theme_note
from threadgist.records import Bullet, Digest, DigestTheme
from threadgist.stored import parse, read_bytes

if TYPE_CHECKING:
    from threadgist.evaluate.card import Card

CHOICES = ("left", "right", "tie")


class Saying(NamedTuple):
    """One bullet as it is shown: nested ones follow their own, a level deeper. `by` is "" where nobody is named."""

    text: str
    by: str
    level: int


class Pair(NamedTuple):
    """A theme of each digest, or of one only. `common` counts the comments that both hold."""

    left: DigestTheme | None
    right: DigestTheme | None
    common: int
    only_left: int
    only_right: int


class Blind(NamedTuple):
    """A page that does not tell which is which, and the key that does: `key["left"]` is `a` or `b`."""

    page: str
    key: dict[str, str]


class Tally(NamedTuple):
    """How often each name won. `lines` are the verdicts, resolved; `chance` a two-sided sign test, NaN without wins."""

    wins: tuple[tuple[str, int], ...]
    ties: int
    chance: float
    lines: tuple[str, ...]


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


def _sayings(digest: Digest, bullets: Sequence[Bullet]) -> list[Saying]:
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
    return found


def pair_themes(left: Digest, right: Digest) -> list[Pair]:
    """Pair themes so that pairs have the most in common (Kuhn 1955, on Jaccard's index)."""
    ones, twos = left.themes, right.themes
    partner: dict[int, int] = {}
    if ones and twos:
        import numpy as np
        from scipy.optimize import linear_sum_assignment

        sides = [[set(theme.comment_ids) for theme in themes] for themes in (ones, twos)]
        overlap = np.round([[len(a & b) / max(1, len(a | b)) for b in sides[1]] for a in sides[0]], 9)
        best = zip(*linear_sum_assignment(-overlap), strict=True)
        partner = {int(row): int(column) for row, column in best if overlap[row, column]}
    pairs = [_pair(one, twos[partner[at]] if at in partner else None) for at, one in enumerate(ones)]
    return pairs + [_pair(None, two) for at, two in enumerate(twos) if at not in partner.values()]


def _pair(left: DigestTheme | None, right: DigestTheme | None) -> Pair:
    one, two = (set(theme.comment_ids if theme else ()) for theme in (left, right))
    return Pair(left, right, len(one & two), len(one - two), len(two - one))


def blind_page(a: Digest, b: Digest, names: tuple[str, str]) -> Blind:
    """Set two digests side by side under the names Left and Right; a hash of both decides which is left.

    The page says nothing of how they were made; the key has `names`. Raises InputError: not two of one thread.
    """
    sides = sorted(zip(_prints(a, b), "ab", (a, b), strict=True))
    page_id = _fingerprint("".join(side[0] for side in sides))
    # The hash knows nothing of the order the two were named in.
    if int(page_id, 16) % 2:
        sides.reverse()
    (_, left, one), (_, right, two) = sides
    columns = (("Left", _column(one)), ("Right", _column(two)))
    page = _render("blind.html.jinja", ("blind.js",), title=a.title, page_id=page_id, columns=columns)
    key = {"page": page_id, "title": a.title, "left": left, "right": right, "a": names[0], "b": names[1]}
    return Blind(page, key)


def themes_page(left: Digest, right: Digest, names: tuple[str, str], cards: tuple[Card, Card]) -> str:
    """Set the themes of two digests of one thread side by side, with figures; raises InputError: they are not."""
    _prints(left, right)
    one, two = theme_of_comments(left), theme_of_comments(right)
    both = [id_ for id_ in one if id_ in two]
    alike = agreement([one[id_] or f"alone {id_}" for id_ in both], [two[id_] for id_ in both])
    figures = dict(cards[1].figures)
    return _render(
        "sides.html.jinja",
        (),
        title=left.title,
        names=names,
        rows=[(name, _figure(value), _figure(figures[name])) for name, value in cards[0].figures],
        pairs=[
            pair._asdict() | {"left": _theme(left, pair.left), "right": _theme(right, pair.right)}
            for pair in pair_themes(left, right)
        ],
        alike=_figure(alike["ARI"]),
        points=[_sayings(digest, digest.points) for digest in (left, right)],
    )


def _column(digest: Digest) -> dict[str, Any]:
    return {
        "themes": [_theme(digest, theme) for theme in digest.themes],
        "points": _sayings(digest, digest.points),
        "one_offs": _sayings(digest, digest.one_offs),
    }


def _theme(digest: Digest, theme: DigestTheme | None) -> dict[str, Any] | None:
    if theme is None:
        return None
    told = _sayings(digest, theme.bullets)
    return {"heading": theme.heading, "note": theme_note(digest, theme), "sayings": told}


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.2f}"


def _render(name: str, scripts: Sequence[str], **values: Any) -> str:
    template = environment().get_template(name)
    return template.render(**dressed(("digest.css", "sides.css"), scripts), **values) + "\n"


def key_text(blind: Blind) -> str:
    """Return the key as JSON."""
    return json.dumps(blind.key, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def verdict_line(page: str, choice: str, why: str, judge: str) -> str:
    """Return a verdict as a line of JSON, as the page's own form writes it; raises InputError for no such choice."""
    if choice not in CHOICES:
        raise InputError(f"verdict {choice!r}: say one of {', '.join(CHOICES)}")
    given = {"page": page, "verdict": choice, "why": why.strip(), "judge": judge.strip()}
    return json.dumps(given, ensure_ascii=False)


def read_keys(paths: Sequence[Path]) -> dict[str, dict[str, str]]:
    """Read keys by the id of their page: files, or folders with `*.key.json` in them; raises InputError for no key."""
    keys = {}
    for path in paths:
        for file in sorted(path.rglob("*.key.json")) if path.is_dir() else [path]:
            key = _json(read_bytes(file), str(file))
            if not {"page", "left", "right", "a", "b"} <= set(key):
                raise InputError(f"{file}: no key of a blind page")
            keys[str(key["page"])] = {name: str(value) for name, value in key.items()}
    if not keys:
        raise InputError(f"{', '.join(map(str, paths))}: no keys (*.key.json)")
    return keys


def tally(verdicts: Path, keys: Mapping[str, Mapping[str, str]]) -> Tally:
    """Count who won, by the last verdict of a judge on a page; raises InputError: a line has no verdict or key."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for number, line in enumerate(read_bytes(verdicts).splitlines(), 1):
        if not line.strip():
            continue
        place = f"{verdicts}, line {number}"
        found = _json(line, place)
        if found.get("verdict") not in CHOICES or "page" not in found:
            raise InputError(f"{place}: no verdict")
        if str(found["page"]) not in keys:
            raise InputError(f"{place}: no key for page {found['page']}")
        last[str(found["page"]), str(found.get("judge", ""))] = found
    wins: Counter[str] = Counter()
    ties = 0
    lines = []
    for (page, judge), found in last.items():
        key = keys[page]
        winner = "tie" if found["verdict"] == "tie" else key[key[found["verdict"]]]
        wins.update({key["a"]: winner == key["a"], key["b"]: winner == key["b"]})
        ties += winner == "tie"
        by, why = f" ({judge})" if judge else "", f": {found['why']}" if found.get("why") else ""
        lines.append(f"{key.get('title', page)}: {winner}{by}{why}")
    chance = float("nan")
    if len(wins) == 2 and (total := wins.total()):
        from scipy.stats import binomtest

        chance = float(binomtest(max(wins.values()), total).pvalue)
    ranked = sorted(wins.items(), key=lambda item: (-item[1], item[0]))
    return Tally(tuple(ranked), ties, chance, tuple(lines))


def _json(text: bytes, place: str) -> dict[str, Any]:
    try:
        return parse(text, dict)
    except ValueError as error:
        raise InputError(f"{place}: not a JSON object ({error})") from error
