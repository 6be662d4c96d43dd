"""Reports as one page of Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from suites.report import Report, cells


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
    return "\n".join([head, *map(_section, reports)])


def _section(report: Report) -> str:
    """Return the report as a Markdown section."""
    rows = cells(report)
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    rule = "|---|---|" + "---:|" * (len(rows[0]) - 2)
    notes = [f"- {note}" for note in report.notes]
    broken = [f"- **broken**: {fault}" for fault in report.broken]
    command = [f"`{report.command}`", ""] if report.command else []
    return (
        "\n".join([f"## {report.suite}", "", *command, lines[0], rule, *lines[1:], "", *notes, *broken])
        + "\n"
    )
