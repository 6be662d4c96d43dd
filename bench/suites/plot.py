"""A report as a picture: one panel a figure, one bar a system."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib
from matplotlib.figure import Figure
from suites.report import columns

from threadgist.errors import InputError, OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from suites.report import Report


_SUFFIXES = (".svg", ".png", ".pdf")
_OWN, _BASELINE = "#8f1d21", "#827b70"


def plot(report: Report, path: Path) -> None:
    """Draw the figures that more than one system has, on all threads together where the suite says so.

    Raises:
        InputError: The name does not end in .svg, .png or .pdf.
        OutputError: The file cannot be written.
    """
    if path.suffix not in _SUFFIXES:
        raise InputError(f"--plot {path}: name a file that ends in {', '.join(_SUFFIXES)}")
    matplotlib.use("Agg")
    subsets = list(dict.fromkeys(score.subset for score in report.scores))
    whole = "all" if "all" in subsets else subsets[-1]
    scores = [score for score in report.scores if score.subset == whole and not score.relative]
    names = [
        name
        for name in columns(scores)
        if sum(not math.isnan(score.figure(name)) for score in scores) >= min(2, len(scores))
    ]
    names = names or columns(scores)
    sheet = Figure(figsize=(2.6 * len(names) + 1.5, 0.4 * len(scores) + 1.2), layout="constrained")
    panels = sheet.subplots(1, len(names), sharey=True, squeeze=False)[0]
    for panel, name in zip(panels, names, strict=True):
        values = [score.figure(name) for score in scores]
        bars = panel.barh(
            range(len(scores)),
            [0 if math.isnan(value) else value for value in values],
            color=[_OWN if score.own else _BASELINE for score in scores],
        )
        panel.bar_label(bars, ["-" if math.isnan(value) else f"{value:.3g}" for value in values], padding=2)
        panel.set_title(name)
        panel.margins(x=0.25)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_yticks(range(len(scores)), [score.system for score in scores])
    panels[0].invert_yaxis()
    sheet.suptitle(f"{report.suite}, {whole}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error
