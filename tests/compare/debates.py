"""Invented debates for the tests of comparing: themes in a plane of chosen arguments, with people and bullets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from threadgist.compare.align import wilson
from threadgist.compare.load import word_codes
from threadgist.compare.records import Debate, DebateTheme, Saying, Side, SideTheme
from threadgist.records import EncoderInfo

ENCODER = EncoderInfo("all-MiniLM-L6-v2", "abc123", 24)
# Each argument has a direction of its own; the last eight directions are for what debates are about.
ARGUMENTS = ("powers", "costs", "drift", "doubts", "children", "parking", "noise", "taxes", "trees", "buses")
START = datetime(2025, 3, 1, tzinfo=UTC)
COMMENTERS = 100


def direction(argument: str, subject: int = 0, turn: float = 0.0) -> tuple[float, ...]:
    """The centroid of an argument in a debate about `subject`, turned a little towards the next argument."""
    vector = np.zeros(24)
    at = ARGUMENTS.index(argument)
    vector[at] = 1.0
    vector[(at + 1) % len(ARGUMENTS)] = turn
    vector[16 + subject % 8] = 1.0
    return tuple(float(value) for value in np.round(vector / np.linalg.norm(vector), 4))


def theme(
    argument: str,
    people: range,
    *,
    number: int = 1,
    subject: int = 0,
    turn: float = 0.0,
    heading: str | None = None,
    text: str | None = None,
    url: str | None = "https://example.org/c/1",
    author: str | None = "ann",
) -> SideTheme:
    """A theme of these people, with one bullet."""
    low, high = wilson(len(people), COMMENTERS)
    said = text or f"Nobody ever asked us about {argument} in this place."
    return SideTheme(
        DebateTheme(
            id=f"t{number}",
            number=number,
            heading=heading or argument.capitalize(),
            people=len(people),
            comments=len(people),
            share=len(people) / COMMENTERS,
            low=round(low, 4),
            high=round(high, 4),
            sayings=(Saying(f"t{number}.1", "quote", said, author, "op", url, START),),
        ),
        people=tuple(people),
        vocabulary=tuple(sorted(set(word_codes(said)))),
        centroid=direction(argument, subject, turn),
    )


def side(
    name: str,
    themes: dict[str, int] | list[SideTheme],
    *,
    subject: int = 0,
    days: int | None = 0,
    encoder: EncoderInfo | None = ENCODER,
    **rest: object,
) -> Side:
    """A debate with these arguments, each by so many of its hundred commenters."""
    if isinstance(themes, dict):
        made = [
            theme(argument, range(people), number=number, subject=subject)
            for number, (argument, people) in enumerate(themes.items(), 1)
        ]
    else:
        made = themes
    mean = np.zeros(24)
    mean[16 + subject % 8] = 0.6
    own = {key: rest.pop(key) for key in ("label", "thread_id") if key in rest}
    debate = Debate(
        **{
            "id": "",
            "key": f"key-{name}",
            "title": f"Debate {name}",
            "source": "hackernews",
            "mode": "themes" if made else "points",
            "commenters": COMMENTERS,
            "comments": 150,
            "themes": (),
            "first_at": None if days is None else START + timedelta(days=days),
            "last_at": None if days is None else START + timedelta(days=days + 1),
            **rest,
        }
    )
    return Side(
        debate=debate,
        name=f"{name}/digest.json",
        themes=tuple(made),
        encoder=encoder,
        mean=tuple(float(value) for value in mean),
        **{"thread_id": name, **own},
    )


def pair() -> list[Side]:
    """Two debates that share two arguments and have one each of their own."""
    return [
        side("treaty", {"powers": 31, "drift": 6, "costs": 12}, subject=0, label="Treaty"),
        side("vote", {"drift": 27, "powers": 12, "children": 20}, subject=1, days=20, label="Vote"),
    ]


def six() -> list[Side]:
    """Six debates about different things."""
    shares = (
        {"powers": 30, "drift": 10, "costs": 12},
        {"powers": 25, "doubts": 14},
        {"powers": 20, "drift": 16, "children": 9},
        {"parking": 40, "noise": 22},
        {"noise": 18, "parking": 11, "powers": 8},
        {"trees": 50},
    )
    return [side(f"e{at}", one, subject=at, days=30 * at) for at, one in enumerate(shares)]


def forty() -> list[Side]:
    """Forty debates, each with four of ten arguments."""
    found = []
    for at in range(40):
        chosen = [ARGUMENTS[(at * step + step) % 10] for step in (1, 3, 7)]
        found.append(
            side(
                f"n{at:02}",
                {a: 5 + (at * 7 + i * 11) % 40 for i, a in enumerate(dict.fromkeys(chosen))},
                subject=at,
                days=9 * at,
            )
        )
    return found
