"""When the comments were written, as bars that the template draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from threadgist.pages.words import clock, comments, day, minute, utc
from threadgist.records import Digest
from threadgist.translations import gettext as _

__all__ = ["Timeline", "build_timeline"]

BARS: Final = 40
WIDTH: Final = 320
HEIGHT: Final = 56
FEWEST: Final = 8


@dataclass(frozen=True, slots=True)
class Timeline:
    """Comments in equal stretches of time: `bars` are (x, y, width, height), `label` says it in words."""

    width: int
    height: int
    bars: tuple[tuple[float, float, float, float], ...]
    first: str
    last: str
    label: str


def build_timeline(digest: Digest) -> Timeline | None:
    """Return when the comments were written, None where too few are dated or all at one time."""
    moments = sorted(utc(c.created_at) for c in digest.comments if c.created_at is not None)
    if len(moments) < FEWEST or moments[0] == moments[-1]:
        return None
    first, length = moments[0], (moments[-1] - moments[0]).total_seconds()
    tally = [0] * BARS
    for moment in moments:
        tally[min(BARS - 1, int(BARS * (moment - first).total_seconds() / length))] += 1
    step, peak = WIDTH / BARS, max(tally)
    busiest = first + timedelta(seconds=length * tally.index(peak) / BARS)
    bars = tuple(
        (round(at * step, 1), round(HEIGHT - high, 1), round(step - 1.5, 1), round(high, 1))
        for at, number in enumerate(tally)
        if (high := HEIGHT * number / peak)
    )
    hours = length < timedelta(days=2).total_seconds()
    ends = [clock(at) if hours else day(at) for at in (first, moments[-1])]
    label = _(
        "%(comments)s from %(first)s to %(last)s UTC, most of them around %(busiest)s",
        comments=comments(len(moments)),
        first=minute(first),
        last=minute(moments[-1]),
        busiest=minute(busiest),
    )
    return Timeline(WIDTH, HEIGHT, bars, ends[0], ends[1], label)
