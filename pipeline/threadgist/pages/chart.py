"""What the page draws and lists beside the lines: the map, who answered whom, when comments came."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from statistics import median
from typing import Any, Final

from threadgist.pages import words
from threadgist.pages.safe import clip
from threadgist.records import Digest, Dot
from threadgist.words import one_line

FEWEST_DOTS: Final = 20
WIDTH: Final = 720
HEIGHT: Final = 460
MARGIN: Final = 22
MAX_DOTS: Final = 800
# Colours, and shapes: colour is never the only cue.
STYLES: Final = 8
MIN_CROSSINGS: Final = 6
LABEL_CHARS: Final = 26
# What a label takes up: a letter's width, what stands around the letters, the height of the line.
LETTER: Final = 8.3
LABEL_EXTRA: Final = 30.0
LABEL_HEIGHT: Final = 26.0
# The chart of when comments were written: how many bars, and how many comments it takes to draw it.
BARS: Final = 40
FEWEST_DATED: Final = 8


def style_of(number: int) -> tuple[int, int]:
    """Return the colour (0 for one-offs, else 1 to 8) and the shape (0 to 7) of theme `number`."""
    round_, colour = divmod(number - 1, STYLES)
    return (colour + 1, (colour + round_) % STYLES) if number else (0, 0)


def shown_dots(digest: Digest) -> list[Dot]:
    """Return the dots to draw: all of them, or `MAX_DOTS` taken evenly along the thread."""
    total = max(MAX_DOTS, len(digest.dots))
    places = enumerate(digest.dots)
    return [dot for at, dot in places if (at + 1) * MAX_DOTS // total > at * MAX_DOTS // total]


def build_chart(digest: Digest, dots: Sequence[Dot], anchors: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the map of `dots`, or None where there are no themes to tell apart or too few dots to map.

    Each of its `layers` has the dots of one theme (`number` 0: of none) and where its number and short `label` stand; a
    dot whose comment is not listed has none of the `anchors`, which go by comment id, and is not drawn.
    """
    if not digest.themes or len(dots) < FEWEST_DOTS:
        return None
    texts = {comment.id: comment.text for comment in digest.comments}
    chars = 90 if len(dots) <= 400 else 40
    layers: list[dict[str, Any]] = []
    names = [(None, ""), *((theme.id, words.theme_heading(theme)) for theme in digest.themes)]
    for number, (theme_id, name) in enumerate(names):
        own = [dot for dot in dots if dot.theme_id == theme_id]
        across = [MARGIN + min(1.0, max(0.0, dot.x)) * (WIDTH - 2 * MARGIN) for dot in own]
        down = [MARGIN + min(1.0, max(0.0, dot.y)) * (HEIGHT - 2 * MARGIN) for dot in own]
        marks = []
        for dot, x, y in zip(own, across, down, strict=True):
            said = clip(one_line(texts[dot.span.comment_id][dot.span.start : dot.span.end]), chars)
            place = {"x": f"{x:.0f}", "y": f"{y:.0f}", "anchor": anchors.get(dot.span.comment_id)}
            marks.append({**place, "label": said or "…"})
        layer = {"number": number, "name": name, "label": clip(name, LABEL_CHARS), "marks": marks}
        if own:
            # Above its theme, so that the label covers few of its marks.
            layer |= {"label_x": median(across), "label_y": sorted(down)[len(own) // 10] - 14}
        layers.append(layer)
    _spread([layer for layer in layers if layer["number"] and layer["marks"]])
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "radius": 5.2 if len(dots) <= 250 else 4.4 if len(dots) <= 600 else 3.6,
        "layers": layers,
        "shown": len(dots),
        "hidden": len(digest.dots) - len(dots),
    }


def _spread(layers: list[dict[str, Any]]) -> None:
    """Put the labels of layers inside the map, and move them apart, up and down, where two would overlap."""
    half = [(LETTER * len(layer["label"]) + LABEL_EXTRA) / 2 for layer in layers]
    across = [min(WIDTH - r, max(r, layer["label_x"])) for layer, r in zip(layers, half, strict=True)]
    down = [layer["label_y"] for layer in layers]
    moved, turns = True, 0
    while moved and turns < 200:
        moved, turns = False, turns + 1
        for a, b in combinations(sorted(range(len(down)), key=lambda at: (down[at], at)), 2):
            overlap = LABEL_HEIGHT - (down[b] - down[a])
            if overlap > 0.5 and abs(across[a] - across[b]) < half[a] + half[b]:
                moved = True
                down[a], down[b] = down[a] - overlap / 2, down[b] + overlap / 2
        down = [min(HEIGHT - LABEL_HEIGHT / 2, max(LABEL_HEIGHT / 2, y)) for y in down]
    for layer, x, y in zip(layers, across, down, strict=True):
        layer |= {"label_x": round(x, 1), "label_y": round(y, 1)}


def build_flows(digest: Digest) -> dict[str, Any] | None:
    """Return the table of replies, or None where too few cross from theme to theme to read anything in it.

    `rows[i][j]` counts theme i answering theme j; `busiest` is a source, a target, and how many replies.
    """
    numbers = {theme.id: at for at, theme in enumerate(digest.themes)}
    size = len(numbers)
    table = [[0] * size for _row in range(size)]
    for flow in digest.flows:
        table[numbers[flow.source]][numbers[flow.target]] += flow.count
    total, inside = sum(map(sum, table)), sum(table[at][at] for at in range(size))
    if size < 2 or total - inside < MIN_CROSSINGS:
        return None
    crossing, source, target = max((table[s][t], -s, -t) for s in range(size) for t in range(size) if s != t)
    busiest = (-source, -target, crossing) if crossing > 1 else None
    return {"rows": table, "total": total, "inside": inside, "busiest": busiest}


def build_timeline(digest: Digest) -> dict[str, Any] | None:
    """Return how many comments were written in equal stretches of time; None where too few are dated or all at once.

    `busiest` is when the fullest stretch begins, `days` says that a day tells the ends apart.
    """
    moments = sorted(words.utc(c.created_at) for c in digest.comments if c.created_at is not None)
    if len(moments) < FEWEST_DATED or moments[0] == moments[-1]:
        return None
    first, last = moments[0], moments[-1]
    length, tally = last - first, [0] * BARS
    for moment in moments:
        tally[min(BARS - 1, BARS * (moment - first) // length)] += 1
    return {
        "first": first,
        "last": last,
        "tally": tally,
        "busiest": first + length * tally.index(max(tally)) / BARS,
        "days": length >= timedelta(days=2),
    }
