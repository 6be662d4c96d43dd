"""What the page draws and lists beside the lines: the map, who answered whom, when comments came, where they went."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from statistics import median
from typing import Any, Final

from threadgist.pages import words
from threadgist.pages.safe import clip, theme_anchors
from threadgist.records import Digest, Dot
from threadgist.translations import gettext as _
from threadgist.words import one_line, visible

FEWEST_DOTS: Final = 20
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
# The chart of when comments were written: how many bars, and how many comments it takes to draw it.
BARS: Final = 40
TIME_WIDTH: Final = 320
TIME_HEIGHT: Final = 56
FEWEST_DATED: Final = 8

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


def style_of(number: int) -> tuple[int, int]:
    """Return the colour (0 for one-offs, else 1 to 8) and the shape (0 to 7) of theme `number`."""
    round_, colour = divmod(number - 1, COLOURS)
    return (colour + 1, (colour + round_) % len(SHAPES)) if number else (0, 0)


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

    `rows[i][j]` counts theme i answering theme j, and has a shade 0 to 4; `anchors` has "" for a theme that has no
    place on the page; `busiest` is a source, a target, both counted from 1, and how many replies.
    """
    numbers = {theme.id: at for at, theme in enumerate(digest.themes)}
    size = len(numbers)
    table = [[0] * size for _row in range(size)]
    for flow in digest.flows:
        table[numbers[flow.source]][numbers[flow.target]] += flow.count
    total, inside = sum(map(sum, table)), sum(table[at][at] for at in range(size))
    if size < 2 or total - inside < MIN_CROSSINGS:
        return None
    peak = max(map(max, table))
    crossing, source, target = max((table[s][t], -s, -t) for s in range(size) for t in range(size) if s != t)
    anchors, shown = theme_anchors(digest.themes), words.placed(digest)
    return {
        "names": [words.theme_heading(theme) for theme in digest.themes],
        "anchors": [anchors[theme.id] if theme in shown else "" for theme in digest.themes],
        "rows": [[(count, math.ceil(4 * count / peak)) for count in row] for row in table],
        "total": total,
        "inside": inside,
        "busiest": (1 - source, 1 - target, crossing) if crossing > 1 else None,
    }


def build_timeline(digest: Digest) -> dict[str, Any] | None:
    """Return the comments in equal stretches of time, None where too few are dated or all at one time."""
    moments = sorted(words.utc(c.created_at) for c in digest.comments if c.created_at is not None)
    if len(moments) < FEWEST_DATED or moments[0] == moments[-1]:
        return None
    first, last = moments[0], moments[-1]
    length = (last - first).total_seconds()
    tally = [0] * BARS
    for moment in moments:
        tally[min(BARS - 1, int(BARS * (moment - first).total_seconds() / length))] += 1
    step, peak, dated = TIME_WIDTH / BARS, max(tally), length >= timedelta(days=2).total_seconds()
    return {
        "width": TIME_WIDTH,
        "height": TIME_HEIGHT,
        "bars": [
            (round(at * step, 1), round(TIME_HEIGHT - high, 1), round(step - 1.5, 1), round(high, 1))
            for at, number in enumerate(tally)
            if (high := TIME_HEIGHT * number / peak)
        ],
        "first": words.day(first) if dated else words.minute(first, year=False),
        "last": words.day(last) if dated else words.minute(last, year=False),
        "label": _(
            "%(comments)s from %(first)s to %(last)s UTC, most of them around %(busiest)s",
            comments=words.comments(len(moments)),
            first=words.minute(first),
            last=words.minute(last),
            busiest=words.minute(first + timedelta(seconds=length * tally.index(peak) / BARS)),
        ),
    }


def ledger_rows(digest: Digest) -> list[dict[str, Any]]:
    """Return how many comments went where, what that means, and why some were skipped; `offset` adds up `percent`."""
    counts = digest.counts
    unthemed = _("read, and in no theme") if digest.mode == "themes" else _("read, and not cited")
    rows, offset = [], 0.0
    for status, number, meaning in (
        ("cited", counts.cited, _("cited above")),
        ("grouped", counts.grouped, _("in a theme, not cited")),
        ("one_off", counts.one_off, unthemed),
        ("duplicate", counts.duplicate, _("say again what an earlier comment says")),
        ("skipped", counts.skipped, _("not read")),
    ):
        share = words.percent(number, counts.comments)
        row = {"status": status, "number": number, "percent": share, "offset": round(offset, 1)}
        reasons = words.reason_words(digest) if status == "skipped" else ""
        rows += [{**row, "meaning": meaning, "reasons": reasons}] if number else []
        offset += share
    return rows


def provenance_rows(digest: Digest) -> list[tuple[str, str]]:
    """Return what made the digest, name by name."""
    made = digest.provenance
    rows = [("threadgist", made.threadgist), (_("Writer"), made.writer)]
    if (model := made.writer_model) is not None:
        runs_on = " ".join(filter(None, (model.backend, model.recipe)))
        rows += [(_("Writer runs on"), runs_on), (_("Writer revision"), model.revision or "")]
        rows += [(_("Writer sha256"), model.sha256 or "")]
    if (encoder := made.encoder) is not None:
        rows += [(_("Encoder"), encoder.name), (_("Model revision"), encoder.revision)]
        rows += [(_("Model sha256"), encoder.sha256 or "")]
    rows += [(_("Settings hash"), made.settings_hash)]
    if digest.retrieved_at is not None:
        rows += [(_("Thread retrieved"), f"{words.minute(digest.retrieved_at)} UTC")]
    rows += [(_("Versions"), ", ".join(f"{name} {version}" for name, version in made.versions))]
    return [(name, visible(value)) for name, value in rows if value]
