"""Written by `python bench/gate.py --data DIR --fit`; figures and how to get them: docs/gate.md."""

from __future__ import annotations

from typing import Final

SUPPORT_AT: Final = 0.5
SUPPORT_WEIGHTS: Final = {
    "constant": -3.83,
    "nearest": 2.277,
    "mean": 2.162,
    "joint": 2.076,
    "covered": 1.037,
    "novel": -1.042,
    "tail": 2.994,
    "length": -0.02,
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
READ_SUPPORT_AT: Final = 0.1
READER_AT: Final = 0.5
READER_WEIGHTS: Final = {
    "constant": -0.55,
    "reader": 1.985,
    "stance": 0.704,
}
