"""What an evaluation gives back: figures of systems on sets of data, as records and as a table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threadgist.evaluate.checks import NOT_SCORABLE, mean, shown


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one system on one subset, means over so many `threads`; NaN where there is none.

    Baselines are not our `own`; figures of a `relative` score are shares above or below those of another one.
    """

    system: str
    subset: str
    threads: int
    figures: Mapping[str, float]
    own: bool = True
    relative: bool = False

    def figure(self, name: str) -> float:
        """Return one figure, NaN where this system has none of that name."""
        return self.figures.get(name, NOT_SCORABLE)


@dataclass(frozen=True, slots=True)
class Report:
    """All that one suite found. `notes` say how, `command` repeats the run; anything in `broken` fails it."""

    suite: str
    scores: tuple[Score, ...]
    notes: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    command: str = ""


def mean_scores(
    system: str, rows: Sequence[tuple[str, Mapping[str, float]]], *, own: bool = True
) -> tuple[Score, ...]:
    """Average the figures of single threads, given with their subsets, by subset and over all."""
    subsets = sorted({subset for subset, _ in rows})
    parts = {subset: [row for of, row in rows if of == subset] for subset in subsets}
    if len(parts) > 1:
        parts["all"] = [row for _, row in rows]
    means = {
        subset: {name: round(mean(row[name] for row in part), 6) for name in part[0]}
        for subset, part in parts.items()
    }
    return tuple(Score(system, subset, len(parts[subset]), figures, own) for subset, figures in means.items())


def columns(scores: Sequence[Score]) -> list[str]:
    """Return the names of all figures, in the order they first come."""
    return list(dict.fromkeys(name for score in scores for name in score.figures))


def cells(report: Report) -> list[list[str]]:
    """Return the rows of a table, the head first; `-` is what cannot be scored."""
    names = columns(report.scores)
    rows = [["system", "subset", "threads", *names]]
    # Those that are to be compared stand below each other.
    subsets = list(dict.fromkeys(score.subset for score in report.scores))
    for score in sorted(report.scores, key=lambda one: subsets.index(one.subset)):
        figures = [score.figure(name) for name in names]
        told = [f"{one:+.1%}" if score.relative and not math.isnan(one) else shown(one) for one in figures]
        rows.append([score.system, score.subset, str(score.threads), *told])
    return rows


def to_table(report: Report) -> str:
    """Return the report as lines of aligned columns."""
    rows = cells(report)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"# {report.suite}"]
    for row in rows:
        aligned = zip(row, "<<" + ">" * (len(row) - 2), widths, strict=True)
        lines.append("  ".join(f"{cell:{side}{width}}" for cell, side, width in aligned).rstrip())
    lines += [f"# {note}" for note in report.notes] + [f"! {fault}" for fault in report.broken]
    return "\n".join(lines) + "\n"
