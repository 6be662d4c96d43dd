"""Suite `speed`: seconds a stage takes, on debates made of the sentences of the injection suite.

Read it as ratios between configurations on one machine; `bench/cold.py` times whole commands.
"""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

from suites.attacks import BENIGN
from suites.report import Report, Score

from threadgist.flow import digest
from threadgist.pages import render
from threadgist.sources.assemble import assemble
from threadgist.sources.base import RawComment, RawThread
from threadgist.tools import open_tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suites.maker import Maker

    from threadgist.embed import Encoder
    from threadgist.progress import Progress
    from threadgist.records import Thread


SIZES = (100, 300, 1_000)


class _Clock:
    """Notes how long each stage takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._name = ""
        self._began = time.perf_counter()

    def stage(self, name: str, total: int | None = None) -> None:
        """End one stage and begin the next."""
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._began
        self._name, self._began = name, now

    def done(self, count: int) -> None:
        """Do nothing."""


def speed(makers: Sequence[Maker], progress: Progress, sizes: Sequence[int] = SIZES) -> Report:
    """Run the suite: each size once without a cache, after a first small thread has loaded everything.

    Args:
        makers: The configurations under test.
        progress: Who watches.
        sizes: How many comments.
    """
    scores = []
    for maker in makers:
        encoder, _ = open_tools(maker.settings)
        progress.stage(f"speed {maker.name}", len(sizes))
        _timed(_thread(40), maker, encoder)
        for number, size in enumerate(sizes, 1):
            seconds = _timed(_thread(size), maker, encoder)
            total = sum(seconds.values())
            figures = {**seconds, "total": total, "comments/s": size / total}
            scores.append(Score(maker.name, f"{size} comments", 1, figures))
            progress.done(number)
    notes = (
        "seconds of each stage, models loaded, no cache, one run: a busy machine shows; see bench/cold.py",
    )
    return Report("speed", tuple(scores), notes)


def _timed(thread: Thread, maker: Maker, encoder: Encoder) -> dict[str, float]:
    clock = _Clock()
    settings = maker.settings
    uncached = settings.model_copy(update={"encoder": settings.encoder.model_copy(update={"cache": False})})
    found = digest(thread, uncached, encoder=encoder, progress=clock)
    clock.stage("render")
    render(found, "html")
    clock.stage("end")
    return clock.seconds


def _thread(size: int) -> Thread:
    """A debate of `size` comments of two sentences each, drawn by a fixed seed, half of them replies."""
    chance = Random(size)
    comments = []
    for number in range(size):
        one, two = chance.sample(BENIGN, 2)
        parent = f"c{chance.randrange(number):05d}" if number and chance.random() < 0.5 else None
        text = f"{one} {two} That was house {number}, street {chance.randrange(400)}."
        comments.append(
            RawComment(text, id=f"c{number:05d}", parent=parent, author=f"p{chance.randrange(size)}")
        )
    raw = RawThread(tuple(comments), title="What should the town do?", id="town")
    return assemble(raw, source="speed", fallback_title="town")
