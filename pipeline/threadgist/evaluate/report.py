"""What an evaluation gives back: figures of systems on sets of data, as records, as a table and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOT_SCORABLE = float("nan")


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one system on one subset: means over `items` threads, in the order to print them.

    A figure that could not be computed is NaN, never 0. `own` tells configurations of ours from baselines; the figures
    of a `relative` score are shares above or below those of another one.
    """

    system: str
    subset: str
    items: int
    figures: tuple[tuple[str, float], ...]
    own: bool = True
    relative: bool = False

    def figure(self, name: str) -> float:
        """Return one figure, NaN where this system has none of that name."""
        return dict(self.figures).get(name, NOT_SCORABLE)


@dataclass(frozen=True, slots=True)
class Report:
    """All that one suite found. `notes` say how it was measured, `broken` what must never happen.

    `command` repeats the run; anything in `broken` (a bullet that is not grounded, a comment that nobody accounts
    for) fails it, whatever the figures.
    """

    suite: str
    scores: tuple[Score, ...]
    notes: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    command: str = ""


ALL = "all"


def mean(values: Iterable[float]) -> float:
    """Return the mean of the values that are numbers; NaN where there is none."""
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else NOT_SCORABLE


def mean_scores(
    system: str, rows: Sequence[tuple[str, Mapping[str, float]]], *, own: bool = True
) -> tuple[Score, ...]:
    """Average the figures of single threads, given with their subsets, by subset and over all."""
    subsets = sorted({subset for subset, _ in rows})
    parts = [(subset, [row for of, row in rows if of == subset]) for subset in subsets]
    if len(parts) > 1:
        parts.append((ALL, [row for _, row in rows]))
    return tuple(
        Score(
            system,
            subset,
            len(part),
            tuple((name, mean(row[name] for row in part)) for name in part[0]),
            own=own,
        )
        for subset, part in parts
    )


def columns(scores: Sequence[Score]) -> list[str]:
    """Return the names of all figures, in the order they first come."""
    return list(dict.fromkeys(name for score in scores for name, _ in score.figures))


def cells(report: Report) -> list[list[str]]:
    """Return the rows of a table, the head first; `-` is what cannot be scored."""
    names = columns(report.scores)
    rows = [["system", "subset", "threads", *names]]
    for score in _ordered(report.scores):
        values = [score.figure(name) for name in names]
        rows.append(
            [
                score.system,
                score.subset,
                str(score.items),
                *(_shown(value, relative=score.relative) for value in values),
            ]
        )
    return rows


def _ordered(scores: Sequence[Score]) -> list[Score]:
    """Group rows by subset, so that those that are to be compared stand below each other."""
    subsets = list(dict.fromkeys(score.subset for score in scores))
    return [score for subset in subsets for score in scores if score.subset == subset]


def _shown(value: float, *, relative: bool = False) -> str:
    if math.isnan(value):
        return "-"
    if relative:
        return f"{value:+.1%}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def to_table(report: Report) -> str:
    """Return the report as lines of aligned columns; `-` is what cannot be scored."""
    rows = cells(report)
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    notes = [f"# {note}" for note in report.notes]
    broken = [f"! {fault}" for fault in report.broken]
    return "\n".join([f"# {report.suite}", *lines, *notes, *broken]) + "\n"


def to_json(reports: Sequence[Report]) -> str:
    """Return reports as JSON; what cannot be scored is null."""

    def plain(report: Report) -> dict[str, Any]:
        return {
            "suite": report.suite,
            "command": report.command,
            "scores": [
                {
                    "system": score.system,
                    "own": score.own,
                    "subset": score.subset,
                    "threads": score.items,
                    "figures": {
                        name: None if math.isnan(value) else round(value, 6) for name, value in score.figures
                    },
                }
                for score in report.scores
            ],
            "notes": list(report.notes),
            "broken": list(report.broken),
        }

    return (
        json.dumps([plain(report) for report in reports], ensure_ascii=False, indent=1, allow_nan=False)
        + "\n"
    )
