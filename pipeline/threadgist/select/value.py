"""How well a span would read as a line of its own, and how much its comment is worth quoting: one linear model."""

from __future__ import annotations

import math
from operator import mul
from typing import TYPE_CHECKING, Final, NamedTuple

from threadgist.resources import package_table

if TYPE_CHECKING:
    from threadgist.select.windows import Window


_FITTED: Final = package_table("select/value.toml")
BASE: Final[float] = _FITTED["base"]
UNREAD: Final[float] = _FITTED["unread"]
FEATURES: Final = tuple(_FITTED["weights"])
_WEIGHTS: Final[tuple[float, ...]] = tuple(_FITTED["weights"].values())


class Facts(NamedTuple):
    """What is known of a comment beside its words.

    `votes` is signed, on a log scale within its thread, -1 to 1; `depth` is 0 at the top of the tree; `replies` are
    direct ones.
    """

    votes: float = 0.0
    depth: int = 0
    replies: int = 0


def features(window: Window, facts: Facts, *, answer: bool = False) -> tuple[float, ...]:
    """What the model looks at, in the order of `FEATURES`.

    With `answer` it stands below what it answers, which says what its opening points at and whom it speaks to.
    """
    readings = window.readings
    first, last = readings[0], readings[-1]
    words = max(window.words, 1)
    content = sum([one.content for one in readings])
    alone = not answer
    return (
        max(0, 16 - words) / 10,
        math.log1p(content),
        sum([one.long_words for one in readings]) / words * 5,
        sum([one.topical for one in readings]) / max(1, content),
        sum([one.states for one in readings]) / words * 10,
        sum([one.verbless for one in readings]),
        first.points_back * alone,
        min(first.anaphora, 3) / 2 * alone,
        first.unresolved * alone,
        max([one.addresses for one in readings]) * (1.0 if alone else 0.3),
        first.opens_i,
        max([one.first for one in readings]),
        last.asks,
        max([one.exclaims or one.jests for one in readings]),
        1 - last.ends,
        window.breaks,
        math.log1p(window.place),
        math.log1p(facts.depth) * alone,
        math.log1p(facts.replies),
        facts.votes,
    )


def value(window: Window, facts: Facts, *, english: bool = True, answer: bool = False) -> float:
    """The log odds that an editor would print a span, by its words and by its comment.

    Sentences that were not read by English rules count as what those say of most. With `answer` it stands below what it
    answers.
    """
    base = BASE if english else BASE + UNREAD
    return round(base + math.fsum(map(mul, _WEIGHTS, features(window, facts, answer=answer))), 6)
