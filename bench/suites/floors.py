"""Floors: what no change may fall below, in a file that is checked with every run.

[argkp.all]            # suite and subset
AMI = { least = 0.18 }
noise = { most = 0.12 }
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from threadgist.errors import InputError
from threadgist.stored import TOML_BYTES, parse_toml, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from suites.report import Report


Floors = dict[str, dict[str, dict[str, dict[str, float]]]]


def load_floors(path: Path) -> Floors:
    """Read a file of floors.

    Raises:
        InputError: It cannot be read, or is not of the form above.
    """
    try:
        tree = parse_toml(read_bytes(path, TOML_BYTES))
    except ValueError as error:
        raise InputError(f"{path}: cannot be read as TOML ({error})") from error
    for suite, subsets in tree.items():
        for subset, figures in subsets.items() if isinstance(subsets, dict) else ():
            for name, bars in figures.items() if isinstance(figures, dict) else ():
                good = isinstance(bars, dict) and bars and set(bars) <= {"least", "most"}
                if not good or not all(isinstance(bar, (int, float)) for bar in bars.values()):
                    raise InputError(
                        f"{path}: {suite}.{subset}.{name}: write {{ least = 0.2 }} or {{ most = 0.1 }}"
                    )
    return tree


def below_floors(report: Report, floors: Floors) -> list[str]:
    """Say which floors of its suite a report misses. A figure that is not there, or NaN, misses its floor.

    Only the first configuration is asked.
    """
    missed = []
    own = [score for score in report.scores if score.own]
    for subset, figures in floors.get(report.suite, {}).items():
        score = next((one for one in own if one.subset == subset), None)
        for name, bars in figures.items():
            value = score.figure(name) if score else math.nan
            for kind, bar in bars.items():
                holds = value >= bar if kind == "least" else value <= bar
                if not holds:
                    missed.append(
                        f"{report.suite}, {subset}: {name} is {value:.4f}, at {kind} {bar} is asked"
                    )
    return missed
