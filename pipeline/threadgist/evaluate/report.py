"""What an evaluation gives back: figures of systems on sets of data, as records, as a table and as JSON."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NOT_SCORABLE = float("nan")


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


def mean(values: Iterable[float]) -> float:
    """Return the mean of the values that are numbers; NaN where there is none."""
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else NOT_SCORABLE


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
        figures = (shown(score.figure(name), score.relative) for name in names)
        rows.append([score.system, score.subset, str(score.threads), *figures])
    return rows


def shown(value: float, relative: bool = False) -> str:
    """Return a figure as tables have it, `-` for what cannot be scored."""
    if math.isnan(value):
        return "-"
    return f"{value:+.1%}" if relative else f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


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


def to_json(found: object) -> str:
    """Return reports, or a card, as JSON; what cannot be scored is null."""
    from pydantic_core import to_json as dump

    return dump(found, indent=1, inf_nan_mode="null").decode() + "\n"
