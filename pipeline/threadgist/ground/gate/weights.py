"""Written by `python bench/gate.py --data DIR --fit`."""

from __future__ import annotations

SUPPORT_AT = 0.5
SUPPORT_WEIGHTS = {
    "constant": -3.0,
    "nearest": 4.0,
    "mean": 0.0,
    "joint": 2.0,
    "covered": 3.0,
    "novel": -1.0,
    "length": 0.0,
}
STANCE_AT = 0.5
STANCE_WEIGHTS = {
    "constant": 0.6, "turned": -0.8, "kept": 0.0, "opposed": -1.0, "agreed": 0.2, "mood": 1.4, "mood_claim": 0.0,
    "amount": 0.3, "swapped": -0.7, "parity": -0.7, "novel_negation": -0.6, "lost_negation": 0.0, "hedge": 0.0,
    "strong": -0.5, "denial": 3.0, "denial_joint": 0.0,
}  # fmt: skip
