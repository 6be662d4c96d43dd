"""When the comments were written, as bars that the template draws."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from threadgist.pages.words import clock, comments, day, minute, utc
from threadgist.records import Digest
from threadgist.translations import gettext as _

BARS: Final = 40
WIDTH: Final = 320
HEIGHT: Final = 56
FEWEST: Final = 8


def build_timeline(digest: Digest) -> dict[str, Any] | None:
    """Return the comments in equal stretches of time, None where too few are dated or all at one time.

    `bars` are (x, y, width, height), `label` says it in words.
    """
    moments = sorted(utc(c.created_at) for c in digest.comments if c.created_at is not None)
    if len(moments) < FEWEST or moments[0] == moments[-1]:
        return None
    first, length = moments[0], (moments[-1] - moments[0]).total_seconds()
    tally = [0] * BARS
    for moment in moments:
        tally[min(BARS - 1, int(BARS * (moment - first).total_seconds() / length))] += 1
    step, peak = WIDTH / BARS, max(tally)
    busiest = first + timedelta(seconds=length * tally.index(peak) / BARS)
    said = clock if length < timedelta(days=2).total_seconds() else day
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "bars": [
            (round(at * step, 1), round(HEIGHT - high, 1), round(step - 1.5, 1), round(high, 1))
            for at, number in enumerate(tally)
            if (high := HEIGHT * number / peak)
        ],
        "first": said(first),
        "last": said(moments[-1]),
        "label": _(
            "%(comments)s from %(first)s to %(last)s UTC, most of them around %(busiest)s",
            comments=comments(len(moments)),
            first=minute(first),
            last=minute(moments[-1]),
            busiest=minute(busiest),
        ),
    }
