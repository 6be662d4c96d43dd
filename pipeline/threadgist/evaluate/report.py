"""A report as a table for people and as JSON for machines."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadgist.evaluate.records import Report, Score

__all__ = ["columns", "to_json", "to_markdown", "to_page", "to_table"]

_SHARES_OF_BEST = "over the best baseline"


def columns(scores: Sequence[Score]) -> list[str]:
    """Return the names of all figures, in the order they first come."""
    return list(dict.fromkeys(name for score in scores for name, _ in score.figures))


def _cells(report: Report) -> list[list[str]]:
    names = columns(report.scores)
    rows = [["system", "subset", "threads", *names]]
    for score in _ordered(report.scores):
        relative = score.system.endswith(_SHARES_OF_BEST)
        values = [score.figure(name) for name in names]
        rows.append(
            [
                score.system,
                score.subset,
                str(score.items),
                *(_shown(value, relative=relative) for value in values),
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
    rows = _cells(report)
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


def to_markdown(report: Report) -> str:
    """Return the report as a Markdown section."""
    rows = _cells(report)
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    rule = "|---|---|" + "---:|" * (len(rows[0]) - 2)
    notes = [f"- {note}" for note in report.notes]
    broken = [f"- **broken**: {fault}" for fault in report.broken]
    command = [f"`{report.command}`", ""] if report.command else []
    return (
        "\n".join([f"## {report.suite}", "", *command, lines[0], rule, *lines[1:], "", *notes, *broken])
        + "\n"
    )


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


def to_page(reports: Sequence[Report], command: str) -> str:
    """Return several reports as one Markdown page.

    Args:
        reports: The reports.
        command: What made them, to be repeated.
    """
    head = (
        "# Quality\n\n"
        "What digests get right, measured on sets that people labelled. Written by\n\n"
        f"```console\n$ {command}\n```\n\n"
        "`-` is what cannot be scored. A figure is a mean over threads. Sets are halved by topic: `tuning` may be "
        "looked at, `held-out` is reported; what was chosen before this split was made was chosen on both halves.\n"
    )
    return "\n".join([head, *map(to_markdown, reports)])
