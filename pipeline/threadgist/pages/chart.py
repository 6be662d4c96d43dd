"""The map of the discussion and the table of who answered whom, as numbers that the template draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median
from typing import Final

from threadgist.pages.anchors import theme_anchors
from threadgist.pages.safe import clip
from threadgist.pages.words import placed, theme_heading
from threadgist.printable import one_line
from threadgist.records import Comment, Digest, Dot

FEWEST_DOTS: Final = 20

__all__ = ["SHAPES", "Chart", "Flows", "build_chart", "build_flows", "shown_dots", "style_of"]

WIDTH: Final = 720
HEIGHT: Final = 460
MARGIN: Final = 22
MAX_DOTS: Final = 800
COLOURS: Final = 8
MIN_CROSSINGS: Final = 6
LABEL_CHARS: Final = 26
# What a label takes up: a letter's width, what stands around the letters, the height of the line.
LETTER: Final = 8.3
LABEL_EXTRA: Final = 30.0
LABEL_HEIGHT: Final = 26.0

# Unit shapes of about equal area: colour is never the only cue.
SHAPES: Final = (
    "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z",
    "M0-1.3L1.2.8H-1.2z",
    "M-.9-.9H.9V.9H-.9z",
    "M0-1.3L1.1 0 0 1.3-1.1 0z",
    "M-.4-1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4z",
    "M0 1.3L1.2-.8H-1.2z",
    "M0-1.4L.4-.4 1.4-.35.6.3.9 1.25 0 .7-.9 1.25-.6.3-1.4-.35-.4-.4z",
    "M-1.2 0L-.6-1.05H.6L1.2 0 .6 1.05H-.6z",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One dot: where it is drawn, the anchor of its comment (None: not listed, so not drawn), what it says."""

    x: str
    y: str
    anchor: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Layer:
    """The dots of one theme (`number` 0: of none) and where its number and the short `label` stand."""

    number: int
    name: str
    label: str
    marks: tuple[Mark, ...]
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The map. `radius` is that of a dot; `hidden` dots were left out of a crowded map."""

    width: int
    height: int
    radius: float
    layers: tuple[Layer, ...]
    shown: int
    hidden: int


def style_of(number: int) -> tuple[int, int]:
    """Return the colour (0 for one-offs, else 1 to 8) and the shape (0 to 7) of theme `number`."""
    if number == 0:
        return 0, 0
    round_, colour = divmod(number - 1, COLOURS)
    return colour + 1, (colour + round_) % len(SHAPES)


def shown_dots(digest: Digest) -> tuple[Dot, ...]:
    """Return the dots to draw: all of them, or `MAX_DOTS` taken evenly along the thread."""
    total = len(digest.dots)
    if total <= MAX_DOTS:
        return digest.dots
    return tuple(
        dot for at, dot in enumerate(digest.dots) if (at + 1) * MAX_DOTS // total > at * MAX_DOTS // total
    )


def build_chart(digest: Digest, dots: tuple[Dot, ...], anchors: Mapping[str, str]) -> Chart | None:
    """Return the map of `dots`, or None where there are no themes to tell apart or too few dots to map.

    `anchors` are those of the listed comments, by comment id.
    """
    if not digest.themes or len(dots) < FEWEST_DOTS:
        return None
    comments = {comment.id: comment for comment in digest.comments}
    chars = 90 if len(dots) <= 400 else 40
    layers: list[Layer] = []
    for number, (theme_id, name) in enumerate(
        [(None, ""), *((t.id, theme_heading(t)) for t in digest.themes)]
    ):
        own = [dot for dot in dots if dot.theme_id == theme_id]
        spots = [_spot(dot) for dot in own]
        marks = tuple(
            Mark(f"{x:.0f}", f"{y:.0f}", anchors.get(dot.span.comment_id), _label(dot, comments, chars))
            for dot, (x, y) in zip(own, spots, strict=True)
        )
        heights = sorted(y for _, y in spots)
        # Above its theme, so that the label covers few of its marks.
        x, y = (median(x for x, _ in spots), heights[len(heights) // 10] - 14) if spots else (0.0, 0.0)
        layers.append(Layer(number, name, clip(name, LABEL_CHARS), marks, x, y))
    radius = 5.2 if len(dots) <= 250 else 4.4 if len(dots) <= 600 else 3.6
    return Chart(WIDTH, HEIGHT, radius, _spread(layers), len(dots), len(digest.dots) - len(dots))


def _spot(dot: Dot) -> tuple[float, float]:
    x, y = (min(1.0, max(0.0, value)) if math.isfinite(value) else 0.5 for value in (dot.x, dot.y))
    return MARGIN + x * (WIDTH - 2 * MARGIN), MARGIN + y * (HEIGHT - 2 * MARGIN)


def _label(dot: Dot, comments: dict[str, Comment], chars: int) -> str:
    return clip(one_line(comments[dot.span.comment_id].text[dot.span.start : dot.span.end]), chars) or "…"


def _spread(layers: list[Layer]) -> tuple[Layer, ...]:
    """Return the layers with their labels inside the map and moved apart, up and down, where two would overlap."""
    named = [layer for layer in layers if layer.number and layer.marks]
    half = {layer.number: (LETTER * len(layer.label) + LABEL_EXTRA) / 2 for layer in named}
    across = {
        layer.number: min(WIDTH - half[layer.number], max(half[layer.number], layer.label_x))
        for layer in named
    }
    down = {layer.number: layer.label_y for layer in named}
    for _ in range(200):
        moved = False
        for a, b in combinations(sorted(down, key=lambda number: (down[number], number)), 2):
            overlap = LABEL_HEIGHT - (down[b] - down[a])
            if overlap > 0.5 and abs(across[a] - across[b]) < half[a] + half[b]:
                moved = True
                down[a], down[b] = down[a] - overlap / 2, down[b] + overlap / 2
        for number in down:
            down[number] = min(HEIGHT - LABEL_HEIGHT / 2, max(LABEL_HEIGHT / 2, down[number]))
        if not moved:
            break
    return tuple(
        replace(layer, label_x=round(across[layer.number], 1), label_y=round(down[layer.number], 1))
        if layer.number in down
        else layer
        for layer in layers
    )


@dataclass(frozen=True, slots=True)
class Flows:
    """Replies between themes: `rows[i][j]` counts theme i answering theme j, and a shade 0 to 4.

    `anchors` has "" for a theme that has no place on the page.
    """

    names: tuple[str, ...]
    anchors: tuple[str, ...]
    rows: tuple[tuple[tuple[int, int], ...], ...]
    total: int
    inside: int
    busiest: tuple[int, int, int] | None


def build_flows(digest: Digest) -> Flows | None:
    """Return the table of replies, or None where too few cross from theme to theme to read anything in it."""
    numbers = {theme.id: at for at, theme in enumerate(digest.themes)}
    size = len(numbers)
    table = [[0] * size for _ in range(size)]
    for flow in digest.flows:
        table[numbers[flow.source]][numbers[flow.target]] += flow.count
    total, inside = sum(map(sum, table)), sum(table[at][at] for at in range(size))
    if size < 2 or total - inside < MIN_CROSSINGS:
        return None
    peak = max(max(row) for row in table)
    rows = tuple(tuple((n, math.ceil(4 * n / peak)) for n in row) for row in table)
    crossing, source, target = max(
        ((table[s][t], -s, -t) for s in range(size) for t in range(size) if s != t), default=(0, 0, 0)
    )
    busiest = (1 - source, 1 - target, crossing) if crossing > 1 else None
    names = tuple(map(theme_heading, digest.themes))
    anchors = theme_anchors(digest.themes) | {
        theme.id: "" for theme in digest.themes if theme not in placed(digest)
    }
    return Flows(names, tuple(anchors.values()), rows, total, inside, busiest)
