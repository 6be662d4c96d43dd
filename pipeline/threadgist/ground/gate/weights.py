"""Written by `python bench/gate.py --data DIR --fit`; figures and how to get them: docs/gate.md."""

from __future__ import annotations

from typing import Final

SUPPORT_AT: Final = 0.235
SUPPORT_WEIGHTS: Final = {
    "constant": -3.534,
    "nearest": 2.822,
    "mean": 2.612,
    "joint": 2.603,
    "covered": 2.509,
    "novel": -1.613,
    "length": 0.39,
}
STANCE_AT: Final = 0.5
STANCE_WEIGHTS: Final = {
    "constant": 0.938,
    "turned": -0.279,
    "opposed": -1.658,
    "turned_anywhere": -0.585,
    "mood": 1.247,
    "mood_novel": 1.018,
    "swapped": -2.278,
    "parity": -0.445,
    "novel_negation": -1.146,
    "strong": -0.667,
}
